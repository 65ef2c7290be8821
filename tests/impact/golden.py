"""A small week lived through the product's own verbs, every figure of it counted by hand.

Room of 10 seats, 2 of them kept at the door, 4 takeaway portions.

Monday 16     Amina books 3, Bruno 2, Chen 1, Dalia 2: 8 seats, all that can be booked. Emil waits for 1.
              Dalia gives her 2 back; Emil gets 1 of them. Fatma books 1.
              At noon: Amina comes with 2 of 3, Bruno with 2, Emil alone, Fatma alone. Chen does not come.
              2 walk-ins; 1 takeaway meal. Three ask for more, and one of those was a slip. Closed by the list.
Tuesday 17    Amina books 4, Bruno 4. Chen waits for 2 and takes 2 meals away at noon. Emil waits for 1: unmet.
              Amina comes with 4. At 12:40 the room is 4 seated + 4 booked + 2 free; 2 walk-ins, then a party of 1:
              Bruno's 4 seats are ceded (released). Four ask for more. Closed by the list.
Wednesday 18  Amina books 2, Bruno 1. Amina is ticked; then only the total is counted: 7, and 1 second helping.
Thursday 19   Amina books 2. Cancelled by the coordinator.
Friday 20     Amina books 1 and comes; 1 walk-in. Nobody closes it.
"""

import datetime as dt

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card
from mensa import door, sittings
from mensa.booking import book, cancel
from mensa.helpings import help_again
from mensa.models import Sitting
from recovery.donations import Line, log
from recovery.models import Shop

MONDAY = dt.date(2026, 11, 16)
NAMES = ("amina", "bruno", "chen", "dalia", "emil", "fatma")


class Week:
    """Who takes part, and the days they live."""

    def __init__(self, canteen: Canteen) -> None:
        self.canteen = canteen
        with clock.at(self.at(0, 8)):
            self.guests: dict[str, Guest] = {name: new_card(canteen) for name in NAMES}

    def at(self, day: int, hour: int, minute: int = 0) -> dt.datetime:
        return self.canteen.instant(MONDAY + dt.timedelta(days=day), dt.time(hour, minute))

    def open(self, day: int) -> Sitting:
        return sittings.open_day(self.canteen, MONDAY + dt.timedelta(days=day))

    def live(self) -> None:
        self.food()
        for live_day in (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday):
            live_day()

    def food(self) -> None:
        bakery = Shop.objects.create(canteen=self.canteen, name="Panetteria", kind=Shop.Kind.BAKERY)
        farm = Shop.objects.create(canteen=self.canteen, name="Cascina", kind=Shop.Kind.FARM, ask_above_grams=500_000)
        with clock.at(self.at(0, 19)):
            log(bakery, lines=[Line("Pane", "bread", 12_500), Line("Dolci", "pastry", 2_250)], client_ref="1")
            log(farm, lines=[Line("Zucche", "vegetables", 40_000, 5), Line("Mele", "fruit", 30_000, 3)], client_ref="1")
        with clock.at(self.at(4, 19)):
            log(bakery, lines=[Line("Pane", "bread", 10_000)], client_ref="2")
            log(farm, lines=[Line("Cavoli", "vegetables", 25_500), Line("Sapone", "non_food", 3_000)], client_ref="2")

    def monday(self) -> None:
        guests, sitting = self.guests, self.open(0)
        with clock.at(self.at(0, 9)):
            amina = book(sitting, guest=guests["amina"], party=3)
            bruno = book(sitting, guest=guests["bruno"], party=2)
            book(sitting, guest=guests["chen"])
            dalia = book(sitting, guest=guests["dalia"], party=2)
            emil = book(sitting, guest=guests["emil"])
            cancel(dalia)
            fatma = book(sitting, guest=guests["fatma"])
        with clock.at(self.at(0, 12, 5)):
            door.seat(amina, came=2)
            for booking in (bruno, emil, fatma):
                door.seat(booking)
            door.walk_in(sitting, party=2)
            door.takeaway(sitting)
            for by in (1, 1, 1, -1):
                help_again(sitting, by=by)
        with clock.at(self.at(0, 14)):
            door.close(sitting)

    def tuesday(self) -> None:
        guests, sitting = self.guests, self.open(1)
        with clock.at(self.at(1, 9)):
            amina = book(sitting, guest=guests["amina"], party=4)
            book(sitting, guest=guests["bruno"], party=4)
            chen = book(sitting, guest=guests["chen"], party=2)
            book(sitting, guest=guests["emil"])
        with clock.at(self.at(1, 12, 40)):
            door.seat(amina)
            door.take_instead(chen)
            door.walk_in(sitting, party=2)
            door.walk_in(sitting)
            help_again(sitting, by=4)
        with clock.at(self.at(1, 14)):
            door.close(sitting)

    def wednesday(self) -> None:
        sitting = self.open(2)
        with clock.at(self.at(2, 9)):
            amina = book(sitting, guest=self.guests["amina"], party=2)
            book(sitting, guest=self.guests["bruno"])
        with clock.at(self.at(2, 12, 5)):
            door.seat(amina)
            help_again(sitting)
        with clock.at(self.at(2, 14)):
            door.close(sitting, total=7)

    def thursday(self) -> None:
        sitting = self.open(3)
        with clock.at(self.at(3, 8)):
            book(sitting, guest=self.guests["amina"], party=2)
            sittings.cancel(sitting, reason="Manca l'acqua")

    def friday(self) -> None:
        sitting = self.open(4)
        with clock.at(self.at(4, 9)):
            amina = book(sitting, guest=self.guests["amina"])
        with clock.at(self.at(4, 12, 5)):
            door.seat(amina)
            door.walk_in(sitting)
