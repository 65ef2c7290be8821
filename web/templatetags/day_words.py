"""Days as pages say them."""

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from web.canteen import WEEKDAYS
from web.guest_words import day_and_meal, meal_at, named

register = template.Library()
register.filter(day_and_meal)
register.filter(meal_at)


@register.filter
def day_name(day: dt.date) -> str:
    """*lunedì 23 novembre*, small in Italian."""
    return named(day, "l j F")


@register.filter
def weekday_names(weekdays: list[int]) -> str:
    """*lunedì, venerdì*; a meal without weekdays rests."""
    if not weekdays:
        return _("riposa: nessun giorno")
    return ", ".join(str(dict(WEEKDAYS)[weekday]) for weekday in sorted(weekdays))
