"""The days that can be booked, for everybody; their hours and seats, for coordinators."""

import datetime as dt
from typing import Any, TypedDict

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import drawn
from api.access import HasRole, StaffView, canteens_of, read, staff_of
from api.place import LocalTime
from api.shapes import Day, counted, day_of
from canteens import clock
from canteens.models import Canteen, Role
from mensa import sittings
from mensa.kitchens import cook_in
from mensa.models import Sitting

DAYS = 14


class DaysQuery(serializers.Serializer[Any]):
    """Which days are asked for."""

    days = serializers.IntegerField(min_value=1, max_value=60, default=DAYS, help_text="starting within so many days")
    canteen = serializers.IntegerField(min_value=1, default=None, help_text="else the first canteen of this install")


class SittingChange(serializers.Serializer[Any]):
    """New local hours, seats, meals to take away, kitchen or menu, for this one day."""

    starts = LocalTime(required=False)
    ends = LocalTime(required=False)
    seats = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    kept_at_door = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    portions = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    kitchen = serializers.IntegerField(min_value=1, required=False, help_text="one of the canteen's kitchens")
    menu = serializers.CharField(max_length=120, allow_blank=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Hours come in pairs, and what is kept at the door comes with the seats it is taken from."""
        if ("starts" in attrs) != ("ends" in attrs):
            raise serializers.ValidationError({"ends": _("Servono inizio e fine.")}, "required")
        if "kept_at_door" in attrs and "seats" not in attrs:
            raise serializers.ValidationError({"seats": _("Servono anche i posti.")}, "required")
        return attrs


class Reason(serializers.Serializer[Any]):
    """Why, as everyone booked will read it."""

    reason = serializers.CharField(max_length=120)


class Place(TypedDict):
    """A canteen as anybody may see it."""

    id: int
    name: str
    place: str
    zone: str


class Places(APIView):
    """Where one can eat."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="places_list", responses={200: list[Place]})
    def get(self, request: Request) -> Response:
        """Every canteen, by name: its number is what `sittings/?canteen=` asks for."""
        return Response(list(Canteen.objects.order_by("name", "pk").values("id", "name", "place", "zone")))


class Days(APIView):
    """The calendar of who wants to eat."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="sittings_list", parameters=[DaysQuery], responses={200: list[Day]})
    def get(self, request: Request) -> Response:
        """The sittings to come, in order. Staff of the canteen also see counts."""
        if not request.query_params:
            return Response(_coming(request, days=DAYS, canteen=None))
        query = DaysQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(_coming(request, **query.validated_data))


def _coming(request: Request, *, days: int, canteen: int | None) -> list[Day]:
    """One query; and one instant for all, so that the answer can't contradict itself."""
    now = clock.now()
    rows = drawn.coming(after=now, before=now + dt.timedelta(days=days), canteen=canteen)
    trusted = _trusted(request)
    with clock.at(now):
        return [counted(row) if row.canteen_id in trusted else day_of(row) for row in rows]


def _trusted(request: Request) -> set[int]:
    """The canteens whose counts the asker may see."""
    user = staff_of(request)
    return set(canteens_of(user, Role.DOOR, Role.COOK).values_list("pk", flat=True)) if user else set()


class OneDay(StaffView):
    """One sitting: read by everybody, changed by its coordinators."""

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.request.method in {"GET", "HEAD", "OPTIONS"} else [HasRole()]

    @extend_schema(responses=Day)
    def get(self, request: Request, pk: int) -> Response:
        """A sitting, past ones too."""
        sitting = get_object_or_404(Sitting, pk=pk)
        return Response(counted(sitting) if sitting.canteen_id in _trusted(request) else day_of(sitting))

    @extend_schema(request=SittingChange, responses=Day)
    def patch(self, request: Request, pk: int) -> Response:
        """Move it or change its seats; everyone booked is told of a new hour, freed seats go to the waiting list."""
        _change(self.sitting(pk), **read(SittingChange, request))
        return Response(counted(self.sitting(pk)))


@transaction.atomic
def _change(sitting: Sitting, **facts: Any) -> None:
    """All of it or nothing."""
    if "starts" in facts:
        sittings.move(sitting, starts=facts["starts"], ends=facts["ends"])
    if "seats" in facts:
        sittings.set_seats(sitting, seats=facts["seats"], kept_at_door=facts.get("kept_at_door"))
    if "portions" in facts:
        sittings.set_portions(sitting, portions=facts["portions"])
    if "kitchen" in facts:
        cook_in(sitting, kitchen=get_object_or_404(sitting.canteen.kitchens, pk=facts["kitchen"]))
    if "menu" in facts:
        sittings.set_menu(sitting, menu=facts["menu"])


class CancelDay(StaffView):
    """A sitting that does not take place."""

    @extend_schema(request=Reason, responses=Day)
    def post(self, request: Request, pk: int) -> Response:
        """Cancel it: every booking is cancelled and told, with the reason."""
        sittings.cancel(self.sitting(pk), **read(Reason, request))
        return Response(counted(self.sitting(pk)))
