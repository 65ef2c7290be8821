"""The kitchen: how many to cook for, dishes from lots, and their way to the table."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, TypedDict, cast

from django.db.models import QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from api.stock import LotFacts, lot_of
from canteens.models import Role, User
from mensa.models import Sitting
from recovery import kitchen
from recovery.models import Allergen, Carriage, Content, Dish, Lot
from recovery.stock import PARTS, Take, part_of

WITH_DISH = ("movements__lot", "carriages")


class Celsius(serializers.DecimalField):
    """°C with one decimal."""

    def __init__(self) -> None:
        super().__init__(max_digits=4, decimal_places=1, min_value=Decimal(-40), max_value=Decimal(120))


class UsualPlates(TypedDict):
    """Plates at closing of the last sittings of this weekday, eight at most."""

    mean: int
    fewest: int
    most: int
    sittings: int


class KitchenMorning(TypedDict):
    """What a cook needs at 8:30; `use_first` is at most five lots, the oldest safe date first."""

    sitting: int
    day: dt.date
    booked: int
    usual: UsualPlates | None
    cook_for: int
    use_first: list[LotFacts]


class DishPart(TypedDict):
    """Grams of a lot in a dish."""

    lot: int
    food: str
    grams: int


class Journey(TypedDict):
    """A dish on its way to the dining room; °C as decimal text."""

    id: int
    portions: int
    left_at: dt.datetime
    celsius_out: str
    arrived_at: dt.datetime | None
    celsius_in: str | None


class CookedDish(TypedDict):
    """A dish with the union of its lots' allergens and contents; where one of them is not known, `…_known` is false."""

    id: int
    sitting: int
    name: str
    portions: int
    left_over: int | None
    cooked_at: dt.datetime
    allergens: list[Allergen]
    allergens_known: bool
    contents: list[Content]
    contents_known: bool
    parts: list[DishPart]
    carriages: list[Journey]


class TakeForm(serializers.Serializer[Any]):
    """From a lot `grams`, or a `part` of what is left; `found` grams of them were more than was known."""

    lot = serializers.IntegerField()
    part = serializers.ChoiceField([(part, part) for part in PARTS], required=False)
    grams = serializers.IntegerField(min_value=1, max_value=20_000_000, required=False)
    found = serializers.IntegerField(min_value=0, max_value=20_000_000, default=0)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of saying how much."""
        if ("part" in attrs) == ("grams" in attrs):
            raise serializers.ValidationError(_("Scrivi i grammi, oppure la parte."), "amount")
        return attrs


class CookForm(serializers.Serializer[Any]):
    """A dish; `allergens` and `contents` are of what was added from outside the ledger."""

    name = serializers.CharField(max_length=60)
    portions = serializers.IntegerField(min_value=1, max_value=kitchen.MOST_PORTIONS)
    takes = TakeForm(many=True)
    allergens = serializers.ListField(child=serializers.ChoiceField(Allergen.choices), default=list)
    contents = serializers.ListField(child=serializers.ChoiceField(Content.choices), default=list)
    client_ref = serializers.UUIDField(default=None, help_text="a retry with it cooks nothing more")


class LeftOverForm(serializers.Serializer[Any]):
    """Portions that nobody ate."""

    left_over = serializers.IntegerField(min_value=0, max_value=kitchen.MOST_PORTIONS)


class SendForm(serializers.Serializer[Any]):
    """Portions that leave the kitchen, and how warm they are."""

    portions = serializers.IntegerField(min_value=1, max_value=kitchen.MOST_PORTIONS)
    celsius = Celsius()


class ArriveForm(serializers.Serializer[Any]):
    """How warm it came."""

    celsius = Celsius()


def dish_facts(dish: Dish) -> CookedDish:
    """A dish with its lots and its journeys, read together where they are not there yet."""
    prefetch_related_objects([dish], *WITH_DISH)
    parts: list[DishPart] = [
        {"lot": row.lot_id, "food": row.lot.food, "grams": row.grams} for row in dish.movements.all()
    ]
    return {
        "id": dish.pk, "sitting": dish.sitting_id, "name": dish.name, "portions": dish.portions,
        "left_over": dish.left_over, "cooked_at": dish.cooked_at,
        "allergens": [Allergen(one) for one in dish.allergens], "allergens_known": dish.allergens_known,
        "contents": [Content(one) for one in dish.contents], "contents_known": dish.contents_known,
        "parts": parts, "carriages": [journey_of(row) for row in dish.carriages.all()],
    }  # fmt: skip


def journey_of(carriage: Carriage) -> Journey:
    """A carriage."""
    warm_in = carriage.celsius_in
    return {
        "id": carriage.pk, "portions": carriage.portions, "left_at": carriage.left_at,
        "celsius_out": str(carriage.celsius_out), "arrived_at": carriage.arrived_at,
        "celsius_in": None if warm_in is None else str(warm_in),
    }  # fmt: skip


class CookView(StaffView):
    """Routes of the kitchen; what belongs to another canteen does not exist here."""

    roles: ClassVar[tuple[Role, ...]] = (Role.COOK,)

    @property
    def cook(self) -> User:
        """Who asks; HasRole saw to it."""
        return cast("User", staff_of(self.request))

    @property
    def dishes(self) -> QuerySet[Dish]:
        """The dishes of the asker's canteens."""
        rows = Dish.objects.filter(sitting__canteen__in=self.canteens)
        return rows.prefetch_related(*WITH_DISH)


class Kitchen(CookView):
    """The morning of a sitting."""

    @extend_schema(responses=KitchenMorning)
    def get(self, request: Request, pk: int) -> Response:
        """Booked now, usual at closing, how many to cook for, what to use first."""
        return Response(_morning(kitchen.morning(self.sitting(pk))))


def _morning(found: kitchen.Morning) -> KitchenMorning:
    usual = found.usual
    return {
        "sitting": found.sitting.pk, "day": found.sitting.day, "booked": found.booked, "cook_for": found.cook_for,
        "usual": UsualPlates(mean=usual.mean, fewest=usual.fewest, most=usual.most, sittings=usual.sittings)
        if usual else None,
        "use_first": [lot_of(lot) for lot in found.use_first],
    }  # fmt: skip


class Dishes(CookView):
    """A sitting's dishes."""

    @extend_schema(responses={200: list[CookedDish]})
    def get(self, request: Request, pk: int) -> Response:
        """In the order in which they were cooked."""
        return Response([dish_facts(dish) for dish in self.dishes.filter(sitting=self.sitting(pk))])

    @extend_schema(request=CookForm, responses={201: CookedDish, 200: CookedDish})
    def post(self, request: Request, pk: int) -> Response:
        """Cook a dish from lots, whole or not at all; 200 with the first one where `client_ref` was used."""
        sitting, said = self.sitting(pk), read(CookForm, request)
        ref = said["client_ref"]
        known = ref is not None and Dish.objects.filter(client_ref=ref).exists()
        dish = kitchen.cook(
            sitting, name=said["name"], portions=said["portions"], takes=_takes(sitting, said["takes"]),
            added=kitchen.Added(tuple(said["allergens"]), tuple(said["contents"])), by=self.cook, client_ref=ref,
        )  # fmt: skip
        return Response(dish_facts(dish), status=200 if known else 201)


def _takes(sitting: Sitting, said: list[dict[str, Any]]) -> list[Take]:
    lots = Lot.objects.filter(donation__canteen=sitting.canteen_id).in_bulk([line["lot"] for line in said])
    if len(lots) < len({line["lot"] for line in said}):
        raise serializers.ValidationError({"takes": _("Questa cassa non c'è.")}, "unknown_lot")
    return [
        Take(lot := lots[line["lot"]], line["grams"] if "grams" in line else part_of(lot, line["part"]), line["found"])
        for line in said
    ]


class OneDish(CookView):
    """A dish."""

    @extend_schema(responses=CookedDish)
    def get(self, request: Request, pk: int) -> Response:
        """With its lots and its journeys."""
        return Response(dish_facts(get_object_or_404(self.dishes, pk=pk)))

    @extend_schema(request=LeftOverForm, responses=CookedDish)
    def patch(self, request: Request, pk: int) -> Response:
        """Write down what was left over."""
        dish = get_object_or_404(self.dishes, pk=pk)
        kitchen.leave_over(dish, portions=read(LeftOverForm, request)["left_over"])
        return Response(dish_facts(dish))


class SendOff(CookView):
    """A dish leaves the kitchen."""

    @extend_schema(request=SendForm, responses={201: Journey})
    def post(self, request: Request, pk: int) -> Response:
        """Portions and °C, now."""
        dish = get_object_or_404(self.dishes, pk=pk)
        return Response(journey_of(kitchen.send_off(dish, **read(SendForm, request))), status=201)


class Arrive(StaffView):
    """A dish has come to the dining room: the door may say so too."""

    roles: ClassVar = (Role.COOK, Role.DOOR)

    @extend_schema(request=ArriveForm, responses=Journey)
    def post(self, request: Request, pk: int) -> Response:
        """°C, now. Said again, the first hour stays."""
        carriage = get_object_or_404(Carriage, pk=pk, dish__sitting__canteen__in=self.canteens)
        return Response(journey_of(kitchen.arrive(carriage, **read(ArriveForm, request))))
