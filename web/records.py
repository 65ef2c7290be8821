"""A guest's own record, for a coordinator to whom the guest says the code: to answer what is stored, and to forget."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from canteens.models import User
from guests.looks import looked, looks
from guests.models import Guest, Look
from guests.register import card_said
from guests.stored import stored
from mensa.erasure import erase
from web.acts import Act
from web.middleware import place
from web.stored_words import sections, who


def note_look(request: HttpRequest, guest: Guest | None, purpose: str) -> None:
    """Note that whoever is signed in opened this guest's record. Every page that shows one calls it."""
    if guest and isinstance(request.user, User):
        looked(guest, purpose=purpose, user=request.user)


class RecordForm(forms.Form):
    """What the guest reads from the card."""

    code = forms.CharField(
        label=gettext_lazy("Codice della carta"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Scrivi i nove numeri della carta.")},
    )  # fmt: skip


class FindRecord(Act):
    """By POST: a code stays out of addresses and logs."""

    form_class = RecordForm
    title = gettext_lazy("I dati di un ospite")
    lead = gettext_lazy("Solo se te lo chiede. Chi apre i dati resta scritto, e chi è ospite lo vede.")
    button = gettext_lazy("Apri")
    back = "privacy_settings"

    def act(self, facts: dict[str, Any]) -> None:
        self.found = card_said(place(self.request), code=facts["code"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, **kwargs)
        return redirect("record", self.found.pk) if hasattr(self, "found") else answer


def _here(request: HttpRequest, pk: int) -> Guest:
    return get_object_or_404(Guest.objects.select_related("contact", "canteen"), pk=pk, canteen=place(request).pk)


@require_safe
@never_cache
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What is stored, and who looked; looking is noted first."""
    guest = _here(request, pk)
    note_look(request, guest, Look.Purpose.RECORD)
    context = {"guest": guest, "sections": list(sections(stored(guest))), "looks": [who(look) for look in looks(guest)]}
    return render(request, "staff/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks on GET; forgets at the guest's wish on POST."""
    guest = _here(request, pk)
    if request.method != "POST":
        return render(request, "staff/forget.html", {"guest": guest})
    erase(guest)
    messages.success(request, _("Fatto: la carta e tutto il resto sono cancellati."))
    return redirect("privacy_settings")
