"""The balance of the food, for coordinators: what came in stands somewhere, to the gram."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.days import week_of
from canteens.models import Role
from recovery.balance import COLUMNS, KEYS, Balance, balance, total
from recovery.models import Movement
from recovery.weights import kilograms
from web.access import needs
from web.figures import PeriodForm
from web.guest_words import named
from web.middleware import place

BY = {
    "category": gettext_lazy("Categoria"), "shop": gettext_lazy("Negozio"), "day": gettext_lazy("Giorno"),
    "lot": gettext_lazy("Cassa"),
}  # fmt: skip


@require_safe
@never_cache
@needs(Role.COORDINATOR)
def page(request: HttpRequest) -> HttpResponse:
    """The balance of some days, by category, shop, day or crate: the running week where none are named."""
    canteen = place(request)
    week = week_of(canteen.today()).period
    form = PeriodForm(request.GET if "da" in request.GET else None, initial={"da": week.first, "a": week.last})
    period = form.period if form.is_valid() else week
    by = request.GET.get("per", "")
    by = by if by in KEYS else "category"
    rows = balance(canteen, period, by=by)
    context = {
        "form": form, "period": period, "last": period.end - dt.timedelta(days=1), "by": by,
        "ways": list(BY.items()), "columns": _columns(by), "empty": not rows,
        "rows": [(_heading(row, by), _cells(row)) for row in rows], "total": (_("Totale"), _cells(total(rows))),
        "bent": total(rows).bent,
    }  # fmt: skip
    return render(request, "stock/balance.html", context)


def _columns(by: str) -> list[tuple[Any, bool]]:
    titles = {"received": _("ricevuto"), "stock": _("in dispensa")}
    return [(BY[by], False), *((titles.get(name) or Movement.Kind(name).label, True) for name in COLUMNS)]


def _heading(row: Balance, by: str) -> str:
    return named(dt.date.fromisoformat(row.name), "D j M") if by == "day" else row.name


def _cells(row: Balance) -> list[str]:
    return [kilograms(getattr(row, name)) for name in COLUMNS]
