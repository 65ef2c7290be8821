"""The door later: second helpings, what a phone did without network, the sheet of paper, a sitting opened again."""

import datetime as dt
from typing import Any, ClassVar, TypedDict
from uuid import UUID, uuid4

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read
from api.bookings import random_reference
from api.door import Came, DoorView
from api.shapes import Day, Row, counted, row_of
from canteens.models import Role
from mensa import paper, taps
from mensa.helpings import set_helpings
from mensa.models import Sitting
from mensa.refusals import SittingShut
from mensa.tap import Tap


class Helpings(TypedDict):
    """Second helpings of a sitting, apart from its people."""

    sitting: int
    second_helpings: int


class TapOutcome(TypedDict):
    """What became of a tap; `code` says why it is a conflict, which `id` settles."""

    id: int
    client_ref: UUID
    sitting: int
    booking: int | None
    verb: Tap.Verb
    number: int | None
    tapped: dt.datetime
    outcome: Tap.Outcome
    code: str


class SecondRequest(serializers.Serializer[Any]):
    """One more, or one fewer; with one `client_ref` a double tap counts once."""

    by = serializers.ChoiceField([1, -1], default=1)
    client_ref = serializers.UUIDField(default=None, validators=[random_reference])


class TapRequest(serializers.Serializer[Any]):
    """A tap: `number` is how many came, or how many helpings; `age` how many milliseconds ago, by the phone's clock."""

    client_ref = serializers.UUIDField(validators=[random_reference])
    verb = serializers.ChoiceField(Tap.Verb.choices)
    booking = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True, default=None)
    number = serializers.IntegerField(min_value=-999, max_value=999, allow_null=True, default=None)
    age = serializers.IntegerField(min_value=0, max_value=24 * 3600 * 1000, default=0)


class TapsRequest(serializers.Serializer[Any]):
    """Taps of one sitting, in the order in which they were made."""

    taps = serializers.ListField(child=TapRequest(), max_length=taps.MOST)


class SettleRequest(serializers.Serializer[Any]):
    """It is well as it is; or, with `chair`, the party sits there and gets one chair more each."""

    chair = serializers.BooleanField(default=False)


class ReopenRequest(serializers.Serializer[Any]):
    """Why: one of a few reasons, since history keeps it and names nobody."""

    reason = serializers.ChoiceField(paper.ReopenReason.choices)


class SheetTotals(serializers.Serializer[Any]):
    """The totals on the sheet; what is left out stays as it is."""

    walk_ins = serializers.IntegerField(min_value=0, max_value=999, allow_null=True, default=None)
    second_helpings = serializers.IntegerField(min_value=0, max_value=9999, allow_null=True, default=None)


def outcome_of(tap: Tap) -> TapOutcome:
    """A tap as the API tells it."""
    return {
        "id": tap.pk, "client_ref": tap.client_ref, "sitting": tap.sitting_id, "booking": tap.booking_id,
        "verb": Tap.Verb(tap.verb), "number": tap.number, "tapped": tap.tapped,
        "outcome": Tap.Outcome(tap.outcome), "code": tap.code,
    }  # fmt: skip


class Second(DoorView):
    """Second helpings."""

    @extend_schema(request=SecondRequest, responses=Helpings)
    def post(self, request: Request, pk: int) -> Response:
        """Count one more, or one fewer."""
        sitting, asked = self.sitting(pk), read(SecondRequest, request)
        if sitting.status != Sitting.Status.OPEN:
            raise SittingShut
        taps.apply(sitting, [taps.Told(asked["client_ref"] or uuid4(), Tap.Verb.SECOND, number=asked["by"])])
        sitting.refresh_from_db(fields=["second_helpings"])
        return Response(Helpings(sitting=sitting.pk, second_helpings=sitting.second_helpings))


class Taps(DoorView):
    """What a phone did while it had no network."""

    @extend_schema(request=TapsRequest, responses={200: list[TapOutcome]})
    def post(self, request: Request, pk: int) -> Response:
        """Apply each tap once, in the order of the list; the same list again is answered the same."""
        sitting = self.sitting(pk)
        told = [
            taps.Told(**one | {"age": dt.timedelta(milliseconds=one["age"])})
            for one in read(TapsRequest, request)["taps"]
        ]
        return Response([outcome_of(tap) for tap in taps.apply(sitting, told)])


class Conflicts(DoorView):
    """Taps that could not be done."""

    @extend_schema(responses={200: list[TapOutcome]})
    def get(self, request: Request, pk: int) -> Response:
        """Those that nobody has looked at yet, oldest first."""
        return Response([outcome_of(tap) for tap in taps.conflicts(self.canteen(pk))])


class Settle(DoorView):
    """A conflict that somebody looked at."""

    @extend_schema(request=SettleRequest, responses=TapOutcome)
    def post(self, request: Request, pk: int) -> Response:
        """Settle it; a second time changes nothing."""
        rows = Tap.objects.filter(sitting__canteen__in=self.canteens).select_related("sitting__canteen")
        return Response(outcome_of(taps.settle(get_object_or_404(rows, pk=pk), **read(SettleRequest, request))))


class PaperView(StaffView):
    """Routes of a coordinator, for a day that is over too."""

    roles: ClassVar = (Role.COORDINATOR,)


class Reopen(PaperView):
    """A closed sitting."""

    @extend_schema(request=ReopenRequest, responses=Day)
    def post(self, request: Request, pk: int) -> Response:
        """Open it again, to correct who came."""
        return Response(counted(paper.reopen(self.sitting(pk), **read(ReopenRequest, request))))


class Totals(PaperView):
    """The numbers at the foot of the sheet."""

    @extend_schema(request=SheetTotals, responses=Day)
    def post(self, request: Request, pk: int) -> Response:
        """Write how many came without a booking, and how many second helpings there were."""
        sitting, asked = self.sitting(pk), read(SheetTotals, request)
        if asked["walk_ins"] is not None:
            sitting = paper.set_walk_ins(sitting, people=asked["walk_ins"])
        if asked["second_helpings"] is not None:
            sitting = set_helpings(sitting, total=asked["second_helpings"])
        return Response(counted(sitting))


class Tick(PaperView):
    """One box of the sheet."""

    @extend_schema(request=Came, responses=Row)
    def post(self, request: Request, pk: int) -> Response:
        """The party came, or the part of it that did."""
        return Response(row_of(paper.tick(self.booking(pk), **read(Came, request))))

    @extend_schema(responses=Row)
    def delete(self, request: Request, pk: int) -> Response:
        """It was a slip."""
        return Response(row_of(paper.untick(self.booking(pk))))
