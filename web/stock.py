"""The pantry: what is in the house and what spoils when; a lot with all that became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.models import Role
from recovery.models import Category, Lot
from recovery.pantry import in_order, shelves
from web.access import needs
from web.middleware import place


@require_safe
@never_cache
@needs(Role.COOK)
def page(request: HttpRequest) -> HttpResponse:
    """What is in the house, by place; of one category, if the address names it."""
    canteen = place(request)
    lots = list(in_order(canteen))
    there = {lot.category for lot in lots}
    chosen = request.GET.get("categoria", "")
    shown = [lot for lot in lots if lot.category == chosen] if chosen in there else lots
    context = {
        "shelves": shelves(canteen, shown), "grams": sum(lot.left_grams for lot in shown), "today": canteen.today(),
        "categories": [one for one in Category if one in there], "chosen": chosen if chosen in there else "",
    }  # fmt: skip
    return render(request, "stock/page.html", context)


@require_safe
@never_cache
@needs(Role.COOK)
def lot(request: HttpRequest, pk: int) -> HttpResponse:
    """One lot: where it came from, what is left, and who took what."""
    found = lot_of(request, pk)
    movements = found.movements.select_related("by", "dish").order_by("pk")
    usable = found.state == Lot.State.ACCEPTED
    context = {"lot": found, "movements": movements, "usable": usable, "today": place(request).today()}
    return render(request, "stock/lot.html", context)


def lot_of(request: HttpRequest, pk: int) -> Lot:
    """A lot of the request's canteen, or 404."""
    rows = Lot.objects.filter(donation__canteen=place(request)).select_related("donation__shop", "donation__canteen")
    found: Lot = get_object_or_404(rows, pk=pk)
    return found
