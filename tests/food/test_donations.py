"""A shop gives: written once, asked about where it is unusual, never merged in silence."""

import datetime as dt

import pytest

from canteens import clock
from recovery.donations import Line, in_crates, last_time, lines_of, log, log_once
from recovery.models import Donation, Lot, Shop
from recovery.refusals import AlreadySent, DayToCome, DayTooOld, NothingGiven, UnusualWeight

FRIDAY = dt.date(2026, 11, 20)
BREAD = Line("Pane", "bread", 8_000, 2)
CAKE = Line("Dolci", "pastry", 2_500)


def test_crates_become_grams(bakery: Shop) -> None:
    assert in_crates(bakery.usual_items.get(food="Dolci"), crates=3) == Line("Dolci", "pastry", 7_500, 3)


def test_a_donation_keeps_its_lines_in_order(bakery: Shop, friday: dt.datetime) -> None:
    donation = log(bakery, lines=[BREAD, CAKE], client_ref="a")
    assert lines_of(donation) == [BREAD, CAKE]
    facts = (donation.day, donation.declared, donation.source, donation.canteen_id)
    assert facts == (FRIDAY, friday, "logged", bakery.canteen_id)


def test_two_lines_of_one_food_stay_two(bakery: Shop) -> None:
    assert lines_of(log(bakery, lines=[BREAD, BREAD], client_ref="a")) == [BREAD, BREAD]


def test_a_retry_gets_the_first_donation(bakery: Shop) -> None:
    first = log(bakery, lines=[BREAD], client_ref="a")
    assert log(bakery, lines=[BREAD], client_ref="a") == first
    assert Lot.objects.count() == 1


def test_a_retry_after_midnight_gets_the_first_donation(bakery: Shop) -> None:
    first = log(bakery, lines=[BREAD], client_ref="a")
    with clock.at(clock.now() + dt.timedelta(days=1)):
        again = log(bakery, lines=[BREAD], client_ref="a")
    assert (again.pk, again.day) == (first.pk, FRIDAY)


def test_a_retry_of_an_unusual_weight_is_not_asked_again(bakery: Shop) -> None:
    much = [Line("Pane", "bread", 500_000)]
    first = log(bakery, lines=much, client_ref="a", confirm=True)
    assert log(bakery, lines=much, client_ref="a") == first


def test_the_same_reference_with_other_food_is_refused(bakery: Shop) -> None:
    first = log(bakery, lines=[BREAD], client_ref="a")
    with pytest.raises(AlreadySent):
        log(bakery, lines=[BREAD, CAKE], client_ref="a")
    assert list(Donation.objects.all()) == [first]


def test_two_shops_may_use_one_reference(bakery: Shop, market: Shop) -> None:
    assert log(bakery, lines=[BREAD], client_ref="a") != log(market, lines=[BREAD], client_ref="a")


def test_an_unusual_weight_is_asked_about_and_then_taken(bakery: Shop) -> None:
    much = [Line("Pane", "bread", 5_000_000)]
    with pytest.raises(UnusualWeight) as asked:
        log(bakery, lines=much, client_ref="a")
    assert asked.value.sentence == "5.000 kg: è più del solito. È giusto?"
    assert Donation.objects.count() == 0
    assert lines_of(log(bakery, lines=much, client_ref="a", confirm=True)) == much


def test_more_than_a_thousand_tonnes_is_never_taken(bakery: Shop) -> None:
    with pytest.raises(UnusualWeight):
        log(bakery, lines=[Line("Pane", "bread", 1_000_000_001)], client_ref="a", confirm=True)


def test_the_usual_limit_itself_is_not_asked_about(bakery: Shop) -> None:
    log(bakery, lines=[Line("Pane", "bread", 60_000), Line("Pizza", "bread", 40_000)], client_ref="a")
    with pytest.raises(UnusualWeight):
        log(bakery, lines=[Line("Pane", "bread", 60_000), Line("Pizza", "bread", 40_001)], client_ref="b")


@pytest.mark.parametrize("lines", [[], [Line("Pane", "bread", 0)]])
def test_nothing_is_no_donation(bakery: Shop, lines: list[Line]) -> None:
    with pytest.raises(NothingGiven):
        log(bakery, lines=lines, client_ref="a")


def test_yesterday_can_be_logged_and_tomorrow_not(bakery: Shop) -> None:
    assert log(bakery, lines=[BREAD], client_ref="a", day=dt.date(2026, 11, 19)).day == dt.date(2026, 11, 19)
    with pytest.raises(DayToCome):
        log(bakery, lines=[BREAD], client_ref="b", day=dt.date(2026, 11, 21))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-28T22:59:00+00:00", dt.date(2026, 3, 28)),  # 23:59 in Rome, the night before the spring change
        ("2026-03-29T21:59:00+00:00", dt.date(2026, 3, 29)),  # 23:59, already summer time
        ("2026-10-24T22:00:00+00:00", dt.date(2026, 10, 25)),  # midnight, still summer time
        ("2026-10-25T22:59:00+00:00", dt.date(2026, 10, 25)),  # 23:59, winter time again
    ],
)
def test_today_is_the_canteens_own_day_over_both_clock_changes(bakery: Shop, instant: str, day: dt.date) -> None:
    with clock.at(dt.datetime.fromisoformat(instant)):
        assert log(bakery, lines=[BREAD], client_ref="a").day == day


def test_last_time_is_all_of_the_last_day_before_today(bakery: Shop) -> None:
    assert last_time(bakery) is None
    log(bakery, lines=[CAKE], client_ref="a", day=dt.date(2026, 11, 17))
    log(bakery, lines=[BREAD], client_ref="b", day=dt.date(2026, 11, 18))
    log(bakery, lines=[CAKE], client_ref="c", day=dt.date(2026, 11, 18))
    log(bakery, lines=[BREAD, BREAD], client_ref="d")  # today's do not count
    assert last_time(bakery) == (dt.date(2026, 11, 18), [BREAD, CAKE])


def test_history_tells_what_was_declared_first(bakery: Shop) -> None:
    lot = log(bakery, lines=[BREAD], client_ref="a").lots.get()
    lot.declared_grams = 9_000
    lot.save()
    assert list(lot.events.order_by("pgh_id").values_list("pgh_label", "declared_grams")) == [
        ("insert", 8_000), ("update", 9_000)
    ]  # fmt: skip


def test_a_year_that_is_a_slip_is_refused(bakery: Shop) -> None:
    with pytest.raises(DayTooOld):
        log(bakery, lines=[BREAD], client_ref="a", day=dt.date(1999, 12, 31))
    assert log(bakery, lines=[BREAD], client_ref="a", day=dt.date(2000, 1, 1)).day == dt.date(2000, 1, 1)


def test_who_wrote_it_is_known(bakery: Shop) -> None:
    first, again = (log_once(bakery, lines=[BREAD], client_ref="a") for _ in range(2))
    assert (first[0] == again[0], first[1], again[1]) == (True, True, False)
