"""The words of a card's face, for mails that carry only its keys."""

from django import template

from guests.cards import COLOURS, PICTOGRAMS

register = template.Library()


@register.filter
def picture_word(pictogram: str) -> str:
    """What the picture is called in the active language."""
    return str(PICTOGRAMS[pictogram])


@register.filter
def colour_word(colour: str) -> str:
    """What the colour is called in the active language."""
    return str(COLOURS[colour])
