"""What phones did without network, applied once they are back: in the order of the taps, each of them once.

A phone sends its list as often as it likes, from two tabs if it must. Each tap is applied under the sitting's lock
together with the row that knows its reference; the unique reference refuses a second one. What could not be done is
a conflict: people stood there, so a person looks at it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

import pghistory
from django.db import IntegrityError, transaction

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen
from mensa import door
from mensa.booking import locked
from mensa.helpings import help_again
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, SeatedSince, SittingShut, constraint
from mensa.tap import Tap

Verb, Outcome, Status = Tap.Verb, Tap.Outcome, Booking.Status
NEEDS_BOOKING = {Verb.SEAT, Verb.UNDO, Verb.TAKE_AWAY}
MOST = 200
"""Taps in one list: a lunch of a hundred people, each corrected once."""


@dataclass(frozen=True)
class Told:
    """A tap as the phone tells it: `number` is how many came, or how many helpings; `age` how long ago it was."""

    client_ref: UUID
    verb: str
    booking: int | None = None
    number: int | None = None
    age: dt.timedelta = dt.timedelta()


def apply(sitting: Sitting, taps: Iterable[Told]) -> list[Tap]:
    """Apply the taps in their order, each in a transaction of its own; one that is known is answered as it was."""
    return [_once(sitting, told) for told in taps]


def _once(sitting: Sitting, told: Told) -> Tap:
    try:
        with transaction.atomic():
            return _known(told) or _applied(locked(sitting), told)
    except IntegrityError as refused:
        if constraint(refused) != "one_tap_a_reference":
            raise
        return Tap.objects.get(client_ref=told.client_ref)


def _known(told: Told) -> Tap | None:
    found: Tap | None = Tap.objects.filter(client_ref=told.client_ref).first()
    return found


def _applied(sitting: Sitting, told: Told) -> Tap:
    about = told.booking if told.verb in NEEDS_BOOKING else None
    booking = sitting.bookings.filter(pk=about).select_related("guest").first() if about else None
    now = clock.now()
    tap = Tap(
        sitting=sitting, client_ref=told.client_ref, verb=told.verb, booking=booking, number=told.number,
        tapped=now - max(told.age, dt.timedelta()), outcome=Outcome.DONE,
    )  # fmt: skip
    try:
        with transaction.atomic():
            if not _does(sitting, tap):
                tap.outcome = Outcome.ALREADY
    except Refusal as refusal:
        tap.outcome, tap.code = Outcome.CONFLICT, refusal.code
    tap.applied = clock.now()
    tap.save()
    return tap


def _does(sitting: Sitting, tap: Tap) -> bool:
    """Do it; whether anything changed. Raises the refusal of its verb."""
    if tap.verb in NEEDS_BOOKING and tap.booking is None:
        raise NotPossibleNow
    if _is_so(sitting, tap):
        return False
    if sitting.status != Sitting.Status.OPEN:
        raise SittingShut
    ACTS[tap.verb](sitting, tap)
    return True


def _is_so(sitting: Sitting, tap: Tap) -> bool:
    """Whether what the tap wanted is true already: done by another phone, or by this one's answer that got lost."""
    booking = tap.booking
    if tap.verb == Verb.SECOND:
        return sitting.second_helpings + (tap.number or 1) < 0
    if booking is None:
        return sitting.bookings.filter(client_ref=tap.client_ref).exists()
    seated = booking.status == Status.SEATED
    if tap.verb == Verb.UNDO:
        return not seated
    if tap.verb == Verb.TAKE_AWAY:
        return seated and booking.kind == Booking.Kind.TAKEAWAY
    return seated and tap.number in {None, booking.came}


def _seat(_sitting: Sitting, tap: Tap) -> None:
    door.seat(_booking(tap), came=tap.number)


def _undo(_sitting: Sitting, tap: Tap) -> None:
    """Unless somebody seated the party later: the newer tap holds."""
    booking = _booking(tap)
    mine: Tap | None = booking.taps.filter(verb=Verb.SEAT, outcome=Outcome.DONE).order_by("-pk").first()
    since = mine.tapped if mine and mine.applied >= booking.changed else booking.changed
    if since > tap.tapped:
        raise SeatedSince
    door.undo(booking)


def _take_away(_sitting: Sitting, tap: Tap) -> None:
    door.take_instead(_booking(tap))


def _walk_in(sitting: Sitting, tap: Tap) -> None:
    door.walk_in(sitting, party=tap.number or 1, client_ref=tap.client_ref)


def _second(sitting: Sitting, tap: Tap) -> None:
    help_again(sitting, by=tap.number or 1)


ACTS: dict[str, Callable[[Sitting, Tap], None]] = {
    Verb.SEAT: _seat, Verb.UNDO: _undo, Verb.TAKE_AWAY: _take_away, Verb.WALK_IN: _walk_in, Verb.SECOND: _second,
}  # fmt: skip


def _booking(tap: Tap) -> Booking:
    if tap.booking is None:
        raise NotPossibleNow
    return tap.booking


def conflicts(canteen: Canteen) -> list[Tap]:
    """The canteen's taps that a person has still to look at, oldest first."""
    rows = Tap.objects.open().filter(sitting__canteen=canteen)
    return list(rows.select_related("booking__guest", "sitting__canteen"))


@transaction.atomic
def settle(tap: Tap, *, chair: bool = False) -> Tap:
    """A person looked at a conflict: it is well as it is, or the party sits there and gets a chair more.

    A second time changes nothing. Raises RoomFull, NotPossibleNow.
    """
    sitting = locked(tap.sitting)
    fresh: Tap = Tap.objects.select_related("booking__guest").get(pk=tap.pk)
    if fresh.settled or fresh.outcome != Outcome.CONFLICT:
        return fresh
    if chair:
        _seat_on_chair(sitting, fresh)
    fresh.settled = clock.now()
    fresh.save(update_fields=["settled"])
    return fresh


def _seat_on_chair(sitting: Sitting, tap: Tap) -> None:
    """Whoever gave the booking back and sits there all the same sits there like somebody who just arrives."""
    if not tap.mends:
        raise NotPossibleNow
    booking = tap.booking
    with pghistory.context(reason="offline"):
        if booking and booking.status in door.COMES:
            door.one_more_chair(sitting, reason="offline", booking=booking)
        else:
            party = tap.number or (booking.party if booking else 1)
            guest = booking.guest if booking else None
            door.one_more_chair(sitting, reason="offline", party=party, guest=guest, client_ref=tap.client_ref)
