"""Who changed a canteen's settings, read from the history that the database keeps."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import models

from canteens.models import Canteen, User

TRACK = 50
"""Events read at most: enough for the last ten changes of a page that is saved a few times a year."""


@dataclass(frozen=True)
class Change:
    """One setting that became another: when, by whom (empty where no person of the staff stood behind it)."""

    when: dt.datetime
    who: str
    field: str
    before: Any
    after: Any


def changes(canteen: Canteen, *, last: int = 10) -> list[Change]:
    """The `last` changes of the canteen's settings, newest first."""
    rows = canteen.events.select_related("pgh_context").order_by("-pgh_id")[:TRACK]  # type: ignore[attr-defined]
    events = list(rows)
    users = User.objects.in_bulk({_user_id(event) for event in events} - {None})
    found = [change for newer, older in pairwise(events) for change in _differences(newer, older, users)]
    return found[:last]


def _differences(newer: Any, older: Any, users: dict[int, User]) -> list[Change]:
    who = str(users.get(_user_id(newer) or 0, ""))
    return [
        Change(newer.pgh_created_at, who, str(field.verbose_name), before, after)
        for field in _settings()
        if (before := getattr(older, field.attname)) != (after := getattr(newer, field.attname))
    ]


def _settings() -> "list[models.Field[Any, Any]]":
    return [field for field in Canteen._meta.concrete_fields if field.editable and not field.primary_key]


def _user_id(event: Any) -> int | None:
    context = event.pgh_context
    found: int | None = context.metadata.get("user") if context else None
    return found
