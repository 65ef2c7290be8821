"""The demo's shops and what they usually give: the published kinds, and on average the published kilos of a week.

A usual week below weighs about 83,161 kg / 52 = 1,599 kg, in the published proportions: vegetables 31 %, fruit 21 %,
bread and pizza 6 %, meat 6 %, other food 36 % (DOMAIN 1.1). Names, addresses and numbers are invented.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from canteens.models import Canteen
from recovery import imports
from recovery.models import Category, DateMark, Shop, UsualItem

PUBLISHED_YEAR = Path(imports.__file__).parent / "data" / "published_year_2024_25.csv"
DAYS = "lmMgvs"
"""Monday to Saturday as Italian calendars write them."""
VAN_LEAVES, MINUTES_A_STOP = dt.time(19, 30), 5
Kind = Shop.Kind


@dataclass(frozen=True)
class Usual:
    """A food a shop gives: what a crate weighs, how many crates on which days, and what the shop confirmed of it.

    `allergens` None: its kind has them by nature, or nobody has said.
    """

    food: str
    category: Category
    crate_kg: int
    crates: int
    days: str
    kind: str = ""
    date_mark: DateMark = DateMark.NONE
    allergens: tuple[str, ...] | None = None
    contents: tuple[str, ...] = ()

    def given_on(self, day: dt.date) -> bool:
        return day.weekday() in {DAYS.index(letter) for letter in self.days}


@dataclass(frozen=True)
class Giver:
    """A shop as the demo knows it."""

    name: str
    kind: Kind
    legal_name: str
    address: str
    ask_above_kg: int
    usual: tuple[Usual, ...]
    arrival_notes: str = ""
    crates_lent: int = 0

    @property
    def days(self) -> list[int]:
        """The ISO weekdays on which it gives."""
        return sorted({DAYS.index(letter) + 1 for item in self.usual for letter in item.days})


def _bread(food: str, crate_kg: int, crates: int, days: str, *more: str) -> Usual:
    return Usual(food, Category.BREAD, crate_kg, crates, days, allergens=("gluten", *more))


def _cakes(crates: int, days: str) -> Usual:
    return Usual("Dolci", Category.PASTRY, 3, crates, days, allergens=("eggs", "gluten", "milk"))


def _plates(crate_kg: int, crates: int, days: str) -> Usual:
    return Usual(
        "Piatti pronti", Category.COOKED, crate_kg, crates, days, kind="cooked_cold",
        allergens=("celery", "gluten", "milk"),
    )  # fmt: skip


def _green(food: str, crate_kg: int, crates: int, days: str) -> Usual:
    return Usual(food, Category.VEGETABLES, crate_kg, crates, days)


GIVERS = (
    Giver("Panetteria del Borgo", Kind.BAKERY, "Panetteria del Borgo di Fornasero Bruna", "via del Borgo 12, Chieri",
          100, (_bread("Pane", 4, 2, "lmMgvs"), _bread("Focaccia", 3, 1, "gs"), _cakes(1, "lMv")),
          "Si entra dal cortile: suonare «Forno».", 6),
    Giver("Forno Piazza Cavour", Kind.BAKERY, "Forno Cavour s.n.c.", "piazza Cavour 3, Chieri",
          100, (_bread("Pane", 4, 2, "lMvs"), _cakes(2, "gs")), "Bussare alla serranda.", 2),
    Giver("Cascina Tre Noci", Kind.FARM, "Tre Noci società agricola", "strada delle Noci 4, Santena",
          150, (_green("Zucchine e carote", 8, 5, "lg"),), "Le casse sono sotto la tettoia.", 8),
    Giver("Cascina San Giorgio", Kind.FARM, "Azienda agricola San Giorgio", "via San Giorgio 40, Santena",
          150, (_green("Insalata", 5, 6, "mv"), _green("Pomodori", 8, 4, "mv")), "Attenzione al cane: è buono.", 10),
    Giver("Orto dei Fratelli Re", Kind.FARM, "Fratelli Re società agricola", "strada dell'Orto 7, Cambiano",
          150, (_green("Patate", 10, 5, "Ms"), _green("Cavoli", 8, 4, "Ms")), "Telefonare prima di partire.", 8),
    Giver("Mercato all'ingrosso", Kind.WHOLESALE, "Ortofrutta Ingrosso Collina s.r.l.", "via del Mercato 1, Chieri",
          600, (_green("Verdura mista", 10, 6, "mv"), Usual("Mele", Category.FRUIT, 10, 8, "mv"),
                Usual("Arance", Category.FRUIT, 10, 5, "mv"), Usual("Cassa mista", Category.MIXED, 10, 8, "v")),
          "Ingresso 2, chiedere di Tino al banco 14.", 20),
    Giver("Supermercato Il Ponte", Kind.SUPERMARKET, "Il Ponte Distribuzione s.r.l.", "corso del Ponte 55, Chieri",
          250, (Usual("Banane", Category.FRUIT, 6, 2, "lmMgvs"),
                Usual("Latte e formaggi", Category.DAIRY, 6, 3, "lmMgvs", date_mark=DateMark.USE_BY,
                      allergens=("milk",)),
                Usual("Carne", Category.MEAT, 6, 2, "lMvs", date_mark=DateMark.USE_BY, allergens=(),
                      contents=("other_meat",)),
                Usual("Pasta e riso", Category.DRY_GOODS, 12, 5, "mg", date_mark=DateMark.BEST_BEFORE,
                      allergens=("gluten",)),
                Usual("Uova", Category.EGGS, 3, 3, "Ms", date_mark=DateMark.BEST_BEFORE, allergens=("eggs",)),
                Usual("Surgelati", Category.FROZEN, 8, 4, "v", date_mark=DateMark.BEST_BEFORE,
                      allergens=("fish", "gluten"), contents=("fish",))),
          "Carico merci sul retro, citofono 2.", 4),
    Giver("Gastronomia Rosa", Kind.DELI, "Gastronomia Rosa di Rosa Mella", "via Vittorio 21, Chieri",
          100, (Usual("Arrosti e polpette", Category.MEAT, 6, 4, "mg", kind="cooked_cold",
                      allergens=("eggs", "gluten"), contents=("other_meat", "pork")),
                _plates(5, 3, "mMgvs")), "In vetrina fino alle 20, poi dal portone.", 3),
    Giver("Pizzeria La Stazione", Kind.RESTAURANT, "La Stazione s.a.s.", "viale della Stazione 2, Chieri",
          100, (_bread("Pizza", 5, 2, "m", "milk"), _plates(5, 3, "g"))),
    Giver("Trattoria del Gallo", Kind.RESTAURANT, "Trattoria del Gallo s.n.c.", "vicolo del Gallo 5, Chieri",
          100, (_plates(5, 3, "lMs"),), "Entrare dalla cucina."),
    Giver("Conserve Valle Banna", Kind.FOOD_FIRM, "Conserve Valle Banna s.p.a.", "strada Banna 90, Santena",
          150, (Usual("Conserve", Category.PRESERVES, 12, 5, "g", date_mark=DateMark.BEST_BEFORE, allergens=()),),
          "Portineria: lasciare un documento.", 5),
)  # fmt: skip
TARES = {
    Category.BREAD: 400, Category.PASTRY: 300, Category.DRY_GOODS: 500, Category.EGGS: 250, Category.COOKED: 900,
}  # fmt: skip
"""Grams of an empty crate; of others 800."""


def make(canteen: Canteen) -> dict[str, Shop]:
    """The demo's shops with their usual items, by name."""
    return {giver.name: _shop(canteen, giver, number) for number, giver in enumerate(GIVERS)}


def _shop(canteen: Canteen, giver: Giver, number: int) -> Shop:
    minutes = VAN_LEAVES.minute + number * MINUTES_A_STOP
    shop = Shop.objects.create(
        canteen=canteen, name=giver.name, kind=giver.kind, ask_above_grams=giver.ask_above_kg * 1000,
        legal_name=giver.legal_name, tax_code=f"00000000{number:03}", address=giver.address,
        telephone=f"011 5550{number:03}", arrival_notes=giver.arrival_notes, crates_lent=giver.crates_lent,
        collected_at=dt.time(VAN_LEAVES.hour + minutes // 60, minutes % 60), collected_on=giver.days,
    )  # fmt: skip
    UsualItem.objects.bulk_create(_item(shop, item, confirmed_on=canteen.today()) for item in giver.usual)
    return shop


def _item(shop: Shop, item: Usual, *, confirmed_on: dt.date) -> UsualItem:
    said = item.allergens is not None
    return UsualItem(
        shop=shop, food=item.food, category=item.category, crate_grams=item.crate_kg * 1000,
        tare_grams=TARES.get(item.category, 800), kind=item.kind, date_mark=item.date_mark,
        allergens=list(item.allergens) if item.allergens is not None else None,
        contents=list(item.contents) if said else None, confirmed_on=confirmed_on if said else None,
    )  # fmt: skip


def remember_published_year(canteen: Canteen) -> None:
    """The published project year, imported as anybody would import it: historical, in April 2025."""
    imports.apply(canteen, imports.plan(canteen, PUBLISHED_YEAR))
