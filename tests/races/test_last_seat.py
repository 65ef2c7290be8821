"""Who gets the last seat: a burst on one day, and rolling days; each guard off shows what it is for."""

import random
from collections.abc import Sequence
from contextlib import nullcontext

import pgtrigger
import pytest

from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.races.conftest import Lunch
from tests.races.crowd import Act, all_is_well, at_once, errors, seats_held, without

PEOPLE, TRIES = 40, 3
COUNTING = "mensa.Booking:count_seats"


def burst(sitting: Sitting, *, ignoring: Sequence[str] = ()) -> list[list[Act]]:
    """40 people who each book 3 times, for parties of 1, 2 and 3: 40 x (1 + 2 + 3) = 240 seats wanted."""

    def act(party: int) -> Booking:
        with pgtrigger.ignore(*ignoring) if ignoring else nullcontext():
            return book(sitting, party=party)

    return [[lambda party=1 + (person + n) % 3: act(party) for n in range(TRIES)] for person in range(PEOPLE)]


def confirmed(sitting: Sitting) -> int:
    rows = Booking.objects.filter(sitting=sitting, status=Booking.Status.CONFIRMED)
    return sum(rows.values_list("party", flat=True))


@pytest.mark.parametrize(("kept", "sold"), [(0, 25), (3, 22)])
def test_exactly_the_seats_are_sold(lunch_now: Lunch, kept: int, sold: int) -> None:
    sitting = lunch_now(kept_at_door=kept)
    results = at_once(burst(sitting))
    assert errors(results) == []
    assert (len(results), Booking.objects.count()) == (120, 120)
    assert confirmed(sitting) == sold
    all_is_well(sitting)


def test_control_without_counting_every_seat_is_sold_ten_times(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    at_once(burst(sitting, ignoring=[COUNTING]))
    assert confirmed(sitting) == 240


def test_control_without_the_limits_every_seat_is_sold_ten_times(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    with without("mensa_sitting", "seats_not_oversold"), without("mensa_sitting", "door_seats_kept"):
        at_once(burst(sitting))
        assert confirmed(sitting) == 240


def rolling(days: list[Sitting], *, ignoring: Sequence[str] = ()) -> list[list[Act]]:
    """30 parties of one want each day; eight phones ask in an order of their own."""
    wishes = [sitting for sitting in days for _ in range(30)]
    random.Random(7).shuffle(wishes)

    def act(sitting: Sitting) -> Booking:
        with pgtrigger.ignore(*ignoring) if ignoring else nullcontext():
            return book(sitting)

    return [[lambda sitting=sitting: act(sitting) for sitting in wishes[phone::8]] for phone in range(8)]


@pytest.mark.slow
def test_rolling_days_sell_exactly_their_seats(lunch_now: Lunch) -> None:
    days = [lunch_now(offset=offset, seats=25, kept_at_door=3) for offset in range(14)]
    assert errors(at_once(rolling(days))) == []
    assert [confirmed(sitting) for sitting in days] == [22] * 14
    for sitting in days:
        all_is_well(sitting)


@pytest.mark.slow
def test_control_rolling_days_without_counting_are_all_oversold(lunch_now: Lunch) -> None:
    days = [lunch_now(offset=offset) for offset in range(14)]
    at_once(rolling(days, ignoring=[COUNTING]))
    assert [seats_held(sitting) for sitting in days] == [30] * 14
