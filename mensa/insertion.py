"""The insert that everybody waits for: a booking, and the card of somebody new with it, in one statement.

What a booking costs is mostly round trips and the drawing of statements (docs/benchmarks.md).
"""

from functools import cache

from django.db import connection

from canteens.inserts import columns, names, places, values
from guests.models import Guest
from mensa.models import Booking


def insert(booking: Booking) -> None:
    """Write a new booking, together with its guest's card if that is new; both then know their numbers.

    Raises IntegrityError as `save` would; then neither is written.
    """
    guest = booking.guest
    card = guest if guest and guest._state.adding else None
    row = values(card, columns(Guest)) if card else []
    row += values(booking, columns(Booking, without="guest" if card else ""))
    with connection.cursor() as cursor:
        cursor.execute(_with_card() if card else _alone(), row)
        booking.pk, number = cursor.fetchone()
    booking._state.adding, booking._state.db = False, connection.alias
    if card:
        card.pk, card._state.adding, card._state.db = number, False, connection.alias
        booking.guest = card


@cache
def _alone() -> str:
    booking = columns(Booking)
    return f"""
        INSERT INTO mensa_booking ({names(booking)}) VALUES ({places(booking)}) RETURNING id, guest_id
    """  # noqa: S608 - columns of our own model


@cache
def _with_card() -> str:
    card, booking = columns(Guest), columns(Booking, without="guest")
    return f"""
        WITH card AS (INSERT INTO guests_guest ({names(card)}) VALUES ({places(card)}) RETURNING id)
        INSERT INTO mensa_booking (guest_id, {names(booking)})
        SELECT card.id, {places(booking)} FROM card RETURNING id, guest_id
    """  # noqa: S608 - columns of our own models
