"""Workers that fill at once: each standing booking has its turn at a sitting once."""

from collections.abc import Callable

import pytest
from django.db.models import Count

from guests.register import new_card
from mensa import standing
from mensa.booking import cancel
from mensa.models import Booking, Sitting, StandingBooking, StandingDay
from mensa.standing import Wish
from tests.races.conftest import Lunch
from tests.races.crowd import all_is_well, at_once, errors, without

TURN = "one_turn_a_standing_booking"
EVERY_DAY = [1, 2, 3, 4, 5, 6]


def wishes(lunch_now: Lunch) -> Sitting:
    """Ten guests want every day; the sitting with eight seats opens only now."""
    sitting = lunch_now(seats=8)
    Sitting.objects.filter(pk=sitting.pk).update(status=Sitting.Status.CANCELLED)
    canteen = sitting.canteen
    canteen.weekdays = [*EVERY_DAY, 7]
    canteen.save()
    for _ in range(10):
        standing.ask_for(new_card(canteen), Wish([*EVERY_DAY, 7]))
    Sitting.objects.filter(pk=sitting.pk).update(status=Sitting.Status.OPEN)
    return sitting


def test_eight_workers_at_once_book_everybody_once(lunch_now: Lunch) -> None:
    sitting = wishes(lunch_now)
    results = at_once([[lambda: standing.fill(sitting.canteen)]] * 8)
    assert (errors(results), sum(len(made) for made in results)) == ([], 10)
    rows = Booking.objects.order_by("guest__standing__pk").values_list("status", flat=True)
    assert list(rows) == ["confirmed"] * 8 + ["waiting"] * 2
    assert StandingDay.objects.count() == 10
    all_is_well(sitting)


def test_a_slow_worker_does_not_book_whoever_gave_up(lunch_now: Lunch) -> None:
    sitting = wishes(lunch_now)
    turns = standing.wanted(sitting.canteen)  # what the slow one read
    standing.fill(sitting.canteen)
    cancel(Booking.objects.order_by("pk")[0])
    assert [standing.take_turn(*turn) for turn in turns] == [None] * 10
    assert Booking.objects.filter(status=Booking.Status.CANCELLED).count() == 1


@pytest.mark.parametrize("stop", [standing.end, standing.pause])
def test_a_slow_worker_does_not_book_for_who_stopped(lunch_now: Lunch, stop: Callable[..., None]) -> None:
    sitting = wishes(lunch_now)
    turns = standing.wanted(sitting.canteen)
    stop(StandingBooking.objects.order_by("pk")[0], free=True)
    made = [standing.take_turn(*turn) for turn in turns]
    assert ([one is None for one in made], Booking.objects.count()) == ([True] + [False] * 9, 9)


def test_workers_and_who_stops_at_once_leave_no_booking_behind(lunch_now: Lunch) -> None:
    sitting = wishes(lunch_now)
    rows = list(StandingBooking.objects.select_related("guest__canteen"))
    stops = [[lambda row=row: standing.end(row, free=True)] for row in rows]
    results = at_once([[lambda: standing.fill(sitting.canteen)]] * 4 + stops)
    assert (errors(results), Booking.objects.live().count()) == ([], 0)
    all_is_well(sitting)


def test_control_who_reads_the_wish_without_holding_it_books_for_who_stopped(
    lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "_held", lambda row: row)
    sitting = wishes(lunch_now)
    turns = standing.wanted(sitting.canteen)
    standing.end(StandingBooking.objects.order_by("pk")[0], free=True)
    assert [standing.take_turn(*turn) is None for turn in turns] == [False] * 10


def test_control_without_the_constraint_the_slow_worker_books_them_again(lunch_now: Lunch) -> None:
    sitting = wishes(lunch_now)
    with without("mensa_standingday", TURN):
        turns = standing.wanted(sitting.canteen)
        standing.fill(sitting.canteen)
        gone = Booking.objects.order_by("pk")[0]
        cancel(gone)
        for turn in turns:
            standing.take_turn(*turn)
        assert gone.guest
        assert gone.guest.bookings.live().count() == 1  # who gave up has a seat again
        twice = StandingDay.objects.values("standing").annotate(n=Count("pk")).filter(n=2)
        assert twice.count() == 10
        StandingDay.objects.all().delete()
