"""What a standing booking asks for: which weekdays, how many, until when; and, changed, what becomes of its days."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteens.models import Canteen
from mensa import standing
from mensa.models import Booking, StandingBooking
from mensa.standing import Wish
from web.acts import yes_or_no
from web.guest_words import people, weekday

NUMBER = dict.fromkeys(["required", "invalid"], gettext_lazy("Scrivi un numero: 1, 2, 3…"))


class StandingForm(forms.Form):
    """A wish."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Quali giorni?"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Scegli uno o più giorni.")},
    )  # fmt: skip
    party = forms.IntegerField(label=gettext_lazy("Quanti siete?"), initial=1, error_messages=NUMBER)
    kind = forms.ChoiceField(
        label=gettext_lazy("A tavola o da portare via?"), choices=Booking.Kind.choices, initial=Booking.Kind.SEAT
    )
    until = forms.DateField(
        label=gettext_lazy("Fino a quale giorno?"), required=False,
        help_text=gettext_lazy("Se vuoi. Puoi smettere quando vuoi."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, canteen: Canteen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekdays"].choices = [(day, weekday(day)) for day in sorted(canteen.weekdays)]  # type: ignore[attr-defined]
        self.fields["party"].widget.attrs |= {"min": 1, "max": canteen.party_limit, "inputmode": "numeric"}
        self.fields["until"].widget.attrs["min"] = canteen.today().isoformat()

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        return Wish(**{name: self.cleaned_data[name] for name in ("weekdays", "party", "kind", "until")})


class ChangeForm(StandingForm):
    """A wish that changes, and whether the days already booked change with it."""

    follow = forms.ChoiceField(
        label=gettext_lazy("E i giorni già prenotati?"), initial="yes", widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Cambiano anche loro")), ("no", gettext_lazy("Restano come sono"))],
    )  # fmt: skip


def change_form(row: StandingBooking, data: Any = None) -> ChangeForm:
    """The form as the wish stands now, or as it was sent."""
    now = {name: getattr(row, name) for name in ("weekdays", "party", "kind", "until")}
    return ChangeForm(data, canteen=row.guest.canteen, initial=now)


def act_on(request: HttpRequest, row: StandingBooking) -> str:
    """Pause, go on or end, as the button says; returns what to say then."""
    match request.POST.get("act"):
        case "pause":
            standing.pause(row, free=yes_or_no(request, "free"))
            return _("In pausa: per ora non prenotiamo altri giorni.")
        case "resume":
            standing.resume(row)
            return _("Si va avanti: prenotiamo i prossimi giorni.")
        case _:
            standing.end(row, free=yes_or_no(request, "free"))
            return _("La prenotazione fissa è finita. Grazie di averlo detto.")


def stayed_words(stayed: list[Booking]) -> str:
    """Which days could not follow a change."""
    days = ", ".join(f"{booking.sitting.day:%d/%m}" for booking in stayed)
    return _("In questi giorni non c'è posto per tutti, e restano come sono: {days}.").format(days=days)


def described(row: StandingBooking) -> str:
    """*ogni lunedì e giovedì · 2 persone*."""
    days = [weekday(day) for day in row.weekdays]
    text = days[0] if len(days) == 1 else _("{some} e {last}").format(some=", ".join(days[:-1]), last=days[-1])
    return " · ".join([_("ogni {days}").format(days=text), people(row.party)])
