"""The demo canteen: the Cittadella with invented guests and shops, lived through the product's own verbs.

How many come, what is given and in which proportions are published facts (DOMAIN 1.1); every name is invented.
"""

import datetime as dt
from random import Random

from django.db import transaction

from canteens import clock
from canteens.models import Canteen
from impact.demo import food, lunch, place

SEED = 2016
WEEKS = 12


def load(*, seed: int = SEED, weeks: int = WEEKS) -> Canteen:
    """Make the demo canteen and live its last `weeks` whole weeks and the days since, up to now: all or nothing.

    The same seed and day give the same figures. Coming days are partly booked: one full with a waiting list, one
    with few seats left. Nobody gets a notice, since no invented guest has an address.
    """
    with transaction.atomic():
        now = clock.now()
        canteen = place.build()
        monday = canteen.today() - dt.timedelta(days=canteen.today().weekday(), weeks=weeks)
        with clock.at(canteen.instant(monday, dt.time())):
            shops = food.make_shops(canteen)
        place.give_shop(canteen, shops["Panetteria del Borgo"])
        food.live(canteen, shops, first=monday, until=now, chance=_dice(seed, "food"))
        lunch.live(canteen, first=monday, until=now, chance=_dice(seed, "lunch"))
        food.remember_published_year(canteen)
    return canteen


def _dice(seed: int, part: str) -> Random:
    """Chance that falls the same way each time, apart for each part: another shop changes no lunch."""
    return Random(f"{seed} {part}")  # noqa: S311 - invented data, no secret
