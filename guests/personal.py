"""What of these tables is said to the person they are about (canteens.personal)."""

from django.utils.translation import gettext_lazy as _

from canteens.personal import Personal
from guests.care import let_ask
from guests.models import Consent
from guests.register import set_alias

TABLES = {
    "guests.Guest": Personal(
        _("La tua carta"),
        {
            "code": _("codice"), "alias": _("come ti chiamiamo"), "language": _("lingua"), "created": _("fatta il"),
            "last_visit": _("ultimo pranzo"), "wrong_pins": _("PIN sbagliati"),
        },
        secret=frozenset({"token"}),
    ),
    "guests.Consent": Personal(
        _("A che cosa hai detto sì"),
        {"purpose": _("per che cosa"), "given": _("sì detto il"), "withdrawn": _("tolto il")},
    ),
    "guests.Referral": Personal(
        _("Chi ti ha parlato di noi"), {"referrer": _("chi"), "starts": _("dal"), "until": _("fino al")},
        secret=frozenset({"client_ref"}),
    ),
    "guests.CareNote": Personal(
        _("Quando ci sei mancato"),
        {
            "raised": _("scritta il"), "reason": _("come mai"), "closed": _("ti abbiamo sentito il"),
            "expires": _("si cancella il"),
        },
    ),
    "guests.UsualPlate": Personal(_("Il piatto che ricordiamo perché ce lo hai chiesto"), {"needs": _("che cosa")}),
    "guests.Look": Personal(_("Chi ha letto i tuoi dati"), {"at": _("quando"), "purpose": _("perché")}),
}  # fmt: skip
WITHDRAWALS = {
    Consent.Purpose.ALIAS: lambda guest: set_alias(guest, alias=""),
    Consent.Purpose.CARE: lambda guest: let_ask(guest, agreed=False),
}
