"""What coordinators open to see what the waste became."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from canteens.models import Role
from web import closing, figures, figures_pdf
from web.access import View, needs


def _coordinator(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.COORDINATOR)(cast(View, view))


one_week: list[URLPattern] = [
    path("conferma/", _coordinator(closing.Confirm.as_view()), name="week_confirm"),
    path("revisione/", _coordinator(closing.Revise.as_view()), name="week_revise"),
]
pages: list[URLPattern | URLResolver] = [
    path("", figures.page, name="figures"),
    path("foglio.csv", figures.spreadsheet, name="figures_sheet"),
    path("dati.json", figures.plain, name="figures_json"),
    path("settimana.pdf", figures_pdf.paper, name="figures_pdf"),
    path("righe/<slug:figure>/", figures.figure_rows, name="figure_rows"),
    path("consuntivo/<str:week>/", include(one_week)),
]
urlpatterns: list[URLPattern | URLResolver] = [path("numeri/", include(pages))]
