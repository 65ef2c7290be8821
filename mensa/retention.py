"""What is old is forgotten on its own: for each rule of canteens.retention, what is due and how it goes.

Everything is safe to run at any time, twice, and at once: a row that has gone is no longer due.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from canteens import clock
from canteens.models import Canteen
from canteens.retention import Purpose, cutoff, cutoff_instant
from guests.models import Guest, Look
from guests.stored import histories
from mensa.erasure import erase
from mensa.models import Booking
from notices.models import KeptMail, Notice

CHUNK = 1000
NIGHT = range(5)
"""The local hours in which it is done: nobody books and the day's backup is still to come."""


class Step(NamedTuple):
    """What is due at a canteen for one purpose, and how it goes."""

    due: "Callable[[Canteen], QuerySet[Any]]"
    go: "Callable[[QuerySet[Any]], object]"


def due(canteen: Canteen) -> dict[str, int]:
    """How many rows would go now, by purpose."""
    return {purpose: step.due(canteen).count() for purpose, step in STEPS.items()}


def forget_old(canteen: Canteen) -> dict[str, int]:
    """Let go what is due; returns how many rows went, by purpose."""
    return {purpose: _forget(step, canteen) for purpose, step in STEPS.items()}


def _forget(step: Step, canteen: Canteen) -> int:
    rows = step.due(canteen)
    count = rows.count()
    step.go(rows)
    return count


def forget_at_night(canteen: Canteen) -> int:
    """The same within the canteen's night; outside it, nothing."""
    if clock.now().astimezone(canteen.tz).hour not in NIGHT:
        return 0
    return sum(forget_old(canteen).values())


def still_needed(day: dt.date) -> Q:
    """What keeps a card that is older than its day, beside bookings: a lunch that retention took from it, and a
    referral that ended, or was ended, no longer ago."""
    runs_on = Q(referrals__ended=None, referrals__until__gte=day) | Q(referrals__ended__gte=day)
    return Q(last_visit__gte=day) | runs_on


def _guests(canteen: Canteen) -> QuerySet[Guest]:
    """Made before the day, without a booking of that day or later, whatever became of it, and not needed otherwise."""
    day = cutoff(canteen, Purpose.GUEST)
    person = Q(guest=OuterRef("pk")) | Q(guest__merged_into=OuterRef("pk"))
    later = Booking.objects.filter(person, sitting__day__gte=day)
    old = Guest.objects.filter(canteen=canteen, merged_into=None, created__lt=cutoff_instant(canteen, Purpose.GUEST))
    # A null last visit keeps nobody: exclude() would lose it in three-valued logic.
    needed = Guest.objects.filter(still_needed(day), pk=OuterRef("pk"))
    return old.exclude(Exists(later)).exclude(Exists(needed)).order_by("pk")


def _erase_all(guests: QuerySet[Guest]) -> None:
    for guest in list(guests):
        erase(guest)


def _attendance(canteen: Canteen) -> QuerySet[Booking]:
    found: QuerySet[Booking] = Booking.objects.filter(
        sitting__canteen=canteen, sitting__day__lt=cutoff(canteen, Purpose.ATTENDANCE), guest__isnull=False
    )
    return found


def _unlink(bookings: QuerySet[Booking]) -> None:
    """Nobody's from now on, in history too; how many came, when, and how they booked stays."""
    while _unlink_some(bookings):
        pass


@transaction.atomic
def _unlink_some(bookings: QuerySet[Booking]) -> int:
    rows = bookings.select_for_update(of=("self",), no_key=True).order_by("pk")
    numbers = list(rows.values_list("pk", flat=True)[:CHUNK])
    old = Booking.objects.filter(pk__in=numbers)
    _keep_last_visit(old)
    old.update(guest=None)
    for history in histories():
        if history._meta.get_field("pgh_obj").related_model is Booking:
            history._base_manager.filter(pgh_obj__in=numbers, guest__isnull=False).update(guest=None)
    return len(numbers)


def _keep_last_visit(old: QuerySet[Booking]) -> None:
    """The card outlives its visits where it is kept for longer: one day of them is needed to know for how long."""
    days = old.filter(guest=OuterRef("pk")).order_by().values("guest").annotate(day=Max("sitting__day")).values("day")
    people = Guest.objects.filter(pk__in=old.values("guest"))
    people.update(last_visit=Greatest(F("last_visit"), Subquery(days)))  # PostgreSQL's passes over null


def _notices(canteen: Canteen) -> QuerySet[Notice]:
    """Neither to be sent any more nor sent of late."""
    at = cutoff_instant(canteen, Purpose.NOTICES)
    found: QuerySet[Notice] = Notice.objects.filter(Q(sent=None) | Q(sent__lt=at), canteen=canteen, expires__lt=at)
    return found


def _delete_notices(notices: QuerySet[Notice]) -> None:
    """Kept mails go with them; one without a notice, whose notice was deleted while it was on its way, by itself."""
    KeptMail.objects.filter(notice__in=notices).delete()
    notices.delete()


def _references(canteen: Canteen) -> QuerySet[Booking]:
    found: QuerySet[Booking] = Booking.objects.filter(
        sitting__canteen=canteen, sitting__day__lt=cutoff(canteen, Purpose.REFERENCES), client_ref__isnull=False
    )
    return found


def _pins(canteen: Canteen) -> QuerySet[Guest]:
    """A card on which somebody is trying right now is left for the next night."""
    at = cutoff_instant(canteen, Purpose.PINS)
    told = Q(wrong_pins__gt=0, locked_until=None) | Q(locked_until__lt=at)
    return Guest.objects.filter(told, canteen=canteen)


def _looks(canteen: Canteen) -> QuerySet[Look]:
    return Look.objects.filter(guest__canteen=canteen, day__lt=cutoff(canteen, Purpose.LOOKS))


STEPS: dict[str, Step] = {
    Purpose.GUEST: Step(_guests, _erase_all),
    Purpose.ATTENDANCE: Step(_attendance, _unlink),
    Purpose.NOTICES: Step(_notices, _delete_notices),
    Purpose.REFERENCES: Step(_references, lambda rows: rows.update(client_ref=None)),
    Purpose.PINS: Step(_pins, lambda rows: rows.update(wrong_pins=0, locked_until=None)),
    Purpose.LOOKS: Step(_looks, lambda rows: rows.delete()),
}
"""In this order: a guest who is erased has no attendance left to unlink."""
