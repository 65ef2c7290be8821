"""Several phones at one door at noon: each guest is seated once, each seat given once, nobody ceded needlessly."""

import random
from uuid import uuid4

import pgtrigger
import pytest

from mensa import door
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.refusals import SittingFull
from tests.races.conftest import Lunch
from tests.races.crowd import Act, all_is_well, at_once, deadlocks, errors, seats_held

Status = Booking.Status
PHONES = 6


def phones(bookings: list[Booking], *, walk_ins: int, sitting: Sitting, ignoring: str = "") -> list[list[Act]]:
    """Every phone taps every booking, in an order of its own, and lets in people who just arrive."""

    def walk_in() -> Booking:
        with pgtrigger.ignore(ignoring or "mensa.Booking:no_truncate"):
            return door.walk_in(sitting, client_ref=uuid4())

    def phone(number: int) -> list[Act]:
        acts: list[Act] = [lambda booking=booking: door.seat(booking) for booking in bookings]
        acts += [walk_in] * walk_ins
        random.Random(number).shuffle(acts)
        return acts

    return [phone(number) for number in range(PHONES)]


def booked(sitting: Sitting, parties: list[int]) -> list[Booking]:
    bookings = [book(sitting, party=party) for party in parties]
    assert {booking.status for booking in bookings} == {Status.CONFIRMED}
    return bookings


def count(sitting: Sitting, status: str) -> int:
    return Booking.objects.filter(sitting=sitting, status=status).count()


def test_all_phones_tick_the_same_list(lunch_now: Lunch) -> None:
    """Before the release hour: 22 are booked and all come; three seats are free, and 12 people just arrive."""
    sitting = lunch_now(kept_at_door=3, served=True)
    Sitting.objects.filter(pk=sitting.pk).update(release_at=sitting.ends)
    bookings = booked(sitting, [1, 2, 3, 2, 1, 3, 2, 1, 3, 2, 2])
    results = at_once(phones(bookings, walk_ins=2, sitting=sitting))
    # 6 phones x 2 = 12 arrivals for 25 - 22 = 3 seats: 9 are told that the room is full
    assert [type(error) for error in errors(results)] == [SittingFull] * 9
    assert count(sitting, Status.SEATED) == 11 + 3
    all_is_well(sitting)
    assert seats_held(sitting) == 25


def test_control_without_counting_the_door_lets_everybody_in(lunch_now: Lunch) -> None:
    sitting = lunch_now(kept_at_door=3, served=True)
    Sitting.objects.filter(pk=sitting.pk).update(release_at=sitting.ends)
    bookings = booked(sitting, [2] * 11)
    at_once(phones(bookings, walk_ins=2, sitting=sitting, ignoring="mensa.Booking:count_seats"))
    assert seats_held(sitting) == 34  # 22 booked + 12 arrivals, for 25 seats


def arrivals(sitting: Sitting) -> list[list[Act]]:
    return [[lambda: door.walk_in(sitting, client_ref=uuid4())] * 2 for _ in range(PHONES)]


def test_after_the_hour_each_arrival_takes_one_unclaimed_seat(lunch_now: Lunch) -> None:
    """25 seats booked by 25; 12 arrive at once: the 12 oldest bookings are ceded, not one more."""
    sitting = lunch_now(served=True)
    bookings = booked(sitting, [1] * 25)
    assert errors(at_once(arrivals(sitting))) == []
    ceded = Booking.objects.filter(status=Status.RELEASED).order_by("pk")
    assert list(ceded) == bookings[:12]
    assert (seats_held(sitting), count(sitting, Status.SEATED)) == (25, 12)
    all_is_well(sitting)


@pytest.mark.slow
def test_control_without_the_lock_arrivals_cede_the_same_seat(
    lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two who look at the same oldest booking cede it both: one of them finds no seat, or they wait for each other."""

    def read(sitting: Sitting) -> Sitting:
        return Sitting.objects.select_related("canteen").get(pk=sitting.pk)

    monkeypatch.setattr(door, "locked", read)
    sitting = lunch_now(served=True)
    for _ in range(10):
        Booking.objects.all().delete()
        booked(sitting, [1] * 25)
        results = at_once(arrivals(sitting))
        if errors(results) or deadlocks(results) or count(sitting, Status.RELEASED) != 12:
            return
    pytest.fail("ten bursts without a lock did no harm: the lock is not what keeps them apart")


def test_chairs_are_added_up_to_the_room_and_no_further(lunch_now: Lunch) -> None:
    sitting = lunch_now(served=True, seats=25, room_limit=30)
    door.walk_in(sitting, party=6)
    for _ in range(19):
        door.walk_in(sitting)
    acts = [[lambda: door.one_more_chair(sitting, reason="cold", client_ref=uuid4())] * 2 for _ in range(PHONES)]
    results = at_once(acts)
    assert [error.code for error in errors(results)] == ["room_full"] * 7  # 12 wanted, 30 - 25 = 5 chairs
    sitting.refresh_from_db()
    assert (sitting.seats, seats_held(sitting)) == (30, 30)


def test_seat_and_undo_from_two_phones_leave_one_truth(lunch_now: Lunch) -> None:
    sitting = lunch_now(served=True)
    booking = booked(sitting, [3])[0]
    acts: list[list[Act]] = [[lambda: door.seat(booking), lambda: door.undo(booking)] * 5 for _ in range(4)]
    results = at_once(acts)
    assert {error.code for error in errors(results)} <= {"not_possible_now"}
    booking.refresh_from_db()
    assert booking.status in {Status.CONFIRMED, Status.SEATED}
    assert seats_held(sitting) == 3
    all_is_well(sitting)
