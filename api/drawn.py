"""The statements that everybody waits for, drawn by the ORM once.

Drawing such a statement takes Django several times as long as PostgreSQL takes to answer it, and it comes out the same
each time but for its values. `make bench` shows what that is worth.
"""

import datetime as dt
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.http import Http404
from psycopg.types.datetime import TimestamptzLoader

from canteens.models import Canteen
from guests.models import Guest
from mensa.models import Sitting
from notices.models import Contact

Made = TypeVar("Made", bound=Model)
SOMETIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def coming(*, after: dt.datetime, before: dt.datetime, canteen: int | None) -> list[Sitting]:
    """The open sittings of `canteen` (the first one) that end after `after` and start before `before`, in order."""
    values = [after, before, Sitting.Status.OPEN.value, *([canteen] if canteen else [])]
    return [_made(Sitting, row) for row in _rows(_coming(canteen is not None), values)]


def with_canteen(pk: int) -> Sitting:
    """The sitting together with its canteen; raises Http404."""
    rows = _rows(_with_canteen(), [pk]) if pk < 2**63 else []
    if not rows:
        raise Http404
    width = len(_names(Sitting))
    sitting = _made(Sitting, rows[0][:width])
    sitting.canteen = _made(Canteen, rows[0][width:])
    return sitting


def with_contact(token: str) -> Guest | None:
    """The guest whose card has this secret, together with where to write, if anywhere."""
    rows = _rows(_with_contact(), [token])
    if not rows:
        return None
    width = len(_names(Guest))
    guest = _made(Guest, rows[0][:width])
    guest.contact = _made(Contact, rows[0][width:]) if guest.contact_id else None
    return guest


@cache
def _coming(named: bool) -> str:
    first: Any = Canteen.objects.order_by("pk").values("pk")[:1]
    rows = Sitting.objects.filter(ends__gt=SOMETIME).filter(starts__lt=SOMETIME).filter(status=Sitting.Status.OPEN)
    return _drawn(rows.filter(canteen=1 if named else first).order_by("starts"))


@cache
def _with_canteen() -> str:
    return _drawn(Sitting.objects.select_related("canteen").filter(pk=1))


@cache
def _with_contact() -> str:
    return _drawn(Guest.objects.select_related("contact").filter(token=""))


def _drawn(rows: QuerySet[Any]) -> str:
    """The statement with a place for each value, in the order of the filters."""
    return str(rows.query.sql_with_params()[0])


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        # psycopg's own loader is in C; Django's is not, and differs only on connections that don't speak UTC.
        cursor.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _made(model: type[Made], row: tuple[Any, ...]) -> Made:
    return model.from_db(connection.alias, _names(model), row)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
