"""A lunch that fails its guests (called off, moved, to take away) and the day they can go to instead, by one tap."""

from django.db import transaction

from mensa.alternatives import next_seat
from mensa.booking import Status, book, cancel, locked
from mensa.models import Booking, Sitting
from mensa.patterns import pattern_of
from mensa.refusals import NoOtherDay

HELD = {Status.CONFIRMED, Status.WAITING}


def other_day(booking: Booking) -> Sitting | None:
    """Where the party could eat instead, if its lunch fails it; None where it does not, or no later day has room."""
    sitting = booking.sitting
    fails = sitting.status == Sitting.Status.CANCELLED or not sitting.at_table or _moved(sitting)
    return next_seat(sitting.canteen, party=booking.party, after=sitting.day) if fails else None


def take_other_day(booking: Booking) -> Booking:
    """Book the other day's seats for the same guest and party, and give back what is held of the lunch that failed.

    Both or nothing: a sure meal is not given up for a place in a line. A second tap gets the same booking
    while the day has room. Raises NoOtherDay where its seats have gone meanwhile.
    """
    other = other_day(booking)
    if other is None:
        raise NoOtherDay
    with transaction.atomic():
        for sitting in sorted([other, booking.sitting], key=lambda one: one.pk):
            locked(sitting)
        taken = book(other, guest=booking.guest, party=booking.party)
        if taken.status == Status.WAITING:
            raise NoOtherDay
        if booking.status in HELD and booking.sitting.status == Sitting.Status.OPEN:
            cancel(booking)
        return taken


def _moved(sitting: Sitting) -> bool:
    """Whether it begins at another hour than its meal does."""
    return sitting.starts != sitting.canteen.instant(sitting.day, pattern_of(sitting).starts)
