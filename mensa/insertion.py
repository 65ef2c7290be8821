"""The insert that everybody waits for: a booking, and the card of somebody new with it, in one statement drawn once.

What a booking costs is mostly round trips, and the drawing of statements that come out the same each time
(docs/benchmarks.md). The columns are the models' own, so that neither can forget one of the other.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from guests.models import Guest
from mensa.models import Booking


def insert(booking: Booking) -> None:
    """Write a new booking, together with its guest's card if that is new; both then know their numbers.

    Raises IntegrityError as `save` would; then neither is written.
    """
    guest = booking.guest
    card = guest if guest and guest._state.adding else None
    values = _values(card, _columns(Guest)) if card else []
    values += _values(booking, _columns(Booking, without="guest" if card else ""))
    with connection.cursor() as cursor:
        cursor.execute(_with_card() if card else _alone(), values)
        booking.pk, number = cursor.fetchone()
    booking._state.adding, booking._state.db = False, connection.alias
    if card:
        card.pk, card._state.adding, card._state.db = number, False, connection.alias
        booking.guest = card


@cache
def _alone() -> str:
    columns = _columns(Booking)
    return f"INSERT INTO mensa_booking ({_names(columns)}) VALUES ({_places(columns)}) RETURNING id, guest_id"  # noqa: S608


@cache
def _with_card() -> str:
    card, booking = _columns(Guest), _columns(Booking, without="guest")
    return f"""
        WITH card AS (INSERT INTO guests_guest ({_names(card)}) VALUES ({_places(card)}) RETURNING id)
        INSERT INTO mensa_booking (guest_id, {_names(booking)})
        SELECT card.id, {_places(booking)} FROM card RETURNING id, guest_id
    """  # noqa: S608 - columns of our own models


@cache
def _columns(model: type[Model], without: str = "") -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.primary_key and field.name != without]


def _values(row: Model, columns: "list[Field[Any, Any]]") -> list[Any]:
    return [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]


def _names(columns: "list[Field[Any, Any]]") -> str:
    return ", ".join(connection.ops.quote_name(str(column.column)) for column in columns)


def _places(columns: "list[Field[Any, Any]]") -> str:
    return ", ".join(["%s"] * len(columns))
