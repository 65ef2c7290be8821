"""Printed dates as people type them: `25/11/2026`, `11/2026`, `2026`."""

import datetime as dt
import re

from recovery.kinds import last_day
from recovery.models import Precision

PARTS = re.compile(r"(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})|(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2})")
EARLIEST, LATEST = 2000, 2100


def printed_date(text: str) -> tuple[dt.date, str]:
    """The last day of a printed date, and how exactly it is printed: a day, a month or a year.

    `11/26` could be a day or a month and is never guessed. Raises ValueError for anything unclear.
    """
    found = PARTS.fullmatch(text.strip())
    if not found:
        raise ValueError("not a date")
    day, month, year, short_day, short_month, short_year = found.groups()
    if short_year:
        day, month, year = short_day, short_month, f"20{short_year}"
    if not EARLIEST <= int(year) <= LATEST:
        raise ValueError("not a year of food")
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return last_day(dt.date(int(year), int(month or 1), int(day or 1)), precision), precision


def as_printed(day: dt.date, precision: str) -> str:
    """A date as it stands on a packet, with no more than what is printed there."""
    if precision == Precision.YEAR:
        return f"{day.year}"
    return f"{day:%m/%Y}" if precision == Precision.MONTH else f"{day:%d/%m/%Y}"
