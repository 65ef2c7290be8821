"""A week is closed: its figures are written down once, and what changes later is a revision that says why.

From Monday 04:30 of the canteen's own time on, a week closes as soon as nothing of it is missing, when a coordinator
confirms it, and on Wednesday 04:30 as it stands. Several beats at once do no harm: the database takes one revision of
each number, and whoever comes second writes nothing.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from canteens import clock
from canteens.days import Week, week_of
from canteens.models import Canteen, User
from canteens.statements import write_new
from impact.figures import Figures, figures
from impact.models import ClosedWeek
from impact.refusals import AlreadyClosed, NothingChanged, NotYetClosed, ReasonMissing, WeekNotOver
from mensa.models import Sitting
from recovery.documents import fingerprint
from recovery.models import Donation
from recovery.weights import kilograms, whole

AT = dt.time(4, 30)
DEADLINE = dt.timedelta(days=2)
"""From the Monday after the week to the Wednesday on which it closes as it stands."""
RECENT = 8
"""How many weeks back each tick looks; older ones are compared a few times a day (impact.tasks.old_weeks)."""
ESTIMATES = ("equivalents", "co2e", "water", "euro")
GRAMS = {
    "recovered_grams": gettext_lazy("kg recuperati"), "food.awaiting": gettext_lazy("kg da pesare"),
    "food.cooked": gettext_lazy("kg cucinati"), "food.discarded": gettext_lazy("kg scartati"),
    "food.stock_end": gettext_lazy("kg in dispensa"),
}  # fmt: skip
CHIEF = GRAMS | {
    "plates": gettext_lazy("pasti serviti"), "seats.booked": gettext_lazy("posti prenotati"),
    "seats.no_shows": gettext_lazy("assenti"), "kitchen.dishes": gettext_lazy("piatti"),
}  # fmt: skip
"""The figures that an automatic reason names, and what they are called."""
WORDS = {"canteen", "name", "source", "occupancy"}
"""Parts of the figures that are no figures: a shop that is called otherwise changes no week."""

State, Cause = ClosedWeek.State, ClosedWeek.Cause


def tend(canteen: Canteen, *, back: int | None = RECENT) -> int:
    """Close the weeks that are ripe and revise those that changed, of the last `back` weeks (None: of all); returns
    how many there were to write. Safe to run at any time, twice at once; after an outage it catches up."""
    return sum(_tend(canteen, week) for week in _weeks(canteen, back=back))


def confirm(canteen: Canteen, week: Week, *, by: User | None, reason: str = "") -> ClosedWeek:
    """A coordinator closes the week as it stands, with what is missing named.

    Raises WeekNotOver before its last day is over, AlreadyClosed.
    """
    if canteen.today() < week.period.end:
        raise WeekNotOver
    if _newest(canteen, week):
        raise AlreadyClosed
    _write(canteen, week, figures(canteen, week.period), revision=1, cause=Cause.CONFIRMED, reason=reason, by=by)
    return _held(canteen, week)


def revise(canteen: Canteen, week: Week, *, by: User | None, reason: str) -> ClosedWeek:
    """A coordinator writes the next revision of a closed week whose figures changed, in their own words.

    Raises NotYetClosed, NothingChanged, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    newest = _newest(canteen, week)
    if newest is None:
        raise NotYetClosed
    now = figures(canteen, week.period)
    if not differences(newest.figures, now.as_dict()):
        raise NothingChanged
    _write(canteen, week, now, revision=newest.revision + 1, cause=Cause.CORRECTED, reason=reason.strip(), by=by)
    return _held(canteen, week)


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Figures that changed, by their path. Names are no figures, and what was not yet reckoned then is no change."""
    old, new = dict(_paths(before)), dict(_paths(now))
    shares = {path for path in new if "[" in path and new[path]}  # a part that is new
    pairs = {path: (old.get(path), new.get(path)) for path in sorted(old.keys() | shares)}
    return {path: (was, is_now) for path, (was, is_now) in pairs.items() if was != is_now}


def is_whole(closed: ClosedWeek) -> bool:
    """Whether its figures are still those that were written."""
    return fingerprint(closed.figures) == closed.sha256


def _weeks(canteen: Canteen, *, back: int | None) -> Iterator[Week]:
    """Ripe weeks, the oldest first: over, and past Monday 04:30."""
    last = week_of(canteen.today()).shifted(-1)
    if clock.now() < _ripe(canteen, last):
        last = last.shifted(-1)
    first = _first(canteen) if back is None else last.shifted(1 - back)
    for number in count():
        week = (first or last.shifted(1)).shifted(number)
        if week > last:
            return
        yield week


def _ripe(canteen: Canteen, week: Week) -> dt.datetime:
    return canteen.instant(week.period.end, AT)


def _first(canteen: Canteen) -> Week | None:
    """The week of the first fact of a canteen."""
    facts = (Sitting.objects.filter(canteen=canteen), Donation.objects.filter(canteen=canteen))
    days = [day for rows in facts if (day := rows.order_by("day").values_list("day", flat=True).first())]
    return week_of(min(days)) if days else None


def _tend(canteen: Canteen, week: Week) -> int:
    newest = _newest(canteen, week)
    now = figures(canteen, week.period)
    if newest is None:
        return _close(canteen, week, now)
    changed = differences(newest.figures, now.as_dict())
    if not changed or _being_corrected(newest, now):
        return 0
    return _write(canteen, week, now, revision=newest.revision + 1, cause=Cause.CHANGED, reason=_told(changed))


def _being_corrected(newest: ClosedWeek, now: Figures) -> bool:
    """Whether a day that was closed then is open again: half of a correction is no revision, it waits for the rest."""
    open_then = set(newest.missing.get("days", ()))
    return any(day.isoformat() not in open_then for day in now.unclosed)


def _close(canteen: Canteen, week: Week, now: Figures) -> int:
    late = clock.now() >= canteen.instant(week.period.end + DEADLINE, AT)
    if now.empty or (now.provisional and not late):
        return 0
    cause = Cause.DEADLINE if now.provisional else Cause.COMPLETE
    return _write(canteen, week, now, revision=1, cause=cause)


def _write(
    canteen: Canteen, week: Week, made: Figures, *, revision: int, cause: str, reason: str = "", by: User | None = None
) -> int:
    """One revision, unless its number is there already."""
    plain = made.as_dict()
    write_new([ClosedWeek(
        canteen=canteen, year=week.year, week=week.number, revision=revision,
        state=State.PROVISIONAL if made.provisional else State.FINAL, missing=missing(plain), figures=plain,
        versions={name: plain[name]["version"] for name in ESTIMATES if plain[name]}, sha256=fingerprint(plain),
        cause=cause, reason=reason, closed_at=clock.now(), closed_by=by,
    )])  # fmt: skip
    return 1


def missing(plain: Mapping[str, Any]) -> dict[str, Any]:
    """What makes figures provisional: the days to close and how many crates to weigh; empty when nothing is."""
    named = {"days": list(plain["unclosed"]), "crates": plain["unweighed"]}
    return {name: value for name, value in named.items() if value}


def _newest(canteen: Canteen, week: Week) -> ClosedWeek | None:
    found: ClosedWeek | None = ClosedWeek.objects.filter(canteen=canteen).of(week).first()
    return found


def _held(canteen: Canteen, week: Week) -> ClosedWeek:
    found: ClosedWeek = ClosedWeek.objects.filter(canteen=canteen).of(week)[0]
    return found


def _paths(plain: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each number with its path; a part of a list is known by its key, whatever its place."""
    if isinstance(plain, Mapping):
        for name, value in plain.items():
            if name not in WORDS:
                yield from _paths(value, f"{path}.{name}" if path else name)
    elif isinstance(plain, list | tuple):
        for number, value in enumerate(plain):
            yield from _paths(value, f"{path}[{_key(value, number)}]")
    else:
        yield path, plain


def _key(value: Any, number: int) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return "/".join(str(value[name]) for name in ("key", "destination", "edible") if name in value) or str(number)


def _told(changed: Mapping[str, tuple[Any, Any]]) -> str:
    """The automatic reason, as the house writes, in Italian: the chief figures that changed, before and now."""
    with override("it"):
        chief = [_change(path, *changed[path]) for path in CHIEF if path in changed]
        return _("Cambiato dopo il consuntivo: {figures}.").format(figures="; ".join(chief) or _("numeri di dettaglio"))


def _change(path: str, before: Any, now: Any) -> str:
    show = kilograms if path in GRAMS else whole
    return f"{CHIEF[path]} {show(before or 0)} → {show(now or 0)}"
