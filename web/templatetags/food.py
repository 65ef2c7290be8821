"""How pages show a label, and the last day a lot may be served."""

import datetime as dt
from typing import Any

from django import template
from django.utils import translation
from django.utils.translation import gettext as _

from recovery.models import Allergen, Content, Lot
from web.guest_words import named
from web.menu import PICTURES

register = template.Library()


@register.filter
def picture(content: str) -> str:
    """The pictogram of one of the five contents."""
    return PICTURES[Content(content)]


@register.filter
def words(codes: list[str], of: str) -> str:
    """Allergens or contents as words, in the law's order."""
    choices = Allergen if of == "allergen" else Content
    return ", ".join(str(one.label) for one in choices if one in codes)


@register.filter
def tongue(label: Any, code: str) -> str:
    """A label's word in another language: table cards say it in each."""
    with translation.override(code):
        return str(label)


@register.inclusion_tag("kitchen/until.html")
def until(lot: Lot, today: dt.date) -> dict[str, str]:
    """The last safe day as a pill: past, today, within two days, later, or none that anybody knows."""
    day = lot.safe_until
    if day is None:
        return {"text": _("senza data"), "tone": "none"}
    if day < today:
        return {"text": _("oltre: {day}").format(day=named(day, "j F")), "tone": "full"}
    if day == today:
        return {"text": _("entro oggi"), "tone": "full"}
    tone = "warn" if (day - today).days <= 2 else "ok"
    return {"text": _("entro {day}").format(day=named(day, "D j M")), "tone": tone}
