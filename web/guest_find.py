"""A card that was lost is found again by its code and PIN; a phone that was lent forgets it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from canteens.errors import Refusal
from guests.register import find_card
from web.guest_phone import forget, remember
from web.middleware import place
from web.throttle import ENOUGH, slow_down, too_many

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
TRIES = 20


class FindForm(forms.Form):
    """The two numbers that stand on every ticket."""

    code = forms.CharField(
        label=gettext_lazy("Codice della carta"), max_length=20, widget=forms.TextInput(attrs=DIGITS),
        help_text=gettext_lazy("Nove numeri, per esempio 428 103 957."),
        error_messages=dict.fromkeys(["required", "max_length"], gettext_lazy("Scrivi i nove numeri del biglietto.")),
    )  # fmt: skip
    pin = forms.CharField(
        label=gettext_lazy("PIN"), max_length=8, widget=forms.TextInput(attrs=DIGITS),
        help_text=gettext_lazy("Quattro numeri."),
        error_messages=dict.fromkeys(["required", "max_length"], gettext_lazy("Scrivi i quattro numeri del PIN.")),
    )  # fmt: skip


class Find(View):
    """Code and PIN open a card on this phone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FindForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FindForm(request.POST)
        if too_many(request, "find", limit=TRIES):
            form.add_error(None, ENOUGH)
            return self.page(form, status=429)
        if not form.is_valid():
            return self.page(form, status=400)
        try:
            guest = find_card(place(request), **form.cleaned_data)
        except Refusal as refusal:
            slow_down(request, "find")
            form.add_error(None, refusal.sentence)
            return self.page(form, status=refusal.status)
        return remember(redirect("card_lost", guest.token) if "lost" in request.POST else redirect("home"), guest)

    def page(self, form: FindForm, *, status: int = 200) -> HttpResponse:
        """The question, with what was typed and what was wrong with it."""
        return render(self.request, "guest/find.html", {"form": form}, status=status)


@require_POST
def not_my_phone(request: HttpRequest) -> HttpResponse:
    """This phone forgets whose card it showed."""
    messages.success(request, _("Fatto: questo telefono non ricorda più la carta."))
    return forget(redirect("home"))
