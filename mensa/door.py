"""The door at noon: who came, who just arrives, and nobody who is sent away.

A full room never means no: to take away, to wait with the meal set aside, or one more chair up to the room's limit.
"""

from uuid import UUID

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from guests.models import Guest
from guests.register import new_card
from mensa.booking import Door, Kind, Status, check_party, locked, locked_booking, own_booking, promote, put
from mensa.models import Booking, Sitting
from mensa.refusals import (
    FULL,
    NO_TABLE,
    NoTakeawayLeft,
    NotPossibleNow,
    RoomFull,
    SittingFull,
    TakeawayOnly,
    TooEarly,
    UnusualTotal,
    constraint,
)

COMES = {Status.CONFIRMED, Status.WAITING, Status.SEATED, Status.RELEASED}


class ChairReason(models.TextChoices):
    """Why a chair was added, as the sitting's history keeps it."""

    FAMILY = "family", _("una famiglia resta insieme")
    CHILD = "child", _("un bambino piccolo")
    TIRED = "tired", _("non può aspettare in piedi")
    COLD = "cold", _("fuori fa freddo")
    OTHER = "other", _("altro")


def door_list(sitting: Sitting, *, query: str = "") -> list[Booking]:
    """Who is expected, waits or came, by card number; `query` is a number, part of a code, a pictogram or an alias."""
    everybody = sitting.bookings.filter(status__in=COMES).exclude(kind=Kind.TABLE_VOLUNTEER)
    rows = everybody.select_related("guest__merged_into").prefetch_related("plates").order_by("guest__code", "pk")
    wanted = query.strip().casefold()
    return [booking for booking in rows if not wanted or _matches(booking, wanted)]


def _matches(booking: Booking, wanted: str) -> bool:
    guest = booking.guest
    if guest is None:
        return False
    return any(_shows(card, wanted) for card in (guest, guest.merged_into) if card)


def _shows(guest: Guest, wanted: str) -> bool:
    if wanted.replace(" ", "").isdecimal():
        digits = "".join(str(int(digit)) for digit in wanted if digit.isdecimal())
        return guest.code.startswith(digits)
    named = (guest.face.word, guest.face.pictogram, guest.face.colour_word, guest.alias)
    return any(name.casefold().startswith(wanted) for name in named if name)


@transaction.atomic
def seat(booking: Booking, *, came: int | None = None) -> Booking:
    """Seat a party that came, or the part of it that did; tapping again with another number corrects it.

    Whoever waited, or lost the seat at the release hour, is seated like somebody who just arrives: on a free seat,
    and after the release hour on one that nobody claimed. A tap without a number on a party that is seated already
    (two phones, one of them with an old list) changes nothing. Raises SittingFull, NotPossibleNow, TooEarly.
    """
    sitting, booking = locked_booking(booking)
    check_day(sitting)
    return sit_down(sitting, booking, came=came)


def sit_down(sitting: Sitting, booking: Booking, *, came: int | None) -> Booking:
    """The same on any day, for whoever holds the sitting's lock. Raises SittingFull, NotPossibleNow."""
    if came is None and booking.status == Status.SEATED:
        return booking
    came = booking.party if came is None else came
    if booking.status not in COMES or not 1 <= came <= booking.party:
        raise NotPossibleNow
    facts: dict[str, object] = {"status": Status.SEATED, "came": came, "set_aside": False}
    if booking.status == Status.WAITING:
        facts |= {"door": Door.WALK_IN, "kind": Kind.SEAT}
    if booking.status != Status.CONFIRMED:
        make_room(sitting, came - booking.came)
    return _placed(booking, **facts)


@transaction.atomic
def undo(booking: Booking) -> Booking:
    """Take back a seating: the booking is again what its history says it was; a walk-in was never there.

    Raises NotPossibleNow where nothing is seated, SittingFull where the booked seat has been given since.
    """
    sitting, booking = locked_booking(booking)
    if booking.status != Status.SEATED or sitting.status != Sitting.Status.OPEN:
        raise NotPossibleNow
    before = booking.events.exclude(status=Status.SEATED).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    if before is None:
        return _placed(booking, status=Status.CANCELLED, came=0)
    own = booking.came if booking.kind == Kind.TAKEAWAY else 0  # the meals it gives back are the first it may keep
    aside = before.status == Status.WAITING and sitting.free_portions + own >= booking.party
    return _placed(  # whoever came once is no stranger: its seat need not fit into the share of new cards again
        booking, status=before.status, kind=before.kind, door=before.door, came=0, set_aside=aside, anonymous=False
    )


def walk_in(sitting: Sitting, *, party: int = 1, client_ref: UUID | None = None, guest: Guest | None = None) -> Booking:
    """Seat somebody who just arrives: without a name, or on the card that was shown. A double tap with one
    `client_ref` seats once, and a card that has a seat already keeps that.

    After the printed release hour a full sitting cedes the oldest unclaimed booking's seats in the same transaction:
    no timer, no fault. Raises SittingFull, TooEarly.
    """
    return _arrive(sitting, party=party, client_ref=client_ref, kind=Kind.SEAT, guest=guest)


def one_more_chair(
    sitting: Sitting,
    *,
    reason: str,
    party: int = 1,
    booking: Booking | None = None,
    guest: Guest | None = None,
    client_ref: UUID | None = None,
) -> Booking:
    """Add chairs to this sitting and seat whoever stands there: `booking`'s party, or `party` people as they come.

    Up to the room's limit, with who and why in history; none is added where a seat is free. Raises RoomFull.
    """
    with transaction.atomic(), pghistory.context(reason=reason):
        fresh = locked(sitting)
        if mine := own_booking(fresh, guest=None, client_ref=client_ref):
            return mine
        if booking and fresh.bookings.filter(pk=booking.pk, status__in=[Status.CONFIRMED, Status.SEATED]).exists():
            return seat(booking)  # it holds its seats already, or this is a double tap
        add_chairs(fresh, booking.party if booking else party)
        if booking:
            return seat(booking)
        return _arrive(fresh, party=party, guest=guest, client_ref=client_ref, kind=Kind.SEAT)


def add_chairs(sitting: Sitting, party: int) -> None:
    """As many as are missing for `party`, for whoever holds the sitting's lock. Raises RoomFull."""
    missing = party - sitting.free
    if missing <= 0:
        return
    if sitting.seats + missing > sitting.room:
        raise RoomFull(limit=sitting.room)
    sitting.seats += missing
    sitting.save(update_fields=["seats"])


def takeaway(sitting: Sitting, *, party: int = 1, client_ref: UUID | None = None) -> Booking:
    """Hand meals to take away to somebody who just arrives. Raises NoTakeawayLeft, TooEarly."""
    return _arrive(sitting, party=party, client_ref=client_ref, kind=Kind.TAKEAWAY)


@transaction.atomic
def take_instead(booking: Booking) -> Booking:
    """Hand a booked or waiting party its meals to take away; the seats it held are free. Raises NoTakeawayLeft."""
    sitting, booking = locked_booking(booking)
    check_day(sitting)
    if booking.status not in {Status.CONFIRMED, Status.WAITING, Status.RELEASED}:
        raise NotPossibleNow
    taken = _placed(booking, kind=Kind.TAKEAWAY, status=Status.SEATED, came=booking.party, set_aside=False)
    promote(sitting)
    return taken


def wait_at_door(sitting: Sitting, *, party: int = 1, language: str = "it", client_ref: UUID | None = None) -> Booking:
    """Put a party that stands there on the waiting list with a card of its own: the meal is sure, set aside.

    Raises NoTakeawayLeft where its meals could not be promised.
    """
    check_party(sitting, party)
    with transaction.atomic():
        fresh = locked(sitting)
        if mine := own_booking(fresh, guest=None, client_ref=client_ref):
            return mine
        check_day(fresh)
        if fresh.free_portions < party:
            raise NoTakeawayLeft
        now = clock.now()
        guest = new_card(fresh.canteen, language=language)
        return Booking.objects.create(
            sitting=fresh, guest=guest, party=party, door=Door.WALK_IN, status=Status.WAITING,
            set_aside=True, client_ref=client_ref, created=now, changed=now,
        )  # fmt: skip


def close(sitting: Sitting, *, total: int | None = None, confirm: bool = False) -> Sitting:
    """Close the attendance. Whoever booked and did not come is NO_SHOW only where the door was ticked; where nobody
    was ticked, or only the `total` was counted, nothing is known of them: NOT_RECORDED.

    A total of more than the room and its takeaway hold (199 typed for 19) is asked again: `confirm`. Raises
    UnusualTotal, TooEarly before the release hour, NotPossibleNow for a sitting that is not open.
    """
    with transaction.atomic():
        fresh = locked(sitting)
        if fresh.status != Sitting.Status.OPEN:
            raise NotPossibleNow
        if not fresh.released:
            raise TooEarly
        if total is not None and total > fresh.room_limit + fresh.portions and not confirm:
            raise UnusualTotal(total=total)
        guests = fresh.bookings.exclude(kind=Kind.TABLE_VOLUNTEER)  # who helps says nothing of who was ticked
        ticked = total is None and guests.filter(status=Status.SEATED).exists()
        missing = Status.NO_SHOW if ticked else Status.NOT_RECORDED
        fresh.bookings.filter(status=Status.CONFIRMED).update(status=missing, changed=clock.now())
        fresh.status, fresh.counted = Sitting.Status.CLOSED, total
        fresh.save(update_fields=["status", "counted"])
    return fresh


def _arrive(sitting: Sitting, *, party: int, client_ref: UUID | None, kind: str, guest: Guest | None = None) -> Booking:
    check_party(sitting, party)
    try:
        with transaction.atomic():
            fresh = locked(sitting)
            check_day(fresh)
            mine = own_booking(fresh, guest=guest, client_ref=client_ref)
            if mine and guest and mine.guest_id == guest.pk:
                return sit_down(fresh, mine, came=None)
            if kind == Kind.SEAT and not mine:
                make_room(fresh, party)
            return came_in(fresh, party=party, kind=kind, guest=guest, client_ref=client_ref)
    except IntegrityError as refused:
        guard = constraint(refused)
        mine = own_booking(sitting, guest=None, client_ref=client_ref)
        if guard == "one_booking_a_reference" and mine:
            return mine
        raise _refusal(guard) or refused from refused


def came_in(
    sitting: Sitting,
    *,
    party: int,
    kind: str = Kind.SEAT,
    guest: Guest | None = None,
    client_ref: UUID | None = None,
) -> Booking:
    """Write down people who came without a booking, for whoever holds the sitting's lock; the database counts."""
    now = clock.now()
    written: Booking = Booking.objects.create(
        sitting=sitting, guest=guest, party=party, came=party, kind=kind, status=Status.SEATED, door=Door.WALK_IN,
        client_ref=client_ref, created=now, changed=now,
    )  # fmt: skip
    return written


def _placed(booking: Booking, **facts: object) -> Booking:
    try:
        with transaction.atomic():
            put(booking, **facts)
    except IntegrityError as refused:
        raise _refusal(constraint(refused)) or refused from refused
    return booking


def _refusal(guard: str) -> Refusal | None:
    refusals: dict[str, type[Refusal]] = {
        **dict.fromkeys(FULL, SittingFull),
        NO_TABLE: TakeawayOnly,
        "takeaway_within_portions": NoTakeawayLeft,
        "one_live_booking": NotPossibleNow,  # ceded, and booked anew meanwhile: the newer booking is the one to seat
    }
    return refusals[guard]() if guard in refusals else None


def make_room(sitting: Sitting, seats: int) -> None:
    """After the release hour, cede unclaimed bookings, oldest first, until `seats` are free; none if that can't do."""
    if not sitting.released:
        return
    unclaimed = list(sitting.bookings.unclaimed())
    missing = seats - sitting.free
    if sum(booking.party for booking in unclaimed) < missing:
        return
    for booking in unclaimed:
        if missing <= 0:
            break
        missing -= booking.party
        put(booking, status=Status.RELEASED)


def check_day(sitting: Sitting) -> None:
    """Refuse what is done at the door on any day but the sitting's own. Raises TooEarly, NotPossibleNow."""
    if sitting.status != Sitting.Status.OPEN:
        raise NotPossibleNow
    if sitting.canteen.today() < sitting.day:
        raise TooEarly
    if sitting.canteen.today() > sitting.day:
        raise NotPossibleNow
