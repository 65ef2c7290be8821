"""What a shop opens, and the way of its food in: the van's round, the scale, the documents."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from canteens.models import Role
from web import documents, driver, scale, shop, shop_access, shop_app, shops
from web.access import View, needs


def _weighs(view: Callable[..., HttpResponseBase]) -> View:
    return never_cache(needs(Role.COOK, Role.DRIVER)(cast(View, view)))


urlpatterns: list[URLPattern] = [
    path("negozio/", shop.page, name="shop"),
    path("negozio/app.webmanifest", shop_app.manifest, name="shop_app"),
    path("negozio/apri/<str:link>/", shop_access.open_link, name="shop_link"),
    path("negozio/esci/", shop_access.leave, name="shop_leave"),
    path("negozio/nuovo/", shops.edit, name="shop_new"),
    path("negozio/<int:pk>/", shop.give, name="shop_give"),
    path("negozio/<int:pk>/modifica/", shops.edit, name="shop_edit"),
    path("negozio/<int:pk>/link/", shop_access.renew_link, name="shop_link_renew"),
    path("negozio/grazie/<int:pk>/", shop.thanks, name="shop_thanks"),
    path("giro/", driver.round_today, name="stops"),
    path("giro/<int:pk>/", driver.at_a_shop, name="stop"),
    path("bilancia/", scale.queue, name="scale"),
    path("bilancia/controllo/", scale.quarantine, name="quarantine"),
    path("bilancia/<int:pk>/", _weighs(scale.Weigh.as_view()), name="weigh"),
    path("bilancia/<int:pk>/esito/", scale.outcome, name="weighed"),
    path("bilancia/<int:pk>/no/", _weighs(scale.Refuse.as_view()), name="lot_refuse"),
    path("bilancia/<int:pk>/controllo/", _weighs(scale.Clear.as_view()), name="lot_clear"),
    path("documenti/", documents.register, name="documents"),
    path("documenti/<int:pk>/", documents.document, name="document"),
    path("documenti/<int:pk>/ddt.pdf", documents.paper, name="document_pdf"),
    path(
        "documenti/<int:pk>/annulla/",
        needs(Role.COORDINATOR)(cast(View, documents.Annul.as_view())),
        name="document_annul",
    ),
]
