"""The figures that a week has for everybody: frozen once it is closed, as they are now until then."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from canteens.days import Period, Week, week_of
from canteens.models import Canteen
from impact.figures import Figures, figures, frozen
from impact.models import ClosedWeek


@dataclass(frozen=True)
class Told:
    """The figures of a period, and the closing that froze them, if one did."""

    figures: Figures
    closed: ClosedWeek | None

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain JSON, and in `closing` how they were written down; null while they are not."""
        return self.figures.as_dict() | {"closing": summary(self.closed) if self.closed else None}


def summary(closed: ClosedWeek) -> dict[str, Any]:
    """A closing as plain JSON, without its figures."""
    return {
        "week": str(closed.of_week), "revision": closed.revision, "state": closed.state, "missing": closed.missing,
        "cause": closed.cause, "reason": closed.reason, "closed_at": closed.closed_at.isoformat(),
        "versions": closed.versions, "sha256": closed.sha256,
    }  # fmt: skip


def told(canteen: Canteen, period: Period, *, revision: int | None = None) -> Told:
    """What page, CSV, JSON, mail and API say of a period. A closed week says what was written down, in its newest
    revision or the one that is named; any other days are reckoned now."""
    week = week_of(period.first)
    closed = closing(canteen, week, revision=revision) if period == week.period else None
    return Told(frozen(closed.figures), closed) if closed else Told(figures(canteen, period), None)


def closing(canteen: Canteen, week: Week, *, revision: int | None = None) -> ClosedWeek | None:
    """The newest revision of a closed week, or the one that is named."""
    rows = ClosedWeek.objects.filter(canteen=canteen).of(week).select_related("closed_by")
    found: ClosedWeek | None = (rows.filter(revision=revision) if revision else rows).first()
    return found


def revisions(canteen: Canteen, week: Week) -> list[ClosedWeek]:
    """All that was ever written down of a week, the newest first, without the figures themselves."""
    return list(ClosedWeek.objects.filter(canteen=canteen).of(week).select_related("closed_by").defer("figures"))


def recovered(canteen: Canteen, weeks: Iterable[Week]) -> dict[Week, int]:
    """Grams recovered, as closed, of those of `weeks` that are closed."""
    asked = set(weeks)
    rows = ClosedWeek.objects.filter(canteen=canteen, year__in={week.year for week in asked}).newest()
    found = rows.values_list("year", "week", "figures__recovered_grams")
    return {week: grams for year, number, grams in found if (week := Week(year, number)) in asked}
