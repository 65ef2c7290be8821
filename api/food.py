"""What shops give: their own donations, and no other shop's."""

import datetime as dt
from typing import Any, ClassVar, TypedDict

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, canteens_of, read, staff_of
from canteens.models import Role
from recovery.donations import Line, log_once, of_item
from recovery.kinds import kinds_on, last_day
from recovery.models import Allergen, Category, Content, DateMark, Donation, Precision, Shop, UsualItem

LATEST = 100
BY_COORDINATORS = "by coordinators alone"
TOLD_BY_COORDINATORS = {"origin", "kind", "date_mark", "allergens", "contents"}


class Item(TypedDict):
    """What a shop gives often: the grams of one crate of it, full and empty, and what the shop confirmed of it.

    `date_mark` tells whether a date is asked; `allergens` and `contents` null: nobody has said, which is not none.
    """

    id: int
    food: str
    category: Category
    kind: str
    crate_grams: int
    tare_grams: int
    date_mark: DateMark
    allergens: list[str] | None
    contents: list[str] | None
    confirmed_on: dt.date | None


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
    marked_day = serializers.DateField(required=False, help_text="the printed date, as exact as `precision`")
    precision = serializers.ChoiceField(Precision.choices, required=False)
    kind = serializers.SlugField(max_length=30, required=False, help_text=BY_COORDINATORS)
    date_mark = serializers.ChoiceField(DateMark.choices, required=False, help_text=BY_COORDINATORS)
    allergens = serializers.ListField(
        child=serializers.ChoiceField(Allergen.choices), required=False, help_text=BY_COORDINATORS
    )
    contents = serializers.ListField(
        child=serializers.ChoiceField(Content.choices), required=False, help_text=BY_COORDINATORS
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of saying it, not half of each."""
        told = set(attrs) - {"marked_day", "precision"}
        if {"food", "category", "grams"} <= told and "item" not in told:
            return attrs
        if told == {"item", "crates"}:
            return attrs
        raise serializers.ValidationError(_("Scrivi cibo, categoria e grammi, oppure cibo di solito e casse."), "line")


class GiftForm(serializers.Serializer[Any]):
    """A donation. `confirm` says again what is more than the shop usually gives."""

    client_ref = serializers.CharField(max_length=64, help_text="a retry with it is not written twice")
    day = serializers.DateField(default=None, help_text="else today")
    confirm = serializers.BooleanField(default=False)
    origin = serializers.ChoiceField(Donation.Origin.choices, required=False, help_text=BY_COORDINATORS)
    lines = LineForm(many=True, allow_empty=True)


def giver_of(shop: Shop) -> Giver:
    """A shop with what it usually gives."""
    return {
        "id": shop.pk, "canteen": shop.canteen_id, "name": shop.name, "kind": Shop.Kind(shop.kind),
        "items": [item_of(item) for item in shop.usual_items.all()],
    }  # fmt: skip


def item_of(item: UsualItem) -> Item:
    """A usual food."""
    return {
        "id": item.pk, "food": item.food, "category": Category(item.category), "kind": item.kind or item.category,
        "crate_grams": item.crate_grams, "tare_grams": item.tare_grams, "date_mark": DateMark(item.date_mark),
        "allergens": item.allergens, "contents": item.contents, "confirmed_on": item.confirmed_on,
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
    """Routes of who speaks for a shop; who fetches, cooks or coordinates may speak for each of theirs."""

    roles: ClassVar = (Role.SHOP, Role.DRIVER, Role.COOK)

    @property
    def shops(self) -> QuerySet[Shop]:
        """The shops the asker may speak for."""
        user = staff_of(self.request)
        theirs = Q(people=user, canteen__in=self.canteens) | Q(canteen__in=canteens_of(user, Role.DRIVER, Role.COOK))
        return Shop.objects.giving().filter(theirs).distinct().select_related("canteen")

    def shop(self, pk: int) -> Shop:
        """One of them, or 404."""
        return get_object_or_404(self.shops, pk=pk)


class Shops(ShopView):
    """The asker's shops."""

    @extend_schema(operation_id="shops_list", responses={200: list[Giver]})
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
        self.check_words(shop, asked)
        said = [_line(shop, line) for line in asked.pop("lines")]
        donation, new = log_once(shop, lines=said, **asked)
        return Response(gift_of(donation), status=201 if new else 200)

    def check_words(self, shop: Shop, asked: dict[str, Any]) -> None:
        """Where food comes from and what is in it is said by coordinators alone."""
        told = {name for line in asked["lines"] for name in line} | set(asked)
        if told & TOLD_BY_COORDINATORS and not canteens_of(staff_of(self.request)).filter(pk=shop.canteen_id).exists():
            raise PermissionDenied


def _line(shop: Shop, said: dict[str, Any]) -> Line:
    day, precision = said.get("marked_day"), said.get("precision", Precision.DAY)
    if "item" not in said:
        return _free_line(shop, said, day=last_day(day, precision) if day else None, precision=precision)
    try:
        item, crates = shop.usual_items.get(pk=said["item"]), said["crates"]
        return of_item(item, grams=crates * item.crate_grams, crates=crates, marked_day=day, precision=precision)
    except UsualItem.DoesNotExist as unknown:
        wrong = {"lines": {"item": _("Questo cibo non è tra i tuoi.")}}
        raise serializers.ValidationError(wrong, "unknown_item") from unknown


def _free_line(shop: Shop, said: dict[str, Any], *, day: dt.date | None, precision: str) -> Line:
    kind = said.get("kind", "")
    if kind and kind not in kinds_on(shop.canteen.today()):
        raise serializers.ValidationError({"lines": {"kind": _("Questo tipo di alimento non c'è.")}}, "unknown_kind")
    mark = said.get("date_mark", DateMark.NONE)
    return Line(
        said["food"], said["category"], said["grams"], said.get("crates"), kind=kind, date_mark=mark,
        marked_day=None if mark == DateMark.NONE else day, precision=precision, allergens=_codes(said, "allergens"),
        contents=_codes(said, "contents"),
    )  # fmt: skip


def _codes(said: dict[str, Any], name: str) -> tuple[str, ...] | None:
    return tuple(said[name]) if name in said else None
