"""The privacy page that everybody may read (GDPR, article 13), and the coordinators' page behind it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from canteens import retention
from canteens.models import Canteen, Retention
from canteens.retention import name_controller
from guests.consents import spoken
from web.acts import Act
from web.middleware import has_place, place

YEAR = 365


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who answers, what for, on which ground, for how long, and how one says no: in the page's language."""
    canteen = place(request) if has_place(request) else None
    keep = {rule.purpose: days(rule.days) for rule in retention.rules(canteen)} if canteen else {}
    context = {"canteen": canteen, "keep": keep, "text": f"privacy/{spoken()}.html"}
    return render(request, "guest/privacy.html", context)


def days(count: int) -> str:
    """*30 giorni*; *12 mesi* where it is a year."""
    if count == YEAR:
        return _("12 mesi")
    return ngettext("{n} giorno", "{n} giorni", count).format(n=count)


class ControllerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who answers for the data, as the privacy page prints it."""

    class Meta:
        model = Canteen
        fields = [
            "association", "association_tax_code", "association_address", "privacy_contact", "protection_officer",
        ]  # fmt: skip
        help_texts = {
            "privacy_contact": gettext_lazy("Un'e-mail, un telefono o un luogo, come lo legge chi è ospite."),
            "protection_officer": gettext_lazy("Solo se l'associazione ne ha nominato uno."),
        }


class PrivacyPage(Act):
    """Who answers, and how long what is kept for, with each reason."""

    template = "staff/privacy.html"
    title = gettext_lazy("Privacy")
    lead = gettext_lazy("Chi risponde dei dati, come lo legge chi è ospite.")
    button = gettext_lazy("Salva")
    done = gettext_lazy("Salvato.")
    back = "privacy_settings"

    def form(self, data: Any = None) -> ControllerForm:
        return ControllerForm(data, instance=Canteen.objects.get(pk=place(self.request).pk))

    def act(self, facts: dict[str, Any]) -> None:
        name_controller(place(self.request), **facts)

    def context(self) -> dict[str, Any]:
        rules = [(rule, days(rule.days)) for rule in retention.rules(place(self.request))]
        return super().context() | {"rules": rules}


class RuleForm(forms.Form):
    """How many days, and why."""

    days = forms.IntegerField(
        label=gettext_lazy("giorni"), min_value=1, max_value=3650,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("perché"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RulePage(Act):
    """One rule. It holds from the coming night on."""

    form_class = RuleForm
    title = gettext_lazy("Per quanto tempo")
    button = gettext_lazy("Salva")
    done = gettext_lazy("Salvato: vale dalla prossima notte.")
    back = "privacy_settings"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["purpose"] not in Retention.Purpose.values:
            raise Http404

    def initial(self) -> dict[str, Any]:
        rule = retention.rule(place(self.request), self.kwargs["purpose"])
        return {"days": rule.days, "reason": str(rule.reason)}

    def act(self, facts: dict[str, Any]) -> None:
        retention.decide(place(self.request), purpose=self.kwargs["purpose"], **facts)

    def context(self) -> dict[str, Any]:
        label = Retention.Purpose(self.kwargs["purpose"]).label
        return super().context() | {"title": str(label).capitalize()}
