"""Full, and one more stands there: the ways that are left, for the volunteer or with the phone turned round."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from canteens.errors import Refusal
from canteens.models import LANGUAGES
from mensa import booking as ahead
from mensa import door as verbs
from mensa.alternatives import next_seat
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow
from web.door import number, reference, row, todays
from web.door_access import DoorRequest, at_the_door
from web.door_receipt import sealed, unsealed
from web.guest_ticket import qr
from web.guest_words import face_words, hour, people, when

Status, Kind = Booking.Status, Booking.Kind


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def full(request: DoorRequest) -> HttpResponse:
    """The volunteer's choice; it never says no."""
    sitting = todays(request)
    if request.method != "POST":
        return render(request, "door/full.html", _ways(request, sitting, asked=request.GET))
    try:
        return _for_volunteer(request, _give(request, sitting))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(f"{reverse('door_full')}?{_asked(request.POST)}")


def _for_volunteer(request: DoorRequest, given: Booking) -> HttpResponse:
    if given.status == Status.WAITING or given.sitting.day != request.doorway.day:
        return redirect(f"{reverse('door_called', args=[sealed(given, new_card=True)])}?qui")
    messages.success(request, _("Segnato. Buon pranzo!"))
    return redirect("door")


def _ways(request: DoorRequest, sitting: Sitting, *, asked: QueryDict) -> dict[str, Any]:
    """What can still be offered to this party, read from the sitting; the verbs have the last word."""
    booking = _party_of(request, asked)
    party = booking.party if booking else number(asked.get("party", "")) or 1
    later = next_seat(request.doorway.canteen, party=party)
    return {
        "doorway": request.doorway, "sitting": sitting, "booking": booking, "party": party, "client_ref": uuid4(),
        "seat": sitting.free >= party, "takeaway": sitting.free_portions >= party,
        "wait": not booking and not sitting.released and sitting.free_portions >= party,
        "chair": sitting.taken + party <= sitting.room, "reasons": verbs.ChairReason.choices,
        "later": later and when(later), "until": hour(sitting.release_at, sitting),
    }  # fmt: skip


def _give(request: DoorRequest, sitting: Sitting) -> Booking:
    """Do what was tapped. Raises the refusal of its verb."""
    asked, ref = request.POST, reference(request)
    booking = _party_of(request, asked)
    party = number(asked.get("party", "")) or 1
    match asked.get("way"):
        case "takeaway":
            return verbs.take_instead(booking) if booking else verbs.takeaway(sitting, party=party, client_ref=ref)
        case "wait":
            return verbs.wait_at_door(sitting, party=party, language=translation.get_language(), client_ref=ref)
        case "chair":
            return verbs.one_more_chair(sitting, reason=_reason(asked), party=party, booking=booking, client_ref=ref)
        case "later":
            return _seat_later(request, party=party)
        case "seat":
            return verbs.walk_in(sitting, party=party, client_ref=ref)
        case _:
            raise NotPossibleNow


def _party_of(request: DoorRequest, asked: QueryDict) -> Booking | None:
    """The booking of who stands there, where the question is about one. 404 for one that is not today's."""
    return row(request, int(pk)) if (pk := asked.get("booking")) and pk.isdecimal() and len(pk) < 19 else None


def _reason(asked: QueryDict) -> str:
    reason = asked.get("reason", "")
    return reason if reason in verbs.ChairReason else verbs.ChairReason.OTHER


def _seat_later(request: DoorRequest, *, party: int) -> Booking:
    sitting = next_seat(request.doorway.canteen, party=party)
    if sitting is None:
        raise NotPossibleNow
    language = translation.get_language()
    return ahead.book(sitting, party=party, door=Booking.Door.CALL, language=language, client_ref=reference(request))


def _asked(posted: QueryDict) -> str:
    return urlencode([(name, value) for name in ("booking", "party") if (value := posted.get(name))])


@require_safe
@at_the_door
def turn(request: DoorRequest) -> HttpResponse:
    """The phone turned round: which language?"""
    party = number(request.GET.get("party", "")) or 1
    return render(
        request, "door/turn.html", {"languages": LANGUAGES, "party": party, "staff": translation.get_language()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def turn_ways(request: DoorRequest, language: str) -> HttpResponse:
    """Three pictures, in the guest's language."""
    staff, sitting = translation.get_language(), todays(request)
    with translation.override(_known(language)):
        if request.method != "POST":
            ways = _ways(request, sitting, asked=request.GET) | {"staff": staff, "language": language}
            return render(request, "door/turn_ways.html", ways)
        try:
            given = _give(request, sitting)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return redirect(f"{reverse('door_turn_ways', args=[language])}?{_asked(request.POST)}")
    return redirect("door_turned", language, sealed(given, new_card=True))


@require_safe
@at_the_door
def turned(request: DoorRequest, language: str, seal: str) -> HttpResponse:
    """What the guest has now, big and in her language; a button turns the phone back."""
    staff, booking = translation.get_language(), unsealed(request, seal).booking
    with translation.override(_known(language)):
        return render(request, "door/turned.html", {"staff": staff} | receipt(request, booking))


def receipt(request: DoorRequest, booking: Booking) -> dict[str, Any]:
    """What a page says of a booking that was just made: with the ticket where there is a card."""
    sitting, guest = booking.sitting, booking.guest
    said: dict[str, Any] = {
        "booking": booking, "sitting": sitting, "when": when(sitting), "people": people(booking.party),
        "until": hour(sitting.release_at, sitting), "waiting": booking.status == Status.WAITING,
        "away": booking.kind == Kind.TAKEAWAY,
    }  # fmt: skip
    if guest:
        address = request.build_absolute_uri(reverse("ticket", args=[guest.token, booking.pk]))
        said |= {"guest": guest, "face": guest.face, "words": face_words(guest.face), "qr": qr(address)}
    return said


def _known(language: str) -> str:
    if language not in dict(LANGUAGES):
        raise Http404
    return language
