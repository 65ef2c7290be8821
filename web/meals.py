"""The meals that a canteen serves: how each opens, and one more."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.models import Service
from canteens.pattern import Meal
from mensa.patterns import patterns
from mensa.sittings import serve, settle
from web.acts import Act
from web.canteen import AHEAD, AT_ONCE, WEEKDAYS, clock_input
from web.guest_words import named
from web.middleware import place

HOURS = ["starts", "ends", "release_time", "booking_closes", "door_opens", "door_closes"]
NUMBERS = ["seats", "kept_at_door", "room_limit", "portions", "booking_opens_days"]
REST = gettext_lazy("Nessun giorno: il servizio riposa. Vale per i giorni che si aprono da adesso in poi.")


class MealForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a meal opens."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Giorni di apertura"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple,
        required=False, help_text=REST,
    )  # fmt: skip

    class Meta:
        model = Service
        fields = [
            "weekdays", "starts", "ends", "seats", "kept_at_door", "room_limit", "portions", "release_time",
            "booking_opens_days", "booking_closes", "door_opens", "door_closes", "kitchen",
        ]  # fmt: skip
        widgets = {name: clock_input() for name in HOURS}
        help_texts = {
            "seats": AT_ONCE, "starts": AHEAD, "portions": AHEAD,
            "booking_closes": gettext_lazy("Lo stesso giorno."),
            "kitchen": gettext_lazy("Se non la scegli, si cucina dove si cucina il pranzo."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kitchens = self.instance.canteen.kitchens.order_by("name")
        self.fields["kitchen"].queryset = kitchens  # type: ignore[attr-defined]
        for name in NUMBERS:
            self.fields[name].widget.attrs["inputmode"] = "numeric"


class NewMealForm(MealForm):
    """Which meal, and how it opens."""

    class Meta(MealForm.Meta):
        fields = ["meal", *MealForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = {pattern.served for pattern in patterns(self.instance.canteen)}
        free = [(meal.value, capfirst(meal.label)) for meal in Meal if meal not in served]
        self.fields["meal"] = forms.ChoiceField(label=gettext_lazy("Quale pasto?"), choices=free)
        self.order_fields(self.Meta.fields)


@require_safe
@never_cache
def meals(request: HttpRequest) -> HttpResponse:
    """Each meal with its hours and days."""
    served = patterns(place(request))
    context = {"lunch": served[0], "lunch_name": Meal.LUNCH.label, "meals": served[1:], "more": len(served) < len(Meal)}
    return render(request, "staff/meals.html", context)


class NewMeal(Act):
    """One more meal a day: the days that can be booked are opened at once."""

    title = gettext_lazy("Un altro servizio")
    lead = gettext_lazy("Per esempio la cena del venerdì. I giorni che si possono prenotare si aprono subito.")
    button = gettext_lazy("Apri il servizio")
    done = gettext_lazy("Il servizio c'è. I suoi giorni si possono prenotare.")
    back = "meals"

    def form(self, data: Any = None) -> forms.BaseForm:
        nothing = dict.fromkeys(["weekdays", *HOURS])  # the hours of lunch would be taken for dinner's
        return NewMealForm(data, instance=Service(canteen=place(self.request)), initial=nothing)

    def act(self, facts: dict[str, Any]) -> None:
        serve(place(self.request), **facts)


class OneMeal(Act):
    """Saving gives the seats to the coming sittings too, and names those that stay as they are."""

    button = gettext_lazy("Salva")
    done = gettext_lazy("Salvato.")
    back = "meals"

    @property
    def service(self) -> Service:
        """The meal of the address, as it stands in the database."""
        return get_object_or_404(Service.objects.select_related("canteen"), pk=self.kwargs["pk"], canteen=self.here)

    @property
    def here(self) -> int:
        return place(self.request).pk

    def form(self, data: Any = None) -> forms.BaseForm:
        return MealForm(data, instance=self.service)

    def act(self, facts: dict[str, Any]) -> None:
        if left := settle(self.service, **facts):
            days = ", ".join(named(sitting.day, "l j F") for sitting in left)
            text = _("In questi giorni i posti presi sono già di più, e restano come sono: {days}.")
            messages.warning(self.request, text.format(days=days))

    def context(self) -> dict[str, Any]:
        return super().context() | {"title": capfirst(str(self.service))}
