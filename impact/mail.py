"""The Monday mail: the week that ended, to each coordinator, once."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from canteens import clock
from canteens.days import Week, week_of
from canteens.models import Canteen, Role, User
from impact import closing, trend
from impact.weeks import told
from notices import outbox
from notices.models import Notice
from notices.staff import contact_of

MONDAY_AT = closing.AT
KIND = "weekly_figures"


def post_week(canteen: Canteen) -> int:
    """Write the mail of the last whole week to each coordinator who has none yet; returns how many were missing.

    From Monday 04:30 of the canteen's own time on, in the whole week that follows, so that an outage only delays it.
    The key of each notice makes a second one impossible, also for two beats at once; all carry the same frozen
    numbers. A week in which nothing happened is not mailed.
    """
    week = week_of(canteen.today()).shifted(-1)
    monday = week.shifted(1).period
    if clock.now() < canteen.instant(monday.first, MONDAY_AT):
        return 0
    prefix = f"week:{canteen.pk}:{week}:"
    written = Notice.objects.filter(key__startswith=prefix).order_by("pk")
    missing = _coordinators(canteen).exclude(contacts__in=written.values("contact")).order_by("pk")
    payload = _payload(canteen, week, written.first()) if missing.exists() else None
    if payload is None:
        return 0
    contacts = [contact_of(user, canteen) for user in missing]
    for contact in contacts:
        outbox.post(
            key=f"{prefix}{contact.pk}", contact=contact, kind=KIND, payload=payload,
            expires=canteen.instant(monday.end, MONDAY_AT),
        )  # fmt: skip
    return len(contacts)


def _coordinators(canteen: Canteen) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__canteen=canteen, memberships__role=Role.COORDINATOR
    )  # fmt: skip


def _payload(canteen: Canteen, week: Week, written: Notice | None) -> dict[str, Any] | None:
    """What the first mail of the week said, else the figures as they are now; none for a week without anything."""
    if written:
        return dict(written.payload)
    said = told(canteen, week.period)
    if said.figures.empty:
        return None
    plain, change = said.figures.as_dict(), trend.change(canteen, said.figures)
    return plain | {
        "week": str(week), "number": week.number, "weeks": trend.weeks(canteen, last=week),
        "change": asdict(change) if change else None,
        "state": "final" if not said.figures.provisional else "provisional", "missing": closing.missing(plain),
        "revision": said.closed.revision if said.closed else None, "url": f"{reverse('figures')}?settimana={week}",
    }  # fmt: skip
