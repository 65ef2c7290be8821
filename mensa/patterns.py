"""Which meals a canteen serves, which of a day's sittings is on now, and where it is cooked."""

import datetime as dt

from canteens import clock
from canteens.models import Canteen, Kitchen, Service
from canteens.pattern import Meal, Pattern
from mensa.models import Sitting


def patterns(canteen: Canteen) -> list[Pattern]:
    """Its lunch, and each further meal."""
    return [canteen, *canteen.services.select_related("canteen")]


def pattern_of(sitting: Sitting) -> Pattern:
    """How its meal opens; a meal that nobody serves any more opens as lunch does."""
    if sitting.service == Meal.LUNCH:
        return sitting.canteen
    service: Service | None = sitting.canteen.services.filter(meal=sitting.service).select_related("canteen").first()
    return service or sitting.canteen


def usual_kitchen(pattern: Pattern) -> Kitchen | None:
    """Where the meal is cooked as a rule: in the kitchen of its own, else in the canteen's newest."""
    if isinstance(pattern, Service) and pattern.kitchen:
        return pattern.kitchen
    return pattern.room.kitchens.order_by("-pk").first()


def of_day(canteen: Canteen, day: dt.date) -> list[Sitting]:
    """Everything that is served on `day`, cancelled sittings too, in the order of the day."""
    return list(Sitting.objects.filter(canteen=canteen, day=day).select_related("canteen").order_by("starts", "pk"))


def soonest(canteen: Canteen) -> list[Sitting]:
    """What is still served today; where that is nothing, on the next day with something. One statement."""
    rows = list(Sitting.objects.coming(canteen).select_related("canteen")[: len(Meal)])
    return [row for row in rows if row.day == rows[0].day]


def now_serving(sittings: list[Sitting]) -> Sitting | None:
    """Of one day's sittings in order, the one that the door is about now; a cancelled one only if all are.

    The next one takes over halfway between the end of the one before it and its own start: whoever closes lunch at
    14:00 still has lunch before them, and whoever opens the door for dinner has dinner.
    """
    served = [one for one in sittings if one.status != Sitting.Status.CANCELLED] or sittings
    now, current = clock.now(), None
    for sitting in served:
        if current is None or now >= current.ends + max(sitting.starts - current.ends, dt.timedelta()) / 2:
            current = sitting
    return current
