"""The same tap twenty times at once: one row, and everybody gets the same ticket."""

from uuid import UUID, uuid4

import pgtrigger
import pytest

from guests.models import Guest
from guests.register import new_card
from mensa import door
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.races.conftest import Lunch
from tests.races.crowd import all_is_well, at_once, deadlocks, errors, without

CLICKS = 20


def pks(results: list[Booking]) -> set[int]:
    assert errors(results) == []
    return {booking.pk for booking in results}


def click_form(sitting: Sitting, ref: UUID) -> list[Booking]:
    return at_once([[lambda: book(sitting, client_ref=ref)]] * CLICKS)


def click_card(sitting: Sitting, guest: Guest) -> list[Booking]:
    return at_once([[lambda: book(sitting, guest=guest, client_ref=uuid4())]] * CLICKS)


@pytest.mark.parametrize("seats", [25, 1], ids=["with room", "with one seat"])
def test_one_form_is_one_booking_and_one_card(lunch_now: Lunch, seats: int) -> None:
    sitting = lunch_now(seats=seats)
    assert len(pks(click_form(sitting, uuid4()))) == 1
    assert (Booking.objects.count(), Guest.objects.count()) == (1, 1)
    all_is_well(sitting)


def test_one_form_waits_once(lunch_now: Lunch) -> None:
    sitting = lunch_now(seats=1)
    book(sitting)
    assert len(pks(click_form(sitting, uuid4()))) == 1
    assert list(Booking.objects.order_by("pk").values_list("status", flat=True)) == ["confirmed", "waiting"]


def test_control_without_the_reference_one_form_is_twenty_bookings(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    with without("mensa_booking", "one_booking_a_reference"):
        assert len(pks(click_form(sitting, uuid4()))) == CLICKS


def test_one_card_is_one_booking(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    amina = new_card(sitting.canteen)
    assert len(pks(click_card(sitting, amina))) == 1
    all_is_well(sitting)


def test_one_card_waits_once(lunch_now: Lunch) -> None:
    sitting = lunch_now(seats=1)
    book(sitting)
    assert len(pks(click_card(sitting, new_card(sitting.canteen)))) == 1


def test_control_without_one_live_booking_a_guest_has_twenty(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    with without("mensa_booking", "one_live_booking"):
        assert len(pks(click_card(sitting, new_card(sitting.canteen)))) == CLICKS


def test_control_without_the_inserts_lock_clicks_wait_for_each_other(lunch_now: Lunch) -> None:
    """Full: one click has its row in and wants the sitting, the other holds the sitting and waits for that row."""
    sitting = lunch_now(seats=1)
    book(sitting)

    def act(ref: UUID) -> Booking:
        with pgtrigger.ignore("mensa.Booking:a_lock_sitting"):
            return book(sitting, client_ref=ref)

    for _ in range(10):
        refs = [uuid4() for _ in range(3)]
        if deadlocks(at_once([[lambda ref=ref: act(ref) for ref in refs]] * CLICKS)):
            return
    pytest.fail("no deadlock in ten bursts: the lock is not what prevents them")


@pytest.mark.parametrize("act", ["walk_in", "takeaway", "wait_at_door", "one_more_chair"])
def test_one_tap_at_the_door_is_one_party(lunch_now: Lunch, act: str) -> None:
    sitting = lunch_now(served=True, seats=5, room_limit=6)
    if act == "one_more_chair":
        door.walk_in(sitting, party=5)
    ref = uuid4()
    taps = {
        "walk_in": lambda: door.walk_in(sitting, client_ref=ref),
        "takeaway": lambda: door.takeaway(sitting, client_ref=ref),
        "wait_at_door": lambda: door.wait_at_door(sitting, client_ref=ref),
        "one_more_chair": lambda: door.one_more_chair(sitting, reason="other", client_ref=ref),
    }
    assert len(pks(at_once([[taps[act]]] * CLICKS))) == 1
    sitting.refresh_from_db()
    assert sitting.seats == (6 if act == "one_more_chair" else 5)
