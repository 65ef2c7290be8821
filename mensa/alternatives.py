"""Another day for whom this one fails: full, moved, or not taking place."""

import datetime as dt
from collections.abc import Iterable

from canteens.models import Canteen
from mensa.models import Sitting


def later(canteen: Canteen, *, after: dt.date) -> list[Sitting]:
    """The sittings after a day at which one can sit and that can be booked now, in order. One statement."""
    rows = Sitting.objects.coming(canteen).filter(day__gt=after, at_table=True).select_related("canteen")
    return [sitting for sitting in rows if sitting.bookable]


def first_with_room(sittings: Iterable[Sitting], *, party: int) -> Sitting | None:
    """The first of them at which the whole party finds seats now."""
    return next((sitting for sitting in sittings if sitting.free_ahead >= party), None)


def next_seat(canteen: Canteen, *, party: int = 1, after: dt.date | None = None) -> Sitting | None:
    """The first sitting after a day, or after today, with room for the party."""
    return first_with_room(later(canteen, after=after or canteen.today()), party=party)
