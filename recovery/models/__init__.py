"""Food from the crate to the plate. Weights are integer grams everywhere; the database guards the ledger."""

from recovery.models.food import Allergen, Category, Content, DateMark, FoodKind, Precision
from recovery.models.gifts import (
    Check,
    Collection,
    Donation,
    KnownBy,
    Lot,
    LotQuerySet,
    RefusalReason,
    Shop,
    ShopQuerySet,
    UsualItem,
)
from recovery.models.kitchen import Carriage, Dish
from recovery.models.ledger import Destination, Movement
from recovery.models.papers import Series, TransportDocument

__all__ = [
    "Allergen", "Carriage", "Category", "Check", "Collection", "Content", "DateMark", "Destination", "Dish",
    "Donation", "FoodKind", "KnownBy", "Lot", "LotQuerySet", "Movement", "Precision", "RefusalReason", "Series",
    "Shop", "ShopQuerySet", "TransportDocument", "UsualItem",
]  # fmt: skip
