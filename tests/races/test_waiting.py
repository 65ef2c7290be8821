"""Who reads that a lunch is full, and asks while a seat is being given back, is not forgotten beside it."""

import threading
import time

import pytest
from django.db import connection, transaction

from mensa import insertion
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from tests.races.conftest import Lunch
from tests.races.crowd import all_is_well, stranded

Status = Booking.Status


def full(lunch_now: Lunch) -> tuple[Sitting, Booking]:
    """A lunch with one seat, read after that was taken."""
    sitting = lunch_now(seats=1)
    taken = book(sitting)
    return Sitting.objects.select_related("canteen").get(pk=sitting.pk), taken


def ask_while_given_back(sitting: Sitting, taken: Booking) -> Booking:
    """Somebody read that the lunch is full, and asks while the one seat is being given back."""
    got: list[Booking] = []

    def ask() -> None:
        try:
            got.append(book(sitting))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    with transaction.atomic():
        cancel(taken)
        thread.start()
        _until_somebody_waits()
    thread.join()
    return got[0]


def _until_somebody_waits() -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("nobody waits for the sitting")


def test_a_seat_being_given_back_is_given(lunch_now: Lunch) -> None:
    sitting, taken = full(lunch_now)
    assert ask_while_given_back(sitting, taken).status == Status.CONFIRMED
    all_is_well(sitting)


def test_control_whoever_trusts_what_was_read_waits_beside_a_free_seat(
    lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = ", ".join(["%s::text"] * (len(insertion.SEATS) - 1))
    blind = f"SELECT id FROM mensa_sitting WHERE id = %s AND num_nonnulls({unread}) >= 0 FOR NO KEY UPDATE"  # noqa: S608
    monkeypatch.setattr(insertion, "AS_READ", blind)
    insertion._statement.cache_clear()
    try:
        sitting, taken = full(lunch_now)
        waiting = ask_while_given_back(sitting, taken)
        assert (waiting.status, stranded(sitting)) == (Status.WAITING, [waiting])
    finally:
        insertion._statement.cache_clear()
