"""What templates draw again and again: icons, the face of a card, the plates of a sitting."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# Arrows point the other way where one reads from the right.
TURNING = {"arrow-left", "arrow-back-up", "logout"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; words beside it say the same, so readers skip it."""
    turning = " icon-turns" if name in TURNING else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        turning,
        static("pictograms.svg"),
        name,
    )


@register.simple_tag
def disc(pictogram: str, colour: str) -> SafeString:
    """The pictogram of a card, white on its colour."""
    return format_html('<span class="disc disc-{}">{}</span>', colour, icon(pictogram))


@register.inclusion_tag("components/plates.html")
def plates(taken: int, seats: int, kept: int = 0) -> dict[str, Any]:
    """A sitting as plates: taken, free, and kept for who just arrives (the last ones)."""
    kept = min(kept, max(seats - taken, 0))
    free = max(seats - taken - kept, 0)
    row = ["taken"] * taken + ["free"] * free + ["kept"] * kept
    return {"row": row, "taken": taken, "seats": seats, "kept": kept, "free": free}


@register.filter
def toast_kind(level_tag: str) -> str:
    """The toast class of a Django message level; success and info are the calm green."""
    kinds: Mapping[str, str] = {"warning": "toast-warning", "error": "toast-error"}
    return kinds.get(level_tag, "")
