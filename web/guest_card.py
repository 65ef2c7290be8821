"""The card's own page, behind its QR code: whose it is, what is booked on it, and what to do when it is lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canteens import clock
from guests.merging import survivor
from guests.models import Guest
from guests.replacing import is_replaced
from mensa.lost import replace_card
from mensa.models import Booking
from web.guest_phone import remember, remembered
from web.guest_ticket import qr
from web.guest_words import face_words, when

View = Callable[..., HttpResponse]


def living(view: View) -> View:
    """Answer the links of a card that was replaced by saying so, and not whose it was."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, token, **kwargs)
        except Http404:
            if is_replaced(token):
                return render(request, "guest/replaced.html", status=410)
            raise

    return guarded


def card_address(request: HttpRequest, guest: Guest) -> str:
    """What a card's QR code opens, whole."""
    return request.build_absolute_uri(reverse("card", args=[guest.token]))


@require_safe
@never_cache
@living
def card(request: HttpRequest, token: str) -> HttpResponse:
    """The card and what is booked on it. Opening it changes nothing: mail programs and cameras look ahead."""
    guest = _guest(token)
    rows = Booking.objects.of(guest).live().filter(sitting__ends__gt=clock.now())
    rows = rows.select_related("guest", "sitting__canteen").order_by("sitting__starts")
    context = {
        "guest": guest, "face": guest.face, "words": face_words(guest.face), "qr": _picture(request, guest),
        "coming": [(when(row.sitting), row.get_status_display(), _ticket(row)) for row in rows],
        "mine": remembered(request) == guest,
    }  # fmt: skip
    return render(request, "guest/card.html", context)


@require_POST
@living
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """*È la mia carta*: this phone is the guest's from now on."""
    return remember(redirect("home"), _guest(token))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@living
def lost(request: HttpRequest, token: str) -> HttpResponse:
    """Asks on GET; on POST the card has a new code and a new link, and this phone knows them."""
    guest = _guest(token)
    if request.method != "POST":
        return render(request, "guest/lost.html", {"guest": guest, "face": guest.face})
    fresh = replace_card(guest)
    messages.success(request, _("Ecco la tua carta nuova. Quella vecchia non vale più; i tuoi posti restano."))
    return remember(redirect("card", fresh.token), fresh)


def _guest(token: str) -> Guest:
    rows = Guest.objects.select_related("contact", "canteen", "merged_into__contact", "merged_into__canteen")
    return survivor(get_object_or_404(rows, token=token))


def _picture(request: HttpRequest, guest: Guest) -> str:
    return qr(card_address(request, guest), title=_("Codice QR della tua carta"))


def _ticket(booking: Booking) -> str:
    guest = booking.guest
    return reverse("ticket", args=[guest.token, booking.pk]) if guest else ""
