"""The links of the staff's pages, by what one's roles may open."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteens.models import Role
from web.access import roles_of
from web.middleware import place, places

register = template.Library()

COORDINATOR = frozenset({Role.COORDINATOR})
LINKS = (
    ("today", _("Oggi"), frozenset({Role.COORDINATOR, Role.DOOR, Role.COOK, Role.DRIVER})),
    ("door", _("Accoglienza"), frozenset({Role.COORDINATOR, Role.DOOR})),
    ("kitchen", _("Cucina"), frozenset({Role.COOK})),
    ("stops", _("Giro"), frozenset({Role.DRIVER})),
    ("scale", _("Bilancia"), frozenset({Role.DRIVER, Role.COOK})),
    ("referrals", _("Persone inviate"), frozenset({Role.REFERRER})),
    ("calendar", _("Calendario"), COORDINATOR),
    ("figures", _("Numeri"), COORDINATOR),
)
MORE = (
    ("calls", _("Da chiamare"), frozenset({Role.COORDINATOR, Role.DOOR})),
    ("outbox", _("Messaggi"), COORDINATOR),
    ("cards", _("Carte"), frozenset({Role.COORDINATOR, Role.DOOR})),
    ("referrers", _("Enti"), COORDINATOR),
    ("kitchen", _("Cucina"), COORDINATOR),
    ("stock", _("Dispensa"), frozenset({Role.COORDINATOR, Role.COOK})),
    ("balance", _("Bilancio"), COORDINATOR),
    ("shop", _("Consegne"), frozenset({Role.COORDINATOR, Role.SHOP, Role.DRIVER, Role.COOK})),
    ("stops", _("Giro"), COORDINATOR),
    ("scale", _("Bilancia"), COORDINATOR),
    ("documents", _("Documenti"), frozenset({Role.COORDINATOR, Role.DRIVER, Role.COOK})),
    ("food_kinds", _("Regole del cibo"), COORDINATOR),
    ("giving_board", _("Restituzione"), frozenset({Role.COORDINATOR, Role.DOOR})),
    ("care", _("Ci manca"), COORDINATOR),
    ("people", _("Persone"), COORDINATOR),
    ("canteen", _("Sala"), COORDINATOR),
    ("privacy_settings", _("Privacy"), COORDINATOR),
)
"""What is seldom needed stands behind *Altro*."""


@register.inclusion_tag("staff/nav.html", takes_context=True)
def staff_nav(context: dict[str, Any]) -> dict[str, Any]:
    """One's links, and the way out."""
    request = context["request"]
    held = roles_of(request)
    links, more = ([(reverse(name), title) for name, title, roles in row if held & roles] for row in (LINKS, MORE))
    return {
        "links": links or more, "more": [one for one in more if one not in links] if links else [],
        "place": place(request) if len(places(request)) > 1 else None, "path": request.path, "request": request,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
