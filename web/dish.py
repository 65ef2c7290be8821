"""A dish: written down from lots, shown with its label, carried to the table, and what was left over."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens.errors import Refusal
from canteens.models import Role, User
from mensa.models import Sitting
from recovery import kitchen
from recovery.labels import label
from recovery.models import Carriage, Dish
from web.access import needs
from web.acts import Act
from web.amounts import Celsius
from web.dish_form import DishForm, offered
from web.kitchen import dish_of, sitting_of
from web.middleware import place

FIRST = 6
"""Lots that are shown at once; the rest stands behind *Altre casse*."""
NAMES = 30


@never_cache
@needs(Role.COOK)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A new dish: asked for, and cooked."""
    sitting = sitting_of(request, pk)
    lots = offered(sitting, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, sitting, DishForm(None, lots=lots, portions=kitchen.morning(sitting).cook_for))
    form = DishForm(request.POST, lots=lots, portions=0)
    if not form.is_valid():
        return _page(request, sitting, form, status=400)
    try:
        dish = _cook(sitting, form, more="more" in request.POST, by=cast("User", request.user))
    except Refusal as refusal:
        return _page(request, sitting, form, refusal=refusal, status=refusal.status)
    messages.success(request, _("Il piatto è scritto."))
    return redirect("dish", dish.pk)


def _cook(sitting: Sitting, form: DishForm, *, more: bool, by: User) -> Dish:
    said = form.cleaned_data
    return kitchen.cook(
        sitting, name=said["name"], portions=said["portions"], takes=form.takes(more=more), added=form.added(), by=by,
        client_ref=said["client_ref"],
    )  # fmt: skip


def _page(
    request: HttpRequest, sitting: Sitting, form: DishForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    rows = form.rows
    names = Dish.objects.filter(sitting__canteen=sitting.canteen).order_by("-pk").values_list("name", flat=True)[:NAMES]
    context = {
        "sitting": sitting, "form": form, "refusal": refusal, "ask": bool(refusal) and form.is_short,
        "first": rows[:FIRST], "rest": rows[FIRST:], "rest_open": any(row.is_open for row in rows[FIRST:]),
        "names": list(dict.fromkeys(names)), "today": sitting.canteen.today(),
    }  # fmt: skip
    return render(request, "kitchen/write.html", context, status=status)


@require_safe
@never_cache
@needs(Role.COOK)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A dish: its label, what it was made of, where it is."""
    dish = dish_of(request, pk)
    carriages = list(dish.carriages.all())
    context = {
        "dish": dish, "label": label(dish), "movements": dish.movements.select_related("lot__donation__shop"),
        "carriages": carriages, "under_way": next((one for one in carriages if one.arrived_at is None), None),
        "to_send": dish.portions - sum(one.portions for one in carriages),
    }  # fmt: skip
    return render(request, "kitchen/dish.html", context)


class PortionsForm(forms.Form):
    """How many portions."""

    portions = forms.IntegerField(label=gettext_lazy("Porzioni"), min_value=0, max_value=kitchen.MOST_PORTIONS)


class SendForm(PortionsForm):
    """Portions, and how warm they are."""

    celsius = Celsius(label=gettext_lazy("°C alla partenza"))


class ArriveForm(forms.Form):
    """How warm it came."""

    celsius = Celsius(label=gettext_lazy("°C all'arrivo"))


class DishAct(Act):
    """An act on a dish of the request's canteen."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.dish = dish_of(request, kwargs["pk"])
        self.lead = self.dish.name

    def target(self) -> str:
        return reverse("dish", args=[self.dish.pk])


class LeftOver(DishAct):
    """Portions that nobody ate."""

    form_class = PortionsForm
    title = gettext_lazy("Quante porzioni sono avanzate?")
    button = gettext_lazy("Scrivo gli avanzi")
    done = gettext_lazy("Gli avanzi sono scritti.")

    def initial(self) -> dict[str, Any]:
        return {"portions": self.dish.left_over}

    def act(self, facts: dict[str, Any]) -> None:
        kitchen.leave_over(self.dish, **facts)


class SendOff(DishAct):
    """On its way to the dining room."""

    form_class = SendForm
    title = gettext_lazy("Il piatto parte")
    button = gettext_lazy("Parte adesso")
    done = gettext_lazy("È partito.")

    def initial(self) -> dict[str, Any]:
        return {"portions": kitchen.to_send(self.dish) or None}

    def act(self, facts: dict[str, Any]) -> None:
        kitchen.send_off(self.dish, **facts)


class Arrive(Act):
    """It has come."""

    form_class = ArriveForm
    title = gettext_lazy("Il piatto è arrivato")
    button = gettext_lazy("È arrivato")
    done = gettext_lazy("L'arrivo è scritto.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Carriage.objects.filter(dish__sitting__canteen=place(request)).select_related("dish")
        self.carriage = get_object_or_404(rows, pk=kwargs["pk"])
        self.lead = self.carriage.dish.name

    def target(self) -> str:
        return reverse("dish", args=[self.carriage.dish_id])

    def act(self, facts: dict[str, Any]) -> None:
        kitchen.arrive(self.carriage, **facts)
