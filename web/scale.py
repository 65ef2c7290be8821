"""The scale, and the corner where food waits until somebody has looked at it."""

import datetime as dt
from typing import Any, ClassVar, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.models import Role, User
from recovery import receipt
from recovery.models import Allergen, Check, Content, KnownBy, Lot, RefusalReason
from recovery.shops import tare_of
from recovery.weights import kilograms
from web.access import needs
from web.acts import Act
from web.driver import Celsius
from web.middleware import place
from web.shop_form import Kilograms, PrintedDate
from web.shops_form import Codes

State, Doubt = Lot.State, Lot.Doubt
WEIGHED_BY = [(KnownBy.SCALE, KnownBy.SCALE.label), (KnownBy.ESTIMATE, KnownBy.ESTIMATE.label)]
REASONS = [
    RefusalReason.EXPIRED, RefusalReason.TOO_OLD, RefusalReason.TEMPERATURE, RefusalReason.LABEL,
    RefusalReason.DAMAGED, RefusalReason.SPOILED, RefusalReason.UNCERTAIN,
]  # fmt: skip
"""Want of room is the driver's reason."""


@require_safe
@never_cache
@needs(Role.COOK, Role.DRIVER)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the scale, the oldest first; how much waits for a check."""
    canteen = place(request)
    context = {"lots": Lot.objects.to_weigh(canteen), "waiting": Lot.objects.waiting(canteen).count()}
    return render(request, "scale/queue.html", context)


@require_safe
@never_cache
@needs(Role.COOK, Role.DRIVER)
def quarantine(request: HttpRequest) -> HttpResponse:
    """What waits for a check."""
    return render(request, "scale/quarantine.html", {"lots": Lot.objects.waiting(place(request))})


@require_safe
@never_cache
@needs(Role.COOK, Role.DRIVER)
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a lot, and the next one to weigh."""
    lot = _lot(request, pk)
    if lot.state == State.OFFERED:
        return redirect("weigh", pk)
    following = Lot.objects.to_weigh(place(request)).first()
    return render(request, "scale/outcome.html", {"lot": lot, "following": following})


class LotAct(Act):
    """Something that is done to one lot of this canteen, once; later one sees what became of it."""

    states: ClassVar[tuple[str, ...]] = (State.OFFERED,)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.lot = _lot(request, kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs) if self.lot.state in self.states else redirect(self.target())

    def target(self) -> str:
        return reverse("weighed", args=[self.lot.pk])

    def context(self) -> dict[str, Any]:
        return super().context() | {"lot": self.lot, "title": self.lot.food}


class WeighForm(forms.Form):
    """What the scale says."""

    gross = Kilograms(label=gettext_lazy("Peso sulla bilancia, in kg"), needed=True)
    tare = Kilograms(label=gettext_lazy("Tara, in kg"), help_text=gettext_lazy("Le casse vuote."))
    known_by = forms.ChoiceField(
        label=gettext_lazy("Come lo sai?"), choices=WEIGHED_BY, widget=forms.RadioSelect, initial=KnownBy.SCALE
    )
    label_fault = forms.BooleanField(
        label=gettext_lazy("L'etichetta sbaglia la data o gli allergeni"), required=False
    )  # fmt: skip


class Weigh(LotAct):
    """One lot on the scale."""

    form_class = WeighForm
    template = "scale/weigh.html"

    def form(self, data: Any = None) -> forms.BaseForm:
        form = super().form(data)
        form.fields["gross"].widget.attrs["autofocus"] = True
        if receipt.asks_temperature(self.lot):
            form.fields["celsius"] = Celsius(label=_("Temperatura, in °C"), below_zero=self.lot.category == "frozen")
        return form

    def initial(self) -> dict[str, Any]:
        tare = tare_of(self.lot)
        return {"known_by": KnownBy.SCALE, "tare": kilograms(tare) if tare else ""}

    def act(self, facts: dict[str, Any]) -> None:
        facts["tare"] = facts["tare"] or 0
        receipt.weigh(self.lot, by=cast(User, self.request.user), **facts)


class RefuseForm(forms.Form):
    """Why not."""

    reason = forms.ChoiceField(choices=[(reason, reason.label) for reason in REASONS])


class Refuse(LotAct):
    """*Non possiamo usarlo*: a lot goes away, with the reason that the shop reads."""

    form_class = RefuseForm
    template = "scale/refuse.html"
    states = (State.OFFERED, State.QUARANTINED)

    def act(self, facts: dict[str, Any]) -> None:
        receipt.refuse(self.lot, by=cast(User, self.request.user), **facts)


class ClearForm(forms.Form):
    """What was missing of a lot; only what nobody knows yet is asked."""

    def __init__(self, data: Any, *, lot: Lot) -> None:
        super().__init__(data)
        missing = receipt.missing(lot)
        if Doubt.ALLERGENS in missing:
            self.fields["allergens"] = Codes(label=_("Allergeni: leggi l'etichetta"), kinds=Allergen)
            self.fields["contents"] = Codes(label=_("Contiene"), kinds=Content)
        if Doubt.NO_DATE in missing:
            text = _("Come è stampata: 25/11/2026, 11/2026 o 2026.")
            self.fields["printed"] = PrintedDate(label=lot.get_date_mark_display().capitalize(), help_text=text)
        if Doubt.NO_TEMPERATURE in missing:
            self.fields["celsius"] = Celsius(label=_("Temperatura, in °C"), below_zero=lot.category == "frozen")
        if Doubt.CHECKS in missing:
            failed = ", ".join(str(Check(code).label) for code in lot.donation.failed_checks or [])
            self.fields["checked"] = forms.BooleanField(
                label=_("Ho guardato di nuovo, è a posto: {checks}").format(checks=failed), required=False
            )

    def said(self) -> dict[str, Any]:
        """The facts that were given."""
        facts: dict[str, Any] = {**self.cleaned_data}
        day: tuple[dt.date, str] | None = facts.pop("printed", None)
        if day:
            facts["marked_day"], facts["precision"] = day
        return facts


class Clear(LotAct):
    """Somebody has looked."""

    form_class = ClearForm
    template = "scale/clear.html"
    states = (State.QUARANTINED,)

    def form(self, data: Any = None) -> forms.BaseForm:
        self.asked = ClearForm(data, lot=self.lot)
        return self.asked

    def act(self, facts: dict[str, Any]) -> None:
        receipt.clear(self.lot, by=cast(User, self.request.user), **self.asked.said())


def _lot(request: HttpRequest, pk: int) -> Lot:
    rows = Lot.objects.select_related("donation__shop", "donation__canteen")
    found: Lot = get_object_or_404(rows, pk=pk, donation__canteen=place(request))
    return found
