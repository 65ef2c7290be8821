"""What a shop opens."""

from django.urls import URLPattern, path

from web import shop, shops

urlpatterns: list[URLPattern] = [
    path("negozio/", shop.page, name="shop"),
    path("negozio/nuovo/", shops.edit, name="shop_new"),
    path("negozio/<int:pk>/", shop.give, name="shop_give"),
    path("negozio/<int:pk>/modifica/", shops.edit, name="shop_edit"),
    path("negozio/grazie/<int:pk>/", shop.thanks, name="shop_thanks"),
]
