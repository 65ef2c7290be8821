"""What the API says of seats: typed dicts that the OpenAPI document describes, and how they are filled.

No serializer stands here: the two routes that everybody waits for (days, booking) spend no time on one.
"""

import datetime as dt
from typing import NotRequired, TypedDict

from guests.models import Guest
from mensa.line import place_of
from mensa.models import Booking, Sitting


class Counts(TypedDict):
    """How full a sitting is: for staff only."""

    seats: int
    kept_at_door: int
    taken: int
    free: int
    free_ahead: int
    portions: int
    free_portions: int
    volunteers: int


class Day(TypedDict):
    """A sitting as anybody may see it: whether there is room, in a word, never a number."""

    id: int
    canteen: int
    day: dt.date
    service: str
    starts: dt.datetime
    ends: dt.datetime
    booking_opens: dt.datetime
    booking_closes: dt.datetime
    menu: str
    at_table: bool
    availability: Sitting.Availability
    availability_words: str
    counts: NotRequired[Counts]


class Face(TypedDict):
    """What a card shows: a number, a picture and a colour."""

    number: str
    pictogram: str
    colour: str


class Card(Face):
    """A card as its owner sees it. `token` opens it: keep it like a key."""

    code: str
    pin: str
    token: str


class TicketSitting(TypedDict):
    """When to come."""

    id: int
    day: dt.date
    starts: dt.datetime
    ends: dt.datetime
    release_at: dt.datetime


class Ticket(TypedDict):
    """A booking as its owner sees it. `set_aside`: while the party waits, its meals to take away are kept."""

    id: int
    status: Booking.Status
    kind: Booking.Kind
    party: int
    arrives_late: bool
    set_aside: bool
    high_chairs: int
    step_free: int
    sitting: TicketSitting
    card: Card | None


class InLine(TypedDict):
    """Where a waiting party stands (1 is next), and how many were in the party that came later and was given a seat
    first, since it fitted (0: nobody was)."""

    place: int
    passed_by: int


class OwnTicket(Ticket):
    """A ticket that its owner opens; `line` while the party waits."""

    line: InLine | None


class Row(TypedDict):
    """A booking as the door sees it: the card's face and code, never its secrets. A walk-in may have no card."""

    id: int
    status: Booking.Status
    kind: Booking.Kind
    door: Booking.Door
    party: int
    came: int
    arrives_late: bool
    set_aside: bool
    high_chairs: int
    step_free: int
    special_plates: int
    face: Face | None
    code: str
    alias: str


def day_of(sitting: Sitting) -> Day:
    """A sitting for everybody."""
    availability = sitting.availability
    return {
        "id": sitting.pk, "canteen": sitting.canteen_id, "day": sitting.day, "service": sitting.service,
        "starts": sitting.starts, "ends": sitting.ends,
        "booking_opens": sitting.booking_opens, "booking_closes": sitting.booking_closes, "menu": sitting.menu,
        "at_table": sitting.at_table,
        "availability": availability, "availability_words": str(availability.label),
    }  # fmt: skip


def counted(sitting: Sitting) -> Day:
    """A sitting for staff."""
    counts: Counts = {
        "seats": sitting.seats, "kept_at_door": sitting.kept_at_door, "taken": sitting.taken, "free": sitting.free,
        "free_ahead": sitting.free_ahead, "portions": sitting.portions, "free_portions": sitting.free_portions,
        "volunteers": sitting.volunteers,
    }  # fmt: skip
    return {**day_of(sitting), "counts": counts}


def face_of(guest: Guest) -> Face:
    """The face of a guest's card."""
    face = guest.face
    return {"number": face.number, "pictogram": face.pictogram, "colour": face.colour}


def card_of(guest: Guest) -> Card:
    """A guest's card with its secrets, for the guest."""
    return {**face_of(guest), "code": guest.code, "pin": guest.pin, "token": guest.token}


def ticket_of(booking: Booking) -> Ticket:
    """A booking with its card's secrets, for the guest."""
    sitting, guest = booking.sitting, booking.guest
    return {
        "id": booking.pk, "status": Booking.Status(booking.status), "kind": Booking.Kind(booking.kind),
        "party": booking.party, "arrives_late": booking.arrives_late, "set_aside": booking.set_aside,
        "high_chairs": booking.high_chairs, "step_free": booking.step_free,
        "sitting": {
            "id": sitting.pk, "day": sitting.day, "starts": sitting.starts, "ends": sitting.ends,
            "release_at": sitting.release_at,
        },
        "card": card_of(guest) if guest else None,
    }  # fmt: skip


def own_ticket_of(booking: Booking) -> OwnTicket:
    """The same, read again by the guest: where they wait, with the place in the line."""
    place = place_of(booking)
    line: InLine | None = {"place": place.number, "passed_by": place.passed_by} if place else None
    return {**ticket_of(booking), "line": line}


def row_of(booking: Booking) -> Row:
    """A booking for the door."""
    guest = booking.guest
    return {
        "id": booking.pk, "status": Booking.Status(booking.status), "kind": Booking.Kind(booking.kind),
        "door": Booking.Door(booking.door), "party": booking.party, "came": booking.came,
        "arrives_late": booking.arrives_late, "set_aside": booking.set_aside,
        "high_chairs": booking.high_chairs, "step_free": booking.step_free,
        "special_plates": sum(plate.people for plate in booking.plates.all()),
        "face": face_of(guest) if guest else None, "code": guest.code if guest else "",
        "alias": guest.alias if guest else "",
    }  # fmt: skip
