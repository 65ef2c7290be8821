"""INSERT statements drawn from a model once, for what everybody waits for.

Drawing one takes Django longer than PostgreSQL takes to carry it out (docs/benchmarks.md), and it comes out the same
each time but for its values. The columns are the model's own, so that none can be forgotten.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Columns = list["Field[Any, Any]"]


@cache
def columns(model: type[Model], *, without: str = "") -> Columns:
    """The columns of a new row: all but its number, which the database gives."""
    return [field for field in model._meta.concrete_fields if not field.primary_key and field.name != without]


def values(row: Model, wanted: Columns) -> list[Any]:
    """What the row holds in these columns, as the database takes it."""
    return [column.get_db_prep_save(getattr(row, column.attname), connection) for column in wanted]


def names(wanted: Columns) -> str:
    """The columns' names, quoted."""
    return ", ".join(connection.ops.quote_name(str(column.column)) for column in wanted)


def places(wanted: Columns) -> str:
    """A place for each value."""
    return ", ".join(["%s"] * len(wanted))


def write_new(rows: Sequence[Model]) -> None:
    """Insert rows of one model, but for those that a unique constraint already knows. Sets no numbers."""
    model = type(rows[0])
    wanted = columns(model)
    with connection.cursor() as cursor:
        cursor.execute(_new(model, len(rows)), [value for row in rows for value in values(row, wanted)])


@cache
def _new(model: type[Model], rows: int) -> str:
    wanted = columns(model)
    each = ", ".join([f"({places(wanted)})"] * rows)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({names(wanted)}) VALUES {each} ON CONFLICT DO NOTHING"  # noqa: S608
