"""The one clock. Rules ask `now()`; nothing else in the project reads the time of day."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in UTC; in the embedded demo moved by `shift_to`."""
    return _frozen.get() or timezone.now() + _demo_shift()


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Hold the clock at `instant` inside the block: how the demo lives its past weeks."""
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)


def shift_to(instant: dt.datetime) -> None:
    """Let the demo's clock run on from `instant`, in every process of this install.

    Raises ValueError outside the embedded demo: a canteen's clock is never moved.
    """
    if not settings.EMBEDDED:
        raise ValueError("only the demo's clock can be moved")
    seconds = round((instant - timezone.now()).total_seconds())
    settings.DEMO_CLOCK.write_text(str(seconds))


def shift_back() -> None:
    """Let the demo show the true time again."""
    settings.DEMO_CLOCK.unlink(missing_ok=True)


def moved() -> bool:
    """Whether the demo's clock shows another time than the true one."""
    return bool(_demo_shift())


def _demo_shift() -> dt.timedelta:
    if not settings.EMBEDDED:
        return dt.timedelta()
    try:
        return dt.timedelta(seconds=int(settings.DEMO_CLOCK.read_text()))
    except FileNotFoundError:
        return dt.timedelta()
