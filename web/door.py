"""The door's list of the day, and what one tap does to a row of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mensa import door as verbs
from mensa import line
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, SittingFull
from web.door_access import DoorRequest, Doorway, at_the_door, look_at
from web.door_words import greeting, in_line

Status = Booking.Status


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def door(request: DoorRequest) -> HttpResponse:
    """The list. A search is posted, so that no name stands in an address or a log; it changes nothing."""
    doorway = request.doorway
    sitting = doorway.sitting()
    if sitting is None or sitting.status == Sitting.Status.CANCELLED:
        coming = Sitting.objects.coming(doorway.canteen).filter(day__gt=doorway.day).first()
        return render(request, "door/no_sitting.html", {"sitting": sitting, "coming": coming, "doorway": doorway})
    return render(request, "door/list.html", listing(doorway, sitting, query=request.POST.get("q", "")))


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
        "doorway": doorway, "sitting": sitting, "q": query, "client_ref": uuid4(),
        "rows": [row for row in rows if row.guest_id and row.status != Status.WAITING],
        "waiting": _in_line(sitting, [row for row in rows if row.status == Status.WAITING]),
        "nameless": [row for row in rows if not row.guest_id],
        "inside": sum(row.came for row in everybody if row.kind == Booking.Kind.SEAT),
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
    booking = row(request, pk)
    try:
        seated = verbs.seat(booking, came=number(request.POST.get("came", "")))
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
def walk_in(request: DoorRequest) -> HttpResponse:
    """One more, without a name; where the room is full, to the ways that are left."""
    party = number(request.POST.get("party", "")) or 1
    try:
        verbs.walk_in(todays(request), party=party, client_ref=reference(request))
    except SittingFull:
        return redirect(f"{reverse('door_full')}?party={party}")
    messages.success(request, _("Segnato: benvenuto a chi è arrivato."))
    return redirect("door")


def number(text: str) -> int | None:
    """A small whole number that was posted; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 3 else None


def reference(request: DoorRequest) -> UUID | None:
    """The form's own mark, so that a double tap is one deed."""
    try:
        return UUID(request.POST.get("client_ref", ""))
    except ValueError:
        return None
