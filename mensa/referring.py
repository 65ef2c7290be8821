"""A referring body issues a card and books the first lunch: one act, done once however often it is sent."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from canteens.models import User
from guests.models import Guest, Referral, Referrer
from guests.referrals import refer
from guests.register import new_card
from mensa.booking import Door, book
from mensa.models import Booking, Sitting


class Issued(NamedTuple):
    """The referral with its new card, and the first booking, if one was wanted."""

    referral: Referral
    first: Booking | None


@transaction.atomic
def issue(
    referrer: Referrer,
    *,
    until: dt.date,
    review: dt.date | None = None,
    reference: str = "",
    language: str = "it",
    first: Sitting | None = None,
    party: int = 1,
    by: User | None = None,
    client_ref: UUID | None = None,
) -> Issued:
    """Give somebody `referrer` told of us a card, from today until `until`, and a place at the lunch `first`.

    All or nothing; the same `client_ref` again gets what it made the first time. Raises DaysNotPossible and what
    `book` raises.
    """
    Referrer.objects.select_for_update(no_key=True).get(pk=referrer.pk)  # a double click waits here
    if client_ref and (there := Referral.objects.filter(client_ref=client_ref, referrer=referrer).first()):
        return Issued(there, _first_of(there.guest))
    guest = new_card(referrer.canteen, language=language)
    said = {"until": until, "review": review, "reference": reference, "by": by, "client_ref": client_ref}
    referral = refer(referrer, guest=guest, **said)
    booking = book(first, guest=guest, party=party, door=Door.CALL) if first else None
    return Issued(referral, booking)


def _first_of(guest: Guest) -> Booking | None:
    found: Booking | None = guest.bookings.select_related("sitting__canteen").order_by("pk").first()
    return found
