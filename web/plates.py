"""The kitchen's special plates: counts and what to do with each; labels with the card's picture and number."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from canteens.errors import Refusal
from canteens.models import Role
from mensa import plates
from mensa.special_plates import SpecialPlate
from recovery.suiting import suiting
from web.access import needs
from web.acts import yes_or_no
from web.guest_words import when
from web.kitchen import sitting_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs(Role.COOK)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Kinds with their counts, and each plate; posted, the answer to one of them."""
    sitting = sitting_of(request, pk)
    if request.method == "POST":
        return _answer(request, pk)
    rows = SpecialPlate.objects.to_cook(sitting).select_related("booking__guest")
    kinds = [(kind, suiting(sitting, kind.needs)) for kind in plates.kinds(sitting)]
    return render(
        request, "kitchen/plates.html", {"sitting": sitting, "when": when(sitting), "kinds": kinds, "plates": rows}
    )


def _answer(request: HttpRequest, pk: int) -> HttpResponse:
    sitting, possible, number = sitting_of(request, pk), yes_or_no(request, "possible"), request.POST.get("plate", "")
    if number and not (number.isdecimal() and len(number) < 19):
        raise BadRequest("plate")
    try:
        said = plates.answer(
            sitting, possible=possible, needs=request.POST.getlist("needs"), plate=int(number) if number else None
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Segnato: lo diciamo a chi l'ha chiesto.") if said else _("Era già segnato così."))
    return redirect("kitchen_plates", pk)


@require_safe
@never_cache
@needs(Role.COOK, Role.DOOR)
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """One label a plate, for the printer: whose it is by picture and number, and what is not in it."""
    sitting = sitting_of(request, pk)
    context = {"sitting": sitting, "when": when(sitting), "plates": plates.to_label(sitting)}
    return render(request, "kitchen/plate_labels.html", context)
