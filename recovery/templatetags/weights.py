"""Weights and amounts in templates."""

from django import template
from django.utils.translation import gettext as _

from recovery import weights
from recovery.models import Category

register = template.Library()
register.filter("whole", weights.whole)


@register.filter
def kg(grams: int) -> str:
    """Grams as kilograms in the active language, with the unit."""
    return _("{kg} kg").format(kg=weights.kilograms(grams))


@register.filter
def euro(cents: int) -> str:
    """Cents as whole euros: an estimate has no cents."""
    return f"{weights.whole(round(cents / 100))} €"


@register.filter
def category(key: str) -> str:
    """The name of a category in the active language."""
    return str(Category(key).label)
