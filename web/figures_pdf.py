"""The report of a week as PDF, for coordinators."""

from django.http import Http404, HttpRequest, HttpResponse

from canteens.days import Week, parse_week
from canteens.models import Canteen, Role
from impact.report import week_pdf
from impact.trend import lived_week
from web.access import needs
from web.document_pdf import as_pdf
from web.middleware import place


@needs(Role.COORDINATOR)
def paper(request: HttpRequest) -> HttpResponse:
    """The week of the address, or the one to speak of; 404 for a week that no year has."""
    canteen = place(request)
    week = _asked(request, canteen)
    return as_pdf(week_pdf(canteen, week), name=f"reciprocamensa-{week}")


def _asked(request: HttpRequest, canteen: Canteen) -> Week:
    if "settimana" not in request.GET:
        return lived_week(canteen)
    try:
        week = parse_week(request.GET["settimana"])
    except ValueError as wrong:
        raise Http404 from wrong
    if not 2000 < week.year < 2099:  # the weeks around it are reckoned too
        raise Http404
    return week
