"""What a coordinator is asked to look at today, about seats."""

from dataclasses import dataclass

from django.db.models import Q, Sum

from canteens.models import Canteen
from mensa.models import Booking, Sitting
from notices.models import Notice

Status = Booking.Status


@dataclass(frozen=True)
class People:
    """The guests of a sitting beside its counters: who came, and who waits. Persons, not bookings."""

    came: int
    waiting: int


def people(sitting: Sitting) -> People:
    """Who came to `sitting` (at the table or for takeaway) and who waits for a seat."""
    guests = sitting.bookings.exclude(kind=Booking.Kind.TABLE_VOLUNTEER)
    sums = guests.aggregate(
        came=Sum("came", filter=Q(status=Status.SEATED), default=0),
        waiting=Sum("party", filter=Q(status=Status.WAITING), default=0),
    )
    return People(**sums)


def unclosed(canteen: Canteen) -> list[Sitting]:
    """Sittings of past days whose attendance nobody closed, oldest first."""
    rows = Sitting.objects.filter(canteen=canteen, day__lt=canteen.today(), status=Sitting.Status.OPEN)
    return list(rows.order_by("day"))


def counters_differ(canteen: Canteen) -> bool:
    """Whether today's check (mensa.check) found a counter that is not the sum of its bookings."""
    key = f"counters:{canteen.today()}:"
    return Notice.objects.filter(canteen=canteen, key__startswith=key).exists()
