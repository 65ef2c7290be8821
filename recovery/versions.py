"""Kinds of food are dated: what holds is never rewritten, a change is a version with its own first day."""

import datetime as dt
from typing import Any

from recovery.models import FoodKind
from recovery.refusals import HoldsAlready

CARRIED = (
    "name", "category", "max_celsius", "min_celsius", "days_after_best_before", "keeps_days", "allergens", "contents",
    "source",
)  # fmt: skip


def new_version(kind: FoodKind, *, valid_from: dt.date, today: dt.date, **facts: Any) -> FoodKind:
    """What holds for food of this kind from `valid_from` on: `facts` with their source, the rest as it was.

    It begins tomorrow or later, so that each day of the past has one rule, whoever asks; a version that has not begun
    to hold may be said again. Raises HoldsAlready.
    """
    if valid_from <= today:
        raise HoldsAlready
    same = {name: getattr(kind, name) for name in CARRIED}
    made, _new = FoodKind.objects.update_or_create(code=kind.code, valid_from=valid_from, defaults=same | facts)
    return made
