"""The coordinator's shops: a new one, its people, what it usually gives."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal
from canteens.models import Role
from recovery.models import Category, Shop
from recovery.shops import Usual, keep, shopkeepers
from recovery.weights import kilograms
from web.access import needs
from web.middleware import place
from web.shop_form import Kilograms

SPARE = 3
"""Empty rows for more usual foods."""


class ShopForm(forms.Form):
    """A shop with its usual foods, one a row."""

    name = forms.CharField(label=_("Nome"), max_length=80)
    kind = forms.ChoiceField(label=_("Che cosa è?"), choices=Shop.Kind.choices)
    ask_above = Kilograms(label=_("Chiedi conferma sopra i kg"), needed=True)

    def __init__(self, data: Any, *, shop: Shop) -> None:
        items = list(shop.usual_items.all()) if shop.pk else []
        self.shop, self.count = shop, len(items) + SPARE
        start: dict[str, Any] = {
            "name": shop.name, "kind": shop.kind or Shop.Kind.BAKERY, "ask_above": kilograms(shop.ask_above_grams),
            "people": list(shop.people.all()) if shop.pk else [],
        }  # fmt: skip
        for n, item in enumerate(items):
            start |= {f"food_{n}": item.food, f"category_{n}": item.category, f"crate_{n}": kilograms(item.crate_grams)}
        super().__init__(data, initial=start)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            shopkeepers(shop.canteen), label=_("Chi consegna"), required=False, widget=forms.CheckboxSelectMultiple
        )
        for n in range(self.count):
            self.fields[f"food_{n}"] = forms.CharField(label=_("Cibo"), max_length=60, required=False)
            self.fields[f"category_{n}"] = forms.ChoiceField(label=_("Categoria"), choices=Category.choices)
            self.fields[f"crate_{n}"] = Kilograms(label=_("kg di una cassa"))
            self.fields[f"category_{n}"].required = False

    @property
    def about(self) -> list[BoundField]:
        """The fields of the shop itself."""
        return [self[name] for name in ("name", "kind", "ask_above", "people")]

    @property
    def rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The fields of each usual food."""
        return [(self[f"food_{n}"], self[f"category_{n}"], self[f"crate_{n}"]) for n in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """A food needs the weight of its crate."""
        cleaned = super().clean() or {}
        for n in range(self.count):
            if cleaned.get(f"food_{n}") and not cleaned.get(f"crate_{n}") and f"crate_{n}" not in self.errors:
                self.add_error(f"crate_{n}", _("Scrivi quanto pesa una cassa."))
        return cleaned

    def kept(self) -> Shop:
        """Write it down. Raises what `keep` raises."""
        said = self.cleaned_data
        self.shop.name, self.shop.kind, self.shop.ask_above_grams = said["name"], said["kind"], said["ask_above"]
        foods = [n for n in range(self.count) if said[f"food_{n}"]]
        usual = [Usual(said[f"food_{n}"], said[f"category_{n}"], said[f"crate_{n}"]) for n in foods]
        return keep(self.shop, people=said["people"], usual=usual)


@needs(Role.COORDINATOR)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new shop, or one that is there."""
    canteen = place(request)
    shop = get_object_or_404(Shop, pk=pk, canteen=canteen) if pk else Shop(canteen=canteen)
    form = ShopForm(request.POST or None, shop=shop)
    if form.is_valid():
        try:
            form.kept()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, gettext("Il negozio è salvato."))
            return redirect("shop")
    return render(request, "shop/edit.html", {"shop": shop, "form": form}, status=400 if form.errors else 200)
