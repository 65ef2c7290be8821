"""Forgetting a guest: whoever asks, by whichever door, and after a backup came back. Counts stay, without a person."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet

from canteens import clock
from guests import tombstones
from guests.models import Guest
from guests.stored import histories
from mensa.booking import Status, cancel
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow
from notices.models import Contact, KeptMail


def erase(guest: Guest) -> None:
    """Forget the guest for good, with every card that was merged into this one.

    Coming bookings are given back first, so that the waiting list moves up; past ones stay as counts, in history too;
    card, consents, contact, messages and who looked are deleted.

    What is left is a tombstone with the card's number. Erasing twice changes nothing.
    """
    for number in [*guest.merged.values_list("pk", flat=True), guest.pk]:
        while not _erased(number):
            pass  # a booking of this very guest came in between: give it back as well


@transaction.atomic
def _erased(number: int) -> bool:
    """Sittings before the guest, as in every booking: a card that was locked first would wait for a booking that
    waits for the card."""
    for booking in _coming(number):
        with suppress(NotPossibleNow):  # seated, or its sitting cancelled, a moment ago
            cancel(booking)
    guest = Guest.objects.select_for_update().filter(pk=number).first()
    if guest is None:
        return True
    if _coming(number).exists():
        transaction.set_rollback(True)
        return False
    _take_out(guest)
    return True


def _coming(number: int) -> QuerySet[Booking]:
    rows = Booking.objects.filter(
        guest=number, status__in=[Status.CONFIRMED, Status.WAITING], sitting__status=Sitting.Status.OPEN,
        sitting__ends__gt=clock.now(),
    )  # fmt: skip
    found: QuerySet[Booking] = rows.select_related("guest", "sitting__canteen").order_by("sitting_id", "pk")
    return found


def _take_out(guest: Guest) -> None:
    number, contact = guest.pk, guest.contact
    Booking.objects.filter(guest=number).update(guest=None, client_ref=None, device=None)
    for history in histories():
        history._base_manager.filter(guest=number).update(guest=None)
    if contact:
        KeptMail.objects.filter(to=contact.email).exclude(to="").delete()
        Contact.objects.filter(pk=contact.pk).delete()
    Guest.objects.filter(pk=number).delete()
    tombstones.write(number, clock.now())


def erase_again(erasures: Iterable[tuple[int, dt.datetime]]) -> int:
    """Erase whom an older backup brought back; returns how many. A card made after the erasure that bears the same
    number, since a restored database counts on from the past, is somebody else's and stays."""
    again = 0
    for number, erased in erasures:
        tombstones.write(number, erased)
        guest = Guest.objects.filter(pk=number, created__lt=erased).first()
        if guest:
            erase(guest)
            again += 1
    return again
