"""What there is to eat, for everybody: food is labelled, not people."""

import datetime as dt
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mensa.models import Sitting
from recovery.labels import Label, labels
from recovery.models import Allergen, Content


class MenuAllergen(TypedDict):
    """One of the fourteen, with the number Italian menus call it by, and its word in the asker's language."""

    number: int
    code: Allergen
    word: str


class MenuContent(TypedDict):
    """One of the five."""

    code: Content
    word: str


class MenuDish(TypedDict):
    """A dish as its label reads. Where something is not known, `remarks` say so: absence is never a promise."""

    name: str
    allergens: list[MenuAllergen]
    allergens_known: bool
    contents: list[MenuContent]
    contents_known: bool
    remarks: list[str]


class SittingMenu(TypedDict):
    """The menu of a sitting; `menu` is what was announced."""

    sitting: int
    day: dt.date
    menu: str
    dishes: list[MenuDish]


class Menu(APIView):
    """The menu."""

    permission_classes = [AllowAny]

    @extend_schema(responses=SittingMenu)
    def get(self, request: Request, pk: int) -> Response:
        """Each dish with its allergens and contents."""
        sitting = get_object_or_404(Sitting.objects.prefetch_related("dishes"), pk=pk)
        dishes = [dish_of(label) for label in labels(sitting)]
        return Response({"sitting": sitting.pk, "day": sitting.day, "menu": sitting.menu, "dishes": dishes})


def dish_of(label: Label) -> MenuDish:
    """A label."""
    dish = label.dish
    return {
        "name": dish.name,
        "allergens": [{"number": number, "code": one, "word": str(one.label)} for number, one in label.allergens],
        "allergens_known": dish.allergens_known,
        "contents": [{"code": one, "word": str(one.label)} for one in label.contents],
        "contents_known": dish.contents_known, "remarks": list(label.remarks),
    }  # fmt: skip
