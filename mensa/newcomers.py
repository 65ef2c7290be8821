"""Somebody new at the door: they eat at once, on a temporary card, and are asked nothing (DOMAIN 1.3)."""

from uuid import UUID

from django.db import transaction

from guests.models import Guest
from guests.talks import begin, temporary_card
from mensa.booking import locked, own_booking
from mensa.door import walk_in
from mensa.models import Booking, Sitting


@transaction.atomic
def welcome(
    sitting: Sitting,
    *,
    party: int = 1,
    language: str = "it",
    card: Guest | None = None,
    client_ref: UUID | None = None,
) -> Booking:
    """Seat a party that is here for the first time. It gets a temporary card: a new one, or `card`, printed ahead.

    A double tap with one `client_ref` is one card and one seat. A printed card that is somebody's already (it has
    booked before, or was referred) stays as it is. Raises SittingFull: then no card was given either.
    """
    if card and not (card.bookings.exists() or card.referrals.exists()):
        begin(card)  # before the sitting is locked: an address that is just being kept holds guest, then sittings
    fresh = locked(sitting)
    if mine := own_booking(fresh, guest=None, client_ref=client_ref):
        return mine
    guest = card or temporary_card(fresh.canteen, language=language)
    return walk_in(fresh, party=party, client_ref=client_ref, guest=guest)
