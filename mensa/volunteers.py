"""Volunteers who eat with the guests (DOMAIN 1.1): chairs of their own within the room, counted apart.

They never take a guest's seat. `seats + volunteers` stays within the room's limit, so a volunteer at the table can't
make a guest's booking fail; and where guests left seats free after the release hour, one of those becomes theirs.
"""

from uuid import UUID

import pghistory
from django.db import IntegrityError, transaction

from canteens import clock
from mensa.booking import is_over, locked, own_booking, put
from mensa.door import check_day, undo
from mensa.models import Booking, BookingQuerySet, Sitting
from mensa.refusals import NotPossibleNow, RoomFull, constraint

Kind, Status, Door = Booking.Kind, Booking.Status, Booking.Door
REASON = "volunteer"
"""Why a sitting's seats went down by one, in its history."""


def expect(sitting: Sitting, *, count: int) -> int:
    """Set how many volunteers eat with the guests, those who sit already among them. Returns how many are expected.

    Raises RoomFull where the guests' seats leave no room for them, NotPossibleNow once it is over.
    """
    with transaction.atomic():
        fresh = locked(sitting)
        if is_over(fresh):
            raise NotPossibleNow
        there, wanted = list(_expected(fresh)), max(count - seated(fresh), 0)
        for booking in there[wanted:]:
            put(booking, status=Status.CANCELLED)
        for _one in range(wanted - len(there)):
            _write(fresh, status=Status.CONFIRMED, door=Door.CALL)
    return wanted


def sit_down(sitting: Sitting, *, client_ref: UUID | None = None) -> Booking:
    """One volunteer sits down: an expected one first, else one more. A double tap with one `client_ref` is one.

    Raises RoomFull, TooEarly, NotPossibleNow.
    """
    with transaction.atomic():
        fresh = locked(sitting)
        if mine := own_booking(fresh, guest=None, client_ref=client_ref):
            return mine
        check_day(fresh)
        if expected := _expected(fresh).first():
            put(expected, status=Status.SEATED, came=1, client_ref=client_ref)
            return expected
        _give_way(fresh)
        return _write(fresh, status=Status.SEATED, door=Door.WALK_IN, came=1, client_ref=client_ref)


def get_up(sitting: Sitting) -> Booking:
    """The last one who sat down did not: a wrong tap. Raises NotPossibleNow where none sits or it is closed."""
    with transaction.atomic():
        fresh = locked(sitting)
        last = fresh.bookings.filter(kind=Kind.TABLE_VOLUNTEER, status=Status.SEATED).order_by("changed", "pk").last()
        if last is None:
            raise NotPossibleNow
        return undo(last)


def seated(sitting: Sitting) -> int:
    """How many sit at the table now; `sitting.volunteers` holds the expected ones too."""
    return int(sitting.bookings.filter(kind=Kind.TABLE_VOLUNTEER, status=Status.SEATED).count())


def _expected(sitting: Sitting) -> BookingQuerySet:
    rows: BookingQuerySet = sitting.bookings.filter(kind=Kind.TABLE_VOLUNTEER, status=Status.CONFIRMED)
    return rows.order_by("pk")


def _write(sitting: Sitting, **facts: object) -> Booking:
    now = clock.now()
    try:
        with transaction.atomic():
            row: Booking = Booking.objects.create(
                sitting=sitting, kind=Kind.TABLE_VOLUNTEER, created=now, changed=now, **facts
            )
            return row
    except IntegrityError as refused:
        if constraint(refused) == "seats_within_room":
            raise RoomFull(limit=sitting.room_limit) from refused
        raise


def _give_way(sitting: Sitting) -> None:
    """Where the room is full on paper, but a guest's seat stands free after the release hour, it becomes a
    volunteer's: who sits there is the truth."""
    if sitting.room > sitting.seats or not sitting.released or sitting.free < 1 or sitting.seats < 2:
        return
    with pghistory.context(reason=REASON):
        sitting.seats -= 1
        sitting.kept_at_door = max(min(sitting.kept_at_door, sitting.seats - sitting.ahead), 0)
        sitting.save(update_fields=["seats", "kept_at_door"])
