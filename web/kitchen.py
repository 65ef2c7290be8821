"""The kitchen's page at 8:30: how many to cook for, and what to use first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.models import Role
from canteens.pattern import Meal
from mensa.models import Sitting
from mensa.patterns import now_serving, soonest
from mensa.plates import kinds
from recovery.kitchen import morning
from recovery.models import Dish
from web.access import needs
from web.guest_words import day_title
from web.middleware import place

BLANKS = range(4)
"""Empty lines on the printed page, for dishes that are written down by hand first."""


@require_safe
@never_cache
@needs(Role.COOK)
def page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The morning of today's sitting, of the next one, or of the one that is asked for."""
    canteen = place(request)
    coming = Sitting.objects.coming(canteen)
    sitting = sitting_of(request, pk) if pk else now_serving(soonest(canteen))
    if sitting is None:
        return render(request, "kitchen/nothing.html")
    context = {
        "morning": morning(sitting), "sitting": sitting, "today": canteen.today(), "blanks": BLANKS,
        "kinds": kinds(sitting),
        "title": day_title(sitting.day, today=canteen.today()), "meal": sitting.service != Meal.LUNCH,
        "dishes": sitting.dishes.prefetch_related("carriages"),
        "next": coming.filter(starts__gt=sitting.starts).first(),
    }  # fmt: skip
    return render(request, "kitchen/page.html", context)


def sitting_of(request: HttpRequest, pk: int) -> Sitting:
    """A sitting of the request's canteen, or 404."""
    rows = Sitting.objects.filter(canteen=place(request)).select_related("canteen")
    found: Sitting = get_object_or_404(rows, pk=pk)
    return found


def dish_of(request: HttpRequest, pk: int) -> Dish:
    """A dish of the request's canteen, or 404."""
    rows = Dish.objects.filter(sitting__canteen=place(request)).select_related("sitting__canteen", "cooked_by")
    found: Dish = get_object_or_404(rows, pk=pk)
    return found
