"""Guests whom no notice reaches: what changed is said to them at the door, whose page shows their cards' faces."""

from django.db.models import Q, QuerySet

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Booking, Untold

COMING = [Booking.Status.CONFIRMED, Booking.Status.WAITING]


def note(booking: Booking, *, kind: str) -> None:
    """Write into the caller's transaction that the guest does not know; a newer change makes it to be told again.

    A booking without a card has no face to look for.
    """
    if booking.guest:
        facts = {"noted": clock.now(), "told_at": None, "told_by": None}
        Untold.objects.update_or_create(booking=booking, kind=kind, defaults=facts)


def to_tell(canteen: Canteen) -> QuerySet[Untold]:
    """Who is still to be told at the door of today's and coming sittings, by sitting.

    Of who gave their seat back meanwhile nothing is left to say, unless the sitting was cancelled under them.
    """
    today = Q(booking__sitting__canteen=canteen, booking__sitting__day__gte=canteen.today())
    still = Q(kind="sitting_cancelled") | Q(booking__status__in=COMING)
    rows = Untold.objects.filter(today & still, told_at=None, booking__guest__isnull=False)
    return rows.select_related("booking__guest", "booking__sitting").order_by("booking__sitting__starts", "pk")


def tell(untold: Untold, *, by: User) -> None:
    """The guest knows now; a second time changes nothing."""
    Untold.objects.filter(pk=untold.pk, told_at=None).update(told_at=clock.now(), told_by=by)
