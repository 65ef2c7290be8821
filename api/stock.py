"""The pantry and the ledger: lots in the house, what became of them, and the balance."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, ClassVar, TypedDict, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from api.figures import PeriodQuery, period_of
from canteens.models import Role, User
from recovery import stock
from recovery.balance import KEYS, Balance, balance, total
from recovery.kinds import kinds_on
from recovery.models import Allergen, Category, Content, Destination, FoodKind, KnownBy, Lot, Movement
from recovery.pantry import Storage, in_order, shelves

Kind = Movement.Kind
NEEDS = {
    Kind.DISCARDED: ("grams", "destination", "edible"), Kind.ANIMALS: ("grams", "edible"),
    Kind.COMPOST: ("grams", "edible"), Kind.PASSED_ON: ("grams", "to"), Kind.CORRECTED: ("counted", "why"),
}  # fmt: skip
"""What each kind of movement has to say; cooking has a route of its own."""


class LotFacts(TypedDict):
    """A lot. `allergens` and `contents` null: not known, which is not none. Weights are grams."""

    id: int
    food: str
    category: Category
    state: Lot.State
    doubt: str
    received_grams: int | None
    left_grams: int
    safe_until: dt.date | None
    allergens: list[Allergen] | None
    contents: list[Content] | None


class KeptLot(LotFacts):
    """A lot in the house: from whom, and where it is kept."""

    shop: str
    storage: Storage


class MovementRow(TypedDict):
    """Grams that left a lot; `corrected` alone may be negative: more was found."""

    id: int
    kind: Kind
    grams: int
    day: dt.date
    at: dt.datetime
    by: str
    known_by: KnownBy
    dish: int | None
    destination: str
    edible: bool | None
    to: str
    why: str


class BalanceSheet(TypedDict):
    """What was given on the local days `first` to `last`: received is the sum of all else, in each row."""

    by: str
    first: dt.date
    last: dt.date
    rows: list[Balance]
    total: Balance


class FoodRule(TypedDict):
    """What holds for a kind of food from a day on, and who says so. `allergens` null: only a label can tell."""

    code: str
    name: str
    category: Category
    max_celsius: str | None
    min_celsius: str | None
    days_after_best_before: int | None
    keeps_days: int | None
    allergens: list[Allergen] | None
    contents: list[Content]
    source: str
    valid_from: dt.date


class MovementForm(serializers.Serializer[Any]):
    """What became of some grams of a lot; each kind says what it needs, *corrected* what was counted."""

    kind = serializers.ChoiceField([(kind, kind.label) for kind in NEEDS])
    grams = serializers.IntegerField(min_value=1, max_value=20_000_000, required=False)
    counted = serializers.IntegerField(min_value=0, max_value=20_000_000, required=False)
    destination = serializers.ChoiceField(Destination.choices, required=False)
    edible = serializers.BooleanField(required=False)
    to = serializers.CharField(max_length=120, required=False)
    why = serializers.CharField(max_length=120, required=False)
    client_ref = serializers.UUIDField(default=None, help_text="a retry with it moves nothing more")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What its kind needs, and nothing of another's."""
        needed = NEEDS[attrs["kind"]]
        if missing := [name for name in needed if name not in attrs]:
            raise serializers.ValidationError({name: _("Serve per questo movimento.") for name in missing}, "required")
        other = set(attrs) - {*needed, "kind", "client_ref"} - ({"why"} if "edible" in needed else set())
        if other:
            raise serializers.ValidationError({name: _("Non serve per questo movimento.") for name in other}, "unused")
        return attrs


class BalanceQuery(PeriodQuery):
    """Which days, and drawn up by what."""

    by = serializers.ChoiceField([(key, key) for key in KEYS], default="category")
    lot = serializers.IntegerField(required=False, help_text="one lot alone")


def _allergens(codes: Iterable[str] | None) -> list[Allergen] | None:
    return None if codes is None else [Allergen(code) for code in codes]


def lot_of(lot: Lot) -> LotFacts:
    """A lot's facts."""
    return {
        "id": lot.pk, "food": lot.food, "category": Category(lot.category), "state": Lot.State(lot.state),
        "doubt": lot.doubt, "received_grams": lot.received_grams, "left_grams": lot.left_grams,
        "safe_until": lot.safe_until, "allergens": _allergens(lot.allergens),
        "contents": None if lot.contents is None else [Content(one) for one in lot.contents],
    }  # fmt: skip


def movement_of(row: Movement) -> MovementRow:
    """A movement: who, when, why."""
    return {
        "id": row.pk, "kind": Kind(row.kind), "grams": row.grams, "day": row.day, "at": row.at,
        "by": str(row.by) if row.by else "", "known_by": KnownBy(row.known_by), "dish": row.dish_id,
        "destination": row.destination, "edible": row.edible, "to": row.to, "why": row.why,
    }  # fmt: skip


def rule_of(kind: FoodKind) -> FoodRule:
    """A version of a kind of food."""
    warm, cold = kind.max_celsius, kind.min_celsius
    return {
        "code": kind.code, "name": kind.name, "category": Category(kind.category),
        "max_celsius": None if warm is None else str(warm), "min_celsius": None if cold is None else str(cold),
        "days_after_best_before": kind.days_after_best_before, "keeps_days": kind.keeps_days,
        "allergens": _allergens(kind.allergens), "contents": [Content(one) for one in kind.contents],
        "source": kind.source, "valid_from": kind.valid_from,
    }  # fmt: skip


class PantryView(StaffView):
    """Routes of the pantry."""

    roles: ClassVar = (Role.COOK,)

    def lot(self, pk: int) -> Lot:
        """A lot at a canteen of the asker's, or 404."""
        rows: QuerySet[Lot] = Lot.objects.select_related("donation__canteen")
        return get_object_or_404(rows, pk=pk, donation__canteen__in=self.canteens)


class Pantry(PantryView):
    """What is in the house."""

    @extend_schema(responses={200: list[KeptLot]})
    def get(self, request: Request, pk: int) -> Response:
        """By place, the oldest safe date first, quarantined ones too."""
        canteen = self.canteen(pk)
        return Response([
            {**lot_of(lot), "shop": lot.donation.shop.name, "storage": shelf.storage}
            for shelf in shelves(canteen, in_order(canteen))
            for lot in shelf.lots
        ])  # fmt: skip


class Movements(PantryView):
    """What became of a lot."""

    @extend_schema(responses={200: list[MovementRow]})
    def get(self, request: Request, pk: int) -> Response:
        """In the order in which they were written."""
        return Response([movement_of(row) for row in self.lot(pk).movements.select_related("by")])

    @extend_schema(request=MovementForm, responses={201: MovementRow, 204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Discard, feed, compost, pass on or correct; 204 where what was counted is what was known."""
        lot, said = self.lot(pk), read(MovementForm, request)
        made = _written(lot, by=cast("User", staff_of(request)), **said)
        return Response(movement_of(made), status=201) if made else Response(status=204)


def _written(lot: Lot, *, kind: str, **facts: Any) -> Movement | None:
    if kind in {Kind.ANIMALS, Kind.COMPOST}:
        return stock.feed(lot, kind=kind, **facts)
    verbs: dict[str, Callable[..., Movement | None]] = {
        Kind.DISCARDED: stock.discard, Kind.PASSED_ON: stock.pass_on, Kind.CORRECTED: stock.correct,
    }  # fmt: skip
    return verbs[kind](lot, **facts)


class BalanceOf(StaffView):
    """The balance, for coordinators, as on the page."""

    @extend_schema(parameters=[BalanceQuery], responses=BalanceSheet)
    def get(self, request: Request, pk: int) -> Response:
        """Of a week or of any days, by category, shop, day or lot."""
        canteen = self.canteen(pk)
        query = BalanceQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        period = period_of(canteen, asked)
        rows = balance(canteen, period, by=asked["by"], lot=asked.get("lot"))
        return Response({
            "by": asked["by"], "first": period.first, "last": period.end - dt.timedelta(days=1),
            "rows": [asdict(row) for row in rows], "total": asdict(total(rows)),
        })  # fmt: skip


class FoodRules(StaffView):
    """The rules of food."""

    roles: ClassVar = (Role.COOK, Role.DRIVER)

    @extend_schema(responses={200: list[FoodRule]})
    def get(self, request: Request, pk: int) -> Response:
        """As they hold today, by category."""
        return Response([rule_of(kind) for kind in kinds_on(self.canteen(pk).today()).values()])
