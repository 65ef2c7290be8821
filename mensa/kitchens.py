"""A kitchen that can't cook for some days (it happened four times, DOMAIN 1.1): one action looks after every lunch.

Sittings are taken in the order of their numbers, each in a transaction of its own: what was done stays done, the same
action again does the rest, and everybody is told once.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, Sum

from canteens.models import Kitchen, KitchenClosure
from canteens.pattern import Pattern
from mensa import words
from mensa.booking import Kind, Status, locked, put
from mensa.models import Booking, Sitting
from mensa.patterns import usual_kitchen
from mensa.refusals import NotPossibleNow, SeatedAlready, StopNotPossible

Instead = KitchenClosure.Instead


@dataclass(frozen=True)
class Touched:
    """What a closing would touch: sittings that are open, and the people who have booked at them or wait."""

    sittings: list[Sitting]
    people: int


def close_kitchen(
    kitchen: Kitchen, *, first: dt.date, last: dt.date, reason: str, instead: str, to: Kitchen | None = None
) -> KitchenClosure:
    """Close a kitchen from `first` to `last`, both among them, and do `instead` with the lunches cooked there: cook
    them in the kitchen `to` (nobody needs to know), hand them out to take away, or cancel them, and tell who booked.

    Lunches of these days that are opened later follow (`kitchen_of`); one at which somebody sits already stays as it
    is. Raises StopNotPossible.
    """
    if last < first or last < kitchen.canteen.today() or (to is None) == (instead == Instead.MOVE) or to == kitchen:
        raise StopNotPossible
    closure, _ = KitchenClosure.objects.get_or_create(
        kitchen=kitchen, first=first, last=last, instead=instead, to=to, defaults={"reason": reason}
    )
    for sitting in touched(kitchen, first=first, last=last).sittings:
        _follow(sitting, closure)
    return closure


def touched(kitchen: Kitchen, *, first: dt.date, last: dt.date) -> Touched:
    """What a closing would touch. Two statements."""
    days = Q(day__gte=max(first, kitchen.canteen.today()), day__lte=last)
    rows = Sitting.objects.filter(days, kitchen=kitchen, status=Sitting.Status.OPEN).select_related("canteen")
    sittings = list(rows.order_by("pk"))
    coming = Booking.objects.filter(sitting__in=sittings, status__in=[Status.CONFIRMED, Status.WAITING])
    return Touched(sittings, coming.aggregate(people=Sum("party", default=0))["people"])


def _follow(sitting: Sitting, closure: KitchenClosure) -> None:
    from mensa.sittings import cancel  # which opens sittings in the kitchen that this module names

    if closure.instead == Instead.MOVE:
        cook_in(sitting, kitchen=closure.to)
    elif closure.instead == Instead.CANCEL:
        with suppress(NotPossibleNow):  # closed or cancelled meanwhile
            cancel(sitting, reason=closure.reason)
    elif sitting.at_table:
        with suppress(SeatedAlready, NotPossibleNow):
            hand_out(sitting, reason=closure.reason)


def cook_in(sitting: Sitting, *, kitchen: Kitchen | None) -> None:
    """Cook a sitting elsewhere; who eats has nothing to do about it."""
    Sitting.objects.filter(pk=sitting.pk).update(kitchen=kitchen)


@transaction.atomic
def hand_out(sitting: Sitting, *, reason: str) -> None:
    """Nobody sits at the table: every booked or waiting party has its meals to take away, and is told once.

    The meals to take away become as many as the room had seats more. Raises SeatedAlready once somebody sits there.
    """
    sitting = locked(sitting)
    if sitting.status != Sitting.Status.OPEN or not sitting.at_table:
        raise NotPossibleNow
    if sitting.bookings.filter(status=Status.SEATED, kind=Kind.SEAT).exists():
        raise SeatedAlready
    parties = list(sitting.bookings.live().exclude(kind=Kind.TAKEAWAY).select_related("guest__contact").order_by("pk"))
    missing = sum(booking.party for booking in parties if not booking.set_aside) - sitting.free_portions
    sitting.portions += max(sitting.seats, missing)
    sitting.reason = reason
    sitting.save(update_fields=["portions", "reason"])
    for booking in parties:
        booking.sitting = sitting
        put(booking, kind=Kind.TAKEAWAY, status=Status.CONFIRMED, set_aside=False)
        words.handed_out(booking, reason=reason)
    sitting.at_table = False
    sitting.save(update_fields=["at_table"])


@transaction.atomic
def lay_the_table(sitting: Sitting) -> None:
    """People sit down again. Meals promised to take away stay promised: whoever wants a seat books it."""
    sitting = locked(sitting)
    if sitting.status != Sitting.Status.OPEN or sitting.at_table:
        raise NotPossibleNow
    sitting.at_table, sitting.reason = True, ""
    sitting.save(update_fields=["at_table", "reason"])


def kitchen_of(pattern: Pattern, day: dt.date) -> tuple[Kitchen | None, KitchenClosure | None]:
    """Where a meal of a day is cooked, and what is done instead where it can't be: its usual kitchen, or the one that
    it moved to."""
    kitchen, seen = usual_kitchen(pattern), set()
    while kitchen and kitchen.pk not in seen:
        seen.add(kitchen.pk)
        closure = kitchen.closures.filter(first__lte=day, last__gte=day).select_related("to").last()
        if closure is None or closure.instead != Instead.MOVE:
            return kitchen, closure
        kitchen = closure.to
    return kitchen, None
