"""What a guest may tell afterwards, and need not: a name to be called by, a language, how to be told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from canteens.models import LANGUAGES
from guests.care import let_ask
from guests.consents import text_lazy
from guests.models import Consent, Guest
from guests.register import set_alias, set_language
from mensa.models import Booking
from mensa.words import reach
from notices.models import Channel, Contact
from notices.phones import PhoneNotPossible, read_phone
from web.guest_phone import holder

YES_TO_BE_TOLD = format_lazy("{} {}", text_lazy(Consent.Purpose.REMINDER), text_lazy(Consent.Purpose.CALL))
"""Each yes is kept for what was filled in."""


class ConsentForm(forms.Form):
    """A field and the yes to its use; an empty field takes both back."""

    asked: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if any(told.get(name) for name in self.asked) and not told.get("agreed"):
            self.add_error("agreed", _("Serve il tuo sì. Se non vuoi, lascia vuoto."))
        return told


class AliasForm(ConsentForm):
    """A name to be called by."""

    asked = ("alias",)
    alias = forms.CharField(
        label=gettext_lazy("Come ti chiamiamo?"), max_length=30, required=False,
        help_text=gettext_lazy("Se vuoi. Un nome qualsiasi."),
        error_messages={"max_length": gettext_lazy("È troppo lungo: al massimo 30 lettere.")},
    )  # fmt: skip
    agreed = forms.BooleanField(label=text_lazy(Consent.Purpose.ALIAS), required=False)


class ReminderForm(ConsentForm):
    """How to be told: an address, a telephone, and which of them first."""

    asked = ("email", "phone")
    email = forms.EmailField(
        label=gettext_lazy("La tua e-mail"), max_length=254, required=False,
        help_text=gettext_lazy("Se vuoi. Ti scriviamo la sera prima, e se cambia qualcosa."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("Controlla l'e-mail. Per esempio: nome@posta.it")},
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Il tuo telefono"), max_length=30, required=False,
        help_text=gettext_lazy("Se vuoi. Ti telefona una persona, solo se cambia qualcosa."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )  # fmt: skip
    first = forms.ChoiceField(
        label=gettext_lazy("Se ci dai tutti e due, che cosa preferisci?"), required=False,
        choices=[(Channel.EMAIL, gettext_lazy("Scrivetemi")), (Channel.CALL, gettext_lazy("Telefonatemi"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    call_reminders = forms.BooleanField(label=gettext_lazy("Telefonatemi anche la sera prima."), required=False)
    agreed = forms.BooleanField(label=YES_TO_BE_TOLD, required=False)

    def clean_phone(self) -> str:
        """The number as it is kept."""
        try:
            return read_phone(self.cleaned_data["phone"])
        except PhoneNotPossible as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def clean_first(self) -> str:
        """Nothing chosen is the usual order."""
        return self.cleaned_data["first"] or Channel.EMAIL


class CareForm(forms.Form):
    """Whether we may ask how they are."""

    agreed = forms.BooleanField(
        label=text_lazy(Consent.Purpose.CARE), required=False,
        help_text=gettext_lazy("Se vuoi. Una persona ti chiede come stai, e basta. Il posto resta tuo comunque."),
    )  # fmt: skip


class LanguageForm(forms.Form):
    """The language of what we write to the guest."""

    language = forms.ChoiceField(label=gettext_lazy("In che lingua ti scriviamo?"), choices=LANGUAGES)


def option_forms(booking: Booking) -> dict[str, Any]:
    """The forms, filled with what we know; `booking` comes with `may_ask` (guests.care.MAY_ASK)."""
    guest = holder(booking)
    contact = guest.contact or Contact()
    known = {
        "email": contact.email, "phone": contact.phone, "first": contact.channels[0],
        "call_reminders": contact.call_reminders, "agreed": bool(contact.email or contact.phone),
    }  # fmt: skip
    return {
        "alias_form": AliasForm(initial={"alias": guest.alias, "agreed": bool(guest.alias)}, prefix="a"),
        "reminder_form": ReminderForm(initial=known, prefix="r"),
        "care_form": CareForm(initial={"agreed": getattr(booking, "may_ask", False)}, prefix="c"),
        "language_form": LanguageForm(initial={"language": guest.language}, prefix="l"),
    }


def _ticket_of(token: str, pk: int) -> tuple[Guest, Booking]:
    guest = get_object_or_404(Guest.objects.select_related("contact", "canteen"), token=token)
    return guest, get_object_or_404(guest.bookings, pk=pk)


@require_POST
def alias(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Keeps or forgets the name."""
    guest, booking = _ticket_of(token, pk)
    form = AliasForm(request.POST, prefix="a")
    if not form.is_valid():
        return _again(request, guest, booking, form=form, action="guest_alias")
    set_alias(guest, alias=form.cleaned_data["alias"])
    return _kept(request, guest, booking, told=bool(guest.alias))


@require_POST
def reminder(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Keeps or forgets how to reach the guest."""
    guest, booking = _ticket_of(token, pk)
    form = ReminderForm(request.POST, prefix="r")
    if not form.is_valid():
        return _again(request, guest, booking, form=form, action="guest_reminder")
    told = {name: value for name, value in form.cleaned_data.items() if name != "agreed"}
    reach(guest, **told)
    return _kept(request, guest, booking, told=bool(told["email"] or told["phone"]))


@require_POST
def care(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Keeps or takes back that we may ask."""
    guest, booking = _ticket_of(token, pk)
    agreed = bool(request.POST.get("c-agreed"))
    let_ask(guest, agreed=agreed)
    return _kept(request, guest, booking, told=agreed)


@require_POST
def language(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Sets the language of notices."""
    guest, booking = _ticket_of(token, pk)
    form = LanguageForm(request.POST, prefix="l")
    if not form.is_valid():
        return _again(request, guest, booking, form=form, action="guest_language")
    set_language(guest, language=form.cleaned_data["language"])
    return _kept(request, guest, booking, told=True)


def _kept(request: HttpRequest, guest: Guest, booking: Booking, *, told: bool) -> HttpResponse:
    messages.success(request, _("Fatto.") if told else _("Tolto: non lo sappiamo più."))
    return redirect("ticket", guest.token, booking.pk)


def _again(request: HttpRequest, guest: Guest, booking: Booking, *, form: forms.Form, action: str) -> HttpResponse:
    context = {"guest": guest, "booking": booking, "form": form, "action": action}
    return render(request, "guest/option.html", context, status=400)
