"""Somebody new eats at once."""

import datetime as dt
from uuid import uuid4

import pytest

from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card
from mensa.door import undo, walk_in
from mensa.models import Booking, Sitting
from mensa.newcomers import welcome
from mensa.refusals import SittingFull
from tests.conftest import MONDAY

pytestmark = pytest.mark.usefixtures("noon")
WEEK = dt.timedelta(days=7)


def test_new_card_and_a_seat_in_one(small_lunch: Sitting) -> None:
    booking = welcome(small_lunch, party=2, language="ar")
    assert booking.guest is not None
    assert (booking.status, booking.came, booking.door) == ("seated", 2, "walk_in")
    assert (booking.guest.temporary_until, booking.guest.language) == (MONDAY + WEEK, "ar")
    small_lunch.refresh_from_db()
    assert (small_lunch.taken, small_lunch.ahead) == (2, 0)


def test_double_tap_is_one_card(small_lunch: Sitting) -> None:
    ref = uuid4()
    assert welcome(small_lunch, client_ref=ref) == welcome(small_lunch, client_ref=ref)
    assert (Booking.objects.count(), Guest.objects.count()) == (1, 1)


def test_card_printed_ahead_is_handed_over(canteen: Canteen, small_lunch: Sitting) -> None:
    blank = new_card(canteen)
    assert blank.temporary_until is None
    assert welcome(small_lunch, card=blank).guest == blank
    assert Guest.objects.get(pk=blank.pk).temporary_until == MONDAY + WEEK


def test_somebodys_card_stays_as_it_is(small_lunch: Sitting, amina: Guest) -> None:
    undo(walk_in(small_lunch, guest=amina))
    assert welcome(small_lunch, card=amina).guest == amina
    assert Guest.objects.get(pk=amina.pk).temporary_until is None


def test_full_room_gives_no_card_either(small_lunch: Sitting) -> None:
    walk_in(small_lunch, party=5)
    with pytest.raises(SittingFull):
        welcome(small_lunch)
    assert Guest.objects.count() == 0
