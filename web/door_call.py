"""Booking for somebody on the telephone: a day, how many, one button; more days and the card where there is one."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from canteens.errors import Refusal
from canteens.models import Canteen
from guests.register import CodeUnknown, set_alias
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow
from mensa.several import Answer, book_days
from mensa.words import reach_caller
from notices.phones import PhoneNotPossible, read_phone
from web.door_access import DoorRequest, at_the_door
from web.door_cards import card_of, find
from web.door_receipt import sealed, unsealed
from web.door_ways import receipt
from web.guest_days import NEEDS, tell_needs
from web.guest_words import day_and_meal

NUMBER = {"invalid": _("Scrivi un numero: 1, 2, 3…"), "required": _("Scrivi un numero: 1, 2, 3…")}


class CallForm(forms.Form):
    """What a caller is asked: the day and how many. A card's code only if there is one."""

    sitting = forms.ChoiceField(label=_("Che giorno?"), error_messages={"required": _("Tocca un giorno.")})
    party = forms.IntegerField(label=_("Quanti siete?"), initial=1, min_value=1, error_messages=NUMBER)
    alias = forms.CharField(
        label=_("Come ti chiamiamo?"), max_length=30, required=False,
        help_text=_("Solo se chi chiama è d'accordo che lo scriviamo."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Il telefono di chi chiama"), max_length=30, required=False,
        help_text=_("Solo se dice di sì: lo usiamo per dire se cambia qualcosa."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "dir": "ltr"}),
    )  # fmt: skip
    agreed = forms.BooleanField(label=_("Chi chiama ha detto di sì."), required=False)
    code = forms.CharField(
        label=_("Ha già una carta: cercala"), max_length=30, required=False,
        help_text=_("Numero, figura, soprannome o codice."),
    )  # fmt: skip
    card = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    also = forms.MultipleChoiceField(
        label=_("Anche altri giorni"), required=False,
        error_messages={"invalid_choice": _("Quel giorno non si prenota più.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        required=False, choices=[(Booking.Kind.SEAT, _("a tavola")), (Booking.Kind.TAKEAWAY, _("da portare via"))]
    )  # fmt: skip
    high_chairs = forms.IntegerField(label=_("Seggioloni"), min_value=0, required=False)
    step_free = forms.IntegerField(label=_("Posti senza gradini"), min_value=0, required=False)
    client_ref = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, canteen: Canteen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.canteen = canteen
        coming = Sitting.objects.coming(canteen).select_related("canteen")
        self.open = {str(sitting.pk): sitting for sitting in coming if sitting.bookable}
        self.titles = {pk: capfirst(day_and_meal(sitting)) for pk, sitting in self.open.items()}
        for name in ("sitting", "also"):
            cast(forms.ChoiceField, self.fields[name]).choices = list(self.titles.items())
        self.fields["party"].widget.attrs |= {"max": canteen.party_limit, "inputmode": "numeric"}

    def clean(self) -> dict[str, Any]:
        """A number is kept with its owner's yes alone."""
        said: dict[str, Any] = super().clean() or {}
        try:
            said["phone"] = read_phone(said.get("phone", ""))
        except PhoneNotPossible as refusal:
            self.add_error("phone", refusal.sentence)
        if said.get("phone") and not said.get("agreed"):
            self.add_error("agreed", _("Serve il sì di chi chiama. Se non vuole, lascia vuoto."))
        return said

    def book(self) -> list[Answer]:
        """Book each day on the card that was told or on a new one; raises the first day's Refusal if none took it."""
        said = self.cleaned_data
        guest = card_of(self.canteen, card=said["card"], code=said["code"])
        more = sorted({pk for pk in said["also"] if pk != said["sitting"]}, key=list(self.open).index)
        answers = book_days(
            [self.open[pk] for pk in (said["sitting"], *more)], kind=said["kind"] or Booking.Kind.SEAT,
            party=said["party"], guest=guest,
            door=Booking.Door.CALL, client_ref=said["client_ref"],
        )  # fmt: skip
        made = next((answer.booking for answer in answers if answer.booking), None)
        if made is None:
            raise answers[0].refusal or NotPossibleNow
        if said["alias"] and made.guest and not guest:
            set_alias(made.guest, alias=said["alias"])
        if said["phone"] and made.guest:
            reach_caller(made.guest, phone=said["phone"])
        return answers

    @property
    def has_card(self) -> bool:
        """Whether a card was chosen or its code typed: then nothing secret of it is shown."""
        return bool(self.cleaned_data["card"] or self.cleaned_data["code"])

    def days(self) -> list[tuple[str, str, str, bool]]:
        """Each day that can be booked: its key, name, how full it is, and whether it is the one chosen."""
        chosen = self["sitting"].value() or next(iter(self.open), None)
        return [(pk, title, str(self.open[pk].availability.label), pk == chosen) for pk, title in self.titles.items()]

    def more_days(self) -> list[tuple[str, str, str, bool]]:
        """The same for the days that may be added."""
        ticked = self["also"].value() or []
        return [(pk, title, room, pk in ticked) for pk, title, room, _chosen in self.days()]


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def call(request: DoorRequest) -> HttpResponse:
    """The question and, posted, the booking; a refusal keeps what was typed."""
    asked = request.POST if request.method == "POST" else None
    form = CallForm(asked, canteen=request.doorway.canteen, initial={"client_ref": uuid4()})
    if "search" in request.POST or not form.is_valid():
        return _page(request, form, status=400 if form.is_bound and "search" not in request.POST else 200)
    try:
        answers = form.book()
    except Refusal as refusal:
        form.add_error("code" if isinstance(refusal, CodeUnknown) else None, refusal.sentence)
        return _page(request, form, status=refusal.status)
    for answer in answers:
        if answer.booking:
            tell_needs(request, answer.booking, **{name: form.cleaned_data[name] or 0 for name in NEEDS})
    first = next(answer.booking for answer in answers if answer.booking)
    return redirect("door_called", sealed(first, new_card=not form.has_card, days=answers))


def _page(request: DoorRequest, form: CallForm, *, status: int) -> HttpResponse:
    """The question, with what was typed, what was wrong with it, and the cards that were looked for."""
    context = {"form": form, "found": find(request) if form.is_bound else None}
    return render(request, "door/call.html", context, status=status)


@require_safe
@at_the_door
def called(request: DoorRequest, seal: str) -> HttpResponse:
    """What to read aloud to the caller, or to who stands here (`?qui`)."""
    given = unsealed(request, seal)
    more = {"new_card": given.new_card, "calls": "qui" not in request.GET, "others": given.others, "shut": given.shut}
    return render(request, "door/called.html", receipt(request, given.booking) | more)
