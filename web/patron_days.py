"""The feasts of the place, which no library of holidays knows."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from canteens.models import PatronDay
from mensa.sittings import propose_holidays
from web.acts import Act
from web.middleware import place

SUNDAYS = [
    ("", gettext_lazy("no, è un giorno fisso")), (1, gettext_lazy("la prima domenica")),
    (2, gettext_lazy("la seconda domenica")), (3, gettext_lazy("la terza domenica")),
    (4, gettext_lazy("la quarta domenica")),
]  # fmt: skip


class PatronDayForm(forms.ModelForm):  # type: ignore[type-arg]
    """A feast, when it is, and who says so."""

    month = forms.TypedChoiceField(label=gettext_lazy("Mese"), choices=list(MONTHS.items()), coerce=int)
    after_sunday = forms.TypedChoiceField(
        label=gettext_lazy("È il lunedì dopo una domenica?"), choices=SUNDAYS, coerce=int, empty_value=None,
        required=False,
    )  # fmt: skip

    class Meta:
        model = PatronDay
        fields = ["name", "month", "day", "after_sunday", "source"]
        help_texts = {
            "day": gettext_lazy("Se è un giorno fisso: il numero."),
            "source": gettext_lazy("Per esempio l'indirizzo di una pagina del Comune. Vuoto: da confermare."),
        }

    def validate_constraints(self) -> None:
        """With the canteen, whose feasts have each a name of its own."""
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as wrong:
            self.add_error(None, wrong.messages)


class PatronDays(Act):
    """Each feast, and one more; its days are proposed as closed, and a person decides."""

    template = "staff/patron_days.html"
    title = gettext_lazy("Feste del posto")
    lead = gettext_lazy("La festa del patrono cambia da comune a comune. La proponiamo come giorno chiuso: decidi tu.")
    button = gettext_lazy("Aggiungi la festa")
    done = gettext_lazy("La festa è scritta. Il suo giorno aspetta una decisione nel calendario.")
    back = "calendar"

    def form(self, data: Any = None) -> forms.BaseForm:
        return PatronDayForm(data, instance=PatronDay(canteen=place(self.request)))

    def act(self, facts: dict[str, Any]) -> None:
        canteen = place(self.request)
        canteen.patron_days.create(**facts)
        propose_holidays(canteen)

    def context(self) -> dict[str, Any]:
        here = place(self.request)
        feasts = [(feast, feast.coming(here.today())) for feast in here.patron_days.all()]
        return super().context() | {"feasts": feasts}


@require_POST
def forget_patron_day(request: HttpRequest, pk: int) -> HttpResponse:
    """It is proposed no more; what was decided of its days stays."""
    get_object_or_404(place(request).patron_days, pk=pk).delete()
    messages.success(request, _("La festa è tolta. I giorni già decisi restano."))
    return redirect("patron_days")
