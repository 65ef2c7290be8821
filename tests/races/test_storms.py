"""Booking, giving back, moving up, more and fewer seats, all at once: the same as one after another.

Everything that happens to a sitting happens under its lock, so its history, read in the order of its rows, must be
what a sequential model says: who asked when it was full waits, and every seat given back goes to the first party that
fits, in order of arrival. The model below knows nothing of the product's code.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pgtrigger
import pytest

from mensa import booking as verbs
from mensa import sittings
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from mensa.refusals import SeatsTaken
from tests.races.conftest import Lunch
from tests.races.crowd import Act, all_is_well, at_once, deadlocks, errors, stranded

PEOPLE = 12
Event = tuple[int, str, int]


def history(sitting: Sitting) -> list[Event]:
    """What happened, in order: which booking, what it became, of how many."""
    model: Any = Booking.pgh_event_model  # type: ignore[attr-defined]
    rows = model.objects.filter(sitting=sitting).order_by("pgh_id")
    return list(rows.values_list("pgh_obj_id", "status", "party"))


class Model:
    """One person at a desk with a list and a pencil."""

    def __init__(self, seats: int) -> None:
        self.free = seats
        self.held: dict[int, int] = {}
        self.waiting: dict[int, int] = {}

    def replay(self, events: list[Event]) -> None:
        todo = iter(events)
        for number, status, party in todo:
            if status == "cancelled":
                for promoted in self.cancelled(number):
                    assert next(todo, None) == promoted
            else:
                assert status == ("confirmed" if party <= self.free else "waiting")
                self.asked(number, party)

    def asked(self, number: int, party: int) -> None:
        if party <= self.free:
            self.free -= party
            self.held[number] = party
        else:
            self.waiting[number] = party

    def cancelled(self, number: int) -> Iterator[Event]:
        self.free += self.held.pop(number, 0)
        self.waiting.pop(number, None)
        for other, party in list(self.waiting.items()):
            if party <= self.free:
                self.asked(other, self.waiting.pop(other))
                yield other, "confirmed", party


def storm(sitting: Sitting, *, seed: int, acts: int) -> list[list[Act]]:
    """Each person books for some, and gives back one of their own bookings about as often."""

    def person(number: int) -> list[Act]:
        dice = random.Random(seed * 1000 + number)
        mine: list[Booking] = []

        def act(chance: float, party: int) -> None:
            if mine and chance < 0.5:
                cancel(mine.pop(int(chance * 2 * len(mine))))
            else:
                mine.append(book(sitting, party=party))

        return [partial(act, dice.random(), dice.randint(1, 4)) for _ in range(acts)]

    return [person(number) for number in range(PEOPLE)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_storm_is_what_one_after_another_would_be(lunch_now: Lunch, seed: int) -> None:
    sitting = lunch_now(seats=10, kept_at_door=0)
    assert errors(at_once(storm(sitting, seed=seed, acts=30))) == []
    events = history(sitting)
    assert len(events) >= PEOPLE * 30
    model = Model(10)
    model.replay(events)
    now = Booking.objects.filter(sitting=sitting)
    assert dict(now.filter(status="confirmed").values_list("pk", "party")) == model.held
    assert list(now.waiting().values_list("pk", flat=True)) == list(model.waiting)
    all_is_well(sitting)


def test_short_storm_is_what_one_after_another_would_be(lunch_now: Lunch) -> None:
    sitting = lunch_now(seats=6, kept_at_door=0)
    assert errors(at_once(storm(sitting, seed=11, acts=8))) == []
    Model(6).replay(history(sitting))
    all_is_well(sitting)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`mensa.booking.locked` reads the sitting and locks nothing."""

    def read(sitting: Sitting) -> Sitting:
        return Sitting.objects.select_related("canteen").get(pk=sitting.pk)

    for module in (verbs, sittings):
        monkeypatch.setattr(module, "locked", read)


def until(damage: Callable[[int], bool], *, rounds: int) -> bool:
    return any(damage(number) for number in range(rounds))


@pytest.mark.slow
def test_control_without_the_lock_the_order_is_lost(lunch_now: Lunch, unlocked: None) -> None:
    def damage(number: int) -> bool:
        sitting = lunch_now(offset=number, seats=10)
        results = at_once(storm(sitting, seed=number, acts=30))
        try:
            Model(10).replay(history(sitting))
        except AssertionError:
            return True
        return bool(errors(results)) or stranded(sitting) != []

    assert until(damage, rounds=5)


def tides(sitting: Sitting, *, seed: int, acts: int) -> list[list[Act]]:
    """Two coordinators raise and lower the seats while the storm goes on; fewer than are taken is refused."""

    def coordinator(number: int) -> list[Act]:
        dice = random.Random(seed * 77 + number)

        def act(seats: int) -> None:
            try:
                sittings.set_seats(sitting, seats=seats)
            except SeatsTaken:
                return

        return [partial(act, dice.randint(4, 16)) for _ in range(acts)]

    return storm(sitting, seed=seed, acts=acts) + [coordinator(number) for number in range(2)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_seats_rise_and_fall_and_nobody_is_forgotten(lunch_now: Lunch, seed: int) -> None:
    sitting = lunch_now(seats=10)
    assert errors(at_once(tides(sitting, seed=seed, acts=30))) == []
    all_is_well(sitting)


@pytest.mark.slow
def test_control_without_the_lock_somebody_is_forgotten(lunch_now: Lunch, unlocked: None) -> None:
    def damage(number: int) -> bool:
        sitting = lunch_now(offset=number, seats=10)
        results = at_once(tides(sitting, seed=number, acts=30))
        return bool(errors(results)) or stranded(sitting) != []

    assert until(damage, rounds=5)


@pytest.mark.slow
def test_control_booking_first_and_sitting_second_is_a_deadlock(
    lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock order turned round: who gives back locks the booking, then wants the sitting."""

    def turned(booking: Booking) -> tuple[Sitting, Booking]:
        fresh = Booking.objects.select_for_update(no_key=True, of=("self",)).select_related("guest").get(pk=booking.pk)
        fresh.sitting = verbs.locked(fresh.sitting)
        return fresh.sitting, fresh

    monkeypatch.setattr(verbs, "locked_booking", turned)

    def damage(number: int) -> bool:
        sitting = lunch_now(offset=number, seats=10)
        return deadlocks(at_once(storm(sitting, seed=number, acts=40))) != []

    assert until(damage, rounds=8)


@pytest.mark.parametrize("round_", range(5))
def test_nobody_stays_booked_in_a_sitting_that_is_cancelled_meanwhile(lunch_now: Lunch, round_: int) -> None:
    assert _left_behind(lunch_now(offset=round_)) == []


@pytest.mark.slow
def test_control_without_the_inserts_look_somebody_stays(lunch_now: Lunch) -> None:
    def damage(number: int) -> bool:
        return _left_behind(lunch_now(offset=number), ignoring=["mensa.Booking:a_lock_sitting"]) != []

    assert until(damage, rounds=20)


def _left_behind(sitting: Sitting, *, ignoring: list[str] | None = None) -> list[Booking]:
    def come() -> None:
        with pgtrigger.ignore(*(ignoring or ["mensa.Booking:no_truncate"])):
            book(sitting)

    at_once([[come] * 4] * 8 + [[lambda: sittings.cancel(sitting, reason="neve")]])
    return list(sitting.bookings.live())
