"""Special plates: what part of a party does not eat, whether the kitchen can, and when it is forgotten.

The kitchen decides plate by plate or kind by kind; the guest reads it on the ticket and in the reminder of the evening
before, which says how many and never what: a letter is read over a shoulder.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen
from guests import diets
from guests.models import Consent, Guest
from guests.needs import Need, in_words
from mensa import words
from mensa.booking import is_over, locked, locked_booking
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, constraint
from mensa.special_plates import SpecialPlate

Answer, Status = SpecialPlate.Answer, Booking.Status
BEYOND = {"plates_within_party", "plate_of_one_or_more"}


class ConsentNeeded(Refusal):
    """What somebody does not eat is kept only with their explicit yes (GDPR art. 9)."""

    code = "consent_needed"
    message = _("Serve il tuo sì. Se non vuoi, non scriviamo niente: il menu dice che cosa c'è nei piatti.")
    status = 400


class NothingSaid(Refusal):
    """A special plate without a word of what is not eaten."""

    code = "no_need_named"
    message = _("Tocca almeno una cosa.")
    status = 400


class MorePlatesThanPeople(Refusal):
    """A party has as many plates as people."""

    code = "more_plates_than_people"
    message = _("I piatti speciali sono più delle persone: siete in {party}.")
    status = 400


@dataclass(frozen=True)
class Kind:
    """Plates of one sitting that avoid the same, and how many of them are answered how."""

    needs: tuple[str, ...]
    people: int
    confirmed: int
    not_possible: int

    @property
    def open(self) -> int:
        """Those that nobody has decided yet."""
        return self.people - self.confirmed - self.not_possible

    @property
    def words(self) -> str:
        """What is avoided, in the active language."""
        return in_words(self.needs)


def ask(
    booking: Booking, *, needs: Iterable[str], people: int = 1, agreed: bool, remember: bool = False
) -> SpecialPlate:
    """Ask for `people` plates of the party that avoid `needs`, with the guest's yes; `remember` keeps it as usual.

    Raises NothingSaid, ConsentNeeded, MorePlatesThanPeople, NotPossibleNow.
    """
    said = diets.in_order(needs)
    if not said:
        raise NothingSaid
    if not agreed:
        raise ConsentNeeded
    with transaction.atomic():
        booking, guest = _theirs(booking)
        plate = _written(booking, needs=said, people=people)
        diets.agree(guest)
        if remember:
            diets.remember(guest, needs=said)
        words.plates_changed(booking)
    return plate


def _written(booking: Booking, *, needs: list[str], people: int) -> SpecialPlate:
    try:
        with transaction.atomic():
            plate, new = SpecialPlate.objects.get_or_create(
                booking=booking, needs=needs, answer=Answer.OPEN, defaults={"people": people}
            )
            if not new:
                plate.people += people
                plate.save(update_fields=["people"])
            return plate
    except IntegrityError as refused:
        if constraint(refused) in BEYOND:
            raise MorePlatesThanPeople(party=booking.party) from refused
        raise


def take_back(booking: Booking, *, plate: int) -> None:
    """One of the party's plates is an ordinary one after all; a second time changes nothing."""
    with transaction.atomic():
        booking, guest = _theirs(booking)
        booking.plates.filter(pk=plate).delete()
        words.plates_changed(booking)
        _end_consents(Guest.objects.filter(pk=guest.pk))


def withdraw(guest: Guest) -> None:
    """The guest takes the yes back: the usual plate and every plate asked for go, on all bookings."""
    with transaction.atomic():
        coming = Sitting.objects.filter(bookings__guest=guest, bookings__plates__isnull=False)
        list(Sitting.objects.filter(pk__in=coming).order_by("pk").select_for_update(no_key=True))
        bookings = list(guest.bookings.filter(plates__isnull=False).distinct().select_related("sitting__canteen"))
        SpecialPlate.objects.filter(booking__guest=guest).delete()
        for booking in bookings:
            booking.guest = guest
            words.plates_changed(booking)
        diets.forget(guest)


def _theirs(booking: Booking) -> tuple[Booking, Guest]:
    sitting, booking = locked_booking(booking)
    if is_over(sitting) or booking.guest is None or booking.status not in {Status.CONFIRMED, Status.WAITING}:
        raise NotPossibleNow
    return booking, booking.guest


def kinds(sitting: Sitting) -> list[Kind]:
    """The special plates to cook for `sitting` as counts: the kitchen's view, without anybody in it."""
    found: dict[tuple[str, ...], list[SpecialPlate]] = {}
    for plate in SpecialPlate.objects.to_cook(sitting):
        found.setdefault(tuple(plate.needs), []).append(plate)
    order = list(Need)
    rows = [Kind(needs, _people(of), _people(of, Answer.CONFIRMED), _people(of, Answer.NOT_POSSIBLE))
            for needs, of in found.items()]  # fmt: skip
    return sorted(rows, key=lambda kind: (-kind.people, [order.index(Need(need)) for need in kind.needs]))


def _people(plates: Iterable[SpecialPlate], answer: str = "") -> int:
    return sum(plate.people for plate in plates if not answer or plate.answer == answer)


def to_label(sitting: Sitting) -> list[SpecialPlate]:
    """The special plates one by one with the card they belong to, in the order of cards; those refused are none."""
    rows = SpecialPlate.objects.to_cook(sitting).exclude(answer=Answer.NOT_POSSIBLE)
    return [plate for plate in rows.select_related("booking__guest") for _one in range(plate.people)]


@transaction.atomic
def answer(sitting: Sitting, *, possible: bool, needs: Sequence[str] = (), plate: int | None = None) -> int:
    """Say *confermato* or *questa volta no* to one plate row, or to all of one kind; returns how many rows changed.

    Whoever asked is told: in the reminder of the evening before, or at once where that has gone. Raises NotPossibleNow.
    """
    sitting = locked(sitting)
    if is_over(sitting):
        raise NotPossibleNow
    rows = SpecialPlate.objects.to_cook(sitting)
    rows = rows.filter(pk=plate) if plate else rows.filter(needs=diets.in_order(needs))
    said = Answer.CONFIRMED if possible else Answer.NOT_POSSIBLE
    changed = list(rows.exclude(answer=said).select_related("booking__guest__contact"))
    SpecialPlate.objects.filter(pk__in=[row.pk for row in changed]).update(answer=said)
    for booking in {row.booking_id: row.booking for row in changed}.values():
        booking.sitting = sitting
        words.plates_changed(booking, answered=True)
    return len(changed)


def unanswered(canteen: Canteen) -> list[tuple[Sitting, int]]:
    """Today's and tomorrow's sittings with plates that nobody has decided, and how many."""
    last = canteen.today() + dt.timedelta(days=1)
    coming = Sitting.objects.coming(canteen).filter(day__lte=last)
    rows = [(sitting, sum(kind.open for kind in kinds(sitting))) for sitting in coming if not is_over(sitting)]
    return [(sitting, count) for sitting, count in rows if count]


def forget(canteen: Canteen) -> int:
    """Forget, from the day after, what was asked for a sitting; returns how many rows went. Safe twice.

    The yes ends with the last of it, unless the guest asked us to remember the usual plate.
    """
    past = Booking.objects.filter(sitting__canteen=canteen, sitting__day__lt=canteen.today())
    gone, _rows = SpecialPlate.objects.filter(booking__in=past).delete()
    needs = past.exclude(high_chairs=0, step_free=0).update(high_chairs=0, step_free=0)
    _end_consents(Guest.objects.filter(canteen=canteen))
    return int(gone) + int(needs)


def _end_consents(guests: QuerySet[Guest]) -> None:
    asked = SpecialPlate.objects.filter(booking__guest=OuterRef("guest"))
    Consent.objects.filter(
        ~Exists(asked), guest__in=guests, guest__usual_plate=None, purpose=Consent.Purpose.PLATES, withdrawn=None
    ).update(withdrawn=clock.now())
