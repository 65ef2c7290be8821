"""*La mia pagina*: what a guest has booked, told and agreed to, what is stored of it, and being forgotten.

It opens by the card's secret link, like a ticket, and needs no booking.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canteens import clock
from canteens.personal import withdrawals
from guests import consents
from guests.looks import looks
from guests.models import Consent, Guest
from guests.register import set_alias, set_language
from guests.stored import as_data, stored
from mensa.erasure import erase
from mensa.words import remind_by_email
from web.guest_options import AliasForm, LanguageForm, ReminderForm
from web.guest_phone import forget
from web.guest_words import face_words, people, when
from web.stored_words import sections, who

mine = cache_control(private=True, no_store=True)
PAST = 20
"""Past lunches that the page lists; all of them are among what is stored."""


def owner(token: str) -> Guest:
    """Whose link this is, or 404. Times are shown in her canteen's zone from then on, until the request ends."""
    guest = get_object_or_404(Guest.objects.select_related("contact", "canteen"), token=token)
    timezone.activate(guest.canteen.tz)
    return guest


@require_safe
@mine
def me(request: HttpRequest, token: str) -> HttpResponse:
    """All of it on one page, what is seldom needed behind *Altro*."""
    guest = owner(token)
    return render(request, "guest/me.html", _context(guest) | _forms(guest))


def _context(guest: Guest) -> dict[str, Any]:
    rows = guest.bookings.select_related("sitting__canteen")
    coming = rows.live().filter(sitting__ends__gt=clock.now(), sitting__status="open").order_by("sitting__starts")
    past = rows.filter(sitting__ends__lte=clock.now()).order_by("-sitting__starts")[:PAST]
    return {
        "guest": guest, "face": guest.face, "words": face_words(guest.face),
        "coming": [(row, when(row.sitting), people(row.party)) for row in coming],
        "past": [(when(row.sitting), people(row.party), row.get_status_display()) for row in past],
        "consents": [_agreed(row) for row in guest.consents.order_by("-given", "-pk")],
        "looks": [who(look) for look in looks(guest)[:PAST]],
    }  # fmt: skip


def _agreed(row: Consent) -> dict[str, Any]:
    """A yes, with the very words it was said to."""
    words = consents.text(row.purpose, of=row.text_version, language=row.language)
    return {"row": row, "words": words, "back": row.withdrawn is None and row.purpose in withdrawals()}


def _forms(guest: Guest) -> dict[str, Any]:
    email = guest.contact.email if guest.contact else ""
    return {
        "alias_form": AliasForm(initial={"alias": guest.alias, "agreed": bool(guest.alias)}, prefix="a"),
        "reminder_form": ReminderForm(initial={"email": email, "agreed": bool(email)}, prefix="r"),
        "language_form": LanguageForm(initial={"language": guest.language}, prefix="l"),
    }


@require_POST
def alias(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps or forgets the name."""
    guest, form = owner(token), AliasForm(request.POST, prefix="a")
    if not form.is_valid():
        return _again(request, guest, alias_form=form)
    set_alias(guest, alias=form.cleaned_data["alias"])
    return _kept(request, guest, told=bool(guest.alias))


@require_POST
def reminder(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps or forgets the address."""
    guest, form = owner(token), ReminderForm(request.POST, prefix="r")
    if not form.is_valid():
        return _again(request, guest, reminder_form=form)
    remind_by_email(guest, email=form.cleaned_data["email"])
    return _kept(request, guest, told=bool(form.cleaned_data["email"]))


@require_POST
def language(request: HttpRequest, token: str) -> HttpResponse:
    """Sets the language of notices."""
    guest, form = owner(token), LanguageForm(request.POST, prefix="l")
    if not form.is_valid():
        return _again(request, guest, language_form=form)
    set_language(guest, language=form.cleaned_data["language"])
    return _kept(request, guest, told=True)


@require_POST
def withdraw(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """Takes a yes back, in one tap."""
    guest = owner(token)
    if purpose in withdrawals():
        consents.withdraw(guest, purpose)
    return _kept(request, guest, told=False)


def _kept(request: HttpRequest, guest: Guest, *, told: bool) -> HttpResponse:
    messages.success(request, _("Fatto.") if told else _("Tolto: non lo sappiamo più."))
    return redirect("me", guest.token)


def _again(request: HttpRequest, guest: Guest, **wrong: forms.Form) -> HttpResponse:
    guest = owner(guest.token)
    context = _context(guest) | _forms(guest) | wrong | {"wrong": True}
    return render(request, "guest/me.html", context, status=400)


@require_safe
@mine
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is stored, in words."""
    guest = owner(token)
    return render(request, "guest/stored.html", {"guest": guest, "sections": list(sections(stored(guest)))})


@require_safe
@mine
def my_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file for other programs."""
    response = JsonResponse(as_data(owner(token)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="i-miei-dati.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def forget_me(request: HttpRequest, token: str) -> HttpResponse:
    """Asks on GET and says what stays; forgets on POST."""
    guest = owner(token)
    if request.method != "POST":
        return render(request, "guest/forget.html", {"guest": guest, "coming": _context(guest)["coming"]})
    erase(guest)
    messages.success(request, _("Fatto: di te non sappiamo più niente. Puoi venire lo stesso, quando vuoi."))
    return forget(redirect("home"))
