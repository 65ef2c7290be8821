"""The demo's shops and what they give: the published kinds, and on average the published kilos of a week.

A usual week below weighs about 83,161 kg / 52 = 1,599 kg, in the published proportions: vegetables 31 %, fruit 21 %,
bread and pizza 6 %, meat 6 %, other food 36 % (DOMAIN 1.1).
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from random import Random

from canteens import clock
from canteens.days import week_of
from canteens.models import Canteen
from recovery import donations, imports
from recovery.models import Category, Shop, UsualItem

PUBLISHED_YEAR = Path(imports.__file__).parent / "data" / "published_year_2024_25.csv"
DAYS = "lmMgvs"
"""Monday to Saturday as Italian calendars write them."""


@dataclass(frozen=True)
class Usual:
    """A food a shop gives: what a crate weighs, and how many crates on which days."""

    food: str
    category: Category
    crate_kg: int
    crates: int
    days: str


SHOPS: dict[str, tuple[Shop.Kind, int, list[Usual]]] = {
    "Panetteria del Borgo": (Shop.Kind.BAKERY, 100, [
        Usual("Pane", Category.BREAD, 4, 2, "lmMgvs"), Usual("Focaccia", Category.BREAD, 3, 1, "gs"),
        Usual("Dolci", Category.PASTRY, 3, 1, "lMv"),
    ]),
    "Forno Piazza Cavour": (Shop.Kind.BAKERY, 100, [
        Usual("Pane", Category.BREAD, 4, 2, "lMvs"), Usual("Dolci", Category.PASTRY, 3, 2, "gs"),
    ]),
    "Cascina Tre Noci": (Shop.Kind.FARM, 150, [Usual("Zucchine e carote", Category.VEGETABLES, 8, 5, "lg")]),
    "Cascina San Giorgio": (Shop.Kind.FARM, 150, [
        Usual("Insalata", Category.VEGETABLES, 5, 6, "mv"), Usual("Pomodori", Category.VEGETABLES, 8, 4, "mv"),
    ]),
    "Orto dei Fratelli Re": (Shop.Kind.FARM, 150, [
        Usual("Patate", Category.VEGETABLES, 10, 5, "Ms"), Usual("Cavoli", Category.VEGETABLES, 8, 4, "Ms"),
    ]),
    "Mercato all'ingrosso": (Shop.Kind.WHOLESALE, 600, [
        Usual("Verdura mista", Category.VEGETABLES, 10, 6, "mv"), Usual("Mele", Category.FRUIT, 10, 8, "mv"),
        Usual("Arance", Category.FRUIT, 10, 5, "mv"), Usual("Cassa mista", Category.MIXED, 10, 8, "v"),
    ]),
    "Supermercato Il Ponte": (Shop.Kind.SUPERMARKET, 250, [
        Usual("Banane", Category.FRUIT, 6, 2, "lmMgvs"), Usual("Latte e formaggi", Category.DAIRY, 6, 3, "lmMgvs"),
        Usual("Carne", Category.MEAT, 6, 2, "lMvs"), Usual("Pasta e riso", Category.DRY_GOODS, 12, 5, "mg"),
        Usual("Uova", Category.EGGS, 3, 3, "Ms"), Usual("Surgelati", Category.FROZEN, 8, 4, "v"),
    ]),
    "Gastronomia Rosa": (Shop.Kind.DELI, 100, [
        Usual("Arrosti e polpette", Category.MEAT, 6, 4, "mg"), Usual("Piatti pronti", Category.COOKED, 5, 3, "mMgvs"),
    ]),
    "Pizzeria La Stazione": (Shop.Kind.RESTAURANT, 100, [
        Usual("Pizza", Category.BREAD, 5, 2, "m"), Usual("Piatti pronti", Category.COOKED, 5, 3, "g"),
    ]),
    "Trattoria del Gallo": (Shop.Kind.RESTAURANT, 100, [Usual("Piatti pronti", Category.COOKED, 5, 3, "lMs")]),
    "Conserve Valle Banna": (Shop.Kind.FOOD_FIRM, 150, [Usual("Conserve", Category.PRESERVES, 12, 5, "g")]),
}  # fmt: skip
"""Invented shops of the published kinds."""


def make_shops(canteen: Canteen) -> dict[str, Shop]:
    """The demo's shops with their usual items, by name."""
    shops = {}
    for name, (kind, ask_above_kg, usual) in SHOPS.items():
        shop = Shop.objects.create(canteen=canteen, name=name, kind=kind, ask_above_grams=ask_above_kg * 1000)
        UsualItem.objects.bulk_create(
            UsualItem(shop=shop, food=item.food, category=item.category, crate_grams=item.crate_kg * 1000)
            for item in usual
        )
        shops[name] = shop
    return shops


def live(canteen: Canteen, shops: dict[str, Shop], *, first: dt.date, until: dt.datetime, chance: Random) -> None:
    """Let the shops give from `first` on, each evening after closing, as far as that lies before `until`."""
    items = {(item.shop_id, item.food): item for item in UsualItem.objects.filter(shop__canteen=canteen)}
    week_size: dict[object, float] = {}
    for offset in range((canteen.today() - first).days + 1):
        day = first + dt.timedelta(days=offset)
        size = week_size.setdefault(week_of(day), chance.uniform(0.9, 1.1))
        for number, (name, (_kind, _ask, usual)) in enumerate(SHOPS.items()):
            evening = canteen.instant(day, dt.time(18, 30 + number))
            given = [(item, _crates(item, size=size, chance=chance)) for item in usual if day.weekday() in _days(item)]
            if given and evening <= until:
                shop = shops[name]
                lines = [
                    donations.in_crates(items[shop.pk, item.food], crates=crates) for item, crates in given
                ]  # fmt: skip
                with clock.at(evening):
                    donations.log(shop, lines=lines, client_ref=f"demo-{day}", day=day)


def remember_published_year(canteen: Canteen) -> None:
    """The published project year, imported as anybody would import it: historical, in April 2025."""
    imports.apply(canteen, imports.plan(canteen, PUBLISHED_YEAR))


def _days(item: Usual) -> set[int]:
    return {DAYS.index(letter) for letter in item.days}


def _crates(item: Usual, *, size: float, chance: Random) -> int:
    return max(1, round(item.crates * size * chance.uniform(0.75, 1.25)))
