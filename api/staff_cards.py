"""Cards, for staff: made ahead, found by their code, talked about, replaced, merged. Nothing of whose they are."""

import datetime as dt
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import GuestView, StaffView, read, staff_of
from api.bookings import random_reference
from api.shapes import Card, Face, Row, card_of, face_of, row_of
from canteens.models import LANGUAGES, Role
from guests import merging, reviews, talks
from guests.looks import looked
from guests.models import Guest, Look
from guests.register import card_said, new_card
from mensa.lost import replace_card
from mensa.newcomers import welcome

MOST = 50
"""Cards made at once: five sheets."""


class StaffCard(Face):
    """A card as the staff sees it. `temporary_until`: the day on which a talk is due; the card is good for ever.
    `merged_into`: the card that its person goes on with."""

    id: int
    code: str
    temporary_until: dt.date | None
    merged_into: int | None


class HowMany(serializers.Serializer[Any]):
    """How many cards."""

    cards = serializers.IntegerField(min_value=1, max_value=MOST, default=10)


class Code(serializers.Serializer[Any]):
    """A card's code, as it is read out."""

    code = serializers.CharField(max_length=30)


class Other(serializers.Serializer[Any]):
    """The card that the person goes on with."""

    into = serializers.IntegerField(min_value=1)


class Newcomer(serializers.Serializer[Any]):
    """Who is here for the first time; with one `client_ref` a double tap counts once."""

    party = serializers.IntegerField(default=1)
    language = serializers.ChoiceField(LANGUAGES, default="it")
    code = serializers.CharField(max_length=30, default="", allow_blank=True, help_text="of a card printed ahead")
    client_ref = serializers.UUIDField(default=None, validators=[random_reference])


def staff_card_of(guest: Guest) -> StaffCard:
    """A card without its secrets."""
    return {
        **face_of(guest), "id": guest.pk, "code": guest.code, "temporary_until": guest.temporary_until,
        "merged_into": guest.merged_into_id,
    }  # fmt: skip


class CardsView(StaffView):
    """Routes of whoever hands out cards."""

    roles: ClassVar = (Role.DOOR,)

    def card(self, pk: int) -> Guest:
        """A card of a canteen of the asker's, or 404."""
        return get_object_or_404(Guest.objects.select_related("canteen"), pk=pk, canteen__in=self.canteens)


class MakeCards(CardsView):
    """Cards to print."""

    @extend_schema(request=HowMany, responses={201: list[Card]})
    def post(self, request: Request, pk: int) -> Response:
        """Make cards that belong to nobody yet, with the secrets that go on paper."""
        canteen = self.canteen(pk)
        made = [new_card(canteen) for _each in range(read(HowMany, request)["cards"])]
        return Response([card_of(guest) for guest in made], status=201)


class FindCard(CardsView):
    """A card by its code."""

    @extend_schema(request=Code, responses=StaffCard)
    def post(self, request: Request, pk: int) -> Response:
        """The card whose code was read out; of a merged one the surviving card. Posted: no code stands in a log."""
        return Response(staff_card_of(card_said(self.canteen(pk), **read(Code, request))))


class OneCard(CardsView):
    """A card."""

    @extend_schema(responses=StaffCard)
    def get(self, request: Request, pk: int) -> Response:
        """Its face, and what waits; who asked is noted."""
        guest = self.card(pk)
        looked(guest, purpose=Look.Purpose.RECORD, user=staff_of(request))
        return Response(staff_card_of(guest))


class Talked(CardsView):
    """The talk that was due."""

    @extend_schema(request=None, responses=StaffCard)
    def post(self, request: Request, pk: int) -> Response:
        """Somebody has talked with its person: the card is temporary no more."""
        guest = self.card(pk)
        talks.talked(guest)
        return Response(staff_card_of(guest))


class ReplaceCard(CardsView):
    """A lost card."""

    @extend_schema(request=None, responses=Card)
    def post(self, request: Request, pk: int) -> Response:
        """Give the card a new code and link; the old ones are dead, bookings stay. Shown this once."""
        return Response(card_of(replace_card(self.card(pk))))


class ReplaceMine(GuestView):
    """The guest's own lost card."""

    @extend_schema(request=None, responses=Card)
    def post(self, request: Request) -> Response:
        """A new code and link for whoever shows the old link, which is dead from now on."""
        return Response(card_of(replace_card(self.guest)))


class MergeCard(StaffView):
    """Two cards of one person."""

    def card(self, pk: int) -> Guest:
        """A card of a canteen of the asker's, or 404."""
        return get_object_or_404(Guest, pk=pk, canteen__in=self.canteens)

    @extend_schema(request=Other, responses=StaffCard)
    def post(self, request: Request, pk: int) -> Response:
        """Let its person go on with the card `into`; nothing moves, and DELETE undoes it."""
        guest = self.card(pk)
        merging.merge(guest, into=self.card(read(Other, request)["into"]))
        return Response(staff_card_of(guest))

    @extend_schema(responses=StaffCard)
    def delete(self, request: Request, pk: int) -> Response:
        """Each has its own bookings again."""
        guest = self.card(pk)
        merging.part(guest)
        return Response(staff_card_of(guest))


class CardReviews(StaffView):
    """Cards to talk about."""

    @extend_schema(responses=list[StaffCard])
    def get(self, request: Request, pk: int) -> Response:
        """The temporary cards whose talk is due, the longest first."""
        return Response([staff_card_of(guest) for guest in reviews.reviews(self.canteen(pk)).talks])


class Welcome(CardsView):
    """Somebody new."""

    @extend_schema(request=Newcomer, responses={201: Row})
    def post(self, request: Request, pk: int) -> Response:
        """Seat somebody who is here for the first time, on a temporary card. Raises where the room is full."""
        said, sitting = read(Newcomer, request), self.sitting(pk)
        code = said.pop("code")
        card = card_said(sitting.canteen, code=code) if code else None
        return Response(row_of(welcome(sitting, card=card, **said)), status=201)
