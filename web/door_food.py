"""The door says that a dish has come: what is under way, and how warm it is now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recovery.kitchen import arrive, under_way
from recovery.models import Carriage
from web.dish import ArriveForm
from web.door_access import DoorRequest, at_the_door


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def arrivals(request: DoorRequest, pk: int | None = None) -> HttpResponse:
    """Today's dishes on their way; posted to one of them, that one is here."""
    sitting = request.doorway.sitting()
    form = ArriveForm(request.POST or None)
    carriage = get_object_or_404(Carriage, pk=pk, dish__sitting=sitting) if pk is not None else None
    if carriage and form.is_valid():
        arrive(carriage, **form.cleaned_data)
        messages.success(request, _("L'arrivo è scritto."))
        return redirect("door_food")
    rows = (
        [(carriage, form if carriage.pk == pk else ArriveForm()) for carriage in under_way(sitting)] if sitting else []
    )
    return render(request, "door/food.html", {"rows": rows}, status=400 if pk and form.errors else 200)
