"""The golden week of tests/impact/golden_food.py: every figure a literal, its sum beside it."""

import datetime as dt
from collections.abc import Iterator

import pytest

from canteens import clock
from canteens.days import Period, week_of
from canteens.models import Canteen
from impact import rows
from impact.figures import Discard, Figures, Food, Kitchen, Part, Seats, figures
from recovery.models import Lot
from tests.impact.golden_food import MONDAY, Circle

WEEK = week_of(MONDAY)
CLOCK_CHANGES = [dt.date(2026, 3, 23), dt.date(2026, 10, 19)]
"""The Mondays before the clocks change, on 29 March and 25 October."""


@pytest.fixture
def canteen(db: None) -> Canteen:
    return Canteen.objects.create(
        name="Cittadella", place="Chieri", seats=6, room_limit=8, kept_at_door=1, portions=4
    )  # fmt: skip


@pytest.fixture(params=[MONDAY, *CLOCK_CHANGES], ids=["plain", "spring", "autumn"])
def circle(canteen: Canteen, request: pytest.FixtureRequest) -> Iterator[Circle]:
    """The week as its Sunday evening sees it, after the clock has changed where it does."""
    circle = Circle(canteen, monday=request.param)
    circle.live()
    with clock.at(circle.at(6, 23, 59)):
        yield circle


@pytest.fixture
def golden(circle: Circle) -> Figures:
    return figures(circle.canteen, week_of(circle.first).period)


def test_food(golden: Figures) -> None:
    assert golden.food == Food(
        offered=39_300,  # bread 4,800 + cakes 2,000 + carrots 20,500 + milk 3,000 + trout 1,000 + apples 8,000
        accepted=27_300,  # 4,800 + 2,000 + 20,500
        quarantined=0,  # the cakes were cleared on Tuesday
        awaiting=8_000,  # apples
        refused=4_000,  # milk 3,000 + trout 1,000
        stock_start=6_000,  # onions
        cooked=14_000,  # bread 2,000 + onions 4,000 + carrots 3,000 + 5,000; the AGEA pasta stands apart
        passed_on=3_000,
        animals=800,
        compost=300,
        discarded=2_350,  # onions 2,250 + bread 100
        untraced=0,
        corrected=250,  # 500 - 250
        missing=500,  # carrots
        found=250,  # onions
        unexplained=250,  # 6,000 + 27,300 - 14,000 - 3,000 - 800 - 300 - 2,350 - 12,600
        stock_end=12_600,  # carrots 9,000 + bread 1,600 + cakes 2,000
    )
    assert golden.recovered_grams == 35_300  # 27,300 + 8,000
    assert golden.non_food_grams == 1_500
    assert (golden.unclosed, golden.unweighed, golden.provisional) == ((), 1, True)


def test_categories_and_shops(golden: Figures) -> None:
    taken = [(share.key, share.grams, share.food.cooked, share.food.stock_end) for share in golden.by_category]
    assert taken == [
        ("vegetables", 20_500, 12_000, 9_000),  # cooked: onions 4,000 + carrots 3,000 + 5,000
        ("fruit", 8_000, 0, 0),
        ("bread", 4_800, 2_000, 1_600),
        ("pastry", 2_000, 0, 2_000),
        ("fish", 0, 0, 0),
        ("dairy", 0, 0, 0),
    ]
    shops = [(share.name, share.food.offered, share.food.refused, share.food.unexplained) for share in golden.by_shop]
    assert shops == [
        ("Mercato", 24_500, 4_000, 500),  # offered: 20,500 + 3,000 + 1,000
        ("Cascina", 8_000, 0, -250),  # onions are last week's; 250 were found
        ("Forno", 6_800, 0, 0),
    ]
    for shares in (golden.by_category, golden.by_shop):
        for name in Food.__dataclass_fields__:
            assert sum(getattr(share.food, name) for share in shares) == getattr(golden.food, name)


def test_refusals_and_discards(golden: Figures) -> None:
    assert golden.refusals == (Part("temperature", 3_000), Part("no_room", 1_000))
    assert golden.discards == (
        Discard("animals", True, 800), Discard("compost", False, 300), Discard("digestion", True, 2_250),
        Discard("refuse", False, 100),
    )  # fmt: skip


def test_what_is_no_surplus_stands_apart(golden: Figures) -> None:
    [agea] = golden.set_apart
    assert (agea.key, agea.grams, agea.food.cooked, agea.food.stock_end) == ("agea", 10_000, 4_000, 6_000)


def test_kitchen_and_plates(golden: Figures) -> None:
    assert golden.kitchen == Kitchen(dishes=2, portions=30, left_over=4)  # 20 + 10
    assert golden.plates == 9  # Monday 3 + 1, Tuesday 3 + 2 taken away
    assert golden.grams_per_plate == 3_922  # 35,300 / 9 = 3,922.2


def test_seats(golden: Figures) -> None:
    assert golden.seats == Seats(
        offered=12,  # 6 + 6
        booked=8,  # Monday Amina 3 + Chen 1, Tuesday Amina 4
        came=3,
        fewer=0,
        released=4,
        no_shows=1,  # Chen
        not_recorded=0,
        expected=0,
        walk_ins=4,  # 1 + 3
        seated=7,  # 3 + 4
        takeaway=2,
        counted=0,
        given_back=3,  # Bruno 2, Dalia 1
        late_cancels=1,  # Dalia at 11:30
        refilled=6,  # Bruno's 2 by Chen and Dalia, Dalia's by a walk-in, 3 of Amina's 4 by walk-ins
        waiting_unmet=0,
    )
    assert golden.occupancy == 58  # 7 / 12 = 58.3 %


def test_estimates_with_their_range(golden: Figures) -> None:
    made = [golden.equivalents, golden.co2e, golden.water, golden.euro]
    assert [(one.value, one.low, one.high, one.version) for one in made if one] == [
        (71, 56, 84, "2026-11"),  # 35,300 / 500 = 70.6; / 626 = 56.4; / 420 = 84.0
        (56_480, 38_830, 88_250, "2026-11"),  # grams of CO2e: 35.3 x 1,600; x 1,100; x 2,500
        (53_833, 11_367, 72_330, "2026-11"),  # litres: 35.3 x 1,525 = 53,832.5; x 322 = 11,366.6; x 2,049 = 72,329.7
        (10_555, 7_060, 12_602, "2026-11"),  # cents: 35.3 x 299 = 10,554.7; x 200; x 357 = 12,602.1
    ]


def test_days_add_up_and_their_stock_hands_over(circle: Circle, golden: Figures) -> None:
    days = [figures(circle.canteen, Period(day, day + dt.timedelta(days=1))).food for day in _days(circle)]
    stock = [6_000, 24_300, 16_300, 12_600, 12_600, 12_600, 12_600, 12_600]
    # Monday 6,000 + 27,300 - 9,000; Tuesday - 5,000 - 3,000; Wednesday - 500 + 250 - 2,250 - 800 - 300 - 100
    assert [days[0].stock_start, *[day.stock_end for day in days]] == stock
    for name in set(Food.__dataclass_fields__) - {"stock_start", "stock_end"}:
        assert sum(getattr(day, name) for day in days) == getattr(golden.food, name)


def _days(circle: Circle) -> list[dt.date]:
    return list(week_of(circle.first).period.days())


def test_every_figure_is_the_sum_of_its_rows(circle: Circle, golden: Figures) -> None:
    period = week_of(circle.first).period
    sums = {figure: rows.rows(circle.canteen, period, figure).total for figure in rows.KINDS}
    assert sums == {figure: kin.value(golden) for figure, kin in rows.KINDS.items()}


def test_rows_cost_the_same_however_many(canteen: Canteen, django_assert_max_num_queries: object) -> None:
    circle = Circle(canteen)
    circle.live()
    for figure in rows.KINDS:
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            rows.rows(canteen, WEEK.period, figure)


def test_weighing_later_changes_only_what_awaited_it(circle: Circle, golden: Figures) -> None:
    with clock.at(circle.at(8, 9)):
        circle.weigh_apples()
        now = figures(circle.canteen, week_of(circle.first).period)
    assert (now.recovered_grams, now.food.accepted, now.food.awaiting) == (34_800, 34_800, 0)  # 35,300 - 8,000 + 7,500
    assert (now.unweighed, now.provisional, now.food.stock_end) == (0, False, 20_100)  # 12,600 + 7,500


def test_quarantine_is_in_the_house_and_not_recovered(canteen: Canteen) -> None:
    circle = Circle(canteen)
    circle.friday_before()
    circle.monday()
    with clock.at(circle.at(0, 20)):
        food = figures(canteen, WEEK.period).food
    assert Lot.objects.get(food="Torte").state == Lot.State.QUARANTINED
    assert (food.accepted, food.quarantined) == (25_300, 2_000)  # 4,800 + 20,500
    assert (food.recovered, food.stock_end) == (28_300, 24_300)  # 25,300 + milk 3,000; 6,000 + 27,300 - 9,000
