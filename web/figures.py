"""What the waste became, for coordinators: a week or any period, with its chart, its tables and its spreadsheet."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteens.days import Period, Week, is_reckoned, parse_week, week_of
from canteens.models import Canteen, Role
from impact import sheets, trend, weeks
from impact.figures import Figures
from impact.rows import KINDS, rows
from impact.stats import stats
from impact.weeks import Told
from papers.sheets import sheet
from web.access import needs
from web.figures_tables import lines, tables
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
    revision: int | None = None
    """Of a closed week, an older one that was asked for."""

    @property
    def query(self) -> str:
        """The address that asks for it again."""
        revision = f"&revisione={self.revision}" if self.revision else ""
        return f"settimana={self.week}{revision}" if self.week else f"da={self.period.first}&a={self.period.last}"

    @property
    def name(self) -> str:
        """How a file of it is called."""
        return f"reciprocamensa-{self.week or f'{self.period.first}-{self.period.last}'}"

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
    revision = request.GET.get("revisione", "")
    if not is_reckoned(week.period.first):
        return _of_week(trend.lived_week(canteen))
    return _of_week(week, revision=int(revision) if revision.isdecimal() and len(revision) < 5 else None)


def _of_week(week: Week, form: PeriodForm | None = None, *, revision: int | None = None) -> Choice:
    days = week.period
    return Choice(days, week, form or PeriodForm(initial={"da": days.first, "a": days.last}), revision)


def _told(request: HttpRequest) -> tuple[Choice, Told]:
    """What was asked for, and its figures: frozen where the week is closed."""
    canteen = place(request)
    choice = chosen(request, canteen)
    return choice, weeks.told(canteen, choice.period, revision=choice.revision)


@needs(Role.COORDINATOR)
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a week or period."""
    canteen = place(request)
    choice, told = _told(request)
    made, change = told.figures, trend.change(canteen, told.figures) if choice.week else None
    context = tables(made) | {
        "figures": made, "closed": told.closed, "choice": choice, "weeks": _around(choice, canteen),
        "stats": stats(made.as_dict(), change), "chart": trend.chart(_weeks(canteen, choice, made)),
        "over": canteen.today() >= choice.period.end,
        "revisions": weeks.revisions(canteen, choice.week) if choice.week else [],
    }  # fmt: skip
    return render(request, "figures/page.html", context)


def _weeks(canteen: Canteen, choice: Choice, made: Figures) -> list[trend.WeekGrams]:
    """The weeks of the chart; the last is the one shown, in the revision shown, unless other days are."""
    return trend.weeks(canteen, last=choice.last_week, grams=made.recovered_grams if choice.week else None)


@needs(Role.COORDINATOR)
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The same figures as CSV."""
    choice, told = _told(request)
    headers = {"Content-Disposition": f'attachment; filename="{choice.name}.csv"'}
    content = sheet(sheets.rows(told.figures, told.closed))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@needs(Role.COORDINATOR)
def plain(request: HttpRequest) -> JsonResponse:
    """The same figures as JSON, as the API gives them."""
    choice, told = _told(request)
    headers = {"Content-Disposition": f'attachment; filename="{choice.name}.json"'}
    return JsonResponse(told.as_dict(), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})


@needs(Role.COORDINATOR)
def figure_rows(request: HttpRequest, figure: str) -> HttpResponse:
    """What one figure is made of: its rows and their sum."""
    if figure not in KINDS:
        raise Http404
    choice, told = _told(request)
    found = rows(place(request), choice.period, figure)
    context = {
        "rows": found, "choice": choice, "figures": told.figures, "closed": told.closed, "lines": lines(found),
        "told": KINDS[figure].value(told.figures), "back": f"{reverse('figures')}?{choice.query}",
    }  # fmt: skip
    return render(request, "figures/rows.html", context)


def _around(choice: Choice, canteen: Canteen) -> dict[str, Any]:
    """The weeks to go to: the one before, the one after unless it is still to come, and the last ones."""
    running = week_of(canteen.today())
    here = choice.last_week
    return {
        "before": here.shifted(-1), "after": here.shifted(1) if here < running else None,
        "last": [running.shifted(-number) for number in range(PICKED)],
    }  # fmt: skip
