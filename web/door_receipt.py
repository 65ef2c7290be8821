"""What was just given at the door, shown once more after the redirect: a sealed address, good for ten minutes.

A card's PIN stands on that page, so a door phone must not reach it by counting bookings up.
"""

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404

from mensa.models import Booking
from web.door_access import DoorRequest

SALT = "door-receipt"
TEN_MINUTES = 600


def sealed(booking: Booking, *, new_card: bool) -> str:
    """The booking, as part of an address; the PIN is only for whoever was given the card just now."""
    return signing.dumps([booking.pk, new_card], salt=SALT)


def unsealed(request: DoorRequest, seal: str) -> tuple[Booking, bool]:
    """The booking behind such an address and whether its card is new; 404 for any other or older address."""
    try:
        pk, new_card = signing.loads(seal, salt=SALT, max_age=TEN_MINUTES)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    rows = Booking.objects.filter(sitting__canteen=request.doorway.canteen)
    return get_object_or_404(rows.select_related("guest", "sitting__canteen"), pk=pk), new_card
