"""The hours of the small lunch, and who booked it."""

import datetime as dt
from collections.abc import Iterator

import pytest

from canteens import clock
from guests.models import Guest
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY


@pytest.fixture
def noon(small_lunch: Sitting) -> Iterator[None]:
    """It is Monday, five past twelve: the door is open, no seat has been ceded yet."""
    with clock.at(small_lunch.canteen.instant(MONDAY, dt.time(12, 5))):
        yield


@pytest.fixture
def after_release(small_lunch: Sitting) -> Iterator[None]:
    """It is Monday, half past twelve: the printed hour has passed."""
    with clock.at(small_lunch.canteen.instant(MONDAY, dt.time(12, 30))):
        yield


@pytest.fixture
def booked(small_lunch: Sitting, amina: Guest, bruno: Guest, chen: Guest) -> list[Booking]:
    """On Friday Amina books for two, then Bruno and Chen one each: the four seats that can be booked of five."""
    return [book(small_lunch, guest=guest, party=party) for guest, party in ((amina, 2), (bruno, 1), (chen, 1))]
