"""How a mail says a day, and shows a picture."""

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

register = template.Library()


@register.filter
def day(instant: dt.datetime, pattern: str = "l j F") -> str:
    """The local day of an instant by its names; Italian writes them small, which Django's own names do not."""
    name = date_format(localtime(instant), pattern)
    return name.lower() if get_language() == "it" else name


@register.simple_tag(takes_context=True)
def picture(context: template.Context, name: str, png: bytes) -> str:
    """Take a PNG along with the mail that is being written: `{% picture "weeks" png as source %}`, for an img's src."""
    address: str = context["pictures"].put(name, png)
    return address
