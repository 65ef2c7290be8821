"""Who gives: shops, the people who speak for them, and what they usually give."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from canteens.models import Canteen, Role, User
from mensa.refusals import constraint
from recovery.models import DateMark, Lot, Shop, UsualItem
from recovery.refusals import FoodTwice, ShopNameTaken


@dataclass(frozen=True)
class Usual:
    """A food a shop gives often, what one crate of it weighs full and empty, and what the shop confirmed of it.

    `kind` empty: the category's own. `allergens` and `contents` None: nobody has said.
    """

    food: str
    category: str
    crate_grams: int
    tare_grams: int = 0
    kind: str = ""
    date_mark: str = DateMark.NONE
    allergens: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None
    confirmed_on: dt.date | None = None


def shopkeepers(canteen: Canteen) -> QuerySet[User]:
    """Who may be let to speak for a shop of `canteen`: everyone active with the role, by name."""
    users = User.objects.filter(is_active=True, memberships__canteen=canteen, memberships__role=Role.SHOP)
    return users.order_by("name", "email")


def keep(shop: Shop, *, people: Iterable[User], usual: Sequence[Usual]) -> Shop:
    """Write a new or changed shop with who speaks for it and its usual foods, whole or not at all.

    What it gave stays as it was: lots hold their own food and weight. Raises ShopNameTaken, FoodTwice.
    """
    if len({item.food.casefold() for item in usual}) < len(usual):
        raise FoodTwice
    try:
        with transaction.atomic():
            shop.save()
            shop.people.set(people)
            _keep_usual(shop, usual)
    except IntegrityError as refused:
        if constraint(refused) == "one_shop_a_name":
            raise ShopNameTaken(name=shop.name) from refused
        raise
    return shop


def _keep_usual(shop: Shop, usual: Sequence[Usual]) -> None:
    shop.usual_items.exclude(food__in=[item.food for item in usual]).delete()
    for item in usual:
        facts = asdict(item)
        UsualItem.objects.update_or_create(shop=shop, food=facts.pop("food"), defaults=_as_lists(facts))


def _as_lists(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def tare_of(lot: Lot) -> int:
    """What the crates of a lot weigh empty, as its shop's usual item says; 0 where nothing says so."""
    item = UsualItem.objects.filter(shop=lot.donation.shop_id, food=lot.food).first()
    return item.tare_grams * (lot.crates or 1) if item else 0
