"""High chairs and places without steps: asked with a booking, counted for the door, and never a reason to say no."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal
from canteens.models import Role
from mensa.booking import is_over, locked_booking
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, constraint
from notices import outbox
from notices.staff import staff_contacts

HOLD = [Booking.Status.CONFIRMED, Booking.Status.SEATED]


class NeedsBeyondParty(Refusal):
    """A party of two does not need three high chairs."""

    code = "needs_beyond_party"
    message = _("Seggioloni e posti senza gradini sono al massimo uno a persona: siete in {party}.")
    status = 400


@dataclass(frozen=True)
class Needs:
    """What the parties of a sitting need, and what the room has."""

    high_chairs: int
    step_free: int
    high_chairs_here: int
    step_free_here: int

    @property
    def short(self) -> bool:
        """Whether more is asked for than the room has: a person looks for another chair, or asks the parties."""
        return self.high_chairs > self.high_chairs_here or self.step_free > self.step_free_here


def needs_of(sitting: Sitting) -> Needs:
    """The needs of those who hold a seat at `sitting`, beside the room's own stock."""
    held = sitting.bookings.filter(kind=Booking.Kind.SEAT, status__in=HOLD)
    sums = held.aggregate(high_chairs=Sum("high_chairs", default=0), step_free=Sum("step_free", default=0))
    canteen = sitting.canteen
    return Needs(**sums, high_chairs_here=canteen.high_chairs, step_free_here=canteen.step_free_places)


def ask(booking: Booking, *, high_chairs: int, step_free: int) -> Needs:
    """Note what the party needs. The seat stands whatever the room has; where it is short of something the
    coordinators are told. Returns the sitting's needs with this. Raises NeedsBeyondParty, NotPossibleNow.
    """
    with transaction.atomic():
        sitting, booking = locked_booking(booking)
        if is_over(sitting) or booking.status not in {Booking.Status.CONFIRMED, Booking.Status.WAITING}:
            raise NotPossibleNow
        booking.high_chairs, booking.step_free = high_chairs, step_free
        _save(booking)
        needs = needs_of(sitting)
        if needs.short and (high_chairs or step_free):
            _tell(sitting, booking, needs)
    return needs


def _save(booking: Booking) -> None:
    try:
        with transaction.atomic():
            booking.save(update_fields=["high_chairs", "step_free"])
    except IntegrityError as refused:
        if constraint(refused) == "needs_within_party":
            raise NeedsBeyondParty(party=booking.party) from refused
        raise


def _tell(sitting: Sitting, booking: Booking, needs: Needs) -> None:
    for contact in staff_contacts(sitting.canteen, Role.COORDINATOR):
        outbox.post(
            key=f"needs:{booking.pk}:{needs.high_chairs}:{needs.step_free}:{contact.pk}", contact=contact,
            kind="needs_short", expires=sitting.ends,
            payload={
                "at": sitting.starts.isoformat(), "high_chairs": needs.high_chairs, "step_free": needs.step_free,
                "high_chairs_here": needs.high_chairs_here, "step_free_here": needs.step_free_here,
            },
        )  # fmt: skip
