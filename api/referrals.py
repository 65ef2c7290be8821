"""Referring bodies: what they see of whom they sent is a card's face and a state, and nothing else."""

import datetime as dt
from typing import Any, ClassVar, TypedDict, cast

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, canteens_of, read, staff_of
from api.bookings import random_reference
from api.figures import PeriodQuery, asked_of
from api.shapes import Card, Face, Ticket, card_of, face_of, ticket_of
from canteens.models import LANGUAGES, Canteen, Role, User
from guests import referrals as verbs
from guests.models import Guest, Referral, Referrer
from impact import referral_shares
from mensa.models import Sitting
from mensa.referring import issue


class SentGuest(Face):
    """Somebody whom a body told of us: the card's face and code, the days, and the state. Never what they do here."""

    id: int
    code: str
    reference: str
    starts: dt.date
    until: dt.date
    review: dt.date
    state: Referral.State


class IssuedCard(TypedDict):
    """What was issued: the card's secrets, to hand over, are shown this once."""

    referral: SentGuest
    card: Card
    first: Ticket | None


class Body(TypedDict):
    """A referring body and the users who speak for it."""

    id: int
    name: str
    kind: Referrer.Kind
    people: list[int]


class SharesOfSide(TypedDict):
    """People of one origin; null where they are not published."""

    key: str
    people: int | None
    percent: int | None


class SharesOf(TypedDict):
    """People with a referral in force from `first` to `last`, each once; docs/figures.md says the rest."""

    first: dt.date
    last: dt.date
    people: int | None
    sides: list[SharesOfSide]
    kinds: list[SharesOfSide]
    published: dict[str, Any]


class Days(serializers.Serializer[Any]):
    """Until when, and when one talks again (else a fortnight before)."""

    until = serializers.DateField()
    review = serializers.DateField(default=None, allow_null=True)


class IssueRequest(Days):
    """A new card. `first`: a sitting to book."""

    reference = serializers.CharField(max_length=30, default="", allow_blank=True, help_text="never a name")
    language = serializers.ChoiceField(LANGUAGES, default="it")
    first = serializers.IntegerField(min_value=1, default=None, allow_null=True)
    party = serializers.IntegerField(default=1)
    client_ref = serializers.UUIDField(default=None, validators=[random_reference])


class BodyRequest(serializers.Serializer[Any]):
    """A body and who speaks for it: users with the role `referrer` here."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(Referrer.Kind.choices)
    people = serializers.ListField(child=serializers.IntegerField(), default=list)


def sent_of(referral: Referral, guest: Guest) -> SentGuest:
    """A referral as its body sees it."""
    return {
        **face_of(guest), "id": referral.pk, "code": guest.code, "reference": referral.reference,
        "starts": referral.starts, "until": referral.until, "review": referral.review,
        "state": referral.state_on(guest.canteen.today()),
    }  # fmt: skip


def body_shape(referrer: Referrer) -> Body:
    """A body for coordinators."""
    return {
        "id": referrer.pk, "name": referrer.name, "kind": Referrer.Kind(referrer.kind),
        "people": [row.user_id for row in referrer.people.order_by("user_id")],
    }  # fmt: skip


class BodyView(StaffView):
    """Routes of who speaks for a body; coordinators see the referrals of every body of theirs."""

    roles: ClassVar = (Role.REFERRER,)

    @property
    def asker(self) -> User:
        return cast(User, staff_of(self.request))

    @property
    def referrals(self) -> QuerySet[Referral]:
        """The asker's: of their body where they hold the role, and of the canteens that they coordinate."""
        own = Q(referrer__people__user=self.asker, referrer__canteen__in=self.canteens)
        all_here = Q(referrer__canteen__in=canteens_of(self.asker))
        rows: QuerySet[Referral] = Referral.objects.known().filter(own | all_here).distinct()
        return rows.select_related("guest__canteen", "referrer__canteen").order_by("until", "pk")

    def referral(self, pk: int) -> Referral:
        """One of the asker's, or 404."""
        return get_object_or_404(self.referrals, pk=pk)


class Referrals(BodyView):
    """Whom a body sent."""

    @extend_schema(operation_id="referrals_list", responses={200: list[SentGuest]})
    def get(self, request: Request) -> Response:
        """By their last day."""
        return Response([sent_of(row, cast(Guest, row.guest)) for row in self.referrals])

    @extend_schema(request=IssueRequest, responses={201: IssuedCard})
    def post(self, request: Request) -> Response:
        """Issue a card and book the first lunch, all or nothing; a retry with one `client_ref` gets the same."""
        body = self._body()
        said = read(IssueRequest, request)
        first = _first(said.pop("first"), body.canteen)
        made = issue(body, first=first, by=self.asker, **said)
        answer: IssuedCard = {
            "referral": sent_of(made.referral, made.guest), "card": card_of(made.guest),
            "first": ticket_of(made.first) if made.first else None,
        }  # fmt: skip
        return Response(answer, status=201)

    def _body(self) -> Referrer:
        """The body that the asker speaks for; who speaks for none issues nothing."""
        bodies = (verbs.body_of(self.asker, canteen) for canteen in self.canteens)
        found = next((body for body in bodies if body), None)
        if found is None:
            raise Http404
        return found


def _first(pk: int | None, canteen: Canteen) -> Sitting | None:
    return get_object_or_404(Sitting.objects.select_related("canteen"), pk=pk, canteen=canteen) if pk else None


class OneReferral(BodyView):
    """One of them."""

    @extend_schema(responses=SentGuest)
    def get(self, request: Request, pk: int) -> Response:
        """As it stands today."""
        return self._answer(self.referral(pk))

    @extend_schema(request=Days, responses=SentGuest)
    def patch(self, request: Request, pk: int) -> Response:
        """Renew it."""
        referral = self.referral(pk)
        verbs.renew(referral, **read(Days, request))
        return self._answer(referral)

    @extend_schema(responses=SentGuest)
    def delete(self, request: Request, pk: int) -> Response:
        """End it: from today it no longer holds. The guest's card is as good as before."""
        referral = self.referral(pk)
        verbs.end(referral)
        return self._answer(referral)

    def _answer(self, referral: Referral) -> Response:
        return Response(sent_of(referral, cast(Guest, referral.guest)))


class Bodies(StaffView):
    """The bodies of a canteen."""

    @extend_schema(responses={200: list[Body]})
    def get(self, request: Request, pk: int) -> Response:
        """By name."""
        return Response([body_shape(row) for row in self.canteen(pk).referrers.prefetch_related("people")])

    @extend_schema(request=BodyRequest, responses={201: Body})
    def post(self, request: Request, pk: int) -> Response:
        """Write one down."""
        return Response(_kept(Referrer(canteen=self.canteen(pk)), request), status=201)


class OneBody(StaffView):
    """A body."""

    @extend_schema(request=BodyRequest, responses=Body)
    def put(self, request: Request, pk: int) -> Response:
        """Change it."""
        rows = Referrer.objects.select_related("canteen")
        return Response(_kept(get_object_or_404(rows, pk=pk, canteen__in=self.canteens), request))


def _kept(referrer: Referrer, request: Request) -> Body:
    said = read(BodyRequest, request)
    people = verbs.speakers(referrer.canteen).filter(pk__in=said.pop("people"))
    return body_shape(verbs.keep(referrer, people=people, **said))


class ReferralShares(StaffView):
    """From where people come."""

    @extend_schema(parameters=[PeriodQuery], responses=SharesOf)
    def get(self, request: Request, pk: int) -> Response:
        """People by side and kind of body; `published` holds what may leave the house."""
        canteen = self.canteen(pk)
        made = referral_shares.shares(canteen, asked_of(canteen, request))
        return Response(made.as_dict() | {"published": referral_shares.published(made).as_dict()})
