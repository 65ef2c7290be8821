"""How much of a lot: all, half, a quarter, or kilograms; fields that many forms share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recovery.models import Lot
from recovery.stock import PARTS, part_of
from web.shop_form import Kilograms

KG = "kg"
CHOICES = [("all", _("tutto")), ("half", _("metà")), ("quarter", _("un quarto")), (KG, "kg")]


class Celsius(forms.DecimalField):
    """Degrees with a decimal comma or point; its value is a Decimal with one decimal."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "text", "autocomplete": "off", "size": 5})
        super().__init__(
            min_value=Decimal(-40), max_value=Decimal(120), decimal_places=1, widget=widget,
            error_messages={"invalid": _("Scrivi i gradi, come 4 o -18,5.")}, **options,
        )  # fmt: skip
        self.widget.is_localized = True  # shown with the comma; read by ourselves, since a point is no thousand here

    def to_python(self, value: Any) -> Any:
        """A comma is what Italian keyboards have."""
        text = "" if value is None else str(value)
        return super().to_python(text.replace("−", "-").replace(",", ".").replace("°C", "").strip())


def grams(lot: Lot, said: Mapping[str, Any], *, suffix: str = "") -> int:
    """The grams that a part or kilograms mean for `lot` now; none said are none."""
    part, weight = said.get(f"part{suffix}"), said.get(f"kg{suffix}")
    if part in PARTS:
        return part_of(lot, part)
    return int(weight or 0)


def missing_weight(said: Mapping[str, Any], *, suffix: str = "") -> bool:
    """Whether kilograms were chosen and none were written."""
    return said.get(f"part{suffix}") == KG and not said.get(f"kg{suffix}")


def weight_field(**options: Any) -> Kilograms:
    """Kilograms beside the parts."""
    return Kilograms(**({"label": _("kg")} | options))
