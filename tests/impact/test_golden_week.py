"""The golden week of tests/impact/golden.py: every figure a literal, its sum beside it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from canteens import clock
from canteens.days import Period
from canteens.days import Week as IsoWeek
from canteens.models import Canteen
from impact import trend
from impact.figures import Figures, Food, Seats, Share, figures, frozen
from recovery.models import Shop
from tests.impact.golden import MONDAY, Week

W47 = IsoWeek(2026, 47)


@pytest.fixture
def canteen(db: None) -> Canteen:
    return Canteen.objects.create(
        name="Cittadella", place="Chieri", seats=10, room_limit=12, kept_at_door=2, portions=4
    )  # fmt: skip


@pytest.fixture
def golden(canteen: Canteen) -> Iterator[Figures]:
    """The week as its Sunday evening sees it."""
    week = Week(canteen)
    week.live()
    with clock.at(week.at(6, 20)):
        yield figures(canteen, W47.period)


def unweighed(key: str, name: str, grams: int) -> Share:
    """Nothing of this week's food has come to the scale: all of it is there at the shops' word."""
    return Share(key, name, grams, Food(offered=grams, awaiting=grams))


def test_food(golden: Figures) -> None:
    assert golden.by_category == (
        unweighed("vegetables", "vegetables", 65_500),  # 40,000 + 25,500
        unweighed("fruit", "fruit", 30_000),
        unweighed("bread", "bread", 22_500),  # 12,500 + 10,000
        unweighed("pastry", "pastry", 2_250),
    )
    assert golden.by_shop == (
        unweighed(str(Shop.objects.get(name="Cascina").pk), "Cascina", 95_500),  # 40,000 + 30,000 + 25,500
        unweighed(str(Shop.objects.get(name="Panetteria").pk), "Panetteria", 24_750),  # 12,500 + 2,250 + 10,000
    )
    assert golden.recovered_grams == 120_250  # 65,500 + 30,000 + 22,500 + 2,250 = 95,500 + 24,750
    assert golden.non_food_grams == 3_000


def test_seats(golden: Figures) -> None:
    assert golden.seats == Seats(
        offered=40,  # 10 + 10 + 10 + 10: Thursday was cancelled
        booked=20,  # Monday 3 + 2 + 1 + 1 + 1, Tuesday 4 + 4, Wednesday 2 + 1, Friday 1
        came=11,  # Monday 2 + 2 + 1 + 1, Tuesday 4, Friday 1
        fewer=1,  # Amina's third on Monday
        released=4,  # Bruno on Tuesday
        no_shows=1,  # Chen on Monday
        not_recorded=3,  # Wednesday 2 + 1: only its total is known
        expected=0,
        walk_ins=6,  # Monday 2, Tuesday 2 + 1, Friday 1
        seated=17,  # 11 + 6
        takeaway=3,  # Monday 1, Tuesday 2
        counted=7,  # Wednesday
        given_back=2,  # Dalia on Monday at 9
        late_cancels=0,
        refilled=3,  # Dalia's 2 by Emil and Fatma on Monday, 1 of Bruno's 4 by a walk-in on Tuesday
        waiting_unmet=1,  # Emil on Tuesday
        second_helpings=7,  # Monday 3 - 1, Tuesday 4, Wednesday 1
    )
    assert golden.seats.booked == 11 + 1 + 4 + 1 + 3 + 0


def test_plates_stand_apart_from_equivalents(golden: Figures) -> None:
    assert golden.plates == 27  # 17 + 3 + 7; not the 7 second helpings
    assert golden.grams_per_plate == 4_454  # 120,250 / 27 = 4,453.7
    assert golden.occupancy == 60  # (17 + 7) / 40
    assert golden.equivalents is not None
    meals = golden.equivalents
    assert (meals.value, meals.low, meals.high) == (
        241,
        192,
        286,
    )  # 120,250 / 500 = 240.5; / 626 = 192.1; / 420 = 286.3
    assert (meals.factor, meals.version, meals.unit) == ("grams_a_meal", "2026-11", "g")


def test_what_is_still_missing_is_named(golden: Figures) -> None:
    assert (golden.sittings, golden.unclosed, golden.unweighed) == (4, (dt.date(2026, 11, 20),), 7)


def test_days_add_up_to_their_week(golden: Figures, canteen: Canteen) -> None:
    days = [figures(canteen, Period(day, day + dt.timedelta(days=1))) for day in W47.period.days()]
    assert [day.plates for day in days] == [9, 9, 7, 0, 2, 0, 0]  # 6+2+1, 4+3+2, 7, -, 1+1
    assert [day.recovered_grams for day in days] == [
        84_750,
        0,
        0,
        0,
        35_500,
        0,
        0,
    ]  # 12,500+2,250+40,000+30,000; 10,000+25,500
    for name in Seats.__dataclass_fields__:
        assert sum(getattr(day.seats, name) for day in days) == getattr(golden.seats, name)


def test_a_sitting_counts_once_it_has_begun(canteen: Canteen) -> None:
    week = Week(canteen)
    week.live()
    with clock.at(week.at(4, 11, 59)):
        assert figures(canteen, W47.period).seats.offered == 30
    with clock.at(week.at(4, 12)):
        assert figures(canteen, W47.period).seats.offered == 40


def test_another_canteens_week_is_not_in_it(golden: Figures, canteen: Canteen) -> None:
    other = Canteen.objects.create(name="Santena", place="Santena", seats=10, room_limit=12, kept_at_door=2, portions=4)
    Week(other).live()
    assert figures(canteen, W47.period) == golden
    assert figures(other, W47.period).plates == 27


def test_figures_cost_the_same_few_statements_however_much_there_is(
    golden: Figures, canteen: Canteen, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(9):  # type: ignore[operator]
        figures(canteen, W47.period)


def test_as_dict_is_plain_json(golden: Figures) -> None:
    import json

    plain = json.loads(json.dumps(golden.as_dict()))
    assert plain == golden.as_dict()
    assert (plain["first"], plain["last"], plain["unclosed"]) == ("2026-11-16", "2026-11-22", ["2026-11-20"])
    assert plain["by_category"][1] == asdict(unweighed("fruit", "fruit", 30_000))
    assert frozen(plain) == golden
    assert (plain["seats"]["booked"], plain["occupancy"]) == (20, 60)


def test_the_chart_ends_with_the_week(golden: Figures, canteen: Canteen) -> None:
    rows = trend.weeks(canteen, last=W47)
    assert rows == [(f"2026-W{number}", 0) for number in range(36, 47)] + [("2026-W47", 120_250)]
    chart = trend.chart(rows)
    assert chart.rows[-1] == ("47", ["120,25 kg"])
    assert not chart.empty
    assert chart.summary == (
        "Settimana 47: 120,25 kg. La settimana più ricca delle ultime 12 è la 47: 120,25 kg."
    )  # fmt: skip


def test_weeks_without_food_have_no_richest(canteen: Canteen) -> None:
    chart = trend.chart(trend.weeks(canteen, last=W47))
    assert (chart.empty, chart.summary) == (True, "Nelle 12 settimane fino alla 47 non è arrivato cibo.")


def test_a_week_is_compared_once_it_is_over(golden: Figures, canteen: Canteen) -> None:
    assert trend.change(canteen, golden) is None  # nothing came before
    shop = Shop.objects.get(name="Cascina")
    for weeks, grams in ((1, 200_000), (4, 41_000), (5, 999_000)):  # the fifth week before does not count
        from recovery.donations import Line, log

        day = MONDAY - dt.timedelta(weeks=weeks)
        log(shop, lines=[Line("Zucche", "vegetables", grams)], client_ref=f"w{weeks}", day=day, confirm=True)
    # (200,000 + 41,000) / 4 = 60,250; 120,250 / 60,250 = 199.6 %: + 100 %. No plates before: 27 - 0.
    assert trend.change(canteen, golden) == trend.Change(recovered_percent=100, plates=27)
    with clock.at(canteen.instant(dt.date(2026, 11, 21), dt.time(20))):
        assert trend.change(canteen, golden) is None


def test_the_week_to_speak_of(canteen: Canteen) -> None:
    week = Week(canteen)
    week.live()
    with clock.at(week.at(7, 8)):
        assert trend.lived_week(canteen) == W47
    with clock.at(week.at(0, 11)):
        assert trend.lived_week(canteen) == W47  # food of the evening is already written in this test
