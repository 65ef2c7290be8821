"""What was just given at the door, shown once more after the redirect: a sealed address, good for ten minutes.

A card's PIN stands on that page, so a door phone must not reach it by counting bookings up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404

from mensa.models import Booking, Sitting
from mensa.several import Answer
from web.door_access import DoorRequest

SALT = "door-receipt"
TEN_MINUTES = 600


@dataclass(frozen=True)
class Given:
    """The first booking that was made, whether its card is new, those of other days, and the days that took none."""

    booking: Booking
    new_card: bool
    others: list[Booking]
    shut: list[Sitting]


def sealed(booking: Booking, *, new_card: bool, days: Sequence[Answer] = ()) -> str:
    """What was given, as part of an address; the PIN is only for whoever was given the card just now."""
    others = [day.booking.pk for day in days if day.booking and day.booking.pk != booking.pk]
    shut = [day.sitting.pk for day in days if not day.booking]
    return signing.dumps([booking.pk, new_card, others, shut], salt=SALT)


def unsealed(request: DoorRequest, seal: str) -> Given:
    """What stands behind such an address; 404 for any other or older one."""
    try:
        pk, new_card, others, shut = signing.loads(seal, salt=SALT, max_age=TEN_MINUTES)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    here = request.doorway.canteen
    rows = Booking.objects.filter(sitting__canteen=here).select_related("guest", "sitting__canteen")
    days = Sitting.objects.filter(canteen=here, pk__in=shut).order_by("starts")
    more = rows.filter(pk__in=others).order_by("sitting__starts")
    return Given(get_object_or_404(rows, pk=pk), new_card, list(more), list(days))
