"""Somebody here for the first time: one tap, and they eat. Nothing is asked."""

from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from canteens.errors import Refusal
from canteens.models import LANGUAGES
from guests.register import card_said
from mensa.newcomers import welcome
from mensa.refusals import SittingFull
from web.door import todays
from web.door_access import DoorRequest, at_the_door
from web.door_receipt import sealed


class NewcomerForm(forms.Form):
    """All optional: a card that was printed ahead, how many, and the language of the new card."""

    party = forms.IntegerField(label=_("Quanti sono?"), initial=1, min_value=1, required=False)
    language = forms.ChoiceField(label=_("Che lingua legge?"), choices=LANGUAGES, required=False)
    code = forms.CharField(
        label=_("Gli dai una carta stampata: il codice"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    client_ref = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def newcomer(request: DoorRequest) -> HttpResponse:
    """Seats them on a temporary card and shows it; where the room is full, to the ways that are left."""
    asked = request.POST if request.method == "POST" else None
    form = NewcomerForm(asked, initial={"client_ref": uuid4(), "language": get_language()})
    if not form.is_valid():
        return render(request, "door/new.html", {"form": form}, status=400 if form.is_bound else 200)
    said = form.cleaned_data
    party, sitting = said["party"] or 1, todays(request)
    try:
        card = card_said(request.doorway.canteen, code=said["code"]) if said["code"] else None
        language = said["language"] or "it"
        booking = welcome(sitting, party=party, language=language, card=card, client_ref=said["client_ref"])
    except SittingFull:
        return redirect(f"{reverse('door_full')}?party={party}")
    except Refusal as refusal:
        form.add_error("code" if said["code"] else None, refusal.sentence)
        return render(request, "door/new.html", {"form": form}, status=refusal.status)
    return redirect(f"{reverse('door_called', args=[sealed(booking, new_card=card is None)])}?qui")
