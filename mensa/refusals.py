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


class TakeawayOnly(Refusal):
    """Nobody sits at the table that day: meals are handed out to take away."""

    code = "takeaway_only"
    message = _("Oggi non si mangia a tavola: i pasti si portano via.")


class SeatedAlready(Refusal):
    """Somebody sits at the table already: it is too late to hand all meals out."""

    code = "seated_already"
    message = _("Qualcuno è già a tavola: il pranzo non si può più trasformare in asporto.")


class StopNotPossible(Refusal):
    """A kitchen closes from a day to the same or a later one that is not past; another kitchen is named to move to."""

    code = "stop_not_possible"
    message = _("Controlla i giorni e la cucina: l'ultimo giorno non viene prima del primo e non è passato.")
    status = 400


class NoOtherDay(Refusal):
    """No later day has room for the whole party now."""

    code = "no_other_day"
    message = _("Adesso non c'è un altro giorno con posto per tutti. Guarda i giorni.")


class SeatsTaken(Refusal):
    """Seats can't be lowered below what is taken."""

    code = "seats_taken"
    message = _("{taken} posti sono già presi o tenuti per chi arriva: non si può scendere sotto questo numero.")


class MealsPromised(Refusal):
    """Meals to take away can't be lowered below what is promised."""

    code = "meals_promised"
    message = _("{taken} pasti da portare via sono già promessi: non si può scendere sotto questo numero.")


class MealServed(Refusal):
    """One service of a meal a day."""

    code = "meal_served"
    message = _("Questo servizio c'è già.")


class HoursNotPossible(Refusal):
    """A sitting ends after it starts, on the same day."""

    code = "hours_not_possible"
    message = _("La fine viene dopo l'inizio.")
    status = 400


class DaysNotPossible(Refusal):
    """A standing booking names no weekday, one on which the canteen never opens, or a last day that is past."""

    code = "days_not_possible"
    message = _("Scegli uno o più giorni di apertura, e un ultimo giorno che non è passato.")
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


FULL = {"seats_not_oversold", "door_seats_kept", "anonymous_within_share"}
"""The CHECKs of a sitting that say: no seat left (for this card, where it is the share's)."""

NO_TABLE = "nobody_sits_at_takeaway"
"""The CHECK of a sitting that says: this one is for taking away."""

MERGED = "guest_was_merged"
"""The guard that says: this card was merged into another meanwhile."""
SHUT = "sitting_takes_bookings"
"""The guard that says: this sitting was cancelled or closed meanwhile."""


def constraint(error: IntegrityError) -> str:
    """The name of the database's guard that refused; empty if it named none."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
