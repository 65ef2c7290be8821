"""The shop's page: today's unsold food in a few taps."""

import datetime as dt
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from canteens.errors import Refusal
from canteens.models import Role, User
from recovery.donations import last_time, log
from recovery.models import Donation, Shop, ShopQuerySet
from recovery.refusals import UnusualWeight
from web.access import needs, roles_of
from web.middleware import place
from web.shop_form import GivenForm


@needs(Role.SHOP)
def page(request: HttpRequest) -> HttpResponse:
    """The shop to speak for, where there are several; else its page."""
    shops = list(_shops(request))
    coordinates = Role.COORDINATOR in roles_of(request)
    if len(shops) == 1 and not coordinates:
        return redirect("shop_give", shops[0].pk)
    return render(request, "shop/pick.html", {"shops": shops, "coordinates": coordinates})


@needs(Role.SHOP)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """What is given today: asked for, and written down."""
    shop = get_object_or_404(_shops(request), pk=pk)
    if request.method == "POST":
        return _given(request, shop)
    last = last_time(shop)
    before = last[1] if last and "come" in request.GET else []
    form = GivenForm(None, shop=shop, unit=request.GET.get("unit", ""), before=before)
    offered = last[0] if last and not before else None
    return _form(request, shop, form, last=offered, yesterday=shop.canteen.today() - dt.timedelta(days=1))


@needs(Role.SHOP)
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written down, and thanks for it."""
    donation = get_object_or_404(
        Donation.objects.select_related("shop").prefetch_related("lots"), pk=pk, shop__in=_shops(request)
    )
    grams = sum(lot.declared_grams for lot in donation.lots.all())
    return render(request, "shop/thanks.html", {"donation": donation, "grams": grams})


def _given(request: HttpRequest, shop: Shop) -> HttpResponse:
    form = GivenForm(request.POST, shop=shop)
    if not form.is_valid():
        return _form(request, shop, form)
    try:
        donation = log(
            shop, lines=form.lines(), client_ref=form.cleaned_data["client_ref"], confirm=form.is_confirmed
        )  # fmt: skip
    except UnusualWeight as asked:
        form.asks_again()
        return _form(request, shop, form, asked=asked)
    except Refusal as refusal:
        return _form(request, shop, form, refusal=refusal)
    return redirect("shop_thanks", donation.pk)


def _form(request: HttpRequest, shop: Shop, form: GivenForm, **context: object) -> HttpResponse:
    refused = context.get("asked") or context.get("refusal")
    status = refused.status if isinstance(refused, Refusal) else 400 if form.errors else 200
    return render(request, "shop/give.html", {"shop": shop, "form": form} | context, status=status)


def _shops(request: HttpRequest) -> ShopQuerySet:
    canteen = place(request)
    shops: ShopQuerySet = Shop.objects.spoken_for_by(cast("User", request.user), canteen=canteen)
    return shops
