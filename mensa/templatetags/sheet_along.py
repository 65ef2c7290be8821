"""The sheet that goes along with a mail."""

from typing import Any

from django import template

from mensa.models import Sitting
from mensa.sheet import sheet_name, sheet_pdf

register = template.Library()


@register.simple_tag(takes_context=True)
def sheet_along(context: dict[str, Any], pk: int) -> str:
    """Take the sheet of that sitting along, as it is now; returns the file's name."""
    sitting = Sitting.objects.select_related("canteen").get(pk=pk)
    name: str = context["papers"].put(f"{sheet_name(sitting)}.pdf", sheet_pdf(sitting))
    return name
