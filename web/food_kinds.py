"""The rules of food, for coordinators: what holds and who says so, and a new version from a day on."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.models import Role
from recovery.kinds import kinds_on
from recovery.models import Allergen, Content, FoodKind
from recovery.versions import new_version
from web.access import needs
from web.acts import Act
from web.amounts import Celsius
from web.middleware import place

KNOWN = [("unknown", _("Lo dice solo l'etichetta")), ("known", _("Quelli segnati qui sotto, per natura"))]


class VersionForm(forms.Form):
    """What holds for a kind of food from a day on."""

    valid_from = forms.DateField(label=_("Vale dal"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("Nome"), max_length=60)
    max_celsius = Celsius(label=_("Al massimo, °C"), required=False)
    min_celsius = Celsius(label=_("Almeno, °C"), required=False)
    days_after_best_before = forms.IntegerField(
        label=_("Giorni dopo il TMC"), required=False, min_value=0, max_value=3650
    )  # fmt: skip
    keeps_days = forms.IntegerField(label=_("Senza data: giorni in casa"), required=False, min_value=1, max_value=3650)
    known = forms.ChoiceField(label=_("Allergeni"), choices=KNOWN, widget=forms.RadioSelect)
    allergens = forms.MultipleChoiceField(
        label=_("Allergeni per natura"), choices=Allergen.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    contents = forms.MultipleChoiceField(
        label=_("Contiene per natura"), choices=Content.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(label=_("Fonte: chi lo dice"), widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """A lowest temperature is not above the highest."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("min_celsius"), cleaned.get("max_celsius")
        if low is not None and high is not None and low > high:
            self.add_error("min_celsius", _("È più del massimo: scambiali."))
        return cleaned


@require_safe
@never_cache
@needs(Role.COORDINATOR)
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind as it holds today, with what comes after."""
    today = place(request).today()
    later: dict[str, list[FoodKind]] = {}
    for version in FoodKind.objects.filter(valid_from__gt=today).order_by("valid_from"):
        later.setdefault(version.code, []).append(version)
    rows = [(kind, later.get(code, [])) for code, kind in kinds_on(today).items()]
    return render(request, "stock/kinds.html", {"rows": rows})


class NewVersion(Act):
    """A change: a version with its own first day; the old one stays as it was."""

    form_class = VersionForm
    template = "stock/kind.html"
    button = _("Salvo la nuova versione")
    done = _("La nuova versione è salvata. Quella di prima resta com'era.")
    lead = _("Quello che vale oggi non si cambia: scrivi che cosa vale da un giorno in poi.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today = place(request).today()
        self.versions = list(FoodKind.objects.filter(code=kwargs["code"]).order_by("-valid_from"))
        self.kind: FoodKind = get_object_or_404(FoodKind.objects.valid_on(self.today), code=kwargs["code"])
        self.title = self.kind.name

    def initial(self) -> dict[str, Any]:
        kind = self.kind
        names = (
            "name", "max_celsius", "min_celsius", "days_after_best_before", "keeps_days", "allergens", "contents",
            "source",
        )  # fmt: skip
        known = "unknown" if kind.allergens is None else "known"
        same = {name: getattr(kind, name) for name in names}
        return same | {"valid_from": self.today + dt.timedelta(days=1), "known": known}

    def target(self) -> str:
        return reverse("food_kinds")

    def act(self, facts: dict[str, Any]) -> None:
        if facts.pop("known") == "unknown":
            facts["allergens"] = None
        new_version(self.kind, today=self.today, **facts)

    def context(self) -> dict[str, Any]:
        return super().context() | {"versions": self.versions, "kind": self.kind, "today": self.today}
