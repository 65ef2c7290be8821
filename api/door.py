"""The door, for staff with a token: who comes, who just arrives, and closing the day."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read
from api.bookings import LateRequest, random_reference
from api.shapes import Day, Row, Ticket, counted, row_of, ticket_of
from canteens.models import LANGUAGES, Role
from mensa import door
from mensa.booking import arrive_late, cancel


class DoorView(StaffView):
    """Routes of the door's volunteers."""

    roles: ClassVar = (Role.DOOR,)


class Search(serializers.Serializer[Any]):
    """What the person shows or says: a number, the start of a code, a pictogram, a colour or an alias."""

    query = serializers.CharField(max_length=30, allow_blank=True)


class Arrival(serializers.Serializer[Any]):
    """Who just arrives; with one `client_ref` a double tap counts once."""

    party = serializers.IntegerField(default=1)
    client_ref = serializers.UUIDField(default=None, validators=[random_reference])


class Waiter(Arrival):
    """Who waits, and in which language to speak."""

    language = serializers.ChoiceField(LANGUAGES, default="it")


class Chair(Arrival):
    """Who gets chairs beyond the seats, and why: one of a few reasons, since history keeps it and names nobody."""

    reason = serializers.ChoiceField(door.ChairReason.choices)


class Came(serializers.Serializer[Any]):
    """How many of the party came; null: all of it."""

    came = serializers.IntegerField(allow_null=True, default=None)


class Total(serializers.Serializer[Any]):
    """How many ate, where nobody was ticked; null: the list was ticked."""

    total = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True, default=None)
    confirm = serializers.BooleanField(default=False, help_text="says again what is more than the room holds")


class DoorList(DoorView):
    """Today's list."""

    @extend_schema(responses={200: list[Row]})
    def get(self, request: Request, pk: int) -> Response:
        """Who is expected, waits or came, by card number."""
        return Response([row_of(booking) for booking in door.door_list(self.sitting(pk))])


class FindAtDoor(DoorView):
    """Searching, by POST: what people are called stays out of addresses and logs."""

    @extend_schema(request=Search, responses={200: list[Row]})
    def post(self, request: Request, pk: int) -> Response:
        """Those on the list who match."""
        return Response([row_of(booking) for booking in door.door_list(self.sitting(pk), **read(Search, request))])


class WalkIn(DoorView):
    """Somebody without a booking."""

    @extend_schema(request=Arrival, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Seat them, without a name."""
        return Response(row_of(door.walk_in(self.sitting(pk), **read(Arrival, request))))


class TakeAway(DoorView):
    """Meals to take away."""

    @extend_schema(request=Arrival, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Hand meals to somebody who just arrives."""
        return Response(row_of(door.takeaway(self.sitting(pk), **read(Arrival, request))))


class OneMoreChair(DoorView):
    """Beyond the seats, up to the room's limit."""

    @extend_schema(request=Chair, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Add as many chairs as are missing and seat the party that stands there."""
        return Response(row_of(door.one_more_chair(self.sitting(pk), **read(Chair, request))))


class Wait(DoorView):
    """The waiting list."""

    @extend_schema(request=Waiter, responses=Ticket)
    def post(self, request: Request, pk: int) -> Response:
        """Let a party wait with its meal set aside; the answer holds the card to hand over."""
        return Response(ticket_of(door.wait_at_door(self.sitting(pk), **read(Waiter, request))))


class Close(DoorView):
    """The end of the sitting."""

    @extend_schema(request=Total, responses=Day)
    def post(self, request: Request, pk: int) -> Response:
        """Close the attendance."""
        return Response(counted(door.close(self.sitting(pk), **read(Total, request))))


class Seat(DoorView):
    """Somebody on the list came."""

    @extend_schema(request=Came, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Seat the party, or the part of it that came; again with another number corrects it."""
        return Response(row_of(door.seat(self.booking(pk), **read(Came, request))))


class Undo(DoorView):
    """A wrong tap."""

    @extend_schema(request=None, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Take back a seating."""
        return Response(row_of(door.undo(self.booking(pk))))


class TakeInstead(DoorView):
    """Somebody on the list would rather take the meal away."""

    @extend_schema(request=None, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Hand the party its meals; its seats are free."""
        return Response(row_of(door.take_instead(self.booking(pk))))


class CallerLate(DoorView):
    """Somebody called: they come late."""

    @extend_schema(request=LateRequest, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Note it."""
        return Response(row_of(arrive_late(self.booking(pk), late=read(LateRequest, request)["arrives_late"])))


class CallerCancels(DoorView):
    """Somebody called: they do not come."""

    @extend_schema(request=None, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """Give their seat back."""
        return Response(row_of(cancel(self.booking(pk))))
