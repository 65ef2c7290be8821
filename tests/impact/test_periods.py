"""Local days at the edges of the year's two clock changes, and of years."""

import datetime as dt

import pytest

from canteens import clock
from canteens.days import Period, Week
from canteens.models import Canteen
from impact import trend
from impact.figures import figures, rounded
from impact.models import Factor
from mensa import door, sittings
from recovery.donations import Line, log
from recovery.models import Shop


@pytest.fixture
def shop(canteen: Canteen) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Cascina", kind=Shop.Kind.FARM)


@pytest.mark.parametrize(
    ("sunday", "hours"),
    [(dt.date(2026, 3, 29), 167), (dt.date(2026, 10, 25), 169), (dt.date(2026, 11, 22), 168)],
)
def test_a_week_has_its_own_days_whatever_the_clock_does(
    canteen: Canteen, shop: Shop, sunday: dt.date, hours: int
) -> None:
    monday = sunday - dt.timedelta(days=6)
    edges = {
        "before": canteen.instant(monday, dt.time()) - dt.timedelta(seconds=1),
        "first": canteen.instant(monday, dt.time()),
        "last": canteen.instant(sunday + dt.timedelta(days=1), dt.time()) - dt.timedelta(seconds=1),
        "after": canteen.instant(sunday + dt.timedelta(days=1), dt.time()),
    }
    assert (edges["after"] - edges["first"]) == dt.timedelta(hours=hours)
    for number, (name, instant) in enumerate(edges.items()):
        with clock.at(instant):
            log(shop, lines=[Line("Mele", "fruit", 10**number * 1000)], client_ref=name, confirm=True)
    week = Week(*sunday.isocalendar()[:2])
    with clock.at(edges["after"]):
        assert figures(canteen, week.period).recovered_grams == 110_000  # 10,000 + 100,000
        assert dict(trend.weeks(canteen, last=week.shifted(1)))[str(week)] == 110_000


@pytest.mark.parametrize(
    "day", [dt.date(2026, 3, 28), dt.date(2026, 3, 30), dt.date(2026, 10, 24), dt.date(2026, 10, 26)]
)
def test_lunch_beside_a_clock_change_is_counted_on_its_day(canteen: Canteen, day: dt.date) -> None:
    with clock.at(canteen.instant(day, dt.time(12, 5))):
        door.walk_in(sittings.open_day(canteen, day), party=3)
    with clock.at(canteen.instant(day, dt.time(20))):
        assert figures(canteen, Period(day, day + dt.timedelta(days=1))).plates == 3
        assert figures(canteen, Period(day - dt.timedelta(days=1), day)).plates == 0


def test_weeks_across_the_year(canteen: Canteen, shop: Shop) -> None:
    with clock.at(canteen.instant(dt.date(2027, 1, 10), dt.time(12))):
        for day, grams in (
            (dt.date(2026, 12, 27), 1_000),
            (dt.date(2026, 12, 28), 2_000),
            (dt.date(2027, 1, 3), 4_000),
        ):
            log(shop, lines=[Line("Mele", "fruit", grams)], client_ref=str(day), day=day)
        rows = trend.weeks(canteen, last=Week(2027, 1), count=3)
    assert rows == [("2026-W52", 1_000), ("2026-W53", 6_000), ("2027-W01", 0)]  # W53: 2,000 + 4,000


def test_the_last_day_belongs_to_a_period_and_the_next_does_not(canteen: Canteen, shop: Shop) -> None:
    with clock.at(canteen.instant(dt.date(2026, 11, 22), dt.time(12))):
        for day in (19, 20, 21):
            log(shop, lines=[Line("Mele", "fruit", day * 100)], client_ref=str(day), day=dt.date(2026, 11, day))
        made = figures(canteen, Period(dt.date(2026, 11, 19), dt.date(2026, 11, 21)))
    assert (made.last, made.recovered_grams) == (dt.date(2026, 11, 20), 3_900)  # 1,900 + 2,000


def test_an_estimate_uses_the_factor_of_its_time(canteen: Canteen, shop: Shop) -> None:
    Factor.objects.create(
        slug="grams_a_meal",
        version="2027-01",
        value=600,
        low=420,
        high=626,
        unit="g",
        source="",
        valid_from="2027-01-01",
    )
    with clock.at(canteen.instant(dt.date(2027, 2, 1), dt.time(12))):
        for day in (dt.date(2015, 12, 31), dt.date(2026, 12, 31), dt.date(2027, 1, 1)):
            log(shop, lines=[Line("Mele", "fruit", 6_000)], client_ref=str(day), day=day)
        made = [
            figures(canteen, Period(day, day + dt.timedelta(days=1))).equivalents
            for day in (dt.date(2015, 12, 31), dt.date(2026, 12, 31), dt.date(2027, 1, 1))
        ]
    assert [meals and (meals.value, meals.version) for meals in made] == [None, (12, "2026-11"), (10, "2027-01")]


def test_an_empty_canteen_has_no_figures(canteen: Canteen) -> None:
    made = figures(canteen, Week(2026, 47).period)
    assert (made.empty, made.plates, made.grams_per_plate, made.occupancy) == (True, 0, None, None)


@pytest.mark.parametrize(
    ("amount", "parts", "whole"), [(1, 2, 1), (1, 3, 0), (2, 3, 1), (5, 2, 3), (0, 7, 0), (3, 0, None)]
)
def test_rounding_is_to_the_nearest_halves_up(amount: int, parts: int, whole: int | None) -> None:
    assert rounded(amount, parts) == whole
