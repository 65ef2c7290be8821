"""What a shop opens."""

from django.urls import URLPattern, path

from web import shop

urlpatterns: list[URLPattern] = [
    path("negozio/", shop.page, name="shop"),
    path("negozio/<int:pk>/", shop.give, name="shop_give"),
    path("negozio/grazie/<int:pk>/", shop.thanks, name="shop_thanks"),
]
