"""What guests give back: what one can do, *ci sto*, and thanks."""

import datetime as dt
from typing import Any, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import GuestView, StaffView, read, staff_of
from api.shapes import Face, face_of
from canteens.models import LANGUAGES, Role
from impact.giving import year_of_giving
from restituzione import giving
from restituzione.models import Hand, Offer


class OfferRecord(TypedDict):
    """Something one can do; `words` by language, at least one."""

    id: int
    kind: Offer.Kind
    words: dict[str, str]
    when: str


class MyOffer(OfferRecord):
    """The same for a guest; `mine` after *ci sto*, until thanks are said."""

    mine: bool


class HandRecord(TypedDict):
    """A guest who likes to do it."""

    id: int
    offer: int
    card: Face
    said: dt.datetime


class Board(TypedDict):
    """What one can do, whom to thank, and what was given back this calendar year."""

    offers: list[OfferRecord]
    hands: list[HandRecord]
    year: int
    times: int
    hours: int


class OfferForm(serializers.Serializer[Any]):
    """Something to do."""

    kind = serializers.ChoiceField(Offer.Kind.choices)
    words = serializers.DictField(child=serializers.CharField(max_length=120, allow_blank=True))
    when = serializers.CharField(max_length=80, allow_blank=True, default="")

    def validate_words(self, words: dict[str, str]) -> dict[str, str]:
        """In languages that pages speak."""
        return {code: words[code] for code, _name in LANGUAGES if code in words}


class ThanksForm(serializers.Serializer[Any]):
    """How long it took, where anybody counted."""

    hours = serializers.IntegerField(min_value=1, max_value=giving.LONGEST_DAY, default=None, allow_null=True)


class MyOffers(GuestView):
    """What the guest could do."""

    @extend_schema(responses={200: list[MyOffer]})
    def get(self, request: Request) -> Response:
        """All of it, the newest first."""
        mine = set(self.guest.hands.filter(thanked=None).values_list("offer", flat=True))
        rows = giving.open_offers(self.guest.canteen)
        return Response([{**offer_of(row), "mine": row.pk in mine} for row in rows])


class Joining(GuestView):
    """*Ci sto*."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """The guest likes to do it; nothing depends on it."""
        giving.join(self._offer(pk), guest=self.guest)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """The guest changed her mind."""
        giving.leave(self._offer(pk), guest=self.guest)
        return Response(status=204)

    def _offer(self, pk: int) -> Offer:
        return get_object_or_404(Offer, pk=pk, canteen=self.guest.canteen_id)


class Offers(StaffView):
    """The board."""

    @extend_schema(request=OfferForm, responses={201: OfferRecord})
    def post(self, request: Request, pk: int) -> Response:
        """One more thing to do."""
        return Response(offer_of(giving.offer(self.canteen(pk), **read(OfferForm, request))), status=201)


class BoardOf(StaffView):
    """The board as those who welcome see it."""

    roles = (Role.DOOR,)

    @extend_schema(responses=Board)
    def get(self, request: Request, pk: int) -> Response:
        """Offers, hands and the year."""
        canteen = self.canteen(pk)
        year = year_of_giving(canteen, canteen.today().year)
        hands = Hand.objects.filter(offer__canteen=canteen, thanked=None).select_related("guest")
        board: Board = {
            "offers": [offer_of(row) for row in giving.open_offers(canteen)], "hands": [hand_of(row) for row in hands],
            "year": year.year, "times": year.times, "hours": year.hours,
        }  # fmt: skip
        return Response(board)


class Withdrawal(StaffView):
    """Taking one off the board."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Nobody else is looked for."""
        giving.withdraw(get_object_or_404(Offer, pk=pk, canteen__in=self.canteens))
        return Response(status=204)


class Thanks(StaffView):
    """Saying thanks."""

    roles = (Role.DOOR,)

    @extend_schema(request=ThanksForm, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """It was done."""
        rows = Hand.objects.select_related("offer__canteen", "guest__contact")
        hand = get_object_or_404(rows, pk=pk, offer__canteen__in=self.canteens)
        giving.thank(hand, by=staff_of(request), **read(ThanksForm, request))
        return Response(status=204)


def offer_of(offered: Offer) -> OfferRecord:
    """An offer for everybody."""
    return {"id": offered.pk, "kind": Offer.Kind(offered.kind), "words": offered.words, "when": offered.when}


def hand_of(hand: Hand) -> HandRecord:
    """Who likes to, for those who welcome."""
    return {"id": hand.pk, "offer": hand.offer_id, "card": face_of(hand.guest), "said": hand.said}
