"""Local days, ISO weeks and half-open periods `[start, end)`, always in the canteen's own zone."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """Local days from `first` up to, not including, `end`."""

    first: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.first:
            raise ValueError("a period can't end before it starts")

    @property
    def last(self) -> dt.date:
        """The last day that belongs to it."""
        return self.end - dt.timedelta(days=1)

    def days(self) -> Iterator[dt.date]:
        """Each local day of it, in order."""
        for offset in range((self.end - self.first).days):
            yield self.first + dt.timedelta(days=offset)

    def instants(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """Its bounds as instants: local midnights, so a week with a clock change has 167 or 169 hours."""
        return instant(self.first, dt.time(), zone), instant(self.end, dt.time(), zone)


@dataclass(frozen=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday."""

    year: int
    number: int

    @property
    def period(self) -> Period:
        monday = dt.date.fromisocalendar(self.year, self.number, 1)
        return Period(monday, monday + dt.timedelta(days=7))

    def shifted(self, weeks: int) -> "Week":
        """The week so many weeks later (earlier if negative), across years."""
        return week_of(self.period.first + dt.timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


def week_of(day: dt.date) -> Week:
    """The ISO week that holds `day`."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def is_reckoned(day: dt.date) -> bool:
    """Whether a day is one of this century: figures of it, and the weeks around it, can be reckoned."""
    return 2000 <= day.year < 2100


def parse_week(text: str) -> Week:
    """Read `2026-W47`; raises ValueError for anything else or a week that year does not have."""
    year, _, number = text.partition("-W")
    try:
        return week_of(Week(int(year), int(number)).period.first)
    except OverflowError as beyond:
        raise ValueError("not a week") from beyond


def instant(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The UTC instant of a local wall-clock time.

    A time that the spring change skips is read as if the clock had not moved yet (02:30 becomes 03:30);
    one that the autumn change repeats means the first of the two.
    """
    return dt.datetime.combine(day, time, tzinfo=zone).astimezone(dt.UTC)
