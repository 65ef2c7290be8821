"""What coordinators open to see what the waste became."""

from django.urls import URLPattern, path

from web import figures

urlpatterns: list[URLPattern] = [
    path("numeri/", figures.page, name="figures"),
    path("numeri/foglio.csv", figures.spreadsheet, name="figures_sheet"),
]
