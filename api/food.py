"""What shops give: their own donations, and no other shop's."""

import datetime as dt
from typing import Any, ClassVar, TypedDict

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, canteens_of, read, staff_of
from canteens.models import Role
from recovery.donations import Line, in_crates, log
from recovery.models import Category, Donation, Shop, UsualItem

LATEST = 100


class Item(TypedDict):
    """What a shop gives often, and the grams of one crate of it."""

    id: int
    food: str
    category: Category
    crate_grams: int


class Giver(TypedDict):
    """A shop that the asker may speak for."""

    id: int
    canteen: int
    name: str
    kind: Shop.Kind
    items: list[Item]


class Given(TypedDict):
    """One food of a donation."""

    food: str
    category: Category
    grams: int
    crates: int | None


class Gift(TypedDict):
    """What a shop handed over at once, on the canteen's local `day`."""

    id: int
    shop: int
    day: dt.date
    declared: dt.datetime
    client_ref: str
    grams: int
    lines: list[Given]


class LineForm(serializers.Serializer[Any]):
    """So many crates of a usual `item`, or `food` and `category` with their `grams`."""

    item = serializers.IntegerField(required=False)
    crates = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    food = serializers.CharField(max_length=60, required=False)
    category = serializers.ChoiceField(Category.choices, required=False)
    grams = serializers.IntegerField(min_value=1, max_value=20_000_000, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of saying it, not half of each."""
        if {"food", "category", "grams"} <= set(attrs) and "item" not in attrs:
            return attrs
        if set(attrs) == {"item", "crates"}:
            return attrs
        raise serializers.ValidationError(_("Scrivi cibo, categoria e grammi, oppure cibo di solito e casse."), "line")


class GiftForm(serializers.Serializer[Any]):
    """A donation. `confirm` says again what is more than the shop usually gives."""

    client_ref = serializers.CharField(max_length=64, help_text="a retry with it is not written twice")
    day = serializers.DateField(default=None, help_text="else today")
    confirm = serializers.BooleanField(default=False)
    lines = LineForm(many=True, allow_empty=True)


def giver_of(shop: Shop) -> Giver:
    """A shop with what it usually gives."""
    items: list[Item] = [
        {"id": item.pk, "food": item.food, "category": Category(item.category), "crate_grams": item.crate_grams}
        for item in shop.usual_items.all()
    ]
    return {
        "id": shop.pk, "canteen": shop.canteen_id, "name": shop.name, "kind": Shop.Kind(shop.kind), "items": items
    }  # fmt: skip


def gift_of(donation: Donation) -> Gift:
    """A donation with its lots."""
    lots = donation.lots.all()
    lines: list[Given] = [
        {"food": lot.food, "category": Category(lot.category), "grams": lot.declared_grams, "crates": lot.crates}
        for lot in lots
    ]
    return {
        "id": donation.pk, "shop": donation.shop_id, "day": donation.day, "declared": donation.declared,
        "client_ref": donation.client_ref, "grams": sum(line["grams"] for line in lines), "lines": lines,
    }  # fmt: skip


class ShopView(StaffView):
    """Routes of who speaks for a shop; coordinators may speak for each of theirs."""

    roles: ClassVar = (Role.SHOP,)

    @property
    def shops(self) -> QuerySet[Shop]:
        """The shops the asker may speak for."""
        user = staff_of(self.request)
        theirs = Q(people=user, canteen__in=self.canteens) | Q(canteen__in=canteens_of(user))
        return Shop.objects.filter(theirs).distinct().select_related("canteen")

    def shop(self, pk: int) -> Shop:
        """One of them, or 404."""
        return get_object_or_404(self.shops, pk=pk)


class Shops(ShopView):
    """The asker's shops."""

    @extend_schema(responses={200: list[Giver]})
    def get(self, request: Request) -> Response:
        """By name, with what they usually give."""
        return Response([giver_of(shop) for shop in self.shops.order_by("name", "pk").prefetch_related("usual_items")])


class Donations(ShopView):
    """A shop's donations."""

    @extend_schema(responses={200: list[Gift]})
    def get(self, request: Request, pk: int) -> Response:
        """The latest, newest first."""
        rows = self.shop(pk).donations.order_by("-day", "-pk").prefetch_related("lots")
        return Response([gift_of(donation) for donation in rows[:LATEST]])

    @extend_schema(request=GiftForm, responses={201: Gift, 200: Gift})
    def post(self, request: Request, pk: int) -> Response:
        """Write down what is given; 200 with the first one where `client_ref` was used for the same food."""
        shop, asked = self.shop(pk), read(GiftForm, request)
        known = shop.donations.filter(client_ref=asked["client_ref"]).exists()
        said = [_line(shop, line) for line in asked.pop("lines")]
        return Response(gift_of(log(shop, lines=said, **asked)), status=200 if known else 201)


def _line(shop: Shop, said: dict[str, Any]) -> Line:
    if "item" not in said:
        return Line(said["food"], said["category"], said["grams"], said.get("crates"))
    try:
        return in_crates(shop.usual_items.get(pk=said["item"]), crates=said["crates"])
    except UsualItem.DoesNotExist as unknown:
        wrong = {"lines": {"item": _("Questo cibo non è tra i tuoi.")}}
        raise serializers.ValidationError(wrong, "unknown_item") from unknown
