"""The sheet of paper, entered later: a number and Enter for each box, one number for who just came; and opening a
closed sitting again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from canteens.errors import Refusal
from canteens.models import Role
from mensa import door as verbs
from mensa import paper
from mensa.helpings import set_helpings
from mensa.models import Booking, Sitting
from web.access import needs
from web.door import number, row, todays
from web.door_access import DoorRequest, at_the_door

Status = Booking.Status


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def sheet_entry(request: DoorRequest) -> HttpResponse:
    """The sheet's rows. A number that was typed ticks its row; where two cards show one number, both are shown."""
    sitting = todays(request)
    if sitting.status != Sitting.Status.OPEN:
        return request.doorway.back()
    if request.method != "POST":
        return _page(request, sitting)
    found = [one for one in paper.numbered(sitting, request.POST.get("number", "")) if not one.came]
    if len(found) == 1:
        return _tick(request, found[0])
    return _page(request, sitting, typed=request.POST.get("number", ""), found=found)


def _page(request: DoorRequest, sitting: Sitting, **more: Any) -> HttpResponse:
    everybody = verbs.door_list(sitting)
    return render(request, "door/paper.html", {
        "doorway": request.doorway, "sitting": sitting, "rows": [one for one in everybody if one.guest_id],
        "walk_ins": sum(one.came for one in everybody if not one.guest_id and one.kind == Booking.Kind.SEAT),
        "ticked": sum(one.came for one in everybody if one.guest_id),
    } | more)  # fmt: skip


def _tick(request: DoorRequest, booking: Booking, *, came: int | None = None) -> HttpResponse:
    return _said(request, lambda: paper.tick(booking, came=came), _named(booking, _("{face}: segnato.")))


def _named(booking: Booking, text: str) -> str:
    face = booking.guest.face if booking.guest else None
    return text.format(face=f"{face.number} · {face.word}" if face else "")


def _said(request: DoorRequest, act: Any, text: str) -> HttpResponse:
    """Do it, say so, and stay on the sheet, where a refusal is told too."""
    try:
        act()
        messages.success(request, text)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(reverse("door_paper") + request.doorway.query)


@require_POST
@at_the_door
def paper_row(request: DoorRequest, pk: int) -> HttpResponse:
    """One row of the sheet: ticked, with fewer than were booked, or unticked."""
    booking = row(request, pk)
    if booking.came and "came" not in request.POST:
        return _said(request, lambda: paper.untick(booking), _named(booking, _("{face}: tolto.")))
    return _tick(request, booking, came=number(request.POST.get("came", "")))


@require_POST
@at_the_door
def paper_totals(request: DoorRequest) -> HttpResponse:
    """How many came without a card, and how many second helpings there were; an empty field is left as it is."""
    sitting = todays(request)
    people, helpings = (number(request.POST.get(name, "")) for name in ("walk_ins", "second_helpings"))

    def write() -> None:
        if people is not None:
            paper.set_walk_ins(sitting, people=people)
        if helpings is not None:
            set_helpings(sitting, total=helpings)

    return _said(request, write, _("Scritto."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.COORDINATOR)
@at_the_door
def reopen(request: DoorRequest) -> HttpResponse:
    """Asks why; then the sitting is open again, and the sheet with it."""
    sitting = todays(request)
    reason = request.POST.get("reason", "")
    if request.method != "POST" or reason not in paper.ReopenReason:
        reasons = paper.ReopenReason.choices
        return render(request, "door/reopen.html", {
            "doorway": request.doorway, "sitting": sitting, "reasons": reasons,
        })  # fmt: skip
    paper.reopen(sitting, reason=reason)
    messages.success(request, _("Il servizio è di nuovo aperto. Quando hai finito, chiudilo."))
    return redirect(reverse("door_paper") + request.doorway.query)
