"""The demo's kitchen: what waits for a check, one to three dishes a day, and what becomes of the rest.

The published kilos feed hundreds of households, the dining room two dozen people a day (DOMAIN 1.1): most of the food
goes on to the emporio the day after it came, and the kitchen keeps what it can use in the coming days.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Sitting
from recovery import kitchen, receipt, stock
from recovery.models import Category, Destination, Dish, Lot, Movement, RefusalReason
from recovery.stock import Take

EMPORIO, SHELTER = "Emporio solidale", "Dormitorio Casa Aperta"
KEPT_KG = {
    Category.VEGETABLES: 30, Category.FRUIT: 15, Category.BREAD: 8, Category.MEAT: 10, Category.DAIRY: 8,
    Category.EGGS: 6, Category.DRY_GOODS: 40, Category.PRESERVES: 30, Category.FROZEN: 25, Category.PASTRY: 4,
}  # fmt: skip
"""What the kitchen keeps of each category for the coming days; the rest goes on."""
GREEN = {Category.VEGETABLES, Category.FRUIT}
SMALLEST = 500
"""Grams that are worth a trip."""


@dataclass(frozen=True)
class Recipe:
    """A dish, and the grams a portion of each category takes; served warm or not."""

    name: str
    grams: dict[Category, int]
    warm: bool = True


FRUIT = {Category.FRUIT: 150}
MENUS: tuple[tuple[Recipe, ...], ...] = (
    (Recipe("Ribollita", {Category.VEGETABLES: 250, Category.BREAD: 80}), Recipe("Mele", FRUIT, warm=False)),
    (Recipe("Pasta e ceci", {Category.DRY_GOODS: 90, Category.PRESERVES: 80}),
     Recipe("Insalata", {Category.VEGETABLES: 120}, warm=False)),
    (Recipe("Minestrone", {Category.VEGETABLES: 280, Category.DRY_GOODS: 30}),
     Recipe("Frittata", {Category.EGGS: 90, Category.DAIRY: 20}),
     Recipe("Dolce", {Category.PASTRY: 60}, warm=False)),
    (Recipe("Riso e verdure", {Category.DRY_GOODS: 90, Category.VEGETABLES: 150}),
     Recipe("Arance", FRUIT, warm=False)),
    (Recipe("Polpette al sugo", {Category.MEAT: 130, Category.PRESERVES: 80, Category.BREAD: 20}),
     Recipe("Purè", {Category.VEGETABLES: 200, Category.DAIRY: 40}), Recipe("Frutta", FRUIT, warm=False)),
    (Recipe("Pasta al forno", {Category.DRY_GOODS: 90, Category.DAIRY: 50, Category.MEAT: 60}),
     Recipe("Verdure al vapore", {Category.VEGETABLES: 150})),
)  # fmt: skip


def menu_of(day: dt.date) -> tuple[Recipe, ...]:
    """What is cooked on `day`."""
    return MENUS[day.toordinal() % len(MENUS)]


def words_of(day: dt.date) -> str:
    """The menu as guests read it."""
    return " · ".join(recipe.name.lower() for recipe in menu_of(day))


@dataclass(frozen=True)
class Stove:
    """The canteen's stock, who cooks, and the dice."""

    canteen: Canteen
    cook: User
    chance: Random

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return self.canteen.instant(day, dt.time(hour, minute))

    def usable(self, day: dt.date) -> list[Lot]:
        """As the kitchen sees it: the oldest safe date first."""
        lots = Lot.objects.in_stock(self.canteen).usable_on(day).select_related("donation__canteen")
        return list(lots)


def check_quarantine(stove: Stove, day: dt.date) -> None:
    """In the morning somebody looks at what waits for a check, and clears it but for one box in four that is torn."""
    with clock.at(stove.at(day, 8, 15)):
        for lot in Lot.objects.in_stock(stove.canteen).filter(state=Lot.State.QUARANTINED).order_by("pk"):
            if lot.doubt == Lot.Doubt.CHECKS and stove.chance.random() < 1 / 4:
                receipt.refuse(lot, reason=RefusalReason.DAMAGED, by=stove.cook)
                continue
            known = lot.allergens if lot.allergens is not None else ["gluten"]
            receipt.clear(lot, allergens=known, contents=lot.contents or [], checked=True, by=stove.cook)


def cook(stove: Stove, sitting: Sitting) -> list[Dish]:
    """The day's dishes from what is in the house, for as many as ever came on this weekday."""
    with clock.at(stove.at(sitting.day, 8, 30)):
        morning = kitchen.morning(sitting)
    portions = max(morning.cook_for, morning.usual.most if morning.usual else morning.booked + 8)
    with clock.at(stove.at(sitting.day, 10)):
        made = [(recipe, _cook(stove, sitting, recipe, portions)) for recipe in menu_of(sitting.day)]
    dishes = [(recipe, dish) for recipe, dish in made if dish]
    for recipe, dish in dishes:
        _carry(stove, dish, warm=recipe.warm)
    return [dish for _recipe, dish in dishes]


def _cook(stove: Stove, sitting: Sitting, recipe: Recipe, portions: int) -> Dish | None:
    lots = stove.usable(sitting.day)
    takes = [take for category, grams in recipe.grams.items() for take in _takes(lots, category, grams * portions)]
    if not takes:
        return None
    last = takes[-1]
    if last.grams == last.lot.left_grams and stove.chance.random() < 1 / 8:  # it held a little more than was thought
        takes[-1] = Take(last.lot, last.grams + 300, found=300)
    dish = kitchen.cook(sitting, name=recipe.name, portions=portions, takes=takes, by=stove.cook)
    for take in takes:
        _peel(stove, take)
    return dish


def _takes(lots: list[Lot], category: Category, wanted: int) -> list[Take]:
    """The oldest first; nobody puts back a handful."""
    takes = []
    for lot in lots:
        if lot.category == category and wanted > 0:
            rest = lot.left_grams - wanted
            takes.append(Take(lot, lot.left_grams if rest < SMALLEST else wanted))
            wanted -= lot.left_grams
    return takes


def _peel(stove: Stove, take: Take) -> None:
    """Peel and stalks: a twentieth of vegetables, as far as the crate still holds it."""
    grams = min(take.grams // 20, take.lot.left_grams - take.grams)
    if take.lot.category == Category.VEGETABLES and grams > 0:
        stock.feed(take.lot, grams=grams, kind=Movement.Kind.COMPOST, edible=False, why="bucce", by=stove.cook)


def _carry(stove: Stove, dish: Dish, *, warm: bool) -> None:
    out = stove.chance.uniform(72, 82) if warm else stove.chance.uniform(5, 9)
    lost = stove.chance.uniform(1, 6) if warm else -stove.chance.uniform(0, 1)
    day = dish.sitting.day
    with clock.at(stove.at(day, 11, 25)):
        carriage = kitchen.send_off(dish, portions=dish.portions, celsius=Decimal(f"{out:.1f}"))
    with clock.at(stove.at(day, 11, 45)):
        kitchen.arrive(carriage, celsius=Decimal(f"{out - lost:.1f}"))


def clear_up(stove: Stove, sitting: Sitting, dishes: list[Dish], *, opens_next: dt.date) -> None:
    """After lunch: what was left over, what has spoiled, what the kitchen does not need, a count on Saturdays."""
    with clock.at(stove.at(sitting.day, 13, 45)):
        [served] = kitchen.plates_of([sitting])
        for dish in dishes:
            left = max(dish.portions - served + stove.chance.randint(-1, 1), 0)
            kitchen.leave_over(dish, portions=min(left, dish.portions))
    with clock.at(stove.at(sitting.day, 13, 55)):
        _throw_away(stove)
        _pass_on(stove, sitting.day, opens_next=opens_next)
        if sitting.day.isoweekday() == 6:
            _count(stove, sitting.day)


def _throw_away(stove: Stove) -> None:
    """What is past its last safe day, and now and then a part that has spoiled."""
    for lot in Lot.objects.in_stock(stove.canteen).filter(state=Lot.State.ACCEPTED).select_related("donation__canteen"):
        if lot.safe_until and lot.safe_until < stove.canteen.today():
            _discard(stove, lot, grams=lot.left_grams, why="oltre la data")
        elif stove.chance.random() < 1 / 25:
            _discard(stove, lot, grams=stock.part_of(lot, "quarter"), why="rovinato")


def _discard(stove: Stove, lot: Lot, *, grams: int, why: str) -> None:
    if lot.category in GREEN:
        stock.feed(lot, grams=grams, kind=Movement.Kind.COMPOST, edible=True, why=why, by=stove.cook)
    elif lot.category == Category.BREAD:
        stock.feed(lot, grams=grams, kind=Movement.Kind.ANIMALS, edible=True, why=why, by=stove.cook)
    else:
        stock.discard(
            lot, grams=grams, destination=Destination.DIGESTION, edible=True, why=why, by=stove.cook
        )  # fmt: skip


def _pass_on(stove: Stove, day: dt.date, *, opens_next: dt.date) -> None:
    """To the emporio all that the kitchen does not keep: it keeps what will still be good when it opens next."""
    kept = {str(category): kg * 1000 for category, kg in KEPT_KG.items()}
    for lot in reversed(stove.usable(day)):
        good = lot.safe_until is None or lot.safe_until >= opens_next
        keep = min(lot.left_grams, kept.get(lot.category, 0)) if good else 0
        spare = lot.left_grams - keep
        if spare >= SMALLEST or not keep:
            stock.pass_on(lot, grams=spare, to=EMPORIO, by=stove.cook)
        kept[lot.category] = kept.get(lot.category, 0) - keep


def pass_on_tonight(stove: Stove, day: dt.date, *, opens_next: dt.date) -> None:
    """What came this evening and will not be good when the kitchen opens next is eaten at the shelter tonight."""
    with clock.at(stove.at(day, 21, 30)):
        for lot in stove.usable(day):
            if lot.safe_until and lot.safe_until < opens_next:
                stock.pass_on(lot, grams=lot.left_grams, to=SHELTER, by=stove.cook)


def _count(stove: Stove, day: dt.date) -> None:
    """The Saturday count: one thing on the shelf is not what the ledger says."""
    keeps = [lot for lot in stove.usable(day) if lot.category in {Category.DRY_GOODS, Category.PRESERVES}]
    if keeps:
        lot = stove.chance.choice(keeps)
        counted = max(lot.left_grams + stove.chance.choice([-700, -400, 300]), 0)
        stock.correct(lot, counted=counted, why="inventario", by=stove.cook)
