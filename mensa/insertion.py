"""The insert that everybody waits for: a booking, the card of somebody new, and what is said of it, in one statement.

One statement is a transaction by itself: what a booking costs is mostly round trips (docs/benchmarks.md).
"""

from collections.abc import Sequence
from functools import cache

from django.db import connection

from canteens.statements import ask, columns, insertion, insertion_of_new, values, values_of_new
from guests.models import Guest
from mensa.models import Booking, Sitting
from notices.models import Notice

NEXT_NUMBER = "nextval('mensa_booking_id_seq')"
"""A booking's number is drawn ahead where something is said of it, since a notice's key and link hold it."""
SEATS = ["pk", "seats", "kept_at_door", "taken", "ahead", "at_table", "anonymous", "anonymous_limit"]
AS_READ = """
    SELECT id FROM mensa_sitting
    WHERE id = %s AND seats = %s AND kept_at_door = %s AND taken = %s AND ahead = %s AND at_table = %s
        AND anonymous = %s AND anonymous_limit IS NOT DISTINCT FROM %s
    FOR NO KEY UPDATE
"""


def next_number() -> int:
    """The number of a booking to be."""
    [[number]] = ask(f"SELECT {NEXT_NUMBER}", [])
    return int(number)


def insert(booking: Booking, *, notices: Sequence[Notice] = (), as_read: Sitting | None = None) -> bool:
    """Write a new booking with its notices, and its guest's card if that is new; both then know their numbers.

    Given `as_read`, it is written only if that sitting's seats, now locked, are still as they were read; returns
    whether it was. Raises IntegrityError as `save` would; then nothing is written.
    """
    guest = booking.guest
    card = guest if guest and guest._state.adding else None
    row = [getattr(as_read, name) for name in SEATS] if as_read else []
    row += values(card, columns(Guest, "id")) if card else []
    row += values(booking, columns(Booking, *_given(card=bool(card), numbered=bool(booking.pk))))
    row += values_of_new(notices)
    found = ask(_statement(bool(as_read), bool(card), bool(booking.pk), len(notices)), row)
    if found:
        booking.pk, number = found[0]
        booking._state.adding, booking._state.db = False, connection.alias
        if card:
            card.pk, card._state.adding, card._state.db = number, False, connection.alias
            booking.guest = card
    return bool(found)


def _given(*, card: bool, numbered: bool) -> list[str]:
    return ["guest"] * card + ["id"] * (not numbered)


@cache
def _statement(as_read: bool, card: bool, numbered: bool, notices: int) -> str:
    """Each step inserts a row for each row of the step before: if the seats are not as they were read, none."""
    steps, source, given = [], "", {}
    if as_read:
        steps, source = [f"seats AS ({AS_READ})"], "FROM seats"
    if card:
        steps.append(f"card AS ({insertion(Guest, columns(Guest, 'id'), source=source)} RETURNING id)")
        source, given = "FROM card", {"guest_id": "card.id"}
    wanted = columns(Booking, *_given(card=card, numbered=numbered))
    steps.append(f"booking AS ({insertion(Booking, wanted, source=source, given=given)} RETURNING id, guest_id)")
    if notices:
        steps.append(f"words AS ({insertion_of_new(Notice, notices)})")
    return f"WITH {', '.join(steps)} SELECT id, guest_id FROM booking"  # noqa: S608 - of our own models
