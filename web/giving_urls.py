"""What guests give back: their own page behind the card's link, and the board of those who help."""

from typing import cast

from django.urls import URLPattern, URLResolver, include, path

from canteens.models import Role
from web import giving
from web.access import View, needs
from web.guest_card import living

_door = needs(Role.DOOR)
_coordinator = needs(Role.COORDINATOR)
board: list[URLPattern] = [
    path("", _door(giving.board), name="giving_board"),
    path("nuova/", _coordinator(cast(View, giving.New.as_view())), name="giving_new"),
    path("<int:pk>/a-voce/", _door(cast(View, giving.Told.as_view())), name="giving_told"),
    path("<int:pk>/togli/", _coordinator(giving.withdraw), name="giving_withdraw"),
    path("<int:pk>/grazie/", _door(giving.thank), name="giving_thank"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("dare-una-mano/<str:token>/", living(giving.offers), name="giving"),
    path("dare-una-mano/<str:token>/<int:pk>/", living(giving.join), name="giving_join"),
    path("restituzione/", include(board)),
]
