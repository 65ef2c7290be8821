"""The demo's lunches: 19 to 25 people a day as published, most of them booked, some who just arrive."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from canteens import clock
from canteens.models import Canteen, Closure
from guests.models import Guest
from guests.register import new_card
from impact.demo.cooking import words_of
from mensa import booking, door, sittings
from mensa.models import Booking, Sitting
from mensa.refusals import NoTakeawayLeft, SittingFull

REGULARS = 110
PARTIES = [1] * 11 + [2] * 5 + [3] * 3 + [4]


@dataclass(frozen=True)
class Table:
    """One canteen's demo: its regular guests and its dice."""

    canteen: Canteen
    guests: list[Guest]
    chance: Random

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return self.canteen.instant(day, dt.time(hour, minute))

    def someone(self, count: int) -> list[Guest]:
        return self.chance.sample(self.guests, count)

    def party(self) -> int:
        return self.chance.choice(PARTIES)


@dataclass(frozen=True)
class Ahead:
    """A lunch before its door opens: who has booked, and how many will sit down."""

    sitting: Sitting
    booked: list[Booking]
    people: int


def lay(canteen: Canteen, *, first: dt.date, until: dt.datetime, chance: Random) -> Table:
    """The table with its regular guests, its holidays decided."""
    with clock.at(canteen.instant(first, dt.time())):
        guests = [new_card(canteen, language=chance.choice(["it", "it", "it", "ar", "en"])) for _ in range(REGULARS)]
        sittings.propose_holidays(canteen)
    table = Table(canteen, guests, chance)
    _keep_holidays(canteen, until=until)
    return table


def opens(table: Table, day: dt.date) -> bool:
    """Whether there is lunch on `day`."""
    shut = Closure.objects.filter(canteen=table.canteen, day=day).exclude(state=Closure.State.DECLINED).exists()
    return day.isoweekday() in table.canteen.weekdays and not shut


def opens_after(table: Table, day: dt.date) -> dt.date:
    """The next day with lunch."""
    later = day + dt.timedelta(days=1)
    while not opens(table, later):
        later += dt.timedelta(days=1)
    return later


def _keep_holidays(canteen: Canteen, *, until: dt.datetime) -> None:
    today = until.astimezone(canteen.tz).date()
    for closure in Closure.objects.filter(canteen=canteen, day__lt=today):
        sittings.decide(closure, closed=True)


def book_day(table: Table, day: dt.date) -> Ahead:
    """Opened and booked the day before; in the morning some give their seat back."""
    with clock.at(table.at(day - dt.timedelta(days=1), 9)):
        sitting = sittings.open_day(table.canteen, day)
        assert sitting  # noqa: S101 - the demo's kitchen never stops
        sittings.set_menu(sitting, menu=words_of(day))
    people = table.chance.randint(19, 25)
    with clock.at(table.at(day - dt.timedelta(days=1), 17)):
        booked = _book(table, sitting, seats=min(people * 4 // 5, sitting.seats - sitting.kept_at_door))
    with clock.at(table.at(day, 9, 30)):
        booked = _give_back(table, sitting, booked)
    return Ahead(sitting, booked, people)


def serve(table: Table, ahead: Ahead) -> None:
    """The door at noon, until it closes."""
    day = ahead.sitting.day
    with clock.at(table.at(day, 12, 5)):
        inside = _seat(table, ahead.booked)
        inside += _walk_in(table, ahead.sitting, people=ahead.people - inside)
        _hand_out(table, ahead.sitting)
    with clock.at(table.at(day, 13, 40)):
        door.close(ahead.sitting)


def _book(table: Table, sitting: Sitting, *, seats: int) -> list[Booking]:
    """Bookings by guests for about `seats` people, never more."""
    made: list[Booking] = []
    for guest in table.someone(seats):
        party = min(table.party(), seats)
        if party == 0:
            break
        made.append(booking.book(sitting, guest=guest, party=party))
        seats -= party
    return made


def _give_back(table: Table, sitting: Sitting, booked: list[Booking]) -> list[Booking]:
    """One in three mornings somebody gives the seat back, and somebody else takes it."""
    if table.chance.random() > 1 / 3:
        return booked
    gone = table.chance.choice(booked)
    booking.cancel(gone)
    others = [guest for guest in table.guests if guest.pk not in {made.guest_id for made in booked}]
    again = booking.book(sitting, guest=table.chance.choice(others), party=gone.party)
    return [made for made in booked if made != gone] + [again]


def _seat(table: Table, booked: list[Booking]) -> int:
    """Nineteen in twenty come; a party of three sometimes lacks one."""
    came = 0
    for made in booked:
        if table.chance.random() < 0.95:
            party = made.party - (made.party == 3 and table.chance.random() < 0.2)
            came += door.seat(made, came=party).came
    return came


def _walk_in(table: Table, sitting: Sitting, *, people: int) -> int:
    """Alone or two together; where no two fit any more, one may."""
    arrived = 0
    while arrived < people:
        party = min(table.chance.choice([1, 1, 2]), people - arrived)
        try:
            arrived += door.walk_in(sitting, party=party).came
        except SittingFull:
            people = arrived + party - 1
    return arrived


def _hand_out(table: Table, sitting: Sitting) -> None:
    for _ in range(table.chance.randint(0, 3)):
        try:
            door.takeaway(sitting, party=table.chance.choice([1, 1, 2]))
        except NoTakeawayLeft:
            return


def book_ahead(table: Table, *, now: dt.datetime) -> None:
    """The first coming lunch in part, the second full with people waiting, the third with few seats left."""
    with clock.at(now):
        sittings.open_ahead(table.canteen)
    for number, sitting in enumerate(list(Sitting.objects.coming(table.canteen))):
        sittings.set_menu(sitting, menu=words_of(sitting.day))
        ahead = sitting.seats - sitting.kept_at_door
        seats = {0: 14, 1: ahead, 2: ahead - 3}.get(number, max(0, 10 - number))
        with clock.at(min(now, table.at(sitting.day, 9))):
            booked = _book(table, sitting, seats=seats)
            if number == 1:
                rest = [guest for guest in table.guests if guest.pk not in {made.guest_id for made in booked}]
                for guest in rest[:3]:
                    booking.book(sitting, guest=guest, party=1)
