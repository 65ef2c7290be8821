"""What of these tables is said to the person they are about (canteens.personal)."""

from django.utils.translation import gettext_lazy as _

from canteens.personal import Personal
from guests.models import Consent, Guest
from mensa import plates
from mensa.words import reach, remind_by_email

TABLES = {
    "mensa.Booking": Personal(
        _("I tuoi pranzi"),
        {
            "sitting": _("giorno"), "status": _("com'è andata"), "kind": _("dove"), "party": _("persone"),
            "came": _("venute"), "created": _("prenotato il"),
            "high_chairs": _("seggioloni"), "step_free": _("posti senza gradini"),
        },
        secret=frozenset({"client_ref", "device"}),
    ),
    "mensa.BookingEvent": Personal(
        _("Ogni cambiamento dei tuoi posti"),
        {"pgh_created_at": _("quando"), "sitting": _("giorno"), "status": _("com'era"), "party": _("persone")},
    ),
    "mensa.SpecialPlate": Personal(
        _("I tuoi piatti, fino al giorno dopo"),
        {"needs": _("che cosa"), "people": _("persone"), "answer": _("che cosa dice la cucina")},
    ),
    "mensa.StandingBooking": Personal(
        _("Ogni settimana"), {"weekdays": _("giorni"), "party": _("persone"), "first": _("dal"), "until": _("fino al")}
    ),
    "mensa.StandingDay": Personal(_("I giorni già prenotati ogni settimana"), {"sitting": _("giorno")}),
    "mensa.Tap": Personal(
        _("Che cosa si è toccato all'accoglienza senza rete"),
        {"verb": _("che cosa"), "tapped": _("quando"), "outcome": _("com'è andata")},
        secret=frozenset({"client_ref"}),
    ),
    "mensa.Untold": Personal(_("Che cosa ti diciamo a voce"), {"noted": _("quando"), "told_at": _("detto il")}),
}  # fmt: skip
WITHDRAWALS = {
    Consent.Purpose.PLATES: plates.withdraw,
    Consent.Purpose.REMINDER: lambda guest: remind_by_email(guest, email=""),
    Consent.Purpose.CALL: lambda guest: reach(guest, email=_email(guest), phone=""),
}


def _email(guest: Guest) -> str:
    return guest.contact.email if guest.contact else ""
