"""Attendance from paper: the sheet of a lunch without a phone, entered later; and a closed sitting opened again.

Paper tells what was. Whoever sat there had a chair, so chairs are added where they are missing, up to the room's
limit; history says that it came from paper.
"""

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from canteens import clock
from mensa import door
from mensa.booking import Kind, Status, locked, locked_booking, put
from mensa.models import Booking, Sitting
from mensa.refusals import FULL, NotPossibleNow, SittingFull, SittingShut, TooEarly, constraint

PAPER = "paper"
"""The reason that history keeps of what was entered from paper."""
UNDECIDED = [Status.NO_SHOW, Status.NOT_RECORDED]


class ReopenReason(models.TextChoices):
    """Why a closed sitting was opened again, as its history keeps it."""

    SHEET = "sheet", _("il foglio è arrivato dopo")
    MISSED = "missed", _("qualcuno non era segnato")
    TOTAL = "total", _("il totale era sbagliato")
    OTHER = "other", _("altro")


def numbered(sitting: Sitting, number: str) -> list[Booking]:
    """The bookings of the sheet whose card shows `number`, or whose code it is."""
    digits = "".join(number.split())
    return door.door_list(sitting, query=digits) if digits.isdecimal() else []


def tick(booking: Booking, *, came: int | None = None) -> Booking:
    """The box of this party was ticked on the sheet. Raises SittingShut, TooEarly, RoomFull, NotPossibleNow."""
    with transaction.atomic(), pghistory.context(reason=PAPER):
        sitting, fresh = locked_booking(booking)
        _check(sitting)
        if came is None and fresh.status == Status.SEATED:
            return fresh
        people = fresh.party if came is None else came
        held = fresh.party if fresh.status == Status.CONFIRMED else fresh.came
        _find_room(sitting, people - held)
        return door.sit_down(locked(sitting), fresh, came=came)


def untick(booking: Booking) -> Booking:
    """It was a slip. Raises SittingShut, NotPossibleNow."""
    with transaction.atomic(), pghistory.context(reason=PAPER):
        _check(locked(booking.sitting))
        return door.undo(booking)


def set_walk_ins(sitting: Sitting, *, people: int) -> Sitting:
    """At the table came `people` without a booking and without a card: the number on the sheet, not one more.

    Raises SittingShut, TooEarly, RoomFull, NotPossibleNow.
    """
    with transaction.atomic(), pghistory.context(reason=PAPER):
        fresh = locked(sitting)
        _check(fresh)
        missing = people - sum(booking.came for booking in _nameless(fresh))
        if missing < 0:
            missing = _take_back(fresh, -missing)
        for _one in range(missing):
            _find_room(locked(sitting), 1)
            door.came_in(fresh, party=1)
        return locked(sitting)


def _nameless(sitting: Sitting) -> list[Booking]:
    rows = sitting.bookings.filter(guest=None, door=Booking.Door.WALK_IN, kind=Kind.SEAT, status=Status.SEATED)
    return list(rows.order_by("-pk"))


def _take_back(sitting: Sitting, surplus: int) -> int:
    """Take back the last arrivals until `surplus` people are gone; returns how many too many that were."""
    for booking in _nameless(sitting):
        if surplus <= 0:
            break
        surplus -= booking.came
        put(booking, status=Status.CANCELLED, came=0)
    return -surplus


def _find_room(sitting: Sitting, people: int) -> None:
    """Seats that nobody claimed first, chairs then."""
    if people <= 0:
        return
    door.make_room(sitting, people)
    door.add_chairs(locked(sitting), people)


def _check(sitting: Sitting) -> None:
    if sitting.status != Sitting.Status.OPEN:
        raise SittingShut
    if clock.now() < sitting.starts:
        raise TooEarly


def reopen(sitting: Sitting, *, reason: str) -> Sitting:
    """Open a closed sitting again, to correct who came; the total that was counted is forgotten.

    Of those who were absent or unknown nothing is said until it is closed again. A week that was written down waits
    for that, and then becomes a revision (impact.closing). Raises NotPossibleNow, SittingFull where its seats were
    lowered since.
    """
    try:
        with transaction.atomic(), pghistory.context(reason=reason):
            fresh = locked(sitting)
            if fresh.status != Sitting.Status.CLOSED:
                raise NotPossibleNow
            fresh.status, fresh.counted = Sitting.Status.OPEN, None
            fresh.save(update_fields=["status", "counted"])
            fresh.bookings.filter(status__in=UNDECIDED).update(status=Status.CONFIRMED, changed=clock.now())
    except IntegrityError as refused:
        if constraint(refused) in FULL:
            raise SittingFull from refused
        raise
    return locked(sitting)
