"""What of these tables is said to the person they are about (canteens.personal)."""

from django.utils.translation import gettext_lazy as _

from canteens.personal import Personal

TABLES = {
    "notices.Contact": Personal(
        _("Dove ti scriviamo"), {"email": _("e-mail"), "phone": _("telefono"), "language": _("lingua")}
    ),
    "notices.Notice": Personal(
        _("Che cosa ti abbiamo scritto"), {"due": _("quando"), "state": _("com'è andata")},
        secret=frozenset({"request_id"}),
    ),
    "notices.Call": Personal(_("Le telefonate"), {"at": _("quando")}),
    "notices.KeptMail": Personal(_("I messaggi tenuti qui"), {"kept_at": _("quando"), "subject": _("titolo")}),
}  # fmt: skip
