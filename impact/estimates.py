"""What recovered weight stands for, by published factors: never one number without its range, version and source."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from impact.models import Factor

KILO = 1000


@dataclass(frozen=True)
class Estimate:
    """A figure made from weight by a factor, with the range that the published factors give."""

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
class Estimates:
    """Meals, grams of CO2e, litres of water, cents: none where no factor held yet."""

    equivalents: Estimate | None
    co2e: Estimate | None
    water: Estimate | None
    euro: Estimate | None


def estimates(grams: int, *, day: dt.date) -> Estimates:
    """What `grams` of recovered food stand for, by the factors that held on `day`."""
    held = Factor.objects.all_valid_on(day)
    a_meal = held.get(Factor.GRAMS_A_MEAL)

    def by_kilo(slug: str) -> Estimate | None:
        factor = held.get(slug)
        return _estimate(factor, lambda amount: rounded(grams * amount, KILO) or 0) if factor else None

    return Estimates(
        equivalents=_estimate(a_meal, lambda amount: rounded(grams, amount) or 0) if a_meal else None,
        co2e=by_kilo(Factor.CO2E), water=by_kilo(Factor.WATER), euro=by_kilo(Factor.EURO),
    )  # fmt: skip


def rounded(amount: int, parts: int) -> int | None:
    """`amount` over `parts` to the nearest whole, halves up; none where there are no parts."""
    return (2 * amount + parts) // (2 * parts) if parts else None


def _estimate(factor: Factor, reckon: Callable[[int], int]) -> Estimate:
    """A larger weight a meal makes fewer meals, so the ends of the range may change places."""
    low, high = sorted((reckon(factor.low), reckon(factor.high)))
    return Estimate(
        value=reckon(factor.value), low=low, high=high, factor=factor.slug, version=factor.version,
        factor_value=factor.value, factor_low=factor.low, factor_high=factor.high, unit=factor.unit,
        source=factor.source,
    )  # fmt: skip
