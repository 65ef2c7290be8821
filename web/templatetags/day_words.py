"""Days as pages say them."""

import datetime as dt

from django import template

from web.guest_words import named

register = template.Library()


@register.filter
def day_name(day: dt.date) -> str:
    """*lunedì 23 novembre*, small in Italian."""
    return named(day, "l j F")
