"""The food of a period: what was offered, what was taken in, where it went, and what is still there.

One statement reads lots and movements together, so that no gram moves between two looks. Stock of the past is reckoned
back from what is left now, which the database keeps: a week of this month costs the same after three years.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from canteens.days import Period
from canteens.models import Canteen
from recovery.models import Category, Destination, Donation, Lot, Movement, RefusalReason

State, Kind = Lot.State, Movement.Kind
NAMES = {
    State.ACCEPTED: "accepted", State.QUARANTINED: "quarantined", State.OFFERED: "awaiting", State.REFUSED: "refused"
}  # fmt: skip
TAKEN_IN = ("accepted", "quarantined")
KNOWN = (Kind.COOKED, Kind.PASSED_ON, Kind.ANIMALS, Kind.COMPOST, Kind.DISCARDED, Kind.UNTRACED)
"""The kinds of movement of which somebody knows where the food went."""
WASTED = (Kind.ANIMALS, Kind.COMPOST, Kind.DISCARDED)
MISSING, FOUND = "missing", "found"


@dataclass(frozen=True)
class Food:
    """Grams of food on their way. `offered` = `accepted` + `quarantined` + `awaiting` + `refused`, and
    `stock_start` + `accepted` + `quarantined` = `cooked` + `passed_on` + `animals` + `compost` + `discarded`
    + `untraced` + `corrected` + `stock_end`, to the gram."""

    offered: int = 0
    accepted: int = 0
    quarantined: int = 0
    awaiting: int = 0
    refused: int = 0
    stock_start: int = 0
    cooked: int = 0
    passed_on: int = 0
    animals: int = 0
    compost: int = 0
    discarded: int = 0
    untraced: int = 0
    corrected: int = 0
    missing: int = 0
    found: int = 0
    unexplained: int = 0
    stock_end: int = 0

    @property
    def recovered(self) -> int:
        """What the scale accepted, and what still awaits it at the shop's word."""
        return self.accepted + self.awaiting

    @property
    def still(self) -> bool:
        """Whether nothing came and nothing went, whatever lies in the house."""
        return replace(self, stock_start=0, stock_end=0) == Food()


@dataclass(frozen=True)
class Share:
    """A part of the food: of a category or an origin (key and name are its code) or a shop (its number, its name).
    `grams` are those recovered."""

    key: str
    name: str
    grams: int
    food: Food


@dataclass(frozen=True)
class Part:
    """Grams by a reason's code."""

    key: str
    grams: int


@dataclass(frozen=True)
class Discard:
    """Grams that nobody ate: where they went, and whether they could have been eaten."""

    destination: str
    edible: bool
    grams: int


@dataclass(frozen=True)
class Larder:
    """All that a period says of food. `food` and its parts are surplus to eat; what was bought or comes from the EU's
    stock (AGEA) is `set_apart`, and things that are no food count nowhere else."""

    food: Food
    by_category: tuple[Share, ...]
    by_shop: tuple[Share, ...]
    refusals: tuple[Part, ...]
    discards: tuple[Discard, ...]
    set_apart: tuple[Share, ...]
    non_food_grams: int
    unweighed: int


class Row(NamedTuple):
    """Grams of one kind. `part`: given, moved or left; `what`: state or kind; `after`: beyond the period."""

    origin: str
    category: str
    shop: int
    shop_name: str
    part: str
    what: str
    detail: str
    edible: bool | None
    after: bool
    grams: int
    lots: int


def larder(canteen: Canteen, period: Period) -> Larder:
    """The food of `canteen` on the local days of `period`. A lot belongs to the day it was given for, a movement to
    its own."""
    rows = list(_rows(canteen, period))
    surplus = [row for row in rows if row.category != Category.NON_FOOD and row.origin == Donation.Origin.SURPLUS]
    apart = [row for row in rows if row.category != Category.NON_FOOD and row.origin != Donation.Origin.SURPLUS]
    return Larder(
        food=_food(surplus),
        by_category=_shares(surplus, lambda row: (row.category, row.category), order=Category.values),
        by_shop=_shares(surplus, lambda row: (str(row.shop), row.shop_name)),
        refusals=_refusals(surplus), discards=_discards(surplus),
        set_apart=_shares(apart, lambda row: (row.origin, row.origin)),
        non_food_grams=_food(row for row in rows if row.category == Category.NON_FOOD).recovered,
        unweighed=sum(row.lots for row in rows if row.what == State.OFFERED and not row.after),
    )  # fmt: skip


def _rows(canteen: Canteen, period: Period) -> Iterable[Row]:
    given = _grouped(
        Lot.objects.meant().filter(donation__canteen=canteen, donation__day__gte=period.first),
        part="given", what=F("state"), detail=F("refusal"), after=_after("donation__day", period),
        grams=Coalesce("received_grams", "declared_grams"),
    )  # fmt: skip
    left = _grouped(Lot.objects.in_stock(canteen), part="left", grams=F("left_grams"))
    moved = _grouped(
        Movement.objects.filter(canteen=canteen, day__gte=period.first), lot="lot__", part="moved", what=F("kind"),
        detail=_detail(), edible=F("edible"), after=_after("day", period), grams=F("grams"),
    )  # fmt: skip
    return (Row(*row) for row in given.union(left, moved, all=True))


def _grouped(
    rows: QuerySet[Any], *, part: str, grams: Any, lot: str = "", what: Any = None, detail: Any = None,
    edible: Any = None, after: Any = None,
) -> QuerySet[Any, Any]:  # fmt: skip
    """Sums in the columns of Row. Every join goes from many to one."""
    text, no = CharField(), Value(False)
    keys = {
        "of_origin": F(f"{lot}donation__origin"), "of_category": F(f"{lot}category"),
        "of_shop": F(f"{lot}donation__shop"), "of_shop_name": F(f"{lot}donation__shop__name"),
        "of_part": Value(part, text), "of_what": Cast(what or Value(""), text),
        "of_detail": Cast(detail or Value(""), text), "of_edible": Cast(edible or Value(None), BooleanField()),
        "of_after": after or no,
    }  # fmt: skip
    sums = {"sum_grams": Sum(grams), "count_lots": Count("pk")}
    found: QuerySet[Any, Any] = rows.order_by().values(**keys).annotate(**sums).values_list(*keys, *sums)
    return found


def _after(day: str, period: Period) -> Case:
    return Case(When(**{f"{day}__gte": period.end}, then=Value(True)), default=Value(False))


def _detail() -> Case:
    corrected = Q(kind=Kind.CORRECTED)
    found, missing = When(corrected & Q(grams__lt=0), then=Value(FOUND)), When(corrected, then=Value(MISSING))
    return Case(found, missing, default=F("destination"), output_field=CharField())


def _food(rows: Iterable[Row]) -> Food:
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update(_counted(row))
    taken_in = sums["accepted"] + sums["quarantined"]
    end = sums["left"] - sums["in_after"] + sums["out_after"]
    known = sum(sums[kind] for kind in KNOWN)
    start = end - taken_in + known + sums["corrected"]
    names = Food.__dataclass_fields__.keys() - {"stock_start", "stock_end", "unexplained"}
    return Food(
        **{name: sums[name] for name in names}, stock_start=start, stock_end=end,
        unexplained=start + taken_in - known - end,
    )  # fmt: skip


def _counted(row: Row) -> dict[str, int]:
    """Under which names the grams of a row count."""
    if row.part == "left":
        return {"left": row.grams}
    if row.part == "given":
        name = NAMES[State(row.what)]
        if row.after:
            return {"in_after": row.grams} if name in TAKEN_IN else {}
        return {"offered": row.grams, name: row.grams}
    if row.after:
        return {"out_after": row.grams}
    side = {row.detail: abs(row.grams)} if row.what == Kind.CORRECTED else {}
    return {row.what: row.grams, **side}


def _shares(
    rows: Sequence[Row], part: Callable[[Row], tuple[str, str]], *, order: Sequence[str] = ()
) -> tuple[Share, ...]:
    """Each part with its own books, the most recovered first; those without a gram of the period are left out."""
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        parts[part(row)].append(row)
    books = {of: _food(some) for of, some in parts.items()}
    made = [Share(*of, food.recovered, food) for of, food in books.items() if food != Food()]
    return tuple(sorted(made, key=lambda share: (-share.grams, order.index(share.key) if order else share.name)))


def _refusals(rows: Iterable[Row]) -> tuple[Part, ...]:
    sums = Counter(dict.fromkeys(RefusalReason.values, 0))
    for row in rows:
        if row.what == State.REFUSED and not row.after:
            sums[row.detail] += row.grams
    return tuple(Part(reason, grams) for reason, grams in sums.items() if grams)


def _discards(rows: Iterable[Row]) -> tuple[Discard, ...]:
    order = [Kind.ANIMALS, Kind.COMPOST, *Destination.values]
    sums: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        if row.what in WASTED and not row.after:
            sums[row.detail or row.what, bool(row.edible)] += row.grams
    made = [Discard(str(where), edible, grams) for (where, edible), grams in sums.items()]
    return tuple(sorted(made, key=lambda one: (order.index(one.destination), not one.edible)))
