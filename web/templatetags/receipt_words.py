"""What templates say of food on its way in."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.translation import gettext as _

from recovery.dates import as_printed
from recovery.models import Category, DateMark, Donation, Lot, RefusalReason
from web.shop_form import PICTURES

register = template.Library()


@register.filter
def tel(number: str) -> str:
    """A telephone number as a link has it."""
    return re.sub(r"[^\d+]", "", number)


@register.filter
def picture(category: str) -> str:
    """The icon of a category."""
    return PICTURES.get(Category(category), "shopping-bag")


@register.filter
def printed(lot: Lot) -> str:
    """The date on the packet, with its words; empty where there is none."""
    if lot.date_mark == DateMark.NONE:
        return ""
    day = as_printed(lot.marked_day, lot.precision) if lot.marked_day else _("data non scritta")
    return f"{lot.get_date_mark_display()} {day}"


@register.filter
def printed_goods(goods: dict[str, Any]) -> str:
    """The same, of a document's frozen payload."""
    if not goods["marked_day"]:
        return ""
    return f"{DateMark(goods['date_mark']).label} {as_printed(_day(goods['marked_day']), goods['precision'])}"


@register.filter
def degrees(goods: dict[str, Any]) -> str:
    """The temperature of a document's frozen payload, with the decimal mark of the active language."""
    return localize(Decimal(str(goods["celsius"])))


@register.filter
def day_of(text: str) -> dt.date:
    """A day of a frozen payload."""
    return _day(text)


@register.filter
def given(donation: Donation) -> int:
    """Grams that the shop said."""
    return sum(lot.declared_grams for lot in donation.lots.all())


@register.filter
def received(donation: Donation) -> int:
    """Grams that were taken in, or wait for a check."""
    held = {Lot.State.ACCEPTED, Lot.State.QUARANTINED}
    return sum(lot.received_grams or 0 for lot in donation.lots.all() if lot.state in held)


@register.filter
def not_taken(donation: Donation) -> list[Lot]:
    """The lots that were refused."""
    return [lot for lot in donation.lots.all() if lot.state == Lot.State.REFUSED]


@register.filter
def why_not(lot: Lot) -> str:
    """Why a lot was not taken, in plain words."""
    if lot.refusal == RefusalReason.NO_ROOM:
        return _("è rimasto in negozio: sul furgone non c'era più posto")
    return _("non possiamo usarlo perché {reason}").format(reason=lot.get_refusal_display())


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
