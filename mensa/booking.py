"""Booking a seat and giving it back.

Lock order everywhere: the sitting before any booking (`locked`). An insert takes that lock by its trigger.
"""

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from canteens import clock
from guests.models import Guest
from guests.register import blank_card
from mensa import words
from mensa.insertion import insert
from mensa.models import Booking, Sitting
from mensa.refusals import FULL, SHUT, BookingNotOpen, NoTakeawayLeft, NotPossibleNow, PartyTooLarge, constraint

Kind, Status, Door = Booking.Kind, Booking.Status, Booking.Door
MINE = {"one_live_booking", "one_booking_a_reference"}
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
) -> Booking:
    """Book `party` seats for `guest` (a new card if there is none): confirmed, or waiting when full.

    A double tap, a retry or Back (same guest or same `client_ref`) gets the booking that is already there. The
    insert is optimistic: the database's own guards answer, so that two guests can't get the last seat.
    Raises BookingNotOpen, PartyTooLarge, NoTakeawayLeft.
    """
    check_party(sitting, party)
    if not sitting.bookable:
        if mine := own_booking(sitting, guest=guest, client_ref=client_ref):
            return mine
        raise BookingNotOpen
    draft = Booking(sitting=sitting, guest=guest, party=party, door=door, kind=kind, client_ref=client_ref)
    if kind == Kind.SEAT and sitting.free_ahead < party:  # as it was when read: most likely still so
        return _insert_or_wait(draft, language=language)
    try:
        with _transaction(draft):
            return _insert(draft, language=language)
    except IntegrityError as refused:
        draft.guest = guest  # the first try's card went with its transaction
        if constraint(refused) not in FULL | {CODE_TAKEN} and (mine := _answer(refused, draft)):
            return mine
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
        mine |= Q(guest=guest, sitting=sitting, status__in=Booking.LIVE)
    found: Booking | None = Booking.objects.select_related("guest__contact", "sitting__canteen").filter(mine).first()
    return found


def _insert(draft: Booking, *, language: str) -> Booking:
    draft.guest = draft.guest or blank_card(draft.sitting.canteen, language=language)
    draft.created = draft.changed = clock.now()
    insert(draft)
    words.booked(draft)
    return draft


def _transaction(draft: Booking) -> AbstractContextManager[Any]:
    """Where nobody is to be written to, the insert is all there is: a transaction by itself, and two words saved."""
    is_all = draft.guest is None or draft.guest.contact_id is None
    return nullcontext() if is_all and not connection.in_atomic_block else transaction.atomic()


def _insert_or_wait(draft: Booking, *, language: str) -> Booking:
    """Full: under the sitting's lock, take a seat that was just freed, else the end of the waiting list."""
    guest = draft.guest
    try:
        with transaction.atomic():
            sitting = locked(draft.sitting)
            if draft.kind == Kind.SEAT and sitting.free_ahead < draft.party:
                draft.status = Status.WAITING
                draft.set_aside = sitting.free_portions >= draft.party
            return _insert(draft, language=language)
    except IntegrityError as refused:
        draft.guest, draft.status, draft.set_aside = guest, Status.CONFIRMED, False
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
    if guard == "takeaway_within_portions":
        raise NoTakeawayLeft from refused
    raise refused


def locked(sitting: Sitting) -> Sitting:
    """`sitting` as it is now, locked until the transaction ends: first of all locks. Its canteen is the one given."""
    with connection.cursor() as cursor:
        cursor.execute(_lock(), [sitting.pk])
        row = cursor.fetchone()
    if row is None:
        raise Sitting.DoesNotExist
    fresh: Sitting = Sitting.from_db(connection.alias, [field.attname for field in Sitting._meta.concrete_fields], row)
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
    if not sitting.bookable:
        return []
    room = locked(sitting).free_ahead
    promoted = []
    for booking in sitting.bookings.waiting().select_related("guest__contact", "sitting__canteen"):
        if booking.party <= room:
            room -= booking.party
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
