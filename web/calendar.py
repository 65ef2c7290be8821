"""The calendar: coming sittings, days off to decide, and one page for each thing that can be changed."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import Closure, Kitchen
from mensa import sittings, volunteers
from mensa.awaiting import people
from mensa.devices import phones
from mensa.kitchens import cook_in
from mensa.models import Sitting
from web.acts import Act, told, yes_or_no
from web.guest_words import day_and_meal, named
from web.middleware import place

SOON = dt.timedelta(days=30)


@require_safe
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """Coming sittings with their plates, and the days off."""
    canteen = place(request)
    first = canteen.today()
    closures = canteen.closures.filter(day__gte=first)
    proposed = [row for row in closures if row.state == Closure.State.PROPOSED]
    context = {
        "sittings": Sitting.objects.filter(canteen=canteen, day__gte=first).order_by("starts"),
        "soon": [row for row in proposed if row.day < first + SOON],
        "later": [row for row in proposed if row.day >= first + SOON],
        "shut": [row for row in closures if row.state == Closure.State.CONFIRMED],
    }
    return render(request, "staff/calendar.html", context)


@require_safe
@never_cache
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """One sitting: how full it is, and what can be changed."""
    found = _sitting(request, pk)
    context = {
        "sitting": found, "people": people(found), "title": day_and_meal(found).capitalize(),
        "many": len(phones(found)),
    }  # fmt: skip
    return render(request, "staff/sitting.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a day off: *Siamo chiusi* or *Siamo aperti*."""
    closure = get_object_or_404(place(request).closures, pk=pk)
    closed = yes_or_no(request, "closed")
    day = named(closure.day, "l j F")
    try:
        sittings.decide(closure, closed=closed)
    except Refusal as refusal:
        told(request, refusal)
    else:
        text = _("{day}: siamo chiusi. Lo diciamo a chi aveva prenotato.") if closed else _("{day}: siamo aperti.")
        messages.success(request, text.format(day=day).capitalize())
    return redirect("calendar")


def _sitting(request: HttpRequest, pk: int) -> Sitting:
    here = Sitting.objects.select_related("canteen").filter(canteen=place(request).pk)
    return get_object_or_404(here, pk=pk)


def _day_field() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("Giorno"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _reason_field() -> forms.CharField:
    text = gettext_lazy("Chi aveva prenotato lo legge, ognuno nella sua e-mail. Scrivi poche parole.")
    return forms.CharField(label=gettext_lazy("Perché?"), max_length=120, help_text=text)


class CloseForm(forms.Form):
    """A day and why."""

    day = _day_field()
    reason = _reason_field()

    def __init__(self, *args: Any, first: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.fields["day"].widget.attrs["min"] = first.isoformat()

    def clean_day(self) -> dt.date:
        """A day that is not past."""
        day: dt.date = self.cleaned_data["day"]
        if day < self.first:
            raise forms.ValidationError(_("Questo giorno è passato."))
        return day


class CloseDay(Act):
    """Shut on a day of one's own choice."""

    title = gettext_lazy("Chiudere un giorno")
    lead = gettext_lazy("Il servizio di quel giorno si annulla e lo diciamo a chi ha prenotato.")
    button = gettext_lazy("Chiudi questo giorno")
    done = gettext_lazy("Il giorno è chiuso.")
    back = "calendar"

    def form(self, data: Any = None) -> forms.Form:
        return CloseForm(data, first=place(self.request).today())

    def act(self, facts: dict[str, Any]) -> None:
        sittings.close_day(place(self.request), **facts)


class SittingAct(Act):
    """One change of one sitting."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.sitting = _sitting(request, kwargs["pk"])
        self.lead = day_and_meal(self.sitting).capitalize()

    def target(self) -> str:
        return reverse("sitting", args=[self.sitting.pk])


class CancelForm(forms.Form):
    """Why."""

    reason = _reason_field()


class Cancel(SittingAct):
    """It does not take place."""

    form_class = CancelForm
    title = gettext_lazy("Annullare il servizio")
    button = gettext_lazy("Annulla il servizio")
    done = gettext_lazy("Il servizio è annullato. Lo diciamo a chi aveva prenotato.")
    warm = True

    def act(self, facts: dict[str, Any]) -> None:
        sittings.cancel(self.sitting, **facts)


class HoursForm(forms.Form):
    """From when to when."""

    starts = _time_field(gettext_lazy("Inizio"))
    ends = _time_field(gettext_lazy("Fine"))


class Hours(SittingAct):
    """It moves to other hours of its day."""

    form_class = HoursForm
    title = gettext_lazy("Cambiare l'ora")
    button = gettext_lazy("Salva l'ora")
    done = gettext_lazy("L'ora è cambiata. Lo diciamo a chi ha prenotato.")

    def initial(self) -> dict[str, Any]:
        zone = self.sitting.canteen.tz
        hours = {"starts": self.sitting.starts, "ends": self.sitting.ends}
        return {name: localtime(instant, zone).time() for name, instant in hours.items()}

    def act(self, facts: dict[str, Any]) -> None:
        sittings.move(self.sitting, **facts)


class SeatsForm(forms.Form):
    """How many, and how many of them for who just arrives."""

    seats = forms.IntegerField(label=gettext_lazy("Posti a tavola"), min_value=1, max_value=500)
    kept_at_door = forms.IntegerField(
        label=gettext_lazy("Di questi, per chi arriva senza prenotazione"), min_value=0, max_value=500
    )


class Seats(SittingAct):
    """It has other seats than the canteen's."""

    form_class = SeatsForm
    title = gettext_lazy("Cambiare i posti")
    button = gettext_lazy("Salva i posti")
    done = gettext_lazy("I posti sono cambiati.")

    def initial(self) -> dict[str, Any]:
        return {"seats": self.sitting.seats, "kept_at_door": self.sitting.kept_at_door}

    def act(self, facts: dict[str, Any]) -> None:
        sittings.set_seats(self.sitting, **facts)


class HelpersForm(forms.Form):
    """How many."""

    count = forms.IntegerField(
        label=gettext_lazy("Volontari che mangiano con gli ospiti"), min_value=0, max_value=100,
        help_text=gettext_lazy("Non prendono i posti degli ospiti: sedie in più, dentro il limite della sala."),
    )  # fmt: skip


class Helpers(SittingAct):
    """Volunteers are expected at the table."""

    form_class = HelpersForm
    title = gettext_lazy("Volontari a tavola")
    button = gettext_lazy("Salva i volontari")
    done = gettext_lazy("I volontari a tavola sono segnati.")

    def initial(self) -> dict[str, Any]:
        return {"count": self.sitting.volunteers}

    def act(self, facts: dict[str, Any]) -> None:
        volunteers.expect(self.sitting, **facts)


class MenuForm(forms.Form):
    """One line."""

    menu = forms.CharField(
        label=gettext_lazy("Che cosa si mangia"), max_length=120, required=False,
        help_text=gettext_lazy("Una riga: ribollita · mele. Chi prenota la legge."),
    )  # fmt: skip


class Menu(SittingAct):
    """What there is to eat."""

    form_class = MenuForm
    title = gettext_lazy("Il menu")
    button = gettext_lazy("Salva il menu")
    done = gettext_lazy("Il menu è scritto.")

    def initial(self) -> dict[str, Any]:
        return {"menu": self.sitting.menu}

    def act(self, facts: dict[str, Any]) -> None:
        sittings.set_menu(self.sitting, **facts)


class PortionsForm(forms.Form):
    """How many."""

    portions = forms.IntegerField(label=gettext_lazy("Pasti da portare via"), min_value=0, max_value=500)


class Portions(SittingAct):
    """It has other meals to take away than the canteen's."""

    form_class = PortionsForm
    title = gettext_lazy("I pasti da portare via")
    button = gettext_lazy("Salva i pasti")
    done = gettext_lazy("I pasti da portare via sono cambiati.")

    def initial(self) -> dict[str, Any]:
        return {"portions": self.sitting.portions}

    def act(self, facts: dict[str, Any]) -> None:
        sittings.set_portions(self.sitting, **facts)


class KitchenForm(forms.Form):
    """Which of the canteen's."""

    kitchen = forms.ModelChoiceField(Kitchen.objects.none(), label=gettext_lazy("Dove si cucina?"), required=False)


class CookedIn(SittingAct):
    """It is cooked elsewhere; nobody is told."""

    form_class = KitchenForm
    title = gettext_lazy("La cucina di questo giorno")
    button = gettext_lazy("Salva la cucina")
    done = gettext_lazy("La cucina è cambiata. Chi viene a mangiare non deve saperlo.")

    def form(self, data: Any = None) -> forms.Form:
        form = KitchenForm(data, initial={"kitchen": self.sitting.kitchen_id})
        form.fields["kitchen"].queryset = self.sitting.canteen.kitchens.order_by("name")  # type: ignore[attr-defined]
        return form

    def act(self, facts: dict[str, Any]) -> None:
        cook_in(self.sitting, **facts)
