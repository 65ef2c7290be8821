"""What the helpers are told before a sitting: its sheet when booking has closed, and that the door is still shut."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, Role, User
from canteens.pattern import Meal
from mensa.models import Sitting
from notices import outbox
from notices.models import Notice
from notices.staff import contact_of

SHEET, SHUT = "sitting_sheet", "door_not_open"
DAYS_BACK = 1
"""A sheet that could not be written on its day is written the day after, to be MISSED where everybody sees it."""


def tell(canteen: Canteen) -> int:
    """Write what is due now; returns how many notices are new. Safe to run at any time, twice."""
    return post_sheets(canteen) + warn_of_shut_door(canteen)


def post_sheets(canteen: Canteen) -> int:
    """From booking close on, the sheet of each sitting to whoever welcomes or coordinates and wants it: once.

    The notice names the sitting alone. The sheet is drawn when it is mailed, so that no guest's name lies in the
    outbox, and none has to be looked for there who wants to be forgotten.
    """
    first = canteen.today() - dt.timedelta(days=DAYS_BACK)
    rows = Sitting.objects.filter(canteen=canteen, day__range=(first, canteen.today()), status=Sitting.Status.OPEN)
    closed = rows.filter(booking_closes__lte=clock.now()).order_by("starts")
    return sum(_post_sheet(canteen, sitting) for sitting in closed)


def _post_sheet(canteen: Canteen, sitting: Sitting) -> int:
    facts = {"sitting": sitting.pk, "at": sitting.starts.isoformat(), "url": reverse("door_sheet")}
    readers = _staff(canteen, Role.DOOR, Role.COORDINATOR).filter(wants_sheet=True)
    return _post(readers, sitting, kind=SHEET, payload=facts)


def warn_of_shut_door(canteen: Canteen) -> int:
    """Once the hour of the check has come and nobody has opened the door's page today, tell the coordinators: once."""
    today = canteen.today()
    morning = canteen.instant(today, dt.time())
    if clock.now() < canteen.instant(today, canteen.door_check) or (canteen.door_seen or morning) > morning:
        return 0
    rows = Sitting.objects.filter(canteen=canteen, day=today, status=Sitting.Status.OPEN, ends__gt=clock.now())
    sitting = rows.select_related("canteen").order_by("starts").first()
    if sitting is None or clock.now() < _door_check(sitting):
        return 0
    facts = {"at": sitting.starts.isoformat(), "url": reverse("door")}
    return _post(_staff(canteen, Role.COORDINATOR), sitting, kind=SHUT, payload=facts, spoken=True)


def _door_check(sitting: Sitting) -> dt.datetime:
    """When its door should be open: lunch's at the canteen's hour, another meal's as long before it begins."""
    canteen, day = sitting.canteen, sitting.day
    check = canteen.instant(day, canteen.door_check)
    if sitting.service == Meal.LUNCH:
        return check
    return sitting.starts - (canteen.instant(day, canteen.starts) - check)


def _staff(canteen: Canteen, *roles: Role) -> QuerySet[User]:
    held = Q(memberships__canteen=canteen, memberships__role__in=roles)
    return User.objects.filter(held, is_active=True).distinct().order_by("pk")


def _post(
    readers: QuerySet[User], sitting: Sitting, *, kind: str, payload: dict[str, Any], spoken: bool = False
) -> int:
    """To each reader who has none yet: most ticks find nobody, and then write nothing."""
    prefix = f"{kind}:{sitting.pk}:"
    told = Notice.objects.filter(key__startswith=prefix).values("contact__user")
    missing = list(readers.exclude(pk__in=told))
    for user in missing:
        contact = contact_of(user, sitting.canteen)
        outbox.post(
            key=f"{prefix}{contact.pk}", contact=contact, kind=kind, payload=payload, expires=sitting.ends,
            spoken=spoken,
        )  # fmt: skip
    return len(missing)
