"""A card as the staff sees it: its face, what it is waiting for, and nothing of whom it belongs to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import Role
from guests import merging, reviews, talks
from guests.models import Guest, Look
from guests.register import card_said
from mensa.booking import cancel
from mensa.doubles import doubles
from mensa.lost import replace_card
from mensa.models import Booking
from web.access import roles_of
from web.acts import Act, told
from web.card_sheets import sealed
from web.guest_words import people, when
from web.middleware import place
from web.records import note_look


class CodeForm(forms.Form):
    """A card's code, as it is read out."""

    code = forms.CharField(
        label=gettext_lazy("Codice della carta"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Nove numeri, per esempio 428 103 957."),
        error_messages=dict.fromkeys(["required", "max_length"], gettext_lazy("Scrivi i nove numeri del biglietto.")),
    )  # fmt: skip


def card_here(request: HttpRequest, pk: int) -> Guest:
    """A card of this canteen, or 404."""
    return get_object_or_404(Guest.objects.select_related("canteen"), pk=pk, canteen=place(request).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cards(request: HttpRequest) -> HttpResponse:
    """Finds a card by its code, posted so that it stands in no log; leads to sheets and to what waits."""
    form = CodeForm(request.POST or None)
    coordinates = Role.COORDINATOR in roles_of(request)
    if form.is_valid():
        try:
            return redirect("card_of", card_said(place(request), code=form.cleaned_data["code"]).pk)
        except Refusal as refusal:
            form.add_error("code", refusal.sentence)
    context = {
        "form": form, "coordinates": coordinates, "waiting": reviews.waiting(place(request)) if coordinates else 0,
    }  # fmt: skip
    return render(request, "cards/find.html", context, status=400 if form.errors else 200)


@require_safe
@never_cache
def card_reviews(request: HttpRequest) -> HttpResponse:
    """*Carte da rivedere*: with whom it is time to talk."""
    canteen = place(request)
    found = reviews.reviews(canteen)
    return render(request, "cards/reviews.html", {"found": found, "today": canteen.today()})


@require_safe
@never_cache
def card_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One card."""
    guest, today = card_here(request, pk), place(request).today()
    note_look(request, guest, Look.Purpose.RECORD)
    context: dict[str, Any] = {
        "guest": guest, "face": guest.face, "due": guest.temporary_until and guest.temporary_until <= today,
        "coordinates": Role.COORDINATOR in roles_of(request), "merged": guest.merged.order_by("pk"),
    }  # fmt: skip
    if context["coordinates"]:
        rows = guest.referrals.select_related("referrer").order_by("-until", "-pk")
        context |= {"doubles": _doubles(guest), "referrals": [(row, row.state_on(today)) for row in rows]}
    return render(request, "cards/card.html", context)


def _doubles(guest: Guest) -> list[tuple[str, list[tuple[Booking, str]]]]:
    found = doubles(guest)
    return [(when(rows[0].sitting), [(row, people(row.party)) for row in rows]) for rows in found]


@require_POST
def talked(request: HttpRequest, pk: int) -> HttpResponse:
    """We have talked: the card is temporary no more."""
    talks.talked(card_here(request, pk))
    messages.success(request, _("Fatto: la carta non è più provvisoria."))
    return redirect("card_of", pk)


@require_POST
def reprint(request: HttpRequest, pk: int) -> HttpResponse:
    """The same card once more on paper."""
    return redirect("card_print", sealed([merging.survivor(card_here(request, pk))]))


class CardAct(Act):
    """An act on one card."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.guest = card_here(request, kwargs["pk"])

    def target(self) -> str:
        return reverse("card_of", args=[self.guest.pk])


class Lost(CardAct):
    """A new code and link; one lands on the paper to hand over."""

    title = gettext_lazy("La carta è andata persa?")
    lead = gettext_lazy("La carta nuova ha un altro numero e un altro codice. La vecchia non apre più niente.")
    button = gettext_lazy("Fai una carta nuova")
    done = gettext_lazy("Ecco la carta nuova: stampala o falla fotografare. I posti prenotati restano.")

    def act(self, facts: dict[str, Any]) -> None:
        self.fresh = replace_card(self.guest)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.act({})
        messages.success(request, str(self.done))
        return redirect("card_print", sealed([self.fresh]))


class Merge(CardAct):
    """Another card of the same person goes on as this one."""

    form_class = CodeForm
    title = gettext_lazy("Unire due carte della stessa persona")
    lead = gettext_lazy("Resta questa carta; l'altra porta qui. Non si perde niente, e si può sempre separarle.")
    button = gettext_lazy("Unisci")
    done = gettext_lazy("Unite: chi mostra l'altra carta arriva a questa.")

    def act(self, facts: dict[str, Any]) -> None:
        other = card_said(place(self.request), code=facts["code"])
        merging.merge(other, into=self.guest)


@require_POST
def part(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The two cards are two again."""
    merging.part(get_object_or_404(card_here(request, pk).merged, pk=other))
    messages.success(request, _("Separate: ognuna ha di nuovo le sue prenotazioni."))
    return redirect("card_of", pk)


@require_POST
def free_double(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """Gives back one of two bookings of a person at one sitting."""
    rows = Booking.objects.of(card_here(request, pk)).select_related("sitting__canteen")
    try:
        cancel(get_object_or_404(rows, pk=booking))
    except Refusal as refusal:
        told(request, refusal)
    else:
        messages.success(request, _("Liberato: il posto va a un'altra persona."))
    return redirect("card_of", pk)
