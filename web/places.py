"""Where there is more than one canteen: the one that this browser is about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from canteens.models import Canteen
from web.middleware import COOKIE, chosen, keep_place
from web.signin import landing


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def where(request: HttpRequest) -> HttpResponse:
    """Asks where; posted, goes there. Whoever signed in chooses among the canteens where they help."""
    canteens = Canteen.objects.order_by("name", "pk")
    user = request.user
    if user.is_authenticated and user.memberships.exists():
        canteens = canteens.filter(memberships__user=user).distinct()
    if request.method != "POST":
        return render(request, "guest/where.html", {"canteens": canteens, "chosen": chosen(request)})
    canteen = get_object_or_404(canteens, pk=_number(request.POST.get("place", "")))
    request.COOKIES[COOKIE] = str(canteen.pk)
    response = redirect(landing(request))
    keep_place(response, canteen.pk)
    return response


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
