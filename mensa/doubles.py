"""Two bookings of one person at one sitting, on two cards that were merged since: a person decides which one stays."""

from itertools import groupby

from canteens import clock
from guests.models import Guest
from mensa.models import Booking


def doubles(guest: Guest) -> list[list[Booking]]:
    """The sittings still to come at which the person's cards hold more than one booking, each with its bookings.

    None is cancelled by itself: a family may have meant both.
    """
    rows = Booking.objects.of(guest).live().filter(sitting__ends__gt=clock.now())
    rows = rows.select_related("guest", "sitting__canteen").order_by("sitting__starts", "sitting_id", "pk")
    by_sitting = [list(found) for _key, found in groupby(rows, key=lambda booking: booking.sitting_id)]
    return [found for found in by_sitting if len(found) > 1]
