"""The end of the sitting, and the sheet of paper for a day without a phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mensa import door as verbs
from mensa.models import Booking, Sitting
from mensa.refusals import UnusualTotal
from mensa.sheet import sheet_name, sheet_pdf
from web.door import listing, number, todays
from web.door_access import DoorRequest, at_the_door
from web.pdf import as_pdf

LINES_BY_HAND = range(8)
HELPINGS_BY_HAND = range(12)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def closing(request: DoorRequest) -> HttpResponse:
    """Asks how the day was recorded; posted, closes it: with the list, or with one number counted at the tables."""
    sitting = todays(request)
    if request.method != "POST":
        if sitting.status != Sitting.Status.OPEN:
            return request.doorway.back()
        return render(request, "door/close.html", _summary(request))
    typed = request.POST.get("total", "")
    total = number(typed)
    if request.POST.get("how") == "total" and total is None:
        return render(request, "door/close.html", _summary(request) | {"no_number": True, "typed": typed}, status=400)
    try:
        verbs.close(sitting, total=total if request.POST.get("how") == "total" else None, confirm=_again(request))
    except UnusualTotal as asked:
        shown = _summary(request) | {"asked": asked, "typed": typed}
        return render(request, "door/close.html", shown, status=asked.status)
    messages.success(request, _("Il servizio è chiuso. Grazie!"))
    return request.doorway.back()


def _again(request: DoorRequest) -> bool:
    """Whether exactly this number was asked about and sent again: another one is asked about anew."""
    return request.POST.get("confirmed") == request.POST.get("total", "")


def _summary(request: DoorRequest) -> dict[str, object]:
    shown = listing(request.doorway, todays(request), query="")
    missing = [row for row in shown["rows"] if row.status == Booking.Status.CONFIRMED]
    ticked = any(row.status == Booking.Status.SEATED for row in [*shown["rows"], *shown["nameless"]])
    return shown | {"missing": sum(row.party for row in missing), "ticked": ticked}


@require_safe
@at_the_door
def sheet(request: DoorRequest) -> HttpResponse:
    """The list on paper: the same faces and codes, and boxes to tick."""
    shown = listing(request.doorway, todays(request), query="")
    return render(request, "door/sheet.html", shown | {"lines": LINES_BY_HAND, "helpings": HELPINGS_BY_HAND})


@require_safe
@at_the_door
def sheet_file(request: DoorRequest) -> HttpResponse:
    """The same as PDF, as it is mailed when booking closes."""
    sitting = todays(request)
    return as_pdf(sheet_pdf(sitting), name=sheet_name(sitting))
