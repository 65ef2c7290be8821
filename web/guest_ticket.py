"""The ticket: a picture, a colour, a number and a word; giving the seat back, coming late, handing it on."""

from typing import Any
from urllib.parse import quote

import segno
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from canteens import clock
from canteens.errors import Refusal
from guests.care import MAY_ASK
from guests.merging import survivor
from mensa.booking import arrive_late, cancel
from mensa.instead import other_day, take_other_day
from mensa.line import place_of
from mensa.models import Booking, Sitting
from mensa.special_plates import SpecialPlate
from web.guest_calendar import calendar_file
from web.guest_options import option_forms
from web.guest_phone import holder, remembered
from web.guest_words import aloud, face_words, hour, passed_words, people, place_words, when

STILL_MINE = {Booking.Status.CONFIRMED, Booking.Status.WAITING}
SHOWN = STILL_MINE | {Booking.Status.SEATED, Booking.Status.RELEASED}


def ticket_or_404(token: str, pk: int) -> Booking:
    """The booking behind a secret link; a wrong token tells nothing of whether the booking exists."""
    rows = Booking.objects.select_related("guest__contact", "guest__canteen", "sitting__canteen")
    plates = SpecialPlate.objects.filter(booking=OuterRef("pk")).order_by("pk").values("answer")
    rows = rows.annotate(may_ask=MAY_ASK, plate_answers=ArraySubquery(plates))
    return get_object_or_404(rows, pk=pk, guest__token=token)


@require_safe
@cache_control(private=True, no_cache=True)
def ticket(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The ticket, as it stands now."""
    booking = ticket_or_404(token, pk)
    return render(request, "guest/ticket.html", ticket_context(request, booking) | option_forms(booking))


def ticket_context(request: HttpRequest, booking: Booking) -> dict[str, Any]:
    """What the ticket says, in words."""
    guest, sitting, place = holder(booking), booking.sitting, place_of(booking)
    over = sitting.ends <= clock.now()
    other = None if over or booking.status == Booking.Status.SEATED else other_day(booking)
    answers = booking.plate_answers  # type: ignore[attr-defined]  # of ticket_or_404
    coming = not over and sitting.status == Sitting.Status.OPEN
    return {
        "booking": booking, "guest": guest, "sitting": sitting, "face": guest.face, "over": over,
        "shown": coming and booking.status in SHOWN, "open_still": coming and booking.status in STILL_MINE,
        "when": when(sitting), "words": face_words(guest.face), "people": people(booking.party),
        "until": hour(sitting.release_at, sitting), "say": aloud(guest.face, sitting),
        "plates": answers, "plates_open": "open" in answers, "plates_sure": {*answers} == {"confirmed"},
        "qr": qr(address(request, booking)), "mine": remembered(request) == survivor(guest),
        "other": other, "other_when": when(other) if other else "",
        "place": place_words(place) if place else "", "passed": passed_words(place, booking) if place else "",
    }  # fmt: skip


@require_POST
def take_other(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The seat that was offered instead; the booking that failed is given back."""
    booking = ticket_or_404(token, pk)
    try:
        taken = take_other_day(booking)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("ticket", token, pk)
    return redirect("ticket", token, taken.pk)


def address(request: HttpRequest, booking: Booking) -> str:
    """The ticket's own address, whole."""
    return request.build_absolute_uri(reverse("ticket", args=[holder(booking).token, booking.pk]))


def qr(text: str, *, title: str = "") -> SafeString:
    """A QR code as inline SVG without inline style."""
    drawing = segno.make(text, micro=False).svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, border=2, title=title or _("Codice QR del tuo posto")
    )
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 - drawn here, from our own address


def give_back(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Asks on GET, where there is something to give; gives the seat back on POST."""
    booking = ticket_or_404(token, pk)
    if request.method != "POST":
        if booking.status not in STILL_MINE:
            return redirect("ticket", token, pk)
        return render(request, "guest/give_back.html", ticket_context(request, booking))
    said = _("Il posto è libero per un'altra persona. Grazie.")
    if booking.status == Booking.Status.WAITING:
        said = _("Va bene: non sei più in lista.")
    return _done(request, booking, lambda: cancel(booking), said=said)


@require_POST
def late(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Says that the party comes late, or in time after all."""
    booking, comes_late = ticket_or_404(token, pk), request.POST.get("late") != "no"
    said = _("Va bene, ti aspettiamo.") if comes_late else _("Va bene, arrivi in orario.")
    return _done(request, booking, lambda: arrive_late(booking, late=comes_late), said=said)


def _done(request: HttpRequest, booking: Booking, act: Any, *, said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("ticket", holder(booking).token, booking.pk)


@require_safe
@cache_control(private=True, no_cache=True)
def send(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The ways to hand a ticket on where the phone has no share sheet."""
    booking = ticket_or_404(token, pk)
    link = address(request, booking)
    text = quote(f"{when(booking.sitting)} {link}")
    context = {"address": link, "sms": f"sms:?&body={text}", "mail": f"mailto:?body={text}"}
    return render(request, "guest/send.html", ticket_context(request, booking) | context)


@require_safe
def calendar(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The ticket as a calendar entry."""
    booking = ticket_or_404(token, pk)
    entry = calendar_file(booking, address=address(request, booking))
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pranzo.ics"'
    return response
