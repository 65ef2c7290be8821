"""What is stored about somebody, as sentences of a page: titles, and each row as words and values."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guests.models import Look
from guests.stored import Table
from mensa.models import Sitting
from web.guest_words import when

Line = tuple[str, str]


class Section(NamedTuple):
    """A table: its title, how many rows, and each row as pairs of a word and a value."""

    title: str
    size: int
    rows: list[list[Line]]


def sections(tables: list[Table]) -> Iterator[Section]:
    """Each table as a guest reads it. What is not said in words is in the file all the same."""
    for table in tables:
        rows = [list(_lines(row, table.about.words)) for row in table.rows]
        yield Section(str(table.about.title), len(rows), [row for row in rows if row])


def _lines(row: models.Model, words: Any) -> Iterator[Line]:
    for name, word in words.items():
        value = _value(row, name)
        if value:
            yield str(word), value


def _value(row: models.Model, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, Sitting):
        return when(value)
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    return _moment(value) if isinstance(value, dt.date) else str("" if value is None else value)


def _moment(value: dt.date) -> str:
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT")


def who(look: Look) -> dict[str, str]:
    """Who looked, when and what for. A person is named as they are called, never by an address."""
    name = look.user.name if look.user else (_("il telefono dell'accoglienza") if look.device else "")
    return {
        "who": name or _("una persona che aiuta"), "when": _moment(look.at), "why": look.get_purpose_display(),
    }  # fmt: skip
