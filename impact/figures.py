"""What the waste became: the figures of a canteen's period. Pages, mail, API and CSV show these and no others.

Each field is defined in one sentence in docs/figures.md. Every sum runs over one table whose joins only go from
many to one, so nothing is counted twice.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from canteens import clock
from canteens.days import Period
from canteens.models import Canteen
from impact.models import Factor
from mensa.models import Booking, Sitting
from recovery.models import Category, Lot

Kind, Status, Door = Booking.Kind, Booking.Status, Booking.Door
FROM_LIST = Q(sitting__counted=None)
AT_TABLE = Q(kind=Kind.SEAT, status=Status.SEATED) & FROM_LIST
AHEAD = Q(kind=Kind.SEAT) & ~Q(door=Door.WALK_IN)
KEPT = [Status.CONFIRMED, Status.SEATED, Status.RELEASED, Status.NO_SHOW, Status.NOT_RECORDED]
UNKNOWN = Q(status=Status.NOT_RECORDED) | Q(sitting__counted__isnull=False, status__in=[Status.SEATED, Status.RELEASED])
SEATS: dict[str, tuple[str, Q]] = {
    "booked": ("party", AHEAD & Q(status__in=KEPT)),
    "came": ("came", AHEAD & AT_TABLE),
    "promised": ("party", AHEAD & AT_TABLE),
    "walk_ins": ("came", AT_TABLE & Q(door=Door.WALK_IN)),
    "released": ("party", AHEAD & FROM_LIST & Q(status=Status.RELEASED)),
    "no_shows": ("party", AHEAD & Q(status=Status.NO_SHOW)),
    "not_recorded": ("party", AHEAD & UNKNOWN),
    "expected": ("party", AHEAD & Q(status=Status.CONFIRMED)),
    "waiting_unmet": ("party", Q(status=Status.WAITING)),
    "takeaway": ("came", FROM_LIST & Q(kind=Kind.TAKEAWAY, status=Status.SEATED)),
}
"""Each sum over bookings: which column, of which rows."""


@dataclass(frozen=True)
class Share:
    """A part of the recovered food: of a category (key and name are its code) or a shop (its number, its name)."""

    key: str
    name: str
    grams: int


@dataclass(frozen=True)
class Estimate:
    """A figure made from another by a factor, with the range that the published factors give."""

    value: int
    low: int
    high: int
    factor: str
    version: str
    factor_value: int
    factor_low: int
    factor_high: int
    unit: str
    source: str


@dataclass(frozen=True)
class Seats:
    """People and seats. `booked` = `came` + `fewer` + `released` + `no_shows` + `not_recorded` + `expected`."""

    offered: int
    booked: int
    came: int
    fewer: int
    released: int
    no_shows: int
    not_recorded: int
    expected: int
    walk_ins: int
    seated: int
    takeaway: int
    counted: int
    waiting_unmet: int


@dataclass(frozen=True)
class Figures:
    """A canteen's period, local days `first` to `last`. Weights are grams."""

    canteen: str
    first: dt.date
    last: dt.date
    sittings: int
    unclosed: tuple[dt.date, ...]
    recovered_grams: int
    by_category: tuple[Share, ...]
    by_shop: tuple[Share, ...]
    non_food_grams: int
    plates: int
    grams_per_plate: int | None
    equivalents: Estimate | None
    seats: Seats

    @property
    def empty(self) -> bool:
        """Whether nothing happened: no sitting took place and no food came."""
        return not (self.sittings or self.by_category or self.non_food_grams)

    @property
    def occupancy(self) -> int | None:
        """Per cent of the seats offered on which somebody sat or was counted."""
        return rounded((self.seats.seated + self.seats.counted) * 100, self.seats.offered)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON: days as ISO 8601, parts as lists."""
        return dict(_plain(asdict(self))) | {"occupancy": self.occupancy}


def figures(canteen: Canteen, period: Period) -> Figures:
    """The figures of `canteen` on the local days of `period`, first included, end not.

    A sitting counts once it has begun, unless it was cancelled; plates are counted people, and stand apart from
    meal equivalents, which are weight divided by a factor.
    """
    sittings = _sittings(canteen, period)
    seats = _seats(sittings)
    by_category = _by_category(canteen, period)
    food = [share for share in by_category if share.key != Category.NON_FOOD]
    grams = sum(share.grams for share in food)
    plates = seats.seated + seats.takeaway + seats.counted
    return Figures(
        canteen=canteen.name, first=period.first, last=period.last,
        sittings=sittings.count(),
        unclosed=tuple(sittings.filter(status=Sitting.Status.OPEN).order_by("day").values_list("day", flat=True)),
        recovered_grams=grams, by_category=tuple(food), by_shop=_by_shop(canteen, period),
        non_food_grams=sum(share.grams for share in by_category) - grams,
        plates=plates, grams_per_plate=rounded(grams, plates), equivalents=_equivalents(grams, day=period.last),
        seats=seats,
    )  # fmt: skip


def rounded(amount: int, parts: int) -> int | None:
    """`amount` over `parts` to the nearest whole, halves up; none where there are no parts."""
    return (2 * amount + parts) // (2 * parts) if parts else None


def _sittings(canteen: Canteen, period: Period) -> QuerySet[Sitting]:
    begun: QuerySet[Sitting] = Sitting.objects.filter(
        canteen=canteen, day__gte=period.first, day__lt=period.end, starts__lte=clock.now()
    ).exclude(status=Sitting.Status.CANCELLED)
    return begun


def _seats(sittings: QuerySet[Sitting]) -> Seats:
    offered = sittings.aggregate(offered=Coalesce(Sum("seats"), 0), counted=Coalesce(Sum("counted"), 0))
    sums = {f"sum_{name}": Coalesce(Sum(column, filter=rows), 0) for name, (column, rows) in SEATS.items()}
    summed = Booking.objects.filter(sitting__in=sittings).aggregate(**sums)
    people = {name: summed[f"sum_{name}"] for name in SEATS}
    people["fewer"] = people.pop("promised") - people["came"]
    return Seats(**offered, **people, seated=people["came"] + people["walk_ins"])


def _by_category(canteen: Canteen, period: Period) -> tuple[Share, ...]:
    rows = Lot.objects.given(canteen, period).order_by().values("category").annotate(grams=Sum("declared_grams"))
    shares = [Share(row["category"], row["category"], row["grams"]) for row in rows]
    order = Category.values
    return tuple(sorted(shares, key=lambda share: (-share.grams, order.index(share.key))))


def _by_shop(canteen: Canteen, period: Period) -> tuple[Share, ...]:
    rows = (
        Lot.objects.given(canteen, period).food().order_by()
        .values(shop=F("donation__shop"), name=F("donation__shop__name")).annotate(grams=Sum("declared_grams"))
    )  # fmt: skip
    shares = [Share(str(row["shop"]), row["name"], row["grams"]) for row in rows]
    return tuple(sorted(shares, key=lambda share: (-share.grams, share.name)))


def _equivalents(grams: int, *, day: dt.date) -> Estimate | None:
    factor = Factor.objects.valid_on(Factor.GRAMS_A_MEAL, day)
    if factor is None:
        return None
    value, low, high = (rounded(grams, amount) or 0 for amount in (factor.value, factor.high, factor.low))
    return Estimate(
        value=value, low=low, high=high, factor=factor.slug, version=factor.version, factor_value=factor.value,
        factor_low=factor.low, factor_high=factor.high, unit=factor.unit, source=factor.source,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value
