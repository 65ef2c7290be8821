"""The rules of food: which kind a food is, how long it may be served, and whether it is taken in.

Limits, windows and allergens by nature are rows of FoodKind with their source; no number of law stands here.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from recovery.models import Check, DateMark, FoodKind, Lot, Precision, RefusalReason

State, Doubt = Lot.State, Lot.Doubt
Kinds = dict[str, FoodKind]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a lot at the scale: taken in, kept apart with its doubt, or refused with its reason."""

    state: str
    doubt: str = ""
    refusal: str = ""


def kinds_on(day: dt.date, *codes: str) -> Kinds:
    """Kinds of food as they held on `day`, by code: those of `codes`, every one where none is named."""
    rows = FoodKind.objects.filter(code__in=codes) if codes else FoodKind.objects.all()
    return {kind.code: kind for kind in rows.valid_on(day)}


def kinds_over_time() -> Callable[[dt.date], Kinds]:
    """The same for any day, read once: for who asks about very many days."""
    versions = list(FoodKind.objects.order_by("valid_from"))

    @cache
    def on(day: dt.date) -> Kinds:
        return {kind.code: kind for kind in versions if kind.valid_from <= day}

    return on


def kind_of(lot: Lot, kinds: Kinds) -> FoodKind | None:
    """The rule of a lot: of its own kind, else of its category."""
    return kinds.get(lot.kind) or kinds.get(lot.category)


def last_day(day: dt.date, precision: str) -> dt.date:
    """The effective day of a printed date: the last of the month or year where no more is printed (DOMAIN 2.3)."""
    if precision == Precision.YEAR:
        return dt.date(day.year, 12, 31)
    if precision == Precision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def safe_until(lot: Lot, kind: FoodKind | None, *, received: dt.date) -> dt.date | None:
    """The last day a lot may be served: its use-by day; its best-before day and the window after it; else as many
    days as the kitchen keeps food of its kind. None where nothing says so."""
    if lot.marked_day and lot.date_mark == DateMark.USE_BY:
        return lot.marked_day
    if lot.marked_day and lot.date_mark == DateMark.BEST_BEFORE:
        return lot.marked_day + dt.timedelta(days=(kind and kind.days_after_best_before) or 0)
    return received + dt.timedelta(days=kind.keeps_days) if kind and kind.keeps_days else None


def verdict(
    lot: Lot, kind: FoodKind | None, *, day: dt.date, failed_checks: Iterable[str] | None, label_fault: bool = False
) -> Verdict:
    """Whether a lot is taken in on `day`: refusals come first, then doubts (DOMAIN 5).

    Past its use-by day, past the window after its best-before day, with a label wrong on date or allergens
    (L. 166/2016 art. 3 c. 4), or outside its temperature: refused. Unknown allergens, a check in doubt, a temperature
    or a date that nobody wrote down: kept apart until a person has looked.
    """
    if refusal := _refusal(lot, kind, day=day, label_fault=label_fault):
        return Verdict(State.REFUSED, refusal=refusal)
    doubt = doubt_of(lot, kind, failed_checks=failed_checks)
    return Verdict(State.QUARANTINED, doubt=doubt) if doubt else Verdict(State.ACCEPTED)


def _refusal(lot: Lot, kind: FoodKind | None, *, day: dt.date, label_fault: bool) -> str:
    if label_fault:
        return RefusalReason.LABEL
    if lot.marked_day and day > (safe_until(lot, kind, received=day) or day):
        return RefusalReason.EXPIRED if lot.date_mark == DateMark.USE_BY else RefusalReason.TOO_OLD
    return "" if within_limits(lot, kind) else RefusalReason.TEMPERATURE


def within_limits(lot: Lot, kind: FoodKind | None) -> bool:
    """Whether its temperature, if it was taken, is one that its kind may have."""
    if lot.celsius is None or kind is None:
        return True
    warm = kind.max_celsius is not None and lot.celsius > kind.max_celsius
    cold = kind.min_celsius is not None and lot.celsius < kind.min_celsius
    return not (warm or cold)


def doubt_of(lot: Lot, kind: FoodKind | None, *, failed_checks: Iterable[str] | None) -> str:
    """What nobody knows yet of a lot that is not refused, the first of it; empty when all is known."""
    return next(iter(doubts_of(lot, kind, failed_checks=failed_checks)), "")


def doubts_of(lot: Lot, kind: FoodKind | None, *, failed_checks: Iterable[str] | None) -> list[str]:
    """Everything that nobody knows yet of a lot."""
    doubts = {
        Doubt.ALLERGENS: lot.allergens is None,
        Doubt.NO_DATE: lot.date_mark != DateMark.NONE and lot.marked_day is None,
        Doubt.NO_TEMPERATURE: bool(kind and kind.needs_temperature) and lot.celsius is None,
        Doubt.CHECKS: bool(set(failed_checks or ()) & set(Check.values)),
    }
    return [str(doubt) for doubt, holds in doubts.items() if holds]
