"""Many people at the same instant: threads with a connection each, and what each of them got."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

from mensa.check import differences
from mensa.models import Booking, Sitting

Act = Callable[[], Any]


def at_once(people: Sequence[Sequence[Act]]) -> list[Any]:
    """Let each of `people` do their acts in order, all starting together; what came of every act, errors included."""
    start = threading.Barrier(len(people))
    results: list[Any] = []

    def live(acts: Sequence[Act]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            for act in acts:
                results.append(_outcome(act))
        finally:
            connection.close()

    threads = [threading.Thread(target=live, args=(acts,)) for acts in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _outcome(act: Act) -> Any:
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - what went wrong is the result
        return error


def errors(results: list[Any]) -> list[Any]:
    """What ended in an exception."""
    return [result for result in results if isinstance(result, Exception)]


def deadlocks(results: list[Any]) -> list[Any]:
    """What PostgreSQL gave up because two waited for each other."""
    return [each for each in errors(results) if isinstance(each, OperationalError) and "deadlock" in str(each)]


def seats_held(sitting: Sitting) -> int:
    """Seats in use by the bookings themselves: not the counter's word."""
    rows = Booking.objects.filter(sitting=sitting, kind=Booking.Kind.SEAT)
    booked = rows.filter(status=Booking.Status.CONFIRMED).values_list("party", flat=True)
    seated = rows.filter(status=Booking.Status.SEATED).values_list("came", flat=True)
    return sum(booked) + sum(seated)


def stranded(sitting: Sitting) -> list[Booking]:
    """Waiting parties for whom there is room: somebody forgot them."""
    sitting.refresh_from_db()
    return [b for b in sitting.bookings.waiting() if b.party <= sitting.free_for(anonymous=b.anonymous)]


def all_is_well(sitting: Sitting) -> None:
    """No seat sold twice, no counter that lies, nobody forgotten."""
    sitting.refresh_from_db()
    assert differences() == []
    assert seats_held(sitting) <= sitting.seats
    assert stranded(sitting) == []


@contextmanager
def without(table: str, guard: str) -> Iterator[None]:
    """Take a constraint or unique index off, and put it back once the damage is cleared away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [guard])
        if found := cursor.fetchone():
            drop, restore = (
                f"ALTER TABLE {table} DROP CONSTRAINT {guard}",
                f"ALTER TABLE {table} ADD CONSTRAINT {guard} {found[0]}",
            )
        else:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [guard])
            drop, restore = f"DROP INDEX {guard}", cursor.fetchone()[0]
        cursor.execute(drop)
        try:
            yield
        finally:
            Booking.objects.all().delete()
            cursor.execute(restore)
