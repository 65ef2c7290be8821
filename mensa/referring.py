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
    """The referral, its new card, and the first booking, if one was wanted."""

    referral: Referral
    guest: Guest
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
    if client_ref and (there := referrer.referrals.filter(client_ref=client_ref).select_related("guest").first()):
        return _issued(there)
    guest = new_card(referrer.canteen, language=language)
    referral = refer(
        referrer, guest=guest, until=until, review=review, reference=reference, by=by, client_ref=client_ref
    )
    booking = book(first, guest=guest, party=party, door=Door.CALL) if first else None
    return Issued(referral, guest, booking)


def _issued(referral: Referral) -> Issued:
    guest = referral.guest
    assert guest is not None  # noqa: S101 - a forgotten guest's referral has no reference to be found by
    first = guest.bookings.select_related("guest", "sitting__canteen").order_by("pk").first()
    return Issued(referral, guest, first)
