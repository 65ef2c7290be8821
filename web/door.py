"""The door's list of the day, and what one tap does to a row of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from canteens import clock
from canteens.models import Role
from guests.models import Guest
from mensa import booking as ahead
from mensa import door as verbs
from mensa import line, volunteers
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, SittingFull, SittingShut
from mensa.tap import Tap
from mensa.taps import Told, apply
from web.access import roles_of
from web.acts import yes_or_no
from web.door_access import DoorRequest, Doorway, at_the_door, look_at
from web.door_taps import open_conflicts
from web.door_words import greeting, in_line
from web.middleware import CAMERA

Status = Booking.Status
CARD = "door-card"
TEN_MINUTES = 600


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def door(request: DoorRequest) -> HttpResponse:
    """The list. A search is posted, so that no name stands in an address or a log; it changes nothing."""
    doorway = request.doorway
    sitting = doorway.sitting()
    if sitting is None or sitting.status == Sitting.Status.CANCELLED:
        coming = Sitting.objects.coming(doorway.canteen).filter(day__gt=doorway.day).first()
        return render(request, "door/no_sitting.html", {"sitting": sitting, "coming": coming, "doorway": doorway})
    shown = listing(doorway, sitting, query=request.POST.get("q", ""))
    shown |= {"conflicts": open_conflicts(doorway), "coordinates": Role.COORDINATOR in roles_of(request)}
    shown["begun"] = sitting.starts <= clock.now()
    page = render(request, "door/list.html", shown)
    page["Permissions-Policy"] = CAMERA
    return page


@require_POST
@at_the_door
def serving(request: DoorRequest) -> HttpResponse:
    """The other sitting of the day."""
    return look_at(request.doorway.back(), request.doorway)


def listing(doorway: Doorway, sitting: Sitting, *, query: str) -> dict[str, Any]:
    """The rows of the day in their three groups: expected or come, waiting, come without a booking."""
    everybody = verbs.door_list(sitting)
    rows = verbs.door_list(sitting, query=query) if query else everybody
    return {
        "doorway": doorway, "sitting": sitting, "q": query, "client_ref": uuid4(), "second_ref": uuid4(),
        "rows": [row for row in rows if row.guest_id and row.status != Status.WAITING],
        "waiting": _in_line(sitting, [row for row in rows if row.status == Status.WAITING]),
        "nameless": [row for row in rows if not row.guest_id],
        "helpers": volunteers.seated(sitting),
        "inside": sum(row.came for row in everybody if row.kind == Booking.Kind.SEAT),
        "late": sum(row.party for row in everybody if row.arrives_late and row.status == Status.CONFIRMED),
        "live": doorway.is_today and sitting.status == Sitting.Status.OPEN,
    }  # fmt: skip


def _in_line(sitting: Sitting, rows: list[Booking]) -> list[Booking]:
    """Those who wait, in the order of the line, each with its place and who passed it, in words."""
    places = line.places(sitting) if rows else {}
    for row in rows:
        place = places.get(row.pk)
        row.line = in_line(place, row) if place else []  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: row.pk)


def todays(request: DoorRequest) -> Sitting:
    """Today's sitting, for whoever acts on it; raises NotPossibleNow where there is none."""
    sitting = request.doorway.sitting()
    if sitting is None:
        raise NotPossibleNow
    return sitting


def row(request: DoorRequest, pk: int) -> Booking:
    """A booking of the day that the request may see; of any other, not even that it exists."""
    doorway = request.doorway
    rows = Booking.objects.filter(sitting__canteen=doorway.canteen, sitting__day=doorway.day)
    found: Booking = get_object_or_404(rows.select_related("guest", "sitting__canteen"), pk=pk)
    return found


@require_POST
@at_the_door
def seat(request: DoorRequest, pk: int) -> HttpResponse:
    """One tap: the party is here, or `came` of it."""
    return seat_row(request, row(request, pk), came=number(request.POST.get("came", "")))


def seat_row(request: DoorRequest, booking: Booking, *, came: int | None = None) -> HttpResponse:
    """Seat it and greet; where its seat was given meanwhile, to the ways that are left."""
    try:
        seated = verbs.seat(booking, came=came)
    except SittingFull:
        return redirect(f"{reverse('door_full')}?booking={booking.pk}")
    messages.success(request, greeting(seated))
    return redirect("door")


@require_POST
@at_the_door
def undo(request: DoorRequest, pk: int) -> HttpResponse:
    """The same tap again: it was a slip."""
    verbs.undo(row(request, pk))
    messages.success(request, _("Tolto. Non risulta più arrivato."))
    return request.doorway.back()


@require_POST
@at_the_door
def take_away(request: DoorRequest, pk: int) -> HttpResponse:
    """The meal to take away in place of the seat."""
    verbs.take_instead(row(request, pk))
    messages.success(request, _("Segnato: pasto da portare via."))
    return redirect("door")


@require_POST
@at_the_door
def late(request: DoorRequest, pk: int) -> HttpResponse:
    """They called: they come late, or in time after all. At the release hour their seats are ceded last."""
    booking = ahead.arrive_late(row(request, pk), late=request.POST.get("late") != "no")
    said = _("Segnato: arriva tardi, il posto si cede per ultimo.") if booking.arrives_late else _("Arriva in orario.")
    messages.success(request, said)
    return redirect("door")


@require_POST
@at_the_door
def second(request: DoorRequest) -> HttpResponse:
    """One second helping more, or one fewer; a double tap is one."""
    sitting = todays(request)
    if sitting.status != Sitting.Status.OPEN:
        raise SittingShut
    by = -1 if request.POST.get("by") == "-1" else 1
    apply(sitting, [Told(reference(request) or uuid4(), Tap.Verb.SECOND, number=by)])
    return redirect("door")


@require_POST
@at_the_door
def walk_in(request: DoorRequest) -> HttpResponse:
    """One more, without a name or with a card in hand; where the room is full, to the ways that are left."""
    party = number(request.POST.get("party", "")) or 1
    try:
        verbs.walk_in(todays(request), party=party, guest=_card(request), client_ref=reference(request))
    except SittingFull:
        return redirect(f"{reverse('door_full')}?party={party}")
    messages.success(request, _("Segnato: benvenuto a chi è arrivato."))
    return redirect("door")


def _card(request: DoorRequest) -> Guest | None:
    """The card that was scanned (web.door_scan), if that was less than ten minutes ago."""
    try:
        pk = signing.loads(request.POST.get("card", ""), salt=CARD, max_age=TEN_MINUTES)
    except signing.BadSignature:
        return None
    found: Guest | None = Guest.objects.filter(canteen=request.doorway.canteen, pk=pk).first()
    return found


@require_POST
@at_the_door
def helper(request: DoorRequest) -> HttpResponse:
    """One volunteer more at the table, or one fewer: a tap each."""
    sitting = todays(request)
    if yes_or_no(request, "sits"):
        volunteers.sit_down(sitting, client_ref=reference(request))
        messages.success(request, _("Segnato: un volontario a tavola."))
    else:
        volunteers.get_up(sitting)
        messages.success(request, _("Tolto: un volontario in meno."))
    return request.doorway.back()


def number(text: str) -> int | None:
    """A small whole number that was posted; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 3 else None


def reference(request: DoorRequest) -> UUID | None:
    """The form's own mark, so that a double tap is one deed."""
    try:
        return UUID(request.POST.get("client_ref", ""))
    except ValueError:
        return None
