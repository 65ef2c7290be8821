"""What the waste became: the figures of a canteen's period. Pages, mail, API and CSV show these and no others.

Each field is defined in one sentence in docs/figures.md. Every sum runs over one table whose joins only go from
many to one, so nothing is counted twice. By subject: impact.food, impact.seats, impact.estimates.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Sum

from canteens.days import Period
from canteens.models import Canteen
from impact.estimates import Estimate, estimates, rounded
from impact.food import Discard, Food, Part, Share, larder
from impact.seats import Seats, seats
from mensa.models import Sitting
from recovery.models import Dish

__all__ = ["Discard", "Estimate", "Figures", "Food", "Kitchen", "Part", "Seats", "Share", "figures", "rounded"]


@dataclass(frozen=True)
class Kitchen:
    """What was cooked for the sittings of the period, in dishes and portions."""

    dishes: int
    portions: int
    left_over: int


@dataclass(frozen=True)
class Figures:
    """A canteen's period, local days `first` to `last`. Weights are grams."""

    canteen: str
    first: dt.date
    last: dt.date
    sittings: int
    unclosed: tuple[dt.date, ...]
    unweighed: int
    recovered_grams: int
    food: Food
    by_category: tuple[Share, ...]
    by_shop: tuple[Share, ...]
    refusals: tuple[Part, ...]
    discards: tuple[Discard, ...]
    set_apart: tuple[Share, ...]
    non_food_grams: int
    kitchen: Kitchen
    plates: int
    grams_per_plate: int | None
    equivalents: Estimate | None
    co2e: Estimate | None
    water: Estimate | None
    euro: Estimate | None
    seats: Seats

    @property
    def empty(self) -> bool:
        """Whether nothing happened: no sitting took place and no food came or went."""
        still = self.food.still and all(share.food.still for share in self.set_apart)
        return still and not (self.sittings or self.non_food_grams)

    @property
    def provisional(self) -> bool:
        """Whether something is still missing: a sitting to close, a crate to weigh."""
        return bool(self.unclosed or self.unweighed)

    @property
    def occupancy(self) -> int | None:
        """Per cent of the seats offered on which somebody sat or was counted."""
        return rounded((self.seats.seated + self.seats.counted) * 100, self.seats.offered)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON: days as ISO 8601, parts as lists."""
        return dict(_plain(asdict(self))) | {"occupancy": self.occupancy}


def figures(canteen: Canteen, period: Period) -> Figures:
    """The figures of `canteen` on the local days of `period`, first included, end not, as they are now.

    A sitting counts once it has begun, unless it was cancelled; plates are counted people, and stand apart from
    meal equivalents, which are weight divided by a factor.
    """
    sittings = Sitting.objects.begun(canteen, period)
    people = seats(sittings)
    food = larder(canteen, period)
    grams = food.food.recovered
    plates = people.seated + people.takeaway + people.counted
    stands_for = estimates(grams, day=period.last)
    return Figures(
        canteen=canteen.name, first=period.first, last=period.last,
        sittings=sittings.count(),
        unclosed=tuple(sittings.filter(status=Sitting.Status.OPEN).order_by("day").values_list("day", flat=True)),
        recovered_grams=grams, **vars(food), kitchen=_kitchen(canteen, period),
        plates=plates, grams_per_plate=rounded(grams, plates), **vars(stands_for), seats=people,
    )  # fmt: skip


def frozen(plain: dict[str, Any]) -> Figures:
    """The figures that `as_dict` wrote."""
    named = {name: plain[name] for name in Figures.__dataclass_fields__}
    estimates = {name: plain[name] and Estimate(**plain[name]) for name in ("equivalents", "co2e", "water", "euro")}
    shares = {name: tuple(_share(row) for row in plain[name]) for name in ("by_category", "by_shop", "set_apart")}
    return Figures(**named | estimates | shares | {
        "first": dt.date.fromisoformat(plain["first"]), "last": dt.date.fromisoformat(plain["last"]),
        "unclosed": tuple(dt.date.fromisoformat(day) for day in plain["unclosed"]),
        "food": Food(**plain["food"]), "kitchen": Kitchen(**plain["kitchen"]), "seats": Seats(**plain["seats"]),
        "refusals": tuple(Part(**row) for row in plain["refusals"]),
        "discards": tuple(Discard(**row) for row in plain["discards"]),
    })  # fmt: skip


def _share(row: dict[str, Any]) -> Share:
    return Share(**row | {"food": Food(**row["food"])})


def _kitchen(canteen: Canteen, period: Period) -> Kitchen:
    dishes = Dish.objects.filter(
        sitting__canteen=canteen, sitting__day__gte=period.first, sitting__day__lt=period.end
    )  # fmt: skip
    sums = {"portions": Sum("portions", default=0), "left_over": Sum("left_over", default=0)}
    return Kitchen(**dishes.order_by().aggregate(dishes=Count("pk"), **sums))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value
