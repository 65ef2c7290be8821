"""Statements that everybody waits for: drawn from models once, and planned by each connection of the web once.

Drawing one takes Django longer than PostgreSQL takes to carry it out, and planning it takes PostgreSQL half as long
again (docs/benchmarks.md); both come out the same each time but for the values.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Field, Model
from psycopg.types.datetime import TimestamptzLoader

Columns = list["Field[Any, Any]"]
Row = tuple[Any, ...]


def ask(statement: str, values: Sequence[Any]) -> list[Row]:
    """What the database answers to a statement that comes again and again, with these values in its places."""
    with _cursor() as cursor:
        # psycopg's own loader is in C; Django's is not, and differs only on connections that don't speak UTC.
        cursor.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _cursor() -> Any:
    """Who wraps statements (history's context of staff, a test that takes a guard off) puts words before them, which
    one that is prepared can't take: theirs goes as text, as Django sends all others."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.execute_wrappers:
        return database.cursor()
    database.ensure_connection()
    bound: Any = ServerBindingCursor(database.connection)  # type: ignore[call-arg]
    return database.make_debug_cursor(bound) if database.queries_logged else database.make_cursor(bound)


@cache
def columns(model: type[Model], *given: str) -> Columns:
    """The columns of a new row, so that none can be forgotten, but for those that somebody else gives."""
    return [field for field in model._meta.concrete_fields if field.name not in given]


def values(row: Model, wanted: Columns) -> list[Any]:
    """What the row holds in these columns, as the database takes it."""
    database = connections[DEFAULT_DB_ALIAS]
    return [column.get_db_prep_save(getattr(row, column.attname), database) for column in wanted]


def insertion(model: type[Model], wanted: Columns, *, source: str = "", given: Mapping[str, str] | None = None) -> str:
    """An INSERT with a place for each wanted value, and with what is `given` by each row of `source`."""
    more = given or {}
    into = ", ".join([*more, *(_quoted(str(column.column)) for column in wanted)])
    what = ", ".join([*more.values(), *["%s"] * len(wanted)])
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({into}) SELECT {what} {source}"


def write_new(rows: Sequence[Model]) -> None:
    """Insert rows of one model, but for those that a unique constraint already knows. Sets no numbers."""
    ask(insertion_of_new(type(rows[0]), len(rows)), values_of_new(rows))


@cache
def insertion_of_new(model: type[Model], rows: int) -> str:
    """The statement for that, of so many rows."""
    wanted = columns(model, "id")
    into = ", ".join(_quoted(str(column.column)) for column in wanted)
    each = ", ".join([f"({', '.join(['%s'] * len(wanted))})"] * rows)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({into}) VALUES {each} ON CONFLICT DO NOTHING RETURNING id"  # noqa: S608


def values_of_new(rows: Sequence[Model]) -> list[Any]:
    """What goes into its places."""
    return [value for row in rows for value in values(row, columns(type(row), "id"))]


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
