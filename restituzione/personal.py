"""What of these tables is said to the person they are about (canteens.personal)."""

from django.utils.translation import gettext_lazy as _

from canteens.personal import Personal

TABLES = {
    "restituzione.Hand": Personal(
        _("Quando hai detto «ci sto»"), {"said": _("detto il"), "thanked": _("grazie detto il")}
    ),
}
