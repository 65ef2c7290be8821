"""What of these tables is said to the person they are about (canteens.personal)."""

from django.utils.translation import gettext_lazy as _

from canteens.personal import Personal
from guests.models import Consent
from mensa.words import remind_by_email

TABLES = {
    "mensa.Booking": Personal(
        _("I tuoi pranzi"),
        {
            "sitting": _("giorno"), "status": _("com'è andata"), "kind": _("dove"), "party": _("persone"),
            "came": _("venute"), "created": _("prenotato il"),
        },
        secret=frozenset({"client_ref"}),
    ),
    "mensa.BookingEvent": Personal(
        _("Ogni cambiamento dei tuoi posti"),
        {"pgh_created_at": _("quando"), "sitting": _("giorno"), "status": _("com'era"), "party": _("persone")},
    ),
}  # fmt: skip
WITHDRAWALS = {Consent.Purpose.REMINDER: lambda guest: remind_by_email(guest, email="")}
