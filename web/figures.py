"""What the waste became, for coordinators: a week or any period, with its chart, its tables and its spreadsheet."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteens.days import Period, Week, is_reckoned, parse_week, week_of
from canteens.models import Canteen, Role
from impact import sheets, trend
from impact.figures import figures
from papers.sheets import sheet
from web.access import needs
from web.figures_tables import stats, tables
from web.middleware import place

PICKED = 13
"""How many weeks the picker offers."""


class PeriodForm(forms.Form):
    """Any days, both named ones included."""

    da = forms.DateField(label=_("Dal giorno"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    a = forms.DateField(label=_("Al giorno"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        """The days in their order, and few enough to be counted."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("da"), cleaned.get("a")
        if first and last and first > last:
            raise forms.ValidationError(_("Il primo giorno viene dopo l'ultimo: scambiali."))
        if first and last and not (is_reckoned(first) and is_reckoned(last)):
            raise forms.ValidationError(_("Scegli giorni tra il 2000 e il 2099."))
        return cleaned

    @property
    def period(self) -> Period:
        """The days, once they are known to be valid."""
        return Period(self.cleaned_data["da"], self.cleaned_data["a"] + dt.timedelta(days=1))


@dataclass(frozen=True)
class Choice:
    """What the address asks for. `week` is there if it is one; `form` tells what was wrong with other days."""

    period: Period
    week: Week | None
    form: PeriodForm

    @property
    def query(self) -> str:
        """The address that asks for it again."""
        return f"settimana={self.week}" if self.week else f"da={self.period.first}&a={self.period.last}"

    @property
    def last_week(self) -> Week:
        """The week that the chart ends with."""
        return self.week or week_of(self.period.last)


def chosen(request: HttpRequest, canteen: Canteen) -> Choice:
    """The week or period of the address; the week to speak of where there is none, or none that can be read."""
    if "da" in request.GET or "a" in request.GET:
        form = PeriodForm(request.GET)
        if form.is_valid():
            return Choice(form.period, None, form)
        return _of_week(trend.lived_week(canteen), form)
    try:
        week = parse_week(request.GET["settimana"])
    except (KeyError, ValueError):
        return _of_week(trend.lived_week(canteen))
    return _of_week(week if is_reckoned(week.period.first) else trend.lived_week(canteen))


def _of_week(week: Week, form: PeriodForm | None = None) -> Choice:
    days = week.period
    return Choice(days, week, form or PeriodForm(initial={"da": days.first, "a": days.last}))


@needs(Role.COORDINATOR)
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a week or period."""
    canteen = place(request)
    choice = chosen(request, canteen)
    made = figures(canteen, choice.period)
    change = trend.change(canteen, made) if choice.week else None
    context = tables(made) | {
        "figures": made, "choice": choice, "weeks": _around(choice, canteen), "stats": stats(made, change),
        "chart": trend.chart(trend.weeks(canteen, last=choice.last_week)),
        "download": f"{reverse('figures_sheet')}?{choice.query}",
    }  # fmt: skip
    return render(request, "figures/page.html", context)


@needs(Role.COORDINATOR)
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The same figures as CSV."""
    canteen = place(request)
    choice = chosen(request, canteen)
    content = sheet(sheets.rows(figures(canteen, choice.period)))
    name = f"reciprocamensa-{choice.week or f'{choice.period.first}-{choice.period.last}'}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _around(choice: Choice, canteen: Canteen) -> dict[str, Any]:
    """The weeks to go to: the one before, the one after unless it is still to come, and the last ones."""
    running = week_of(canteen.today())
    here = choice.last_week
    return {
        "before": here.shifted(-1), "after": here.shifted(1) if here < running else None,
        "last": [running.shifted(-number) for number in range(PICKED)],
    }  # fmt: skip
