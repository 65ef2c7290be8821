"""What a shop gives, as it is tapped: crates or kilograms of its usual foods, and any other food."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from recovery.dates import printed_date
from recovery.donations import Line, of_item
from recovery.models import Category, DateMark, Donation, Precision, Shop, UsualItem
from recovery.weights import grams_of, kilograms

OTHERS = 20
"""Rows of other food that a form may have at most."""
PICTURES = {
    Category.VEGETABLES: "carrot", Category.FRUIT: "apple", Category.BREAD: "bread", Category.FISH: "fish",
    Category.DAIRY: "cheese", Category.EGGS: "egg", Category.COOKED: "soup", Category.PASTRY: "cherry",
    Category.DRINKS: "milk", Category.OILS: "lemon",
}  # fmt: skip

DATE_LABELS = {DateMark.BEST_BEFORE: _("Meglio entro"), DateMark.USE_BY: _("Scade il")}


class Kilograms(forms.CharField):
    """Kilograms with a decimal comma; its value is grams."""

    def __init__(self, *, needed: bool = False, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=needed, max_length=12, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """Grams, or none where nothing was written."""
        text = super().clean(value)
        try:
            return grams_of(text, typed=True) if text else None
        except ValueError as unclear:
            raise forms.ValidationError(_("Scrivi i chili con la virgola, come 2,5.")) from unclear


class PrintedDate(forms.CharField):
    """A date as it stands on a packet; its value is the day and how exactly it is printed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "text", "autocomplete": "off", "placeholder": _("gg/mm/aaaa")})
        super().__init__(required=False, max_length=10, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The day with its precision, or none where nothing was written."""
        text = super().clean(value)
        try:
            return printed_date(text) if text else None
        except ValueError as unclear:
            raise forms.ValidationError(_("Scrivi la data come 25/11/2026, 11/2026 o 2026.")) from unclear


@dataclass(frozen=True)
class ItemRow:
    """One usual food on the page: in kilograms where it was asked for or written so, else in crates."""

    item: UsualItem
    picture: str
    crate: str
    crates: BoundField
    kg: BoundField
    in_kg: bool
    date: BoundField | None


class GivenForm(forms.Form):
    """A donation; `confirmed` holds the grams that were asked about again."""

    client_ref = forms.CharField(max_length=64, widget=forms.HiddenInput)
    confirmed = forms.IntegerField(required=False, widget=forms.HiddenInput)
    unit = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)
    others = forms.IntegerField(min_value=1, max_value=OTHERS, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        shop: Shop,
        unit: str = "",
        before: Sequence[Line] = (),
        coordinates: bool = False,
    ) -> None:
        items = list(shop.usual_items.all())
        start, rest = _prefilled(items, before)
        sent = str(data.get("others", "")) if data else ""
        count = int(sent) if sent.isdecimal() else len(rest) + 1
        fixed = {"client_ref": str(uuid.uuid4()), "unit": unit, "others": count}
        super().__init__(data, initial=fixed | start | _others(rest))
        self.items, self.count = items, min(count, OTHERS)
        for item in items:
            self._add_item(item)
        for number in range(self.count):
            self._add_other(number)
        if coordinates:
            self.fields["origin"] = forms.ChoiceField(
                label=_("Provenienza"), choices=Donation.Origin.choices, required=False,
                help_text=_("Solo l'eccedenza conta come cibo recuperato."),
            )  # fmt: skip

    @property
    def origin(self) -> str:
        """Where the food comes from: only who coordinates is asked."""
        return self.cleaned_data.get("origin") or Donation.Origin.SURPLUS

    @property
    def rows(self) -> list[ItemRow]:
        """The usual foods, each with its two fields."""
        return [self._row(item) for item in self.items]

    @property
    def other_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """Food, category and kilograms of what is not usual."""
        return [(self[f"food_{n}"], self[f"category_{n}"], self[f"weight_{n}"]) for n in range(self.count)]

    @property
    def others_open(self) -> bool:
        """Whether something stands in the rows of other food, so that they are shown."""
        return any(field.value() or field.errors for row in self.other_rows for field in (row[0], row[2]))

    def clean(self) -> dict[str, Any]:
        """Each food said in one way, and other food said whole."""
        cleaned = super().clean() or {}
        for item in self.items:
            if cleaned.get(f"crates_{item.pk}") and cleaned.get(f"kg_{item.pk}"):
                self.add_error(f"kg_{item.pk}", _("Scrivi le casse oppure i chili, non tutti e due."))
        for n in range(self.count):
            parts = [cleaned.get(f"{name}_{n}") for name in ("food", "category", "weight")]
            if any((parts[0], parts[2])) and not all(parts) and not self.errors:
                self.add_error(f"food_{n}", _("Scrivi che cosa è, la categoria e i chili."))
        return cleaned

    def lines(self) -> list[Line]:
        """What was said, in the order of the page."""
        said, lines = self.cleaned_data, []
        for item in self.items:
            crates = said[f"crates_{item.pk}"]
            grams = crates * item.crate_grams if crates else said[f"kg_{item.pk}"]
            day, precision = said.get(f"date_{item.pk}") or (None, Precision.DAY)
            if grams:
                lines.append(of_item(item, grams=grams, crates=crates or None, marked_day=day, precision=precision))
        others = [n for n in range(self.count) if said[f"food_{n}"]]
        return lines + [Line(said[f"food_{n}"], said[f"category_{n}"], said[f"weight_{n}"]) for n in others]

    def asks_again(self) -> None:
        """Take this very weight as confirmed when the form comes back."""
        self.data = dict(self.data.items()) | {"confirmed": str(sum(line.grams for line in self.lines()))}

    @property
    def is_confirmed(self) -> bool:
        """Whether exactly this weight was asked about and sent again: another number is asked about anew."""
        return bool(self.cleaned_data["confirmed"] == sum(line.grams for line in self.lines()))

    def _row(self, item: UsualItem) -> ItemRow:
        crates, kg = self[f"crates_{item.pk}"], self[f"kg_{item.pk}"]
        in_kg = (self["unit"].value() == "kg" and not crates.value()) or bool(kg.value() or kg.errors)
        picture = PICTURES.get(Category(item.category), "shopping-bag")
        date = self[f"date_{item.pk}"] if f"date_{item.pk}" in self.fields else None
        return ItemRow(item, picture, kilograms(item.crate_grams), crates, kg, in_kg, date)

    def _add_item(self, item: UsualItem) -> None:
        named = {"aria-labelledby": f"item_{item.pk} unit_{item.pk}"}
        self.fields[f"crates_{item.pk}"] = forms.IntegerField(
            min_value=0,
            max_value=999,
            required=False,
            widget=forms.NumberInput(named | {"inputmode": "numeric", "placeholder": "0"}),
        )
        self.fields[f"kg_{item.pk}"] = Kilograms()
        self.fields[f"kg_{item.pk}"].widget.attrs.update(named)
        if item.date_mark != DateMark.NONE:
            self.fields[f"date_{item.pk}"] = PrintedDate(label=DATE_LABELS[DateMark(item.date_mark)])

    def _add_other(self, number: int) -> None:
        self.fields[f"food_{number}"] = forms.CharField(label=_("Che cosa?"), max_length=60, required=False)
        self.fields[f"category_{number}"] = forms.ChoiceField(
            label=_("Categoria"), required=False, choices=[("", "–"), *Category.choices]
        )
        self.fields[f"weight_{number}"] = Kilograms(label=_("kg"))


def _prefilled(items: list[UsualItem], before: Sequence[Line]) -> tuple[dict[str, Any], list[Line]]:
    """Fields of usual foods as they were given before, and the lines that fit none of them."""
    start: dict[str, Any] = {}
    rest: list[Line] = []
    by_food = {(item.food, item.category): item for item in items}
    for line in before:
        item = by_food.get((line.food, line.category))
        if item is None or {f"crates_{item.pk}", f"kg_{item.pk}"} & set(start):
            rest.append(line)
        elif line.crates and line.crates * item.crate_grams == line.grams:
            start[f"crates_{item.pk}"] = line.crates
        else:
            start[f"kg_{item.pk}"] = kilograms(line.grams)
    return start, rest[: OTHERS - 1]


def _others(rest: list[Line]) -> dict[str, Any]:
    return {
        name: value
        for n, line in enumerate(rest)
        for name, value in (
            (f"food_{n}", line.food), (f"category_{n}", line.category), (f"weight_{n}", kilograms(line.grams))
        )
    }  # fmt: skip
