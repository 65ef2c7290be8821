"""What is said to a guest about a booking, and when: notices written in the same transaction as the fact.

Kinds: booking_confirmed, booking_waiting, booking_promoted, booking_reminder, sitting_changed, sitting_cancelled,
sitting_takeaway, plates_answered.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse

from canteens import clock
from guests.models import Guest
from guests.register import set_email, set_reach
from mensa import untold
from mensa.alternatives import first_with_room
from mensa.models import Booking, Sitting
from notices import outbox
from notices.models import Channel, Contact, Notice

Status = Booking.Status
WRITTEN_ONLY = {"booking_confirmed", "booking_waiting"}
"""What the ticket shows anyway: worth no call. All else is said by voice to whom no mail reaches."""
REMINDER = "booking_reminder"
CARD = ("code", "number", "pictogram", "colour", "url")
"""What of a notice's payload changes with the card."""


def booked(booking: Booking) -> list[Notice]:
    """That the booking stands (or waits), and the reminder of the evening before: to be written along with it."""
    kind = "booking_waiting" if booking.status == Status.WAITING else "booking_confirmed"
    reminder = _reminder(booking) if booking.status == Status.CONFIRMED else None
    return [notice for notice in (_told(booking, kind), reminder) if notice]


def promoted(booking: Booking) -> None:
    """Say that a seat was freed and is theirs."""
    outbox.write(_told(booking, "booking_promoted"), _reminder(booking))


def changed(booking: Booking, *, others: Sequence[Sitting] = ()) -> None:
    """Say that the sitting moved to another hour: once a move, also when it moves there, back and there again. What
    was to be said of an earlier move is taken back: nobody is called to be told an hour that no longer holds.
    `others` are the sittings that one can go to instead."""
    mark = f":{clock.now().isoformat()}"
    outbox.withdraw(_key(booking, REMINDER))
    outbox.withdraw(_key(booking, "sitting_changed"))
    reminder = _reminder(booking, mark=mark) if booking.status == Status.CONFIRMED else None
    outbox.write(_told_or_noted(booking, "sitting_changed", mark=mark, **_instead(booking, others)), reminder)


def plates_changed(booking: Booking, *, answered: bool = False) -> None:
    """The reminder of the evening before is written anew with what is known of the special plates; once that hour has
    passed, an answer is told by itself. Call it with the sitting locked: the mark counts what was written before."""
    reminders = _key(booking, "booking_reminder")
    before = Notice.objects.filter(key__startswith=_key(booking, "")).count()
    mark = f":{clock.now().isoformat()}:{before}"
    outbox.withdraw(reminders)
    if booking.status != Status.CONFIRMED:
        return
    reminder = _reminder(booking, mark=mark)
    if reminder is None and answered:
        reminder = _told(booking, "plates_answered", mark=mark, **_plates(booking))
    outbox.write(reminder)


def cancelled(booking: Booking, *, reason: str, others: Sequence[Sitting] = ()) -> None:
    """Say that the sitting does not take place, and where one can go instead; take back what no longer holds."""
    withdraw(booking)
    outbox.write(_told_or_noted(booking, "sitting_cancelled", reason=reason, **_instead(booking, others)))


def handed_out(booking: Booking, *, reason: str) -> None:
    """Say that the meal is to take away, since nobody sits at the table that day; remind of that instead."""
    mark = f":{clock.now().isoformat()}"
    withdraw(booking)
    told = _told_or_noted(booking, "sitting_takeaway", mark=mark, reason=reason)
    outbox.write(told, _reminder(booking, mark=mark))


def _instead(booking: Booking, others: Sequence[Sitting]) -> dict[str, Any]:
    """The first of the others with room for the party, as it is now: who comes first to it gets it."""
    other = first_with_room(others, party=booking.party)
    return {"instead": other.starts.isoformat()} if other else {}


def withdraw(booking: Booking) -> None:
    """Take back every notice about the booking that has not gone yet."""
    outbox.withdraw(_key(booking, ""))


@transaction.atomic
def remind_by_email(guest: Guest, *, email: str) -> None:
    """Keep the guest's address with consent, and write what they would have been told had we known it before."""
    set_email(guest, email=email)
    _write_anew(guest)


@transaction.atomic
def reach(guest: Guest, *, email: str, phone: str, first: str = Channel.EMAIL, call_reminders: bool = False) -> None:
    """Keep how the guest wants to be told (guests.register.set_reach), and tell it so from now on.

    Raises PhoneNotPossible.
    """
    set_reach(guest, email=email, phone=phone, first=first, call_reminders=call_reminders)
    _write_anew(guest)


@transaction.atomic
def reach_caller(guest: Guest, *, phone: str) -> None:
    """Note a caller's telephone, with the yes they said. One that is known already stays: whoever reads a card's code
    aloud is not yet its owner. Raises PhoneNotPossible."""
    known = guest.contact or Contact()
    if not known.phone:
        set_reach(guest, email=known.email, phone=phone, first=known.channels[0])
        _write_anew(guest)


def _write_anew(guest: Guest) -> None:
    """What is written of a booking when it is made, for who can be reached only now or in another way."""
    contact = guest.contact
    if contact is None or not (contact.email or contact.phone):
        return
    _hold_sittings(guest)
    Notice.objects.filter(contact=contact, kind=REMINDER, state=Notice.State.QUEUED).delete()
    for booking in _coming(guest):
        outbox.write(*booked(booking))


def readdress(guest: Guest) -> None:
    """Say what has not been said yet with the card as it is now: the code and link in it were another's."""
    for booking in _coming(guest):
        for notice in Notice.objects.unsent().filter(key__startswith=_key(booking, "")).select_for_update():
            facts = _facts(booking)
            notice.payload |= {name: facts[name] for name in CARD}
            notice.save(update_fields=["payload"])


def _coming(guest: Guest) -> list[Booking]:
    """The bookings still to come of all the person's cards, each with its card, and with where to write to them."""
    rows = Booking.objects.of(guest).live().filter(sitting__starts__gt=clock.now())
    found = list(rows.select_related("guest", "sitting__canteen").order_by("pk"))
    for booking in found:
        card = booking.guest
        assert card is not None  # noqa: S101 - found by it
        if card == guest or not card.contact_id:
            card.contact = guest.contact
    return found


def _hold_sittings(guest: Guest) -> None:
    """Lock the sittings the guest is coming to, in id order: what is being cancelled now must not be reminded of."""
    coming = Sitting.objects.filter(bookings__in=Booking.objects.of(guest).live(), starts__gt=clock.now())
    list(Sitting.objects.filter(pk__in=coming).order_by("pk").select_for_update(no_key=True))


def _told_or_noted(booking: Booking, kind: str, *, mark: str = "", **facts: Any) -> Notice | None:
    """The notice; where the guest left no way to be reached, the door is to tell them."""
    told = _told(booking, kind, mark=mark, **facts)
    if told is None:
        untold.note(booking, kind=kind)
    return told


def _told(booking: Booking, kind: str, *, mark: str = "", **facts: Any) -> Notice | None:
    contact = _contact(booking)
    if contact is None:
        return None
    return outbox.draft(
        key=_key(booking, kind) + mark, contact=contact, kind=kind,
        payload=_facts(booking) | facts, expires=booking.sitting.ends, spoken=kind not in WRITTEN_ONLY,
    )  # fmt: skip


def _reminder(booking: Booking, *, mark: str = "") -> Notice | None:
    """The evening before, in the canteen's local time; nothing if that hour has passed, since they just booked."""
    sitting, contact = booking.sitting, _contact(booking)
    if contact is None:
        return None
    evening = sitting.canteen.instant(sitting.day - dt.timedelta(days=1), sitting.canteen.reminder_time)
    if evening <= clock.now():
        return None
    return outbox.draft(
        key=_key(booking, REMINDER) + mark, contact=contact, kind=REMINDER, payload=_facts(booking) | _plates(booking),
        due=evening, expires=sitting.starts, spoken=contact.call_reminders,
    )  # fmt: skip


def _plates(booking: Booking) -> dict[str, Any]:
    """How many special plates are answered how, and never what they are; nothing where there are none. A booking that
    is only being written has none yet, and is asked nothing: its insert is what everybody waits for."""
    if booking._state.adding:
        return {}
    rows = booking.plates.order_by().values("answer").annotate(n=Sum("people")).values_list("answer", "n")
    return {"plates": dict(rows)} if rows else {}


def _contact(booking: Booking) -> Contact | None:
    return booking.guest.contact if booking.guest else None


def _key(booking: Booking, kind: str) -> str:
    return f"booking:{booking.pk}:{kind}"


def _facts(booking: Booking) -> dict[str, Any]:
    """What a notice says, frozen: times as instants, the card's face, the way to the ticket."""
    sitting, guest = booking.sitting, booking.guest
    assert guest is not None  # noqa: S101 - only guests have contacts
    return {
        "at": sitting.starts.isoformat(), "until": sitting.release_at.isoformat(), "party": booking.party,
        "place": sitting.canteen.place, "code": guest.spaced_code, "number": guest.face.number,
        "pictogram": guest.face.pictogram, "colour": guest.face.colour, "set_aside": booking.set_aside,
        "takeaway": booking.kind == Booking.Kind.TAKEAWAY,
        "url": reverse("ticket", args=[guest.token, booking.pk]),
    }  # fmt: skip
