"""The demo canteen: the Cittadella with invented guests and shops, lived through the product's own verbs.

How many come, what is given and in which proportions are published facts (DOMAIN 1.1); every name is invented.
"""

import datetime as dt
from random import Random

from django.db import transaction

from canteens import clock
from canteens.models import Canteen, Role
from impact.demo import bodies, cooking, giving, lunch, mornings, place, shops, van

SEED = 2016
WEEKS = 12


def load(*, seed: int = SEED, weeks: int = WEEKS) -> Canteen:
    """Make the demo canteen and live its last `weeks` whole weeks and the days since, up to now: all or nothing.

    The same seed and day give the same figures. Coming days are partly booked: one full with a waiting list, one
    with few seats left; the van, the scale and the kitchen have something to do. Nobody gets a notice, since no
    invented guest has an address.
    """
    with transaction.atomic():
        now = clock.now()
        canteen = place.build()
        monday = canteen.today() - dt.timedelta(days=canteen.today().weekday(), weeks=weeks)
        with clock.at(canteen.instant(monday, dt.time())):
            givers = shops.make(canteen)
        place.give_shop(canteen, givers["Panetteria del Borgo"])
        driver, cook = (place.who(canteen, role) for role in (Role.DRIVER, Role.COOK))
        tour = van.hire(canteen, givers, driver=driver, cook=cook, chance=_dice(seed, "food"))
        table = lunch.lay(canteen, first=monday, until=now, chance=_dice(seed, "lunch"))
        bodies.introduce(canteen, table.guests, first=monday, until=now)
        stove = cooking.Stove(canteen, cook, _dice(seed, "kitchen"))
        if table.at(monday, 14) <= now:
            mornings.fill_larder(tour, monday)
        for offset in range((canteen.today() - monday).days + 1):
            _live(table, stove, tour, day=monday + dt.timedelta(days=offset), until=now)
        lunch.book_ahead(table, now=now)
        mornings.leave_to_do(tour, now=now)
        giving.put_up(table, by=place.who(canteen, Role.DOOR), now=now)
        shops.remember_published_year(canteen)
        place.keep_feast(canteen)
    return canteen


def _live(table: lunch.Table, stove: cooking.Stove, tour: van.Van, *, day: dt.date, until: dt.datetime) -> None:
    """One day as far as it lies before `until`: the kitchen in the morning, lunch, and the van in the evening."""
    after = lunch.opens_after(table, day)
    if lunch.opens(table, day) and table.at(day, 14) <= until:
        cooking.check_quarantine(stove, day)
        ahead = lunch.book_day(table, day)
        dishes = cooking.cook(stove, ahead.sitting)
        lunch.serve(table, ahead)
        cooking.clear_up(stove, ahead.sitting, dishes, opens_next=after)
    van.live_evening(tour, day, until=until)
    if table.at(day, 22) <= until:
        cooking.pass_on_tonight(stove, day, opens_next=after)


def _dice(seed: int, part: str) -> Random:
    """Chance that falls the same way each time, apart for each part: another shop changes no lunch."""
    return Random(f"{seed} {part}")  # noqa: S311 - invented data, no secret
