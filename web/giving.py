"""*Restituzione*: what a guest may do for the canteen and need not, and the page of those who say thanks."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import LANGUAGES, User
from guests.models import Guest
from guests.register import card_said
from impact.giving import in_public, year_of_giving
from restituzione import giving
from restituzione.models import Hand, Offer
from web.access import roles_of
from web.acts import Act, told
from web.middleware import place


@require_safe
@cache_control(private=True, no_cache=True)
def offers(request: HttpRequest, token: str) -> HttpResponse:
    """What one can do, which of it this guest said yes to, and what all gave back this year."""
    guest = _guest(token)
    mine = set(guest.hands.filter(thanked=None).values_list("offer", flat=True))
    rows = [(row, _said(row), row.pk in mine) for row in giving.open_offers(guest.canteen)]
    thanked = [_said(hand.offer) for hand in giving.lately_thanked(guest)]
    context = {
        "guest": guest,
        "rows": rows,
        "thanked": thanked,
        "year": in_public(guest.canteen, guest.canteen.today().year),
    }
    return render(request, "guest/giving.html", context)


@require_POST
def join(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """*Ci sto*, or *non più*."""
    guest = _guest(token)
    offered = get_object_or_404(Offer, pk=pk, canteen=guest.canteen)
    if request.POST.get("join") == "no":
        giving.leave(offered, guest=guest)
        messages.success(request, _("Va bene così. Il tuo posto resta tuo."))
        return redirect("giving", token)
    try:
        giving.join(offered, guest=guest)
    except Refusal as refusal:
        told(request, refusal)
    else:
        messages.success(request, _("Grazie! Dillo a chi accoglie: ti spiega come si fa."))
    return redirect("giving", token)


def _guest(token: str) -> Guest:
    return get_object_or_404(Guest.objects.select_related("canteen"), token=token)


def _said(offered: Offer) -> str:
    return offered.said(get_language() or "it")


class ToldForm(forms.Form):
    """Somebody said it aloud."""

    code = forms.CharField(
        label=gettext_lazy("Codice della carta"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class ThanksForm(forms.Form):
    """How long it took, where anybody counted."""

    hours = forms.IntegerField(
        label=gettext_lazy("Ore, se qualcuno le ha contate"), min_value=1, max_value=giving.LONGEST_DAY, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"min_value": giving.HoursOfADay.message, "max_value": giving.HoursOfADay.message},
    )  # fmt: skip


@require_safe
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """What can be done, and whom to thank; withdrawn offers stay while somebody waits for thanks."""
    canteen = place(request)
    hands = Hand.objects.filter(offer__canteen=canteen, thanked=None).select_related("offer", "guest")
    context = {
        "offers": [(row, _said(row)) for row in giving.open_offers(canteen)],
        "hands": [(hand, _said(hand.offer), ThanksForm(prefix=str(hand.pk))) for hand in hands],
        "year": year_of_giving(canteen, canteen.today().year), "coordinates": "coordinator" in roles_of(request),
    }  # fmt: skip
    return render(request, "staff/giving.html", context)


@require_POST
def thank(request: HttpRequest, pk: int) -> HttpResponse:
    """It was done."""
    rows = Hand.objects.select_related("offer__canteen", "guest__contact")
    hand = get_object_or_404(rows, pk=pk, offer__canteen=place(request))
    form = ThanksForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        messages.error(request, str(giving.HoursOfADay.message))
        return redirect("giving_board")
    try:
        giving.thank(hand, by=cast(User, request.user), **form.cleaned_data)
    except Refusal as refusal:
        told(request, refusal)
    else:
        messages.success(request, _("Fatto: abbiamo detto grazie."))
    return redirect("giving_board")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody else is looked for."""
    giving.withdraw(get_object_or_404(Offer, pk=pk, canteen=place(request)))
    messages.success(request, _("Tolta. Chi ha già detto «ci sto» resta qui."))
    return redirect("giving_board")


class Told(Act):
    """A guest said *ci sto* to a volunteer."""

    form_class = ToldForm
    button = gettext_lazy("Ci sta")
    done = gettext_lazy("Scritto.")
    back = "giving_board"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.offer = get_object_or_404(Offer, pk=kwargs["pk"], canteen=place(request))
        self.title = _said(self.offer)

    def act(self, facts: dict[str, Any]) -> None:
        giving.join(self.offer, guest=card_said(place(self.request), code=facts["code"]))


class OfferForm(forms.Form):
    """What it is, in one language or in several."""

    kind = forms.ChoiceField(label=gettext_lazy("Che cosa"), choices=Offer.Kind.choices)
    when = forms.CharField(
        label=gettext_lazy("Quando"), max_length=80, required=False,
        help_text=gettext_lazy("Se vuoi. Per esempio: martedì dopo pranzo."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            self.fields[f"words_{code}"] = forms.CharField(
                label=name, max_length=120, required=False, widget=forms.TextInput(attrs={"lang": code, "dir": "auto"})
            )


class New(Act):
    """One more thing to do."""

    form_class = OfferForm
    title = gettext_lazy("Che cosa si può fare?")
    lead = gettext_lazy("Scrivilo in una lingua, o in più lingue. Chi vuole dice «ci sto»; nessuno deve.")
    button = gettext_lazy("Metti in bacheca")
    done = gettext_lazy("È in bacheca.")
    back = "giving_board"

    def act(self, facts: dict[str, Any]) -> None:
        words = {code: facts[f"words_{code}"] for code, _name in LANGUAGES}
        giving.offer(place(self.request), kind=facts["kind"], when=facts["when"], words=words)
