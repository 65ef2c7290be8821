"""Who asks, and what they may see: a guest by her card, staff by a token and their roles, anybody else."""

from functools import cache
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from knox.auth import TokenAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from api.authentication import CardAuthentication
from canteens.models import Canteen, Role, User
from guests.models import Guest
from mensa.models import Booking, Sitting


def guest_of(request: Request) -> Guest | None:
    """The guest whose card was shown."""
    return request.auth if isinstance(request.auth, Guest) else None


def staff_of(request: Request) -> User | None:
    """The user whose token was shown."""
    return request.user if isinstance(request.user, User) else None


def canteens_of(user: User | None, *roles: Role) -> QuerySet[Canteen]:
    """Where `user` holds one of `roles`; a coordinator may do what every other role may."""
    mine = Canteen.objects.filter(memberships__user=user, memberships__role__in=[*roles, Role.COORDINATOR])
    return mine.distinct() if user else Canteen.objects.none()


def here(pk: int | None) -> Canteen:
    """The canteen that was named, or else the one whose pages this install shows."""
    return get_object_or_404(Canteen, pk=pk) if pk else get_object_or_404(Canteen.objects.order_by("pk")[:1])


def read(form: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """What was sent, checked by `form`; raises ValidationError with every wrong field."""
    sent = request.data
    # An empty request arrives as an empty web form, in which a box that is not there means no.
    return dict(_fields(form).run_validation({} if isinstance(sent, QueryDict) else sent))


@cache
def _fields(form: type[Serializer[Any]]) -> Serializer[Any]:
    """The form's fields, made once: making them again for each request costs more than checking what was sent."""
    return form()


class HasCard(BasePermission):
    """A guest."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return guest_of(request) is not None


class HasRole(BasePermission):
    """Staff with one of the view's roles, at whichever canteen; the view then finds only what is of theirs."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return canteens_of(staff_of(request), *getattr(view, "roles", ())).exists()


class GuestView(APIView):
    """Routes of a card's owner; somebody else's booking does not exist here."""

    authentication_classes = [CardAuthentication]
    permission_classes = [HasCard]

    @property
    def guest(self) -> Guest:
        return cast(Guest, guest_of(self.request))  # HasCard saw to it

    def booking(self, pk: int) -> Booking:
        """The guest's own booking, on whichever of their cards, or 404."""
        rows = Booking.objects.of(self.guest).select_related("guest__contact", "sitting__canteen")
        return get_object_or_404(rows, pk=pk)


class StaffView(APIView):
    """Routes of staff with one of `roles`; what belongs to another canteen does not exist here."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [HasRole]
    roles: ClassVar[tuple[Role, ...]] = ()

    @property
    def canteens(self) -> QuerySet[Canteen]:
        """Where the asker has one of the roles."""
        return canteens_of(staff_of(self.request), *self.roles)

    def canteen(self, pk: int) -> Canteen:
        """A canteen of the asker's, or 404."""
        return get_object_or_404(self.canteens, pk=pk)

    def sitting(self, pk: int) -> Sitting:
        """A sitting at a canteen of the asker's, or 404."""
        return get_object_or_404(Sitting.objects.select_related("canteen"), pk=pk, canteen__in=self.canteens)

    def booking(self, pk: int) -> Booking:
        """A booking at a canteen of the asker's, or 404."""
        rows = Booking.objects.select_related("guest__contact", "sitting__canteen")
        return get_object_or_404(rows, pk=pk, sitting__canteen__in=self.canteens)
