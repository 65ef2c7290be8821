"""Booking a seat and giving it back.

Lock order everywhere: the sitting before any booking (`locked`). An insert takes that lock by its trigger.
"""

from contextlib import nullcontext
from functools import cache
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from canteens import clock
from canteens.statements import ask, columns
from guests.merging import cards_of, survivor
from guests.models import Guest
from guests.register import blank_card
from mensa import words
from mensa.insertion import insert, next_number
from mensa.models import Booking, Sitting
from mensa.refusals import (
    FULL,
    MERGED,
    NO_TABLE,
    SHUT,
    BookingNotOpen,
    NoTakeawayLeft,
    NotPossibleNow,
    PartyTooLarge,
    constraint,
)

Kind, Status, Door = Booking.Kind, Booking.Status, Booking.Door
MINE = {"one_live_booking", "one_booking_a_reference"}
MEALS = "takeaway_within_portions"
OWN_DOORS = {Door.WEB, Door.API}
"""Through these a guest books alone; at the others a person of the house speaks with them."""
CODE_TAKEN = "guests_guest_code_key"
"""A new card drew a code that somebody has: with 20,000 cards one draw in 5,000, so it is drawn again."""


def book(
    sitting: Sitting,
    *,
    party: int = 1,
    door: str = Door.WEB,
    kind: str = Kind.SEAT,
    guest: Guest | None = None,
    language: str = "it",
    client_ref: UUID | None = None,
    number: int | None = None,
    anonymous: bool = False,
    device: UUID | None = None,
) -> Booking:
    """Book `party` seats for `guest` (a new card if there is none): confirmed, or waiting when full.

    A double tap, a retry or Back (same guest or same `client_ref`) gets the booking that is already there. The
    first try trusts the sitting as it was read, since the database's own guards answer where that is no longer
    true; the second holds its lock. Whoever read the `number` of a booking to be along with the sitting gives it.
    A guest's own request that makes its card holds its seats within the sitting's share of such cards, and waits
    beyond it; `anonymous` says so of a card that the same request has just made. A card that was merged, perhaps this
    very moment, books on the surviving one.
    Raises BookingNotOpen, PartyTooLarge, NoTakeawayLeft.
    """
    check_party(sitting, party)
    guest = survivor(guest) if guest else None
    if not sitting.bookable:
        if mine := own_booking(sitting, guest=guest, client_ref=client_ref):
            return mine
        raise BookingNotOpen
    draft = Booking(
        pk=number, sitting=sitting, guest=guest, party=party, door=door, kind=kind, client_ref=client_ref,
        device=device, anonymous=door in OWN_DOORS and (anonymous or guest is None),
    )  # fmt: skip
    try:
        return _try_as_read(draft, language=language) or _insert_or_wait(draft, language=language)
    except IntegrityError as refused:
        if guest is None or constraint(refused) != MERGED:
            raise
    draft.guest = survivor(Guest.objects.get(pk=guest.pk))
    return _insert_or_wait(draft, language=language)


def check_party(sitting: Sitting, party: int) -> None:
    """Refuse a party of nobody, or of more than one booking may hold."""
    limit = sitting.canteen.party_limit
    if not 1 <= party <= limit:
        raise PartyTooLarge(limit=limit)


def own_booking(sitting: Sitting, *, guest: Guest | None, client_ref: UUID | None) -> Booking | None:
    """What this guest, or this very form, already has."""
    mine = Q(pk=None)
    if client_ref:
        mine |= Q(client_ref=client_ref)
    if guest:
        mine |= Q(guest__in=cards_of(guest), sitting=sitting, status__in=Booking.LIVE)
    found: Booking | None = Booking.objects.select_related("guest__contact", "sitting__canteen").filter(mine).first()
    return found


def _try_as_read(draft: Booking, *, language: str) -> Booking | None:
    """The booking, if the sitting is still as it was read or another of the same guest is there already; else None.

    Full: who has nothing to be told waits only if no seat was freed since. (What is told needs the booking's number
    first, and the waiting list is in the order of numbers drawn under the lock.)
    """
    guest, sitting = draft.guest, draft.sitting
    _decide(draft, sitting)
    waits = draft.status == Status.WAITING
    if waits and guest and guest.contact_id:
        return None
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            if _insert(draft, language=language, as_read=sitting if waits else None):
                return draft
    except IntegrityError as refused:
        draft.guest = guest  # the first try's card went with its transaction
        stale = FULL | {CODE_TAKEN, NO_TABLE} | ({MEALS} if waits else set())
        return None if constraint(refused) in stale else _answer(refused, draft)
    draft.guest = guest
    return None


def _decide(draft: Booking, sitting: Sitting) -> None:
    """Confirmed, or at the end of the waiting list with the meals set aside for all of the party or for nobody. Where
    nobody sits at the table, the meal to take away."""
    if not sitting.at_table:
        draft.kind = Kind.TAKEAWAY
    is_full = draft.kind == Kind.SEAT and sitting.free_for(anonymous=draft.anonymous) < draft.party
    draft.status = Status.WAITING if is_full else Status.CONFIRMED
    draft.set_aside = is_full and sitting.free_portions >= draft.party


def _insert(draft: Booking, *, language: str, as_read: Sitting | None = None) -> bool:
    draft.guest = draft.guest or blank_card(draft.sitting.canteen, language=language)
    draft.created = draft.changed = clock.now()
    if not draft.pk or draft.status == Status.WAITING:  # the waiting list is in the order of numbers: one of now
        draft.pk = next_number() if draft.guest.contact_id else None
    return insert(draft, notices=words.booked(draft), as_read=as_read)


def _insert_or_wait(draft: Booking, *, language: str) -> Booking:
    """Under the sitting's lock, take a seat if there is one, else the end of the waiting list."""
    guest = draft.guest
    try:
        with transaction.atomic():
            _decide(draft, locked(draft.sitting))
            _insert(draft, language=language)
            return draft
    except IntegrityError as refused:
        draft.guest = guest
        if constraint(refused) != CODE_TAKEN:
            if mine := _answer(refused, draft):
                return mine
            raise
    return _insert_or_wait(draft, language=language)


def _answer(refused: IntegrityError, draft: Booking) -> Booking | None:
    """The booking that was there first; None if it has just been cancelled. Any other guard's word is raised."""
    guard = constraint(refused)
    if guard in MINE:
        return own_booking(draft.sitting, guest=draft.guest, client_ref=draft.client_ref)
    if guard == SHUT:
        raise BookingNotOpen from refused
    if guard == MEALS:
        raise NoTakeawayLeft from refused
    raise refused


def locked(sitting: Sitting) -> Sitting:
    """`sitting` as it is now, locked until the transaction ends: first of all locks. Its canteen is the one given."""
    rows = ask(_lock(), [sitting.pk])
    if not rows:
        raise Sitting.DoesNotExist
    names = [column.attname for column in columns(Sitting)]
    fresh: Sitting = Sitting.from_db(connection.alias, names, rows[0])
    fresh.canteen = sitting.canteen
    return fresh


@cache
def _lock() -> str:
    """Drawn by the ORM once: 500 people at a full lunch wait for it one after another."""
    return str(Sitting.objects.select_for_update(no_key=True).filter(pk=1).query.sql_with_params()[0])


@transaction.atomic
def cancel(booking: Booking) -> Booking:
    """Give the seat back: unsent notices are withdrawn and the waiting list moves up in the same transaction.

    A second time changes nothing. Raises NotPossibleNow once the party was seated or the sitting is over.
    """
    sitting, booking = locked_booking(booking)
    if booking.status == Status.CANCELLED:
        return booking
    if is_over(sitting) or booking.status not in {Status.CONFIRMED, Status.WAITING}:
        raise NotPossibleNow
    put(booking, status=Status.CANCELLED, set_aside=False)
    words.withdraw(booking)
    promote(sitting)
    return booking


def is_over(sitting: Sitting) -> bool:
    """Whether nothing a guest says of it counts any more: it has ended, or does not take place."""
    return sitting.status != Sitting.Status.OPEN or clock.now() >= sitting.ends


def promote(sitting: Sitting) -> list[Booking]:
    """Give free seats to the waiting list: *the first party that fits, in order of arrival*; returns who got one.

    Call it with the sitting locked. After booking closes nobody is promoted, since they may no longer read it.
    """
    if not sitting.bookable or not sitting.at_table:
        return []
    fresh, promoted = locked(sitting), []
    for booking in sitting.bookings.waiting().select_related("guest__contact", "sitting__canteen"):
        if booking.party <= fresh.free_for(anonymous=booking.anonymous):
            fresh.taken += booking.party
            fresh.ahead += booking.party
            fresh.anonymous += booking.party if booking.anonymous else 0
            put(booking, status=Status.CONFIRMED, set_aside=False)
            words.promoted(booking)
            promoted.append(booking)
    return promoted


@transaction.atomic
def arrive_late(booking: Booking, *, late: bool = True) -> Booking:
    """Note that the party comes late: at the release hour its seats are ceded last. Raises NotPossibleNow."""
    sitting, booking = locked_booking(booking)
    if is_over(sitting) or booking.status not in {Status.CONFIRMED, Status.WAITING}:
        raise NotPossibleNow
    booking.arrives_late = late
    booking.save(update_fields=["arrives_late"])
    return booking


def locked_booking(booking: Booking) -> tuple[Sitting, Booking]:
    """The sitting, locked, and then the booking as it is now."""
    sitting = locked(booking.sitting)
    fresh = Booking.objects.select_related("guest__contact").get(pk=booking.pk)
    fresh.sitting = sitting
    return sitting, fresh


def put(booking: Booking, **facts: object) -> None:
    """Write what changed and when; the database counts, and may refuse."""
    booking.changed = clock.now()
    for name, value in facts.items():
        setattr(booking, name, value)
    booking.save(update_fields=[*facts, "changed"])
