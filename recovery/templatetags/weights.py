"""Weights in templates."""

from django import template

from recovery.models import Category
from recovery.weights import kilograms

register = template.Library()


@register.filter
def kg(grams: int) -> str:
    """Grams as kilograms in the active language, with the unit."""
    return f"{kilograms(grams)} kg"


@register.filter
def category(key: str) -> str:
    """The name of a category in the active language."""
    return str(Category(key).label)
