"""Several days in one request, every week, and freeing what one phone booked."""

import datetime as dt
from typing import Any, TypedDict

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import GuestView, StaffView, guest_of, read
from api.bookings import door_of, random_reference
from api.shapes import Ticket, ticket_of
from api.throttles import BookThrottle
from canteens.models import LANGUAGES
from mensa import devices, standing
from mensa.models import Booking, Sitting, StandingBooking
from mensa.several import Answer, book_days

MOST_DAYS = 60


class DaysRequest(serializers.Serializer[Any]):
    """What is asked for on each of the days."""

    sittings = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=MOST_DAYS
    )
    party = serializers.IntegerField(default=1, help_text="people, the asker included")
    language = serializers.ChoiceField(LANGUAGES, default="it", help_text="of a new card")
    client_ref = serializers.UUIDField(
        validators=[random_reference], help_text="a random UUID made by the asker: a retry with it books no day twice"
    )


class DayAnswer(TypedDict):
    """What became of one day: a ticket, or the code and the words of the reason why there is none."""

    sitting: int
    ticket: Ticket | None
    code: str
    detail: str


class WishRequest(serializers.Serializer[Any]):
    """A standing booking. `weekdays` are ISO: Monday is 1; `until` is its last day, null for none."""

    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), allow_empty=False)
    party = serializers.IntegerField(default=1)
    kind = serializers.ChoiceField(Booking.Kind.choices, default=Booking.Kind.SEAT)
    until = serializers.DateField(allow_null=True, default=None)


class WishChange(WishRequest):
    """The wish as it is to be, and whether the bookings already made follow it."""

    follow = serializers.BooleanField(help_text="false: bookings already made stay as they are")


class Halt(serializers.Serializer[Any]):
    """Whether the bookings already made are given back."""

    free = serializers.BooleanField()


class Standing(TypedDict):
    """A standing booking as its owner sees it."""

    id: int
    weekdays: list[int]
    party: int
    kind: str
    first: dt.date
    until: dt.date | None
    paused: bool


class Freed(TypedDict):
    """How many bookings were given back."""

    freed: int


def standing_of(row: StandingBooking) -> Standing:
    """A standing booking for its owner."""
    return {
        "id": row.pk, "weekdays": row.weekdays, "party": row.party, "kind": row.kind, "first": row.first,
        "until": row.until, "paused": row.paused,
    }  # fmt: skip


def answer_of(answer: Answer) -> DayAnswer:
    """What became of a day."""
    refusal = answer.refusal
    return {
        "sitting": answer.sitting.pk, "ticket": ticket_of(answer.booking) if answer.booking else None,
        "code": refusal.code if refusal else "", "detail": str(refusal.sentence) if refusal else "",
    }  # fmt: skip


class SeveralDays(APIView):
    """Several days at once."""

    permission_classes = [AllowAny]
    throttle_classes = [BookThrottle]

    @extend_schema(request=DaysRequest, responses={200: list[DayAnswer]})
    def post(self, request: Request) -> Response:
        """Book each day for the card that is shown, or all for one new card; each day answers for itself."""
        asked, guest = read(DaysRequest, request), guest_of(request)
        rows = Sitting.objects.select_related("canteen").in_bulk(asked["sittings"])
        days = [rows[pk] for pk in dict.fromkeys(asked["sittings"]) if pk in rows]
        canteens = {day.canteen_id for day in days} | ({guest.canteen_id} if guest else set())
        if len(rows) < len(set(asked["sittings"])) or len(canteens) > 1:
            raise Http404
        answers = book_days(
            days, party=asked["party"], door=door_of(request, days[0]), client_ref=asked["client_ref"], guest=guest,
            language=asked["language"],
        )  # fmt: skip
        return Response([answer_of(answer) for answer in answers])


class Standings(GuestView):
    """A guest's standing bookings."""

    @extend_schema(operation_id="standing_list", responses={200: list[Standing]})
    def get(self, request: Request) -> Response:
        """Those that go on, paused ones too."""
        return Response([standing_of(row) for row in standing.of_guest(self.guest)])

    @extend_schema(request=WishRequest, responses={201: Standing})
    def post(self, request: Request) -> Response:
        """Ask for every such weekday; open days are booked at once, later ones as they open."""
        wish = standing.Wish(**read(WishRequest, request))
        return Response(standing_of(standing.ask_for(self.guest, wish, door=Booking.Door.API)), status=201)


class StandingView(GuestView):
    """Routes of one standing booking; somebody else's, or one that has ended, does not exist here."""

    def row(self, pk: int) -> StandingBooking:
        """The guest's own, or 404."""
        going = StandingBooking.objects.going(self.guest.canteen.today())
        return get_object_or_404(going.select_related("guest__canteen", "guest__contact"), pk=pk, guest=self.guest)


class OneStanding(StandingView):
    """One standing booking of a guest."""

    @extend_schema(request=WishChange, responses=Standing)
    def put(self, request: Request, pk: int) -> Response:
        """Change it."""
        row, asked = self.row(pk), read(WishChange, request)
        follow = asked.pop("follow")
        standing.change(row, standing.Wish(**asked), follow=follow)
        return Response(standing_of(row))

    @extend_schema(request=Halt, responses=Standing)
    def delete(self, request: Request, pk: int) -> Response:
        """End it today."""
        row = self.row(pk)
        standing.end(row, free=read(Halt, request)["free"])
        return Response(standing_of(row))


class PauseStanding(StandingView):
    """Making no more bookings for a while."""

    @extend_schema(request=Halt, responses=Standing)
    def post(self, request: Request, pk: int) -> Response:
        """Pause it."""
        row = self.row(pk)
        standing.pause(row, free=read(Halt, request)["free"])
        return Response(standing_of(row))


class ResumeStanding(StandingView):
    """Going on."""

    @extend_schema(request=None, responses=Standing)
    def post(self, request: Request, pk: int) -> Response:
        """Go on from today."""
        row = self.row(pk)
        standing.resume(row)
        return Response(standing_of(row))


class FreePhone(StaffView):
    """Many bookings of one phone, for coordinators."""

    @extend_schema(request=None, responses=Freed)
    def post(self, request: Request, pk: int) -> Response:
        """Give back every coming booking of the phone that made this one; none where that is not known."""
        return Response({"freed": len(devices.free(devices.of_phone(self.booking(pk))))})
