"""The shop's page: today's unsold food in a few taps, and what became of what was given."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from canteens.errors import Refusal
from canteens.models import Role
from recovery.collections import next_pass
from recovery.donations import last_time, log, recent
from recovery.models import Donation, Shop
from recovery.refusals import UnusualWeight
from web.access import roles_of
from web.middleware import place
from web.shop_access import for_a_shop, phone_of, shops_of
from web.shop_form import GivenForm


@for_a_shop
def page(request: HttpRequest) -> HttpResponse:
    """The shop to speak for, where there are several; else its page."""
    shops = list(shops_of(request))
    held = roles_of(request)
    if len(shops) == 1 and held.isdisjoint({Role.COORDINATOR, Role.DRIVER, Role.COOK}):
        return redirect("shop_give", shops[0].pk)
    coordinates = Role.COORDINATOR in held
    every = Shop.objects.filter(canteen=place(request)) if coordinates else []
    return render(request, "shop/pick.html", {"shops": shops, "coordinates": coordinates, "every": every})


@for_a_shop
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """What is given today: asked for, and written down."""
    shop = get_object_or_404(shops_of(request), pk=pk)
    if request.method == "POST":
        return _given(request, shop)
    last = last_time(shop)
    before = last[1] if last and "come" in request.GET else []
    form = GivenForm(
        None, shop=shop, unit=request.GET.get("unit", ""), before=before, coordinates=_coordinates(request)
    )
    offered = last[0] if last and not before else None
    yesterday = shop.canteen.today() - dt.timedelta(days=1)
    return _form(request, shop, form, last=offered, yesterday=yesterday, recent=recent(shop))


@for_a_shop
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written down, thanks for it, and when the van comes."""
    rows = Donation.objects.select_related("shop__canteen").prefetch_related("lots")
    donation = get_object_or_404(rows, pk=pk, shop__in=shops_of(request))
    passes, today = next_pass(donation.shop), donation.shop.canteen.today()
    context = {
        "donation": donation, "grams": sum(lot.declared_grams for lot in donation.lots.all()),
        "passes": passes, "passes_today": passes and passes.date() == today, "phone": phone_of(request),
        "to_fetch": donation.state == Donation.State.PROPOSED, "drives": Role.DRIVER in roles_of(request),
    }  # fmt: skip
    return render(request, "shop/thanks.html", context)


def _given(request: HttpRequest, shop: Shop) -> HttpResponse:
    form = GivenForm(request.POST, shop=shop, coordinates=_coordinates(request))
    if not form.is_valid():
        return _form(request, shop, form)
    try:
        donation = log(
            shop, lines=form.lines(), client_ref=form.cleaned_data["client_ref"], confirm=form.is_confirmed,
            origin=form.origin,
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
    shown = {"shop": shop, "form": form, "phone": phone_of(request)}
    return render(request, "shop/give.html", shown | context, status=status)


def _coordinates(request: HttpRequest) -> bool:
    return Role.COORDINATOR in roles_of(request)
