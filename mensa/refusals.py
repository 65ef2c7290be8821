"""Why a seat can't be given, changed or taken back. Each has a code for programs and a sentence for people."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal


class BookingNotOpen(Refusal):
    """Before booking opens, after it closes, or for a cancelled sitting."""

    code = "booking_not_open"
    message = _("Per questo pranzo non si può prenotare adesso. Puoi sempre venire: qualche posto è per chi arriva.")


class PartyTooLarge(Refusal):
    """A party of less than one or more than the canteen takes in one booking."""

    code = "party_not_possible"
    message = _("Si può prenotare per un numero di persone da 1 a {limit}. Se siete di più, chiamaci.")
    status = 400


class SittingFull(Refusal):
    """No seat is free for this party now."""

    code = "sitting_full"
    message = _("I posti sono tutti presi. Si può aspettare, prendere il pasto da portare via o aggiungere una sedia.")


class RoomFull(Refusal):
    """Not one more chair fits in the room."""

    code = "room_full"
    message = _("La sala può tenere al massimo {limit} persone.")


class NoTakeawayLeft(Refusal):
    """The takeaway portions are all promised."""

    code = "no_takeaway_left"
    message = _("I pasti da portare via sono finiti.")


class SeatsTaken(Refusal):
    """Seats can't be lowered below what is taken."""

    code = "seats_taken"
    message = _("{taken} posti sono già presi o tenuti per chi arriva: non si può scendere sotto questo numero.")


class HoursNotPossible(Refusal):
    """A sitting ends after it starts, on the same day."""

    code = "hours_not_possible"
    message = _("La fine viene dopo l'inizio.")
    status = 400


class NotPossibleNow(Refusal):
    """The booking or sitting is past the point where this can be done."""

    code = "not_possible_now"
    message = _("Adesso non si può più fare: lo stato è cambiato.")


class SittingShut(Refusal):
    """The attendance of the sitting was closed, or it does not take place."""

    code = "sitting_shut"
    message = _("Il servizio era già chiuso.")


class SeatedSince(Refusal):
    """Somebody seated the party after the tap that would take its seating back."""

    code = "seated_since"
    message = _("Dopo questo tocco qualcuno l'ha segnato arrivato.")


class TooEarly(Refusal):
    """Attendance is not recorded before the day, nor a sitting closed before its release time."""

    code = "too_early"
    message = _("È troppo presto: il servizio non è ancora cominciato.")


class UnusualTotal(Refusal):
    """More people than the room and its takeaway hold: perhaps 199 for 19. Said again with `confirm`, it holds."""

    code = "unusual_total"
    message = _("{total} persone: è più di quante ne tiene la sala. È giusto?")


FULL = {"seats_not_oversold", "door_seats_kept"}
"""The CHECKs of a sitting that say: no seat left."""

SHUT = "sitting_takes_bookings"
"""The guard that says: this sitting was cancelled or closed meanwhile."""


def constraint(error: IntegrityError) -> str:
    """The name of the database's guard that refused; empty if it named none."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
