"""Everything that is stored about a guest, found by following foreign keys from card and contact: a table that is added
one day is in the answer before anybody thinks of it (GDPR, articles 15 and 20)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import models

from canteens.personal import Personal, declared
from guests.models import Guest
from notices.models import Contact

Model = type[models.Model]


@dataclass(frozen=True)
class Table:
    """The rows of one table that are about a guest."""

    label: str
    about: Personal
    rows: list[models.Model]

    def data(self) -> list[dict[str, Any]]:
        """All columns of each row as plain values, but for keys that open something."""
        return [
            {field.name: field.value_from_object(row) for field in row._meta.concrete_fields if self._said(field)}
            for row in self.rows
        ]

    def _said(self, field: Any) -> bool:
        return field.name not in self.about.secret


@cache
def ways() -> dict[Model, str]:
    """Each table that holds something about a guest, with the look-up that leads from its rows to the guest."""
    found: dict[Model, str] = {Guest: "pk", Contact: "guest"}
    ring: list[Model] = [Guest, Contact]
    while ring:
        found |= (new := dict(_pointing(ring, found)))
        ring = list(new)
    return found


def _pointing(ring: list[Model], found: dict[Model, str]) -> Iterator[tuple[Model, str]]:
    for model in apps.get_models(include_auto_created=True):
        names = {
            field.related_model: field.name
            for field in reversed(model._meta.concrete_fields)
            if field.is_relation and field.related_model in ring
        }
        if model not in found and names and not model._meta.proxy:
            target = next(one for one in ring if one in names)
            yield model, names[target] if target is Guest else f"{names[target]}__{found[target]}"


def stored(guest: Guest) -> list[Table]:
    """Every table with something about the guest, the card first."""
    tables = [_table(model, way, guest) for model, way in ways().items()]
    return [table for table in tables if table.rows]


def as_data(guest: Guest) -> dict[str, list[dict[str, Any]]]:
    """The same as plain values by table, to take away."""
    return {table.label: table.data() for table in stored(guest)}


def _table(model: Model, way: str, guest: Guest) -> Table:
    rows = model._base_manager.filter(**{way: guest.pk}).order_by("pk").distinct()
    return Table(model._meta.label, about(model), list(rows))


def about(model: Model) -> Personal:
    """What is declared of a table; what is not, is handed out under its own name."""
    return declared().get(model._meta.label) or Personal(str(model._meta.verbose_name_plural))


@cache
def histories() -> list[Model]:
    """The tables of history that name a guest: erasing takes her out of them, and leaves the rows."""
    return [model for model in ways() if issubclass(model, pghistory.models.Event) and _names_guest(model)]


def _names_guest(model: Model) -> bool:
    return any(field.name == "guest" and field.related_model is Guest for field in model._meta.concrete_fields)
