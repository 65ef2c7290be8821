"""What the kitchen opens, what its pantry holds, and the menu that everybody may read."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from canteens.models import Role
from web import balance, dish, food_kinds, kitchen, menu, plates, stock, stock_acts
from web.access import View, needs


def _cook(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.COOK)(cast(View, view))


def _coordinator(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.COORDINATOR)(cast(View, view))


one_lot: list[URLPattern] = [
    path("", stock.lot, name="lot"),
    path("buttato/", _cook(stock_acts.Discard.as_view()), name="lot_discard"),
    path("animali/", _cook(stock_acts.Feed.as_view()), name="lot_feed"),
    path("ceduto/", _cook(stock_acts.PassOn.as_view()), name="lot_pass_on"),
    path("conta/", _cook(stock_acts.Correct.as_view()), name="lot_correct"),
]
one_dish: list[URLPattern] = [
    path("", dish.page, name="dish"),
    path("avanzi/", _cook(dish.LeftOver.as_view()), name="dish_left_over"),
    path("parte/", _cook(dish.SendOff.as_view()), name="dish_send"),
]
kitchen_pages: list[URLPattern | URLResolver] = [
    path("", kitchen.page, name="kitchen"),
    path("<int:pk>/", kitchen.page, name="kitchen_of"),
    path("<int:pk>/piatto/", dish.write, name="dish_new"),
    path("<int:pk>/speciali/", plates.page, name="kitchen_plates"),
    path("<int:pk>/speciali/etichette/", plates.labels, name="kitchen_plate_labels"),
    path("piatto/<int:pk>/", include(one_dish)),
    path("arrivo/<int:pk>/", _cook(dish.Arrive.as_view()), name="carriage_arrive"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("cucina/", include(kitchen_pages)),
    path("dispensa/", stock.page, name="stock"),
    path("dispensa/<int:pk>/", include(one_lot)),
    path("bilancio/", balance.page, name="balance"),
    path("alimenti/", food_kinds.kinds, name="food_kinds"),
    path("alimenti/<slug:code>/", _coordinator(food_kinds.NewVersion.as_view()), name="food_kind"),
    path("menu/<int:pk>/", menu.menu, name="menu"),
    path("menu/<int:pk>/cartellini/", menu.cards, name="menu_cards"),
]
