"""What is in the house: where it is kept, what spoils first, what waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from canteens.models import Canteen
from recovery.kinds import kind_of, kinds_on
from recovery.models import FoodKind, Lot


class Storage(TextChoices):
    """Where food is kept, as its kind's temperature has it."""

    FRIDGE = "fridge", _("Frigorifero")
    SHELF = "shelf", _("Scaffale")
    FREEZER = "freezer", _("Congelatore")


@dataclass(frozen=True)
class Shelf:
    """One place and what lies there, the oldest safe date first."""

    storage: Storage
    lots: tuple[Lot, ...]

    @property
    def grams(self) -> int:
        """What lies there, in grams."""
        return sum(lot.left_grams for lot in self.lots)


def storage_of(kind: FoodKind | None) -> Storage:
    """Frozen food below zero, what has to stay cold in the fridge, the rest on the shelf."""
    if kind is None or kind.max_celsius is None:
        return Storage.SHELF
    return Storage.FREEZER if kind.max_celsius < 0 else Storage.FRIDGE


def in_order(canteen: Canteen) -> QuerySet[Lot]:
    """Every lot in the house of `canteen`, quarantined ones too, the oldest safe date first; without one, last."""
    rows = Lot.objects.in_stock(canteen).select_related("donation__shop")
    ordered: QuerySet[Lot] = rows.order_by(F("safe_until").asc(nulls_last=True), "pk")
    return ordered


def shelves(canteen: Canteen, lots: Iterable[Lot]) -> list[Shelf]:
    """`lots` by the place where they are kept, in their order; empty places are left out."""
    kinds = kinds_on(canteen.today())
    places: dict[Storage, list[Lot]] = {storage: [] for storage in Storage}
    for lot in lots:
        places[storage_of(kind_of(lot, kinds))].append(lot)
    return [Shelf(storage, tuple(there)) for storage, there in places.items() if there]
