"""What became of a shop's food, for its page."""

from django import template

from impact import gratitude
from recovery.models import Shop

register = template.Library()


@register.simple_tag
def where_it_went(shop: Shop) -> gratitude.Thanks | None:
    """The line of this afternoon, if there is one."""
    return gratitude.thanks(shop)
