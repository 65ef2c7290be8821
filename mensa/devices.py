"""Many bookings of one phone: shown to a coordinator, and freed at once. Nobody is barred: they may book again.

The mark is random and the phone's own (`web.guest_phone`); whoever clears it is a new phone. So it finds who books
for twenty by mistake or as a joke, and nobody who wants to hide. A shelter books for many too: a person decides.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from canteens import clock
from canteens.models import Canteen
from mensa.booking import cancel
from mensa.models import Booking, BookingQuerySet, Sitting
from mensa.refusals import NotPossibleNow

MANY = 3
"""Up to so many coming bookings of one phone nobody is asked to look at: a family that books its week."""
KEPT = dt.timedelta(days=3)
"""So long after a sitting it is known which phone booked it: until the Monday after a Friday."""
COMING = [Booking.Status.CONFIRMED, Booking.Status.WAITING]


@dataclass(frozen=True)
class Phone:
    """The coming bookings of one phone at a canteen, by day; one of them stands for it in addresses."""

    bookings: list[Booking]

    @property
    def people(self) -> int:
        """How many seats they ask for."""
        return sum(booking.party for booking in self.bookings)


def phones(sitting: Sitting, *, many: int = MANY) -> list[Phone]:
    """The phones that booked this sitting and hold more than `many` coming bookings at its canteen, most first."""
    here = sitting.bookings.filter(status__in=COMING, device__isnull=False).values("device")
    rows = coming(sitting.canteen).filter(device__in=here)
    marks = rows.values("device").annotate(n=Count("pk")).filter(n__gt=many).order_by("-n", "device")
    return [Phone(_by_day(rows.filter(device=mark["device"]))) for mark in marks]


def of_phone(booking: Booking) -> Phone:
    """The coming bookings of the phone that made `booking`; none where that is not known (any more)."""
    rows = coming(booking.sitting.canteen).filter(device=booking.device) if booking.device else Booking.objects.none()
    return Phone(_by_day(rows))


def coming(canteen: Canteen) -> BookingQuerySet:
    """Bookings that still hold or hope for a seat at a sitting that is not over."""
    return Booking.objects.filter(sitting__canteen=canteen, sitting__ends__gt=clock.now(), status__in=COMING)


def _by_day(rows: BookingQuerySet) -> list[Booking]:
    return list(rows.select_related("guest", "sitting__canteen").order_by("sitting__starts", "pk"))


@transaction.atomic
def free(phone: Phone) -> list[Booking]:
    """Give every one of these bookings back, in one transaction: unsent notices are withdrawn, the waiting lists move
    up. Returns those freed; what somebody seated or gave back meanwhile stays as it is.

    The sittings are locked in the order of their numbers, before any booking, as everywhere.
    """
    freed = []
    for booking in sorted(phone.bookings, key=lambda one: (one.sitting_id, one.pk)):
        try:
            with transaction.atomic():
                freed.append(cancel(booking))
        except NotPossibleNow:
            continue
    return freed


def forget() -> int:
    """Forget which phone booked what is over since `KEPT`; returns how many bookings lost their mark."""
    over = Q(sitting__ends__lt=clock.now() - KEPT)
    return int(Booking.objects.filter(over, device__isnull=False).update(device=None))
