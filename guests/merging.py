"""Two cards of one person: one is merged into the other, and may be parted from it again.

Nothing moves. The merged card keeps its bookings, and whoever asks for the person's reads those of both (`cards_of`);
parting clears one column, and each has its own again. What holds a card to book on asks `survivor` first.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal
from guests.models import Guest


class MergeNotPossible(Refusal):
    """One of the cards is merged already, or they are the same card, or of two canteens."""

    code = "merge_not_possible"
    message = _("Queste due carte non si possono unire così: una è già unita a un'altra. Prima separala.")


def survivor(guest: Guest) -> Guest:
    """The card that its person goes on with: itself, or the one it was merged into. There is never a third."""
    return guest.merged_into or guest


def cards_of(guest: Guest) -> QuerySet[Guest]:
    """Every card of the person whose surviving card `guest` is."""
    return Guest.objects.filter(Q(pk=guest.pk) | Q(merged_into=guest.pk))


def merge(guest: Guest, *, into: Guest) -> None:
    """Let `guest`'s person go on with the card `into`; a second time changes nothing.

    Both rows are locked in the order of their numbers: two volunteers who merge the same cards the other way round
    wait for each other, and the database's guard answers the second. Raises MergeNotPossible.
    """
    try:
        with transaction.atomic():
            _lock(guest, into)
            Guest.objects.filter(pk=guest.pk).update(merged_into=into)
    except IntegrityError as refused:
        raise MergeNotPossible from refused
    guest.merged_into = into


def part(guest: Guest) -> None:
    """Undo a merge: the two are cards of their own again, each with its bookings."""
    Guest.objects.filter(pk=guest.pk).update(merged_into=None)
    guest.merged_into = None


def _lock(*guests: Guest) -> None:
    rows = Guest.objects.filter(pk__in=[guest.pk for guest in guests]).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
