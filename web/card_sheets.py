"""Cards on paper: sheets of ten made ahead, one printed again, one that was just given.

A card's PIN and link stand on these pages, so they are reached by a sealed address only, for half an hour: nobody
comes to another's card by counting up.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card
from web.door_access import DoorRequest, at_the_door
from web.guest_card import card_address
from web.guest_ticket import qr

SALT, HALF_AN_HOUR = "cards-on-paper", 1800
A_PAGE = 10
SHEETS = [(str(n * A_PAGE), pgettext_lazy("fogli", "{n} carte").format(n=n * A_PAGE)) for n in (1, 2, 3, 5)]


class OnPaper(NamedTuple):
    """A card to print."""

    guest: Guest
    qr: SafeString


def sealed(guests: Iterable[Guest]) -> str:
    """The cards, as part of an address."""
    return signing.dumps([guest.pk for guest in guests], salt=SALT, compress=True)


def unsealed(seal: str, *, canteen: Canteen) -> list[Guest]:
    """The cards behind such an address, in their order; 404 for any other or older address."""
    try:
        numbers = signing.loads(seal, salt=SALT, max_age=HALF_AN_HOUR)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    found = Guest.objects.filter(canteen=canteen).in_bulk(numbers)
    if not found:
        raise Http404
    return [found[number] for number in numbers if number in found]


def paper(request: HttpRequest, guests: list[Guest]) -> list[list[OnPaper]]:
    """The cards in pages of ten."""
    title = _("Codice QR della carta")
    drawn = [OnPaper(guest, qr(card_address(request, guest), title=title)) for guest in guests]
    return [drawn[start : start + A_PAGE] for start in range(0, len(drawn), A_PAGE)]


class SheetForm(forms.Form):
    """How many."""

    cards = forms.TypedChoiceField(
        label=gettext_lazy("Quante carte?"), choices=SHEETS, coerce=int, widget=forms.RadioSelect, initial=SHEETS[0][0]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def sheets(request: DoorRequest) -> HttpResponse:
    """Makes cards ahead, which belong to nobody yet: whoever is handed one has it."""
    form = SheetForm(cast("Any", request.POST) or None)
    if not form.is_valid():
        return render(request, "cards/sheets.html", {"form": form}, status=400 if form.errors else 200)
    canteen = request.doorway.canteen
    made = [new_card(canteen) for _each in range(form.cleaned_data["cards"])]
    return redirect("card_print", sealed(made))


@require_safe
@at_the_door
def printed(request: DoorRequest, seal: str) -> HttpResponse:
    """Cards to cut out: picture, colour, number, code, PIN and QR code; nobody's logo and nobody's name."""
    guests = unsealed(seal, canteen=request.doorway.canteen)
    return render(request, "cards/print.html", {"pages": paper(request, guests), "back": "door"})
