"""A golden week of the whole circle, lived through the product's own verbs; tests write its figures as literals.

Room of 6 seats, 1 of them kept at the door, 4 takeaway portions. Grams.

Friday before Farm: 6,000 of onions, weighed 6,000. They are in the house when the week begins.
Monday        Bakery: bread 5,000 declared, 4,800 by the scale (5,100 gross - 300 tare); cakes 2,000, weighed 2,000, of
              unknown allergens: quarantine, cleared on Tuesday.
              Market: carrots 20,000, weighed 20,500; milk 3,000, refused on Tuesday before the scale (`temperature`);
              trout 1,000, left behind for want of room in the van. Shampoo 1,500: no food.
              AGEA: pasta 10,000, weighed 10,000.
              Amina books 3, Bruno 2: all 5 that can be booked. Chen waits for 1. At 9:30 Bruno gives his 2 back: Chen
              gets 1, Dalia books 1. At 11:30, after booking closed at 11, Dalia gives hers back (late). At 12:05 Amina
              comes with all 3, and 1 walk-in takes Dalia's seat. Chen does not come. Closed by the list.
              Ribollita, 20 portions: bread 2,000, onions 4,000, carrots 3,000. 4 portions left over.
Tuesday       Amina books 4; Bruno waits for 2. Carote al forno, 10 portions: carrots 5,000, AGEA pasta 4,000. To the
              Emporio: 3,000 of carrots. At 12:40 nobody has come, and 3 walk in: Amina's 4 seats are ceded to them.
              Bruno takes 2 meals away. Closed by the list.
Wednesday     Carrots: 9,000 counted, 9,500 in the ledger. Onions: 2,250 counted, 2,000 in the ledger, all thrown away
              (biogas, edible). Bread: 800 to animals (edible), 300 to the compost and 100 in the bin (not edible).
Friday        Farm: 8,000 of apples, which nobody weighs before the next week.
"""

import datetime as dt
from decimal import Decimal

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card
from mensa import door, sittings
from mensa.booking import book, cancel
from mensa.models import Sitting
from recovery import kitchen, receipt, stock
from recovery.donations import Line, log
from recovery.models import Donation, Lot, Movement, Shop
from recovery.stock import Take

MONDAY = dt.date(2026, 11, 16)
NAMES = ("amina", "bruno", "chen", "dalia")


class Circle:
    """Who takes part, and the days they live."""

    def __init__(self, canteen: Canteen, *, monday: dt.date = MONDAY) -> None:
        self.canteen, self.first = canteen, monday
        self.bakery, self.market, self.farm = (
            Shop.objects.create(canteen=canteen, name=name, kind=kind)
            for name, kind in (("Forno", Shop.Kind.BAKERY), ("Mercato", Shop.Kind.MARKET), ("Cascina", Shop.Kind.FARM))
        )
        with clock.at(self.at(-3, 8)):
            self.guests: dict[str, Guest] = {name: new_card(canteen) for name in NAMES}

    def at(self, day: int, hour: int, minute: int = 0) -> dt.datetime:
        return self.canteen.instant(self.first + dt.timedelta(days=day), dt.time(hour, minute))

    def live(self) -> None:
        for live_day in (self.friday_before, self.monday, self.tuesday, self.wednesday, self.friday):
            live_day()

    def lot(self, food: str) -> Lot:
        return Lot.objects.get(donation__canteen=self.canteen, food=food)

    def give(self, shop: Shop, reference: str, *lines: Line, origin: str = Donation.Origin.SURPLUS) -> list[Lot]:
        return list(log(shop, lines=lines, client_ref=reference, confirm=True, origin=origin).lots.order_by("pk"))

    def friday_before(self) -> None:
        with clock.at(self.at(-3, 18)):
            [onions] = self.give(self.farm, "1", Line("Cipolle", "vegetables", 6_000, kind="roots"))
            receipt.weigh(onions, gross=6_000, by=None)

    def monday(self) -> None:
        with clock.at(self.at(0, 8)):
            bread, cakes = self.give(
                self.bakery, "1", Line("Pane", "bread", 5_000, allergens=("gluten",)), Line("Torte", "pastry", 2_000)
            )
            carrots, milk, fish = self.give(
                self.market, "1", Line("Carote", "vegetables", 20_000),
                Line("Latte", "dairy", 3_000, allergens=("milk",)), Line("Trota", "fish", 1_000, allergens=("fish",)),
            )  # fmt: skip
            receipt.load(
                milk.donation, failed_checks=[], celsius={milk.pk: Decimal("3.0")}, left_behind=[fish.pk], by=None
            )
            [soap] = self.give(self.market, "2", Line("Shampoo", "non_food", 1_500))
            [pasta] = self.give(
                self.market, "3", Line("Pasta", "dry_goods", 10_000, allergens=("gluten",)), origin=Donation.Origin.AGEA
            )
            receipt.weigh(bread, gross=5_100, tare=300, by=None)
            receipt.weigh(cakes, gross=2_000, by=None)
            receipt.weigh(carrots, gross=20_500, by=None)
            receipt.weigh(soap, gross=1_500, by=None)
            receipt.weigh(pasta, gross=10_000, by=None)
        self.monday_lunch()

    def monday_lunch(self) -> None:
        guests, sitting = self.guests, self.open(0)
        with clock.at(self.at(0, 9)):
            amina = book(sitting, guest=guests["amina"], party=3)
            bruno = book(sitting, guest=guests["bruno"], party=2)
            book(sitting, guest=guests["chen"])
        with clock.at(self.at(0, 9, 30)):
            cancel(bruno)
            dalia = book(sitting, guest=guests["dalia"])
        with clock.at(self.at(0, 11, 30)):
            cancel(dalia)
            crates = (("Pane", 2_000), ("Cipolle", 4_000), ("Carote", 3_000))
            takes = [Take(self.lot(food), grams) for food, grams in crates]
            ribollita = kitchen.cook(sitting, name="Ribollita", portions=20, takes=takes, by=None)
        with clock.at(self.at(0, 12, 5)):
            door.seat(amina)
            door.walk_in(sitting)
        with clock.at(self.at(0, 14)):
            door.close(sitting)
            kitchen.leave_over(ribollita, portions=4)

    def tuesday(self) -> None:
        with clock.at(self.at(1, 8)):
            receipt.refuse(self.lot("Latte"), reason="temperature", by=None)
            receipt.clear(self.lot("Torte"), allergens=["gluten", "eggs", "milk"], contents=[], by=None)
        sitting = self.open(1)
        with clock.at(self.at(1, 9)):
            book(sitting, guest=self.guests["amina"], party=4)
            bruno = book(sitting, guest=self.guests["bruno"], party=2)
        with clock.at(self.at(1, 10)):
            takes = [Take(self.lot("Carote"), 5_000), Take(self.lot("Pasta"), 4_000)]
            kitchen.cook(sitting, name="Carote al forno", portions=10, takes=takes, by=None)
            stock.pass_on(self.lot("Carote"), grams=3_000, to="Emporio", by=None)
        with clock.at(self.at(1, 12, 40)):
            door.walk_in(sitting, party=3)
            door.take_instead(bruno)
        with clock.at(self.at(1, 14)):
            door.close(sitting)

    def wednesday(self) -> None:
        with clock.at(self.at(2, 10)):
            stock.correct(self.lot("Carote"), counted=9_000, why="conta", by=None)
            stock.correct(self.lot("Cipolle"), counted=2_250, why="conta", by=None)
            stock.discard(self.lot("Cipolle"), grams=2_250, destination="digestion", edible=True, by=None)
            bread = self.lot("Pane")
            stock.feed(bread, grams=800, kind=Movement.Kind.ANIMALS, edible=True, by=None)
            stock.feed(bread, grams=300, kind=Movement.Kind.COMPOST, edible=False, by=None)
            stock.discard(bread, grams=100, destination="refuse", edible=False, by=None)

    def friday(self) -> None:
        with clock.at(self.at(4, 18)):
            self.give(self.farm, "2", Line("Mele", "fruit", 8_000))

    def weigh_apples(self) -> None:
        """On Tuesday of the week after."""
        receipt.weigh(self.lot("Mele"), gross=7_500, by=None)

    def open(self, day: int) -> Sitting:
        return sittings.open_day(self.canteen, self.first + dt.timedelta(days=day))
