"""Booking a seat and what its owner may do with it."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import GuestView, canteens_of, guest_of, read, staff_of
from api.drawn import to_book
from api.shapes import OwnTicket, Ticket, own_ticket_of, ticket_of
from api.throttles import BookThrottle
from canteens.models import LANGUAGES, Role
from mensa import needs as needs_of_party
from mensa.booking import arrive_late, book, cancel
from mensa.instead import take_other_day
from mensa.models import Booking, Sitting


def random_reference(reference: UUID) -> None:
    """Whoever knows a reference gets the ticket it made, so it must be one that nobody guesses."""
    if reference.version != 4:
        raise serializers.ValidationError(_("Serve un UUID casuale (versione 4)."), "not_random")


class BookingRequest(serializers.Serializer[Any]):
    """What is asked for; all of it optional."""

    party = serializers.IntegerField(default=1, help_text="people, the asker included")
    kind = serializers.ChoiceField(Booking.Kind.choices, default=Booking.Kind.SEAT)
    language = serializers.ChoiceField(LANGUAGES, default="it", help_text="of a new card")
    high_chairs = serializers.IntegerField(default=0, min_value=0, help_text="people who need one; a seat in any case")
    step_free = serializers.IntegerField(default=0, min_value=0, help_text="people who need a place without steps")
    client_ref = serializers.UUIDField(
        default=None,
        validators=[random_reference],
        help_text="a random UUID made by the asker: a retry with it gets the first ticket again",
    )


class LateRequest(serializers.Serializer[Any]):
    """Whether the party comes late."""

    arrives_late = serializers.BooleanField()


class Bookings(APIView):
    """Booking."""

    permission_classes = [AllowAny]
    throttle_classes = [BookThrottle]

    @extend_schema(
        request=BookingRequest,
        responses={201: Ticket, 200: OpenApiResponse(Ticket, "The booking that was there already.")},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Book seats for the card that is shown, or for a new one; confirmed, or waiting where it is full."""
        asked = read(BookingRequest, request)
        sitting, number = sitting_for(request, pk)
        door = door_of(request, sitting)
        needs = {name: asked.pop(name) for name in ("high_chairs", "step_free")}
        booking = book(sitting, guest=guest_of(request), door=door, number=number, **asked)
        if any(needs.values()):
            needs_of_party.ask(booking, **needs)
            booking.refresh_from_db(fields=[*needs])
        is_new = booking.sitting is sitting  # one that was there already comes with a sitting of its own
        return Response(ticket_of(booking), status=201 if is_new else 200)


def sitting_for(request: Request, pk: int) -> tuple[Sitting, int]:
    """The sitting with its canteen, and the number of a booking to be; a card opens those of its own canteen only."""
    (sitting, number), guest = to_book(pk), guest_of(request)
    if guest and guest.canteen_id != sitting.canteen_id:
        raise Http404
    return sitting, number


def door_of(request: Request, sitting: Sitting) -> str:
    """Who asks: a volunteer for somebody who called, or another program."""
    user = staff_of(request)
    calls = user and canteens_of(user, Role.DOOR).filter(pk=sitting.canteen_id).exists()
    return Booking.Door.CALL if calls else Booking.Door.API


class OtherDay(GuestView):
    """A lunch that was called off, moved, or is to take away."""

    @extend_schema(request=None, responses={201: Ticket})
    def post(self, request: Request, pk: int) -> Response:
        """Take the seats of the next day with room for the whole party, and give back what is held of this one."""
        return Response(ticket_of(take_other_day(self.booking(pk))), status=201)


class OwnBooking(GuestView):
    """A guest's own booking."""

    @extend_schema(responses=OwnTicket)
    def get(self, request: Request, pk: int) -> Response:
        """The ticket, as it stands now."""
        return Response(own_ticket_of(self.booking(pk)))

    @extend_schema(request=LateRequest, responses=Ticket)
    def patch(self, request: Request, pk: int) -> Response:
        """Say that the party comes late, or in time after all."""
        return Response(ticket_of(arrive_late(self.booking(pk), late=read(LateRequest, request)["arrives_late"])))

    @extend_schema(responses={200: Ticket})
    def delete(self, request: Request, pk: int) -> Response:
        """Give the seat back, or leave the waiting list. The ticket stays readable, as cancelled; a second time changes
        nothing."""
        return Response(ticket_of(cancel(self.booking(pk))))
