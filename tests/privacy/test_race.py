"""A guest who books on one phone while being forgotten on another: no seat is left that nobody holds."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context

import psycopg
import pytest
from django.db import connection

from guests.models import Guest
from mensa import erasure
from mensa.booking import book
from mensa.models import Booking, Sitting

pytestmark = pytest.mark.django_db(transaction=True)


def booked_in_between(amina: Guest, lunch: Sitting) -> None:
    """Erase while a third party holds the card just long enough for a booking to slip in after the first look."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as third:
        third.execute("SELECT FROM guests_guest WHERE id = %s FOR KEY SHARE", [amina.pk])
        friday = copy_context()  # a thread begins without the clock that the test holds
        erasing = threading.Thread(target=friday.run, args=[_alone(lambda: erasure.erase(amina))])
        erasing.start()
        _until_somebody_waits(third)
        book(lunch, guest=amina, party=2)
        third.rollback()
    erasing.join(timeout=20)
    assert not erasing.is_alive()


def _until_somebody_waits(third: psycopg.Connection) -> None:
    for _ in range(200):
        waits = third.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        if waits and waits[0]:
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the card")


def _alone(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    return run


def held_by_nobody() -> int:
    return Booking.objects.filter(status="confirmed", guest=None).count()


def test_a_booking_that_slips_in_is_given_back_too(amina: Guest, lunch: Sitting) -> None:
    booked_in_between(amina, lunch)
    lunch.refresh_from_db()
    assert (Guest.objects.count(), held_by_nobody(), lunch.taken) == (0, 0, 0)
    assert list(Booking.objects.values_list("status", flat=True)) == ["cancelled"]


def test_control_without_the_second_look_a_seat_is_lost(
    amina: Guest, lunch: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "_coming", lambda number: Booking.objects.none())
    booked_in_between(amina, lunch)
    lunch.refresh_from_db()
    assert (Guest.objects.count(), held_by_nobody(), lunch.taken) == (0, 1, 2)
