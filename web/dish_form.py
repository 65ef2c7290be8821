"""A dish as it is tapped: its name, its portions, and from each lot all, half, a quarter or kilograms."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mensa.models import Sitting
from recovery.kitchen import MOST_PORTIONS, Added
from recovery.models import Allergen, Content, Lot
from recovery.stock import PARTS, Take
from web import amounts

MOST = 200
"""Lots that a page offers; whoever has more uses the first ones first."""


@dataclass(frozen=True)
class LotRow:
    """One lot on the page."""

    lot: Lot
    part: BoundField
    kg: BoundField

    @property
    def is_open(self) -> bool:
        """Whether something was said of it, so that it is not hidden away."""
        return bool(self.part.value() or self.kg.value() or self.part.errors or self.kg.errors)


class DishForm(forms.Form):
    """A dish for a sitting, from `lots`."""

    name = forms.CharField(
        label=_("Che piatto è?"), max_length=60, error_messages={"required": _("Scrivi come si chiama.")}
    )
    portions = forms.IntegerField(label=_("Porzioni"), min_value=1, max_value=MOST_PORTIONS)
    client_ref = forms.UUIDField(widget=forms.HiddenInput)
    allergens = forms.MultipleChoiceField(
        label=_("Allergeni aggiunti"), choices=Allergen.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    contents = forms.MultipleChoiceField(
        label=_("Ingredienti aggiunti"), choices=Content.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None, *, lots: Sequence[Lot], portions: int) -> None:
        super().__init__(data, initial={"portions": portions or None, "client_ref": uuid.uuid4()})
        self.lots = lots
        self.fields["name"].widget.attrs |= {"list": "dishes", "autocomplete": "off"}
        self.fields["portions"].widget.attrs |= {"inputmode": "numeric"}
        choices = [("", _("niente")), *amounts.CHOICES]
        for lot in lots:
            part = forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect, label=lot.food)
            self.fields[f"part_{lot.pk}"] = part
            self.fields[f"kg_{lot.pk}"] = amounts.weight_field()
            self.fields[f"kg_{lot.pk}"].widget.attrs |= {"aria-label": f"{lot.food}: kg"}

    @property
    def rows(self) -> list[LotRow]:
        """The lots, in the order they should be used."""
        return [LotRow(lot, self[f"part_{lot.pk}"], self[f"kg_{lot.pk}"]) for lot in self.lots]

    @property
    def added_open(self) -> bool:
        """Whether something was added from outside the ledger."""
        return bool(self["allergens"].value() or self["contents"].value())

    def clean(self) -> dict[str, Any]:
        """Kilograms where kilograms were chosen."""
        cleaned = super().clean() or {}
        for lot in self.lots:
            name = f"kg_{lot.pk}"
            if name not in self.errors and amounts.missing_weight(cleaned, suffix=f"_{lot.pk}"):
                self.add_error(name, _("Scrivi quanti chili."))
        return cleaned

    def takes(self, *, more: bool) -> list[Take]:
        """What is taken from each lot; with `more`, kilograms beyond what is left were found."""
        said, takes = self.cleaned_data, []
        for lot in self.lots:
            if grams := amounts.grams(lot, said, suffix=f"_{lot.pk}"):
                beyond = 0 if said[f"part_{lot.pk}"] in PARTS else max(grams - lot.left_grams, 0)
                takes.append(Take(lot, grams, found=beyond if more else 0))
        return takes

    @property
    def is_short(self) -> bool:
        """Whether more kilograms were written than some lot holds: perhaps there is more of it."""
        return any(take.found for take in self.takes(more=True))

    def added(self) -> Added:
        """What the kitchen put in from outside the ledger."""
        return Added(tuple(self.cleaned_data["allergens"]), tuple(self.cleaned_data["contents"]))


def offered(sitting: Sitting, data: QueryDict | None) -> list[Lot]:
    """What can be cooked for `sitting`, and what was asked for and can be no more: the ledger then says why not."""
    here = Lot.objects.filter(donation__canteen=sitting.canteen).select_related("donation__shop")
    lots: list[Lot] = list(here.usable_on(sitting.day)[:MOST])
    named = [key.removeprefix("part_") for key, value in (data or {}).items() if key.startswith("part_") and value]
    asked = {int(pk) for pk in named if pk.isdecimal() and len(pk) < 19} - {lot.pk for lot in lots}
    return lots + list(here.filter(pk__in=asked).order_by("pk")) if asked else lots
