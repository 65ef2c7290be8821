"""Who helps and the door's phones, for coordinators."""

import datetime as dt
from typing import Any, TypedDict, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from canteens import devices, staff
from canteens.models import LANGUAGES, Canteen, Device, Role, User
from notices.staff import invite


class Colleague(TypedDict):
    """Somebody who helps at a canteen."""

    id: int
    name: str
    email: str
    active: bool
    roles: list[Role]


class Phone(TypedDict):
    """A door phone."""

    id: int
    name: str
    invited_at: dt.datetime
    enrolled_at: dt.datetime | None
    revoked_at: dt.datetime | None


class InvitedPhone(TypedDict):
    """`secret` enrols one phone within a quarter of an hour; it is shown this once."""

    phone: Phone
    secret: str


class Roles(serializers.Serializer[Any]):
    """All the roles somebody has at a canteen."""

    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))


class Invitation(Roles):
    """Who comes to help."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=80, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, default="it")


class PhoneName(serializers.Serializer[Any]):
    """What the phone is called."""

    name = serializers.CharField(max_length=60)


def colleague_of(user: User, canteen: Canteen) -> Colleague:
    """Somebody as coordinators of `canteen` see them: what they do elsewhere is not told."""
    held = {row.role for row in user.memberships.all() if row.canteen_id == canteen.pk}
    return {
        "id": user.pk, "name": user.name, "email": user.email, "active": user.is_active,
        "roles": [role for role in Role if role in held],
    }  # fmt: skip


def phone_of(device: Device) -> Phone:
    """A phone without its secret, which nobody has kept."""
    return {
        "id": device.pk, "name": device.name, "invited_at": device.invited_at, "enrolled_at": device.enrolled_at,
        "revoked_at": device.revoked_at,
    }  # fmt: skip


class People(StaffView):
    """Everybody who helps."""

    @extend_schema(responses={200: list[Colleague]})
    def get(self, request: Request, pk: int) -> Response:
        """Active ones first."""
        canteen = self.canteen(pk)
        return Response([colleague_of(user, canteen) for user in staff.people(canteen)])

    @extend_schema(request=Invitation, responses={201: Colleague})
    def post(self, request: Request, pk: int) -> Response:
        """Take somebody in, with these roles added to what they have, and mail them a link to choose a password."""
        canteen, asker = self.canteen(pk), cast(User, staff_of(request))
        user = invite(canteen, by=asker, **read(Invitation, request))
        return Response(colleague_of(user, canteen), status=201)


class OnePerson(StaffView):
    """Somebody who helps."""

    def found(self, canteen: Canteen, pk: int) -> User:
        """The person with a role at that canteen, or 404."""
        return get_object_or_404(User.objects.filter(memberships__canteen=canteen).distinct(), pk=pk)

    @extend_schema(request=Roles, responses=Colleague)
    def patch(self, request: Request, pk: int, person: int) -> Response:
        """Give them exactly these roles."""
        canteen = self.canteen(pk)
        user = self.found(canteen, person)
        staff.set_roles(user, canteen=canteen, **read(Roles, request))
        return Response(colleague_of(user, canteen))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, person: int) -> Response:
        """Take their access away at once, tokens included."""
        canteen = self.canteen(pk)
        staff.deactivate(self.found(canteen, person), canteen=canteen)
        return Response(status=204)


class Phones(StaffView):
    """The door's phones."""

    @extend_schema(responses={200: list[Phone]})
    def get(self, request: Request, pk: int) -> Response:
        """By name."""
        return Response([phone_of(device) for device in self.canteen(pk).devices.all()])

    @extend_schema(request=PhoneName, responses={201: InvitedPhone})
    def post(self, request: Request, pk: int) -> Response:
        """Make a place for one more phone."""
        device, secret = devices.invite(self.canteen(pk), by=staff_of(request), **read(PhoneName, request))
        return Response({"phone": phone_of(device), "secret": secret}, status=201)


class OnePhone(StaffView):
    """A phone."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it back: from its next tap on it sees nothing."""
        devices.revoke(get_object_or_404(Device, pk=pk, canteen__in=self.canteens))
        return Response(status=204)
