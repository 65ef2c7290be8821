"""The canteen's settings and its days off, for coordinators."""

import datetime as dt
from typing import Any, ClassVar, TypedDict

from django.db import models
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read
from canteens.models import Canteen, Closure, Kitchen, KitchenClosure
from mensa import sittings
from mensa.kitchens import close_kitchen, touched


@extend_schema_field({"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?$", "example": "12:30"})
class LocalTime(serializers.TimeField):
    """An hour on the canteen's own clock. OpenAPI's `time` would want its distance from Greenwich."""


class CanteenForm(serializers.ModelSerializer[Canteen]):
    """A canteen's settings; times are local to `zone`."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping, models.TimeField: LocalTime
    }  # fmt: skip
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), allow_empty=True, help_text="ISO: Monday is 1"
    )

    class Meta:
        model = Canteen
        fields: ClassVar[Any] = [
            "id", "name", "place", "phone", "zone", "holiday_region", "seats", "room_limit", "kept_at_door",
            "anonymous_share", "portions", "high_chairs", "step_free_places",
            "party_limit", "weekdays", "starts", "ends", "release_time",
            "booking_opens_days", "booking_closes", "reminder_time", "door_opens", "door_closes", "door_check",
            "talk_days",
        ]  # fmt: skip


class DayOff(TypedDict):
    """A day on which the canteen does not open, or on which somebody must still decide."""

    id: int
    day: dt.date
    reason: str
    state: Closure.State


class DayOffRequest(serializers.Serializer[Any]):
    """A day to shut."""

    day = serializers.DateField()
    reason = serializers.CharField(max_length=120)


class Decision(serializers.Serializer[Any]):
    """Whether the canteen is closed on that day."""

    closed = serializers.BooleanField()


class Canteens(StaffView):
    """What the asker coordinates."""

    @extend_schema(operation_id="canteens_list", responses=CanteenForm(many=True))
    def get(self, request: Request) -> Response:
        """The asker's canteens."""
        return Response(CanteenForm(self.canteens.order_by("pk"), many=True).data)


class OneCanteen(StaffView):
    """One canteen."""

    @extend_schema(responses=CanteenForm)
    def get(self, request: Request, pk: int) -> Response:
        """Its settings."""
        return Response(CanteenForm(self.canteen(pk)).data)

    @extend_schema(request=CanteenForm(partial=True), responses=CanteenForm)
    def patch(self, request: Request, pk: int) -> Response:
        """Change them. Coming sittings follow in their seats, except where more are taken."""
        canteen = self.canteen(pk)
        form = CanteenForm(canteen, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        sittings.settle(canteen, **checked(canteen, form.validated_data))
        return Response(CanteenForm(self.canteen(pk)).data)


def checked(row: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """The new settings, if they agree with those that stay; raises ValidationError."""
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    return facts


def day_off_of(closure: Closure) -> DayOff:
    """A day off for coordinators."""
    return {
        "id": closure.pk, "day": closure.day, "reason": closure.reason, "state": Closure.State(closure.state)
    }  # fmt: skip


class DaysOff(StaffView):
    """Days off."""

    @extend_schema(responses={200: list[DayOff]})
    def get(self, request: Request, pk: int) -> Response:
        """Those from today on, proposed holidays too."""
        canteen = self.canteen(pk)
        return Response([day_off_of(row) for row in canteen.closures.filter(day__gte=canteen.today())])

    @extend_schema(request=DayOffRequest, responses={201: DayOff})
    def post(self, request: Request, pk: int) -> Response:
        """Shut on a day: its sittings are cancelled and everyone booked is told."""
        canteen, asked = self.canteen(pk), read(DayOffRequest, request)
        sittings.close_day(canteen, asked["day"], reason=asked["reason"])
        return Response(day_off_of(canteen.closures.get(day=asked["day"])), status=201)


class OneDayOff(StaffView):
    """One day off."""

    @extend_schema(request=Decision, responses=DayOff)
    def patch(self, request: Request, pk: int) -> Response:
        """Decide: closed, or open after all."""
        closure = get_object_or_404(Closure.objects.select_related("canteen"), pk=pk, canteen__in=self.canteens)
        sittings.decide(closure, closed=read(Decision, request)["closed"])
        return Response(day_off_of(closure))


class KitchenRecord(TypedDict):
    """A kitchen."""

    id: int
    name: str
    address: str


class KitchenStop(serializers.Serializer[Any]):
    """Days, first and last among them, and what is done with the lunches cooked there; `to` where they move."""

    first = serializers.DateField()
    last = serializers.DateField()
    reason = serializers.CharField(max_length=120)
    instead = serializers.ChoiceField(KitchenClosure.Instead.choices)
    to = serializers.IntegerField(default=None, allow_null=True)


class Stopped(TypedDict):
    """The sittings that were touched, and the people who had booked at them or waited."""

    sittings: list[int]
    people: int


class Kitchens(StaffView):
    """Where lunch is cooked."""

    @extend_schema(responses={200: list[KitchenRecord]})
    def get(self, request: Request, pk: int) -> Response:
        """The newest first: it cooks what is opened from now on."""
        rows = self.canteen(pk).kitchens.order_by("-pk")
        return Response([{"id": row.pk, "name": row.name, "address": row.address} for row in rows])


class StopKitchen(StaffView):
    """A kitchen that can't cook."""

    @extend_schema(request=KitchenStop, responses={201: Stopped})
    def post(self, request: Request, pk: int) -> Response:
        """Look after every lunch of these days; who booked is told where something changes for them."""
        kitchen = get_object_or_404(Kitchen, pk=pk, canteen__in=self.canteens)
        asked = read(KitchenStop, request)
        if asked["to"]:
            asked["to"] = get_object_or_404(kitchen.canteen.kitchens, pk=asked["to"])
        found = touched(kitchen, first=asked["first"], last=asked["last"])
        close_kitchen(kitchen, **asked)
        return Response({"sittings": [row.pk for row in found.sittings], "people": found.people}, status=201)
