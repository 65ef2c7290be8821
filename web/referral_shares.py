"""From where people come, for coordinators: a period, its table, its spreadsheet, and what may be published of it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from canteens.days import Period
from canteens.models import Canteen, Role
from guests.models import Referrer
from impact.referral_shares import SIDES, Shares, Side, rows, sentence, shares
from papers.sheets import sheet
from web.access import needs
from web.figures import PeriodForm
from web.middleware import place


def _asked(request: HttpRequest, canteen: Canteen) -> tuple[PeriodForm, Shares]:
    """The days of the address, else this year's until today."""
    today = canteen.today()
    first, last = dt.date(today.year, 1, 1), today
    form = PeriodForm(request.GET) if "da" in request.GET else PeriodForm(initial={"da": first, "a": last})
    period = form.period if form.is_valid() else Period(first, last + dt.timedelta(days=1))
    return form, shares(canteen, period)


@needs(Role.COORDINATOR)
def page(request: HttpRequest) -> HttpResponse:
    """The table."""
    form, made = _asked(request, place(request))
    columns = [(_("Da dove"), False), (_("Persone"), True), (_("Per cento"), True)]
    listed = [(Referrer.Kind(side.key).label, _cells(side)) for side in made.kinds]
    context = {
        "form": form, "made": made, "columns": columns, "rows": listed, "total": (_("Tutte"), [made.people, ""]),
        "sides": [(SIDES[side.key][0], side) for side in made.sides], "sentence": sentence(made),
    }  # fmt: skip
    return render(request, "referrals/shares.html", context)


def _cells(side: Side) -> list[object]:
    return [side.people, "–" if side.percent is None else f"{side.percent}\u00a0%"]


@needs(Role.COORDINATOR)
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    _form, made = _asked(request, place(request))
    name = f"reciprocamensa-enti-{made.first}-{made.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(sheet(rows(made)), content_type="text/csv; charset=utf-8", headers=headers)
