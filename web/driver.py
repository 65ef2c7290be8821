"""The van's round on the driver's phone: where to stop today, and one stop with its outcomes as buttons."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.errors import Refusal
from canteens.models import Role, User
from recovery.collections import Stop, stop_at, stops, temperatures_of, visit
from recovery.models import Check, Collection, Shop, TransportDocument
from web.access import needs
from web.middleware import place

Outcome = Collection.Outcome


class Celsius(forms.DecimalField):
    """Degrees with a decimal comma; below zero too."""

    def __init__(self, *, label: str, below_zero: bool = False) -> None:
        mode = "text" if below_zero else "decimal"  # some phones' number pads have no minus
        super().__init__(
            label=label, required=False, min_value=Decimal(-60), max_value=Decimal(120), max_digits=4,
            decimal_places=1, localize=True, widget=forms.TextInput({"inputmode": mode, "autocomplete": "off"}),
        )  # fmt: skip


class StopForm(forms.Form):
    """What happened at a stop. Checks are those in order: a box that is not sent was not."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    checks = forms.MultipleChoiceField(
        label=gettext_lazy("I sei controlli"), choices=Check.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    crates_returned = forms.IntegerField(
        label=gettext_lazy("Casse che riporti ora"), min_value=0, max_value=999, required=False,
        widget=forms.NumberInput({"inputmode": "numeric", "placeholder": "0"}),
    )  # fmt: skip
    client_ref = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, stop: Stop) -> None:
        self.stop = stop
        super().__init__(data, initial={"checks": Check.values, "client_ref": uuid.uuid4()})
        if stop.shop.crates_lent:
            text = _("Tutte: {crates}").format(crates=stop.shop.crates_lent)
            self.fields["all_crates"] = forms.BooleanField(label=text, required=False)
        self.cold = temperatures_of(stop)
        for lot in self.cold:
            below = lot.category == "frozen"
            self.fields[f"celsius_{lot.pk}"] = Celsius(label=_("{food}: °C").format(food=lot.food), below_zero=below)
        choices = [(lot.pk, lot.food) for lot in stop.lots]
        self.fields["behind"] = forms.TypedMultipleChoiceField(
            label=_("Che cosa resta al negozio?"), choices=choices, coerce=int, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        for donation in stop.donations:
            self.fields[f"own_{donation.pk}"] = forms.CharField(
                label=_("Numero del documento del negozio, se ne ha uno suo"), max_length=40, required=False
            )

    @property
    def temperatures(self) -> list[forms.BoundField]:
        """A field for each lot that needs the cold, or the heat."""
        return [self[f"celsius_{lot.pk}"] for lot in self.cold]

    @property
    def own_numbers(self) -> list[forms.BoundField]:
        """A field for each donation."""
        return [self[f"own_{donation.pk}"] for donation in self.stop.donations]

    def clean(self) -> dict[str, Any]:
        """A number of crates, or all of them."""
        told = super().clean() or {}
        if told.get("all_crates") and told.get("crates_returned") not in (None, self.stop.shop.crates_lent):
            self.add_error("crates_returned", _("Scrivi un numero oppure tocca «Tutte»."))
        return told

    @property
    def crates(self) -> int:
        """How many are given back now; none to a shop that is shut."""
        told = self.cleaned_data
        every = self.stop.shop.crates_lent if told.get("all_crates") else 0
        return 0 if told["outcome"] == Outcome.CLOSED else every or told["crates_returned"] or 0

    def said(self) -> dict[str, Any]:
        """The facts of the visit."""
        told, went = self.cleaned_data, self.cleaned_data["outcome"]
        keys = [int(key) for key in cast(QueryDict, self.data).getlist("donation") if key.isdecimal()]
        degrees = {lot.pk: told[f"celsius_{lot.pk}"] for lot in self.cold}
        return {
            "outcome": went, "donations": keys, "failed_checks": set(Check.values) - set(told["checks"]),
            "celsius": {key: value for key, value in degrees.items() if value is not None},
            "left_behind": told["behind"] if went == Outcome.PARTLY else [],
            "own_numbers": {donation.pk: told[f"own_{donation.pk}"] for donation in self.stop.donations},
            "crates_returned": self.crates, "client_ref": told["client_ref"],
        }  # fmt: skip


@require_safe
@never_cache
@needs(Role.DRIVER)
def round_today(request: HttpRequest) -> HttpResponse:
    """Today's stops, what is still to do first."""
    found = stops(place(request))
    left = [stop for stop in found if not stop.is_done]
    context = {"stops": found, "left": len(left), "next": left[0] if left else None, "today": place(request).today()}
    return render(request, "driver/stops.html", context)


@never_cache
@needs(Role.DRIVER)
def at_a_shop(request: HttpRequest, pk: int) -> HttpResponse:
    """One stop: what is offered, what has to be looked at, and how it went."""
    shop = get_object_or_404(Shop.objects.giving().select_related("canteen"), pk=pk, canteen=place(request))
    form = StopForm(request.POST if request.method == "POST" else None, stop=stop_at(shop))
    if form.is_valid():
        try:
            went = visit(shop, by=cast(User, request.user), **form.said())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return _stop(request, form, status=refusal.status)
        text = _("{shop}: {outcome}.")
        messages.success(request, text.format(shop=shop.name, outcome=went.get_outcome_display().lower()))
        return redirect("stops")
    return _stop(request, form, status=400 if form.is_bound else 200)


def _stop(request: HttpRequest, form: StopForm, *, status: int) -> HttpResponse:
    stop, canteen = form.stop, place(request)
    midnight = canteen.instant(canteen.today(), dt.time())
    papers = TransportDocument.objects.filter(shop=stop.shop, annuls=None, annulled_by=None, issued_at__gte=midnight)
    context = {"stop": stop, "shop": stop.shop, "form": form, "papers": papers.order_by("pk")}
    return render(request, "driver/stop.html", context, status=status)
