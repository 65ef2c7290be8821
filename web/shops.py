"""The coordinator's shops: a new one, its people, what it usually gives, and the link that opens its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from canteens.errors import Refusal
from canteens.models import Role
from recovery import shop_links
from recovery.models import Shop
from web.access import needs
from web.guest_ticket import qr
from web.middleware import place
from web.shops_form import ShopForm


@never_cache
@needs(Role.COORDINATOR)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new shop, or one that is there."""
    canteen = place(request)
    shop = get_object_or_404(Shop, pk=pk, canteen=canteen) if pk else Shop(canteen=canteen)
    form = ShopForm(request.POST or None, shop=shop)
    if form.is_valid():
        try:
            form.kept()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, gettext("Il negozio è salvato."))
            return redirect("shop")
    context = {"shop": shop, "form": form} | (_link(request, shop) if pk else {})
    return render(request, "shop/edit.html", context, status=400 if form.errors else 200)


def _link(request: HttpRequest, shop: Shop) -> dict[str, object]:
    """The address that opens the shop's page on its phone, to send or to show."""
    address = request.build_absolute_uri(reverse("shop_link", args=[shop_links.link_of(shop)]))
    return {"address": address, "qr": qr(address, title=gettext("Codice QR del link"))}
