"""The report of a week as PDF, for coordinators."""

from django.http import Http404, HttpRequest, HttpResponse

from canteens.models import Role
from impact.report import week_pdf
from web.access import needs
from web.figures import chosen
from web.middleware import place
from web.pdf import as_pdf


@needs(Role.COORDINATOR)
def paper(request: HttpRequest) -> HttpResponse:
    """The week that the page would show; other days are no week, and have no report."""
    canteen = place(request)
    choice = chosen(request, canteen)
    if choice.week is None:
        raise Http404
    return as_pdf(week_pdf(canteen, choice.week, revision=choice.revision), name=choice.name)
