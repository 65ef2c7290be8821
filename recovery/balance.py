"""The ledger's balance: what was received stands somewhere, to the gram.

*Received = cooked + passed on + animals + compost + discarded + corrected + untraced + in stock*, for the lots given
on some days. Each column is a sum over one table, added up by itself: two sums over one join would count each other's
rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Sum

from canteens.days import Period
from canteens.models import Canteen
from recovery.models import Category, Lot, Movement

HELD = (Lot.State.ACCEPTED, Lot.State.QUARANTINED)
KEYS: dict[str, tuple[str, ...]] = {
    "day": ("donation__day",),
    "category": ("category",),
    "shop": ("donation__shop", "donation__shop__name"),
    "lot": ("pk", "food"),
}
"""What the balance can be drawn up by: a key, and its name where that is another."""


@dataclass(frozen=True)
class Balance:
    """Grams of some lots: what the scale took in, what became of it, and what is left."""

    key: str
    name: str
    received: int = 0
    cooked: int = 0
    passed_on: int = 0
    animals: int = 0
    compost: int = 0
    discarded: int = 0
    corrected: int = 0
    untraced: int = 0
    stock: int = 0

    @property
    def bent(self) -> int:
        """Nothing, unless somebody has bent the database: recovery.check tells a person then. What counts had to put
        right is `corrected`."""
        return self.received - sum(int(getattr(self, name)) for name in COLUMNS[1:])


COLUMNS = tuple(field.name for field in fields(Balance))[2:]
"""Its columns of grams, received first and what is left last."""


def balance(canteen: Canteen, period: Period, *, by: str, lot: int | None = None) -> list[Balance]:
    """The balance of what was given on the local days of `period`, by `day`, `category`, `shop` or `lot`.

    Lots that were sent away after the scale are in no column: they never were in the house. What left a lot later than
    `period` counts too, so that each lot's line closes.
    """
    lots = Lot.objects.given(canteen, period).filter(state__in=HELD)
    if lot is not None:
        lots = lots.filter(pk=lot)
    keys = KEYS[by]
    taken_in = lots.order_by().values(*keys).annotate(received=Sum("received_grams"), stock=Sum("left_grams"))
    moved = Movement.objects.filter(lot__in=lots.values("pk")).order_by().values(_of_lot(keys[0]), "kind")
    rows: dict[Any, dict[str, int]] = {}
    for row in moved.annotate(grams=Sum("grams")):
        rows.setdefault(row[_of_lot(keys[0])], {})[row["kind"]] = row["grams"]
    found = [
        Balance(
            str(row[keys[0]]), _name(by, row[keys[-1]]), received=row["received"], stock=row["stock"],
            **rows.get(row[keys[0]], {}),
        )
        for row in taken_in
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.key if by == "day" else (-row.received, row.key))


def total(rows: Iterable[Balance]) -> Balance:
    """All of `rows` in one."""
    lines: Sequence[Balance] = list(rows)
    return Balance("", "", **{name: sum(getattr(row, name) for row in lines) for name in COLUMNS})


def _of_lot(key: str) -> str:
    return f"lot__{key}"


def _name(by: str, key: Any) -> str:
    return str(Category(key).label) if by == "category" else str(key)
