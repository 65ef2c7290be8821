"""The canteen page: every setting that a coordinator may change, and who changed what before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteens.history import changes
from canteens.models import Canteen
from mensa.sittings import settle
from web.acts import Act
from web.guest_words import named
from web.middleware import place

WEEKDAYS = [
    (1, gettext_lazy("lunedì")), (2, gettext_lazy("martedì")), (3, gettext_lazy("mercoledì")),
    (4, gettext_lazy("giovedì")), (5, gettext_lazy("venerdì")), (6, gettext_lazy("sabato")),
    (7, gettext_lazy("domenica")),
]  # fmt: skip
CLOCKS = [
    "starts", "ends", "release_time", "booking_closes", "reminder_time", "door_opens", "door_closes", "door_check",
]  # fmt: skip
AHEAD = gettext_lazy("Vale per i giorni che si aprono da adesso in poi.")
AT_ONCE = gettext_lazy("Vale subito, anche per i giorni già aperti.")


def clock_input() -> forms.TimeInput:
    """Where an hour is typed."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class CanteenForm(forms.ModelForm):  # type: ignore[type-arg]
    """All settings of a canteen."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Giorni di apertura"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple,
        required=False, help_text=gettext_lazy("I giorni del pranzo. Vale per i giorni che si aprono da adesso."),
    )  # fmt: skip

    class Meta:
        model = Canteen
        fields = [
            "name", "place", "phone", "seats", "kept_at_door", "anonymous_share", "room_limit", "portions",
            "high_chairs", "step_free_places", "party_limit", "weekdays", "starts", "ends", "release_time",
            "booking_opens_days", "booking_closes", "reminder_time", "door_opens", "door_closes", "door_check",
            "talk_days", "holiday_region", "zone",
        ]  # fmt: skip
        widgets = {name: clock_input() for name in CLOCKS}
        help_texts = {
            "place": gettext_lazy("Come lo legge chi viene: via, numero, città."),
            "phone": gettext_lazy("Lo legge chi non trova posto dal sito. Se è vuoto, non si mostra."),
            "anonymous_share": gettext_lazy(
                "Di quelli che si possono prenotare: così nessuno da solo, con tante carte nuove, riempie la sala. "
                "Chi chiama o ha già la carta non c'entra. Vale subito."
            ),
            "seats": AT_ONCE,
            "kept_at_door": gettext_lazy("Non si possono prenotare. Vale subito."),
            "room_limit": gettext_lazy("Con le sedie in più si arriva fin qui, mai oltre. Vale dai prossimi giorni."),
            "portions": AHEAD,
            "high_chairs": gettext_lazy("Se ne servono di più, te lo diciamo: il posto resta prenotato."),
            "starts": AHEAD,
            "release_time": gettext_lazy("Dopo quest'ora un posto vuoto può andare a chi è arrivato."),
            "booking_closes": gettext_lazy("Lo stesso giorno."),
            "talk_days": gettext_lazy(
                "Prima si mangia: la carta provvisoria vale anche dopo. Serve a ricordarlo a noi."
            ),
            "holiday_region": gettext_lazy("La sigla, per esempio TO. Serve per la festa del patrono."),
            "zone": gettext_lazy("Per esempio Europe/Rome."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = ["seats", "kept_at_door", "anonymous_share", "room_limit", "portions", "party_limit", "talk_days"]
        for name in [*numbers, "booking_opens_days"]:
            self.fields[name].widget.attrs["inputmode"] = "numeric"


class CanteenPage(Act):
    """Saving gives the seats to the coming sittings too, and names those that stay as they are."""

    template = "staff/canteen.html"
    title = gettext_lazy("La sala")
    button = gettext_lazy("Salva")
    done = gettext_lazy("Salvato.")
    back = "canteen"

    def form(self, data: Any = None) -> CanteenForm:
        return CanteenForm(data, instance=Canteen.objects.get(pk=place(self.request).pk))

    def act(self, facts: dict[str, Any]) -> None:
        if left := settle(place(self.request), **facts):
            days = ", ".join(named(sitting.day, "l j F") for sitting in left)
            text = _("In questi giorni i posti presi sono già di più, e restano come sono: {days}.")
            messages.warning(self.request, text.format(days=days))

    def context(self) -> dict[str, Any]:
        return super().context() | {"changes": changes(place(self.request))}
