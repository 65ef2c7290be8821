"""The pages, each area in a module of its own."""

from django.urls import URLPattern, URLResolver, include, path

from web.demo import set_clock

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("web.guest_urls")),
    path("", include("web.door_urls")),
    path("", include("web.shop_urls")),
    path("", include("web.staff_urls")),
    path("", include("web.card_urls")),
    path("", include("web.figures_urls")),
    path("", include("web.giving_urls")),
    path("", include("web.kitchen_urls")),
    path("prova/orologio/", set_clock, name="demo_clock"),
]
