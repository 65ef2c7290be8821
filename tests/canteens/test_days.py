"""Local days: the two clock changes of 2026, periods that end before their end, ISO weeks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from canteens.days import Period, Week, instant, parse_week, week_of

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        (Week(2026, 13), 167),  # Monday 23 to Sunday 29 March: 7 x 24 - 1
        (Week(2026, 43), 169),  # Monday 19 to Sunday 25 October: 7 x 24 + 1
        (Week(2026, 47), 168),
    ],
)
def test_week_of_a_clock_change_has_another_length(week: Week, hours: int) -> None:
    start, end = week.period.instants(ROME)
    assert end - start == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (dt.date(2026, 3, 28), 11),
        (dt.date(2026, 3, 29), 10),
        (dt.date(2026, 10, 24), 10),
        (dt.date(2026, 10, 25), 11),
    ],
)
def test_noon_stays_noon(day: dt.date, utc_hour: int) -> None:
    assert instant(day, dt.time(12), ROME) == dt.datetime.combine(day, dt.time(utc_hour), tzinfo=dt.UTC)


def test_skipped_time_is_read_as_before_the_change() -> None:
    assert instant(dt.date(2026, 3, 29), dt.time(2, 30), ROME) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def test_repeated_time_means_the_first() -> None:
    assert instant(dt.date(2026, 10, 25), dt.time(2, 30), ROME) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_period_holds_its_last_day_and_not_its_end() -> None:
    period = Period(dt.date(2026, 11, 28), dt.date(2026, 12, 1))
    assert list(period.days()) == [dt.date(2026, 11, 28), dt.date(2026, 11, 29), dt.date(2026, 11, 30)]
    assert period.last == dt.date(2026, 11, 30)


def test_period_touches_the_next_without_a_gap() -> None:
    week = Week(2026, 43)
    assert week.period.instants(ROME)[1] == week.shifted(1).period.instants(ROME)[0]


def test_period_never_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(dt.date(2026, 11, 2), dt.date(2026, 11, 1))


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (dt.date(2026, 1, 1), Week(2026, 1)),
        (dt.date(2027, 1, 1), Week(2026, 53)),
        (dt.date(2027, 1, 3), Week(2026, 53)),
        (dt.date(2027, 1, 4), Week(2027, 1)),
    ],
)
def test_days_around_new_year_belong_to_iso_weeks(day: dt.date, week: Week) -> None:
    assert week_of(day) == week


def test_weeks_are_shifted_across_a_year_of_53() -> None:
    assert Week(2026, 53).shifted(1) == Week(2027, 1)
    assert Week(2027, 1).shifted(-1) == Week(2026, 53)


def test_week_is_written_and_read_back() -> None:
    assert str(Week(2026, 7)) == "2026-W07"
    assert parse_week("2026-W07") == Week(2026, 7)


@pytest.mark.parametrize("text", ["", "2026", "2026-W54", "2025-W53", "W47", "9999-W52", "99999999999999999999-W1"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_week(text)
