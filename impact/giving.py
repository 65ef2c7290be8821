"""What was given back in a year: times and hours, and what of it may be said in public."""

import datetime as dt
from dataclasses import dataclass

from canteens.models import Canteen
from restituzione import giving

FEWEST = 5
"""Fewer could point at a person (DESIGN 6), so the public reads no number then."""


@dataclass(frozen=True)
class YearOfGiving:
    """`times` something was given back in `year`, and the `hours` of those times where anybody counted them."""

    year: int
    times: int
    hours: int


def year_of_giving(canteen: Canteen, year: int) -> YearOfGiving:
    """The local days of a calendar year."""
    times, hours = giving.given(canteen, first=dt.date(year, 1, 1), end=dt.date(year + 1, 1, 1))
    return YearOfGiving(year, times, hours)


def in_public(canteen: Canteen, year: int) -> YearOfGiving | None:
    """The same where it is of at least five times; else nothing."""
    made = year_of_giving(canteen, year)
    return made if made.times >= FEWEST else None
