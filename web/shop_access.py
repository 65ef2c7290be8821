"""Who speaks for a shop: somebody signed in, or a phone that opened the shop's link.

The phone keeps the link in a signed cookie, out of scripts' reach; renewing the link shuts it out at its next tap.
"""

from functools import wraps
from typing import Any, TypeVar, cast

import pghistory
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from canteens.models import Role, User
from recovery import shop_links
from recovery.models import Shop, ShopQuerySet
from web.access import View, needs, roles_of
from web.middleware import place
from web.throttle import slow_down, too_many

COOKIE = "shop"
YEAR = 365 * 24 * 3600
WRONG_AN_HOUR = 60
SPEAKERS = (Role.SHOP, Role.DRIVER, Role.COOK)
Response = TypeVar("Response", bound=HttpResponseBase)


def for_a_shop(view: View) -> View:
    """Let in who may speak for a shop of this canteen: `shops_of` then tells which."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles_of(request).isdisjoint({*SPEAKERS, Role.COORDINATOR}):
            return view(request, *args, **kwargs)
        link = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=YEAR)
        if not link:
            return needs(*SPEAKERS)(view)(request, *args, **kwargs)
        shop = shop_links.shop_of(link)
        if shop is None:
            return forget(render(request, "shop/link_over.html", status=410))
        _on_its_phone(request, shop)
        with pghistory.context(shop_link=shop.pk):
            return view(request, *args, **kwargs)

    guarded.roles = SPEAKERS  # type: ignore[attr-defined]
    return guarded


def shops_of(request: HttpRequest) -> ShopQuerySet:
    """The shops that whoever asks may speak for."""
    shop = phone_of(request)
    if shop:
        own: ShopQuerySet = Shop.objects.filter(pk=shop.pk).select_related("canteen")
        return own
    theirs: ShopQuerySet = Shop.objects.spoken_for_by(cast("User", request.user), canteen=place(request))
    return theirs.select_related("canteen")


def phone_of(request: HttpRequest) -> Shop | None:
    """The shop whose phone this is, where nobody is signed in for it."""
    return getattr(request, "shop_phone", None)


def _on_its_phone(request: HttpRequest, shop: Shop) -> None:
    request.shop_phone = shop  # type: ignore[attr-defined]
    request.canteen = shop.canteen  # type: ignore[attr-defined]
    timezone.activate(shop.canteen.tz)  # until the place's middleware ends the request


@never_cache
def open_link(request: HttpRequest, link: str) -> HttpResponse:
    """A page with one button; only the button lets this phone in."""
    if too_many(request, "shop_link", limit=WRONG_AN_HOUR):
        return render(request, "429.html", status=429)
    shop = shop_links.shop_of(link)
    if shop is None:
        slow_down(request, "shop_link")
        return render(request, "shop/link_over.html", status=410)
    if request.method != "POST":
        return render(request, "shop/link.html", {"shop": shop})
    messages.success(request, _("Questo telefono ora apre {name}.").format(name=shop.name))
    return remember(redirect("shop"), link)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """*Non è il telefono del negozio.*"""
    return forget(redirect("home"))


@require_POST
@needs(Role.COORDINATOR)
def renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link; the old one, and every phone that opened with it, is shut out."""
    shop_links.renew(get_object_or_404(Shop, pk=pk, canteen=place(request)))
    messages.success(request, _("Il link è nuovo. Quello vecchio non apre più niente."))
    return redirect("shop_edit", pk)


def remember(response: Response, link: str) -> Response:
    """Let this phone be the shop's, for a year or until the link is renewed."""
    response.set_signed_cookie(
        COOKIE, link, salt=COOKIE, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def forget(response: Response) -> Response:
    """Nobody's phone any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
