"""What the API reads for everybody: statements drawn by the ORM once (`canteens.statements` says why)."""

import datetime as dt
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, Func, Model, QuerySet
from django.http import Http404

from canteens.models import Canteen
from canteens.statements import Row, ask, columns
from guests.models import Guest
from mensa.insertion import NEXT_NUMBER
from mensa.models import Sitting
from notices.models import Contact

Made = TypeVar("Made", bound=Model)
SOMETIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def coming(*, after: dt.datetime, before: dt.datetime, canteen: int | None) -> list[Sitting]:
    """The open sittings of `canteen` (the first one) that end after `after` and start before `before`, in order."""
    values = [after, before, Sitting.Status.OPEN.value, *([canteen] if canteen else [])]
    return [_made(Sitting, row) for row in ask(_coming(canteen is not None), values)]


def to_book(pk: int) -> tuple[Sitting, int]:
    """The sitting together with its canteen, and the number of a booking to be; raises Http404."""
    rows = ask(_to_book(), [pk]) if pk < 2**63 else []
    if not rows:
        raise Http404
    width = len(columns(Sitting))
    sitting = _made(Sitting, rows[0][:width])
    sitting.canteen = _made(Canteen, rows[0][width + 1 :])
    return sitting, rows[0][width]


def with_contact(token: str) -> Guest | None:
    """The guest whose card has this secret, together with where to write, if anywhere."""
    rows = ask(_with_contact(), [token])
    if not rows:
        return None
    width = len(columns(Guest))
    guest = _made(Guest, rows[0][:width])
    guest.contact = _made(Contact, rows[0][width:]) if guest.contact_id else None
    return guest


@cache
def _coming(named: bool) -> str:
    first: Any = Canteen.objects.order_by("pk").values("pk")[:1]
    rows = Sitting.objects.filter(ends__gt=SOMETIME).filter(starts__lt=SOMETIME).filter(status=Sitting.Status.OPEN)
    return _drawn(rows.filter(canteen=1 if named else first).order_by("starts"))


@cache
def _to_book() -> str:
    number = Func(template=NEXT_NUMBER, output_field=BigIntegerField())
    return _drawn(Sitting.objects.select_related("canteen").annotate(number=number).filter(pk=1))


@cache
def _with_contact() -> str:
    return _drawn(Guest.objects.select_related("contact").filter(token=""))


def _drawn(rows: QuerySet[Any]) -> str:
    """The statement with a place for each value, in the order of the filters."""
    return str(rows.query.sql_with_params()[0])


def _made(model: type[Made], row: Row) -> Made:
    return model.from_db(connection.alias, [column.attname for column in columns(model)], row)
