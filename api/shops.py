"""Shops, for coordinators: who gives, what it usually gives, and the link that opens its page."""

from typing import Any, TypedDict

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView
from api.food import Item, item_of
from canteens.models import Canteen, User
from recovery import shop_links
from recovery.kinds import kinds_on
from recovery.models import Allergen, Content, DateMark, Shop
from recovery.shops import Usual, keep, shopkeepers
from recovery.weights import MOST


class ShopRecord(TypedDict):
    """A shop with all that a coordinator writes down of it. Weights are grams; `people` are users who speak for it."""

    id: int
    canteen: int
    name: str
    kind: Shop.Kind
    ask_above_grams: int
    people: list[int]
    address: str
    telephone: str
    arrival_notes: str
    collected_at: str | None
    collected_on: list[int]
    crates_lent: int
    legal_name: str
    tax_code: str
    items: list[Item]


class Link(TypedDict):
    """The secret address that opens the shop's page on its phone without a password."""

    address: str


class ItemForm(serializers.Serializer[Any]):
    """A usual food. `allergens` and `contents`: an empty list means none of them, null that nobody has said."""

    food = serializers.CharField(max_length=60)
    kind = serializers.SlugField(max_length=30, help_text="a kind of food; each category is one too")
    crate_grams = serializers.IntegerField(min_value=1, max_value=MOST)
    tare_grams = serializers.IntegerField(min_value=0, max_value=MOST, default=0)
    date_mark = serializers.ChoiceField(DateMark.choices, default=DateMark.NONE)
    allergens = serializers.ListField(
        child=serializers.ChoiceField(Allergen.choices), allow_null=True, default=None
    )  # fmt: skip
    contents = serializers.ListField(child=serializers.ChoiceField(Content.choices), allow_null=True, default=None)
    confirmed_on = serializers.DateField(allow_null=True, default=None, help_text="else today, if they are known")


class ShopFacts(serializers.ModelSerializer[Shop]):
    """What is written of a shop. `people` and `items` are sent whole; what is not sent stays as it was."""

    collected_on = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), required=False, help_text="1 is Monday"
    )
    crates_lent = serializers.IntegerField(min_value=0, max_value=999, required=False)
    people = serializers.ListField(child=serializers.IntegerField(), required=False)
    items = ItemForm(many=True, required=False)

    class Meta:
        model = Shop
        fields = (
            "name", "kind", "ask_above_grams", "address", "telephone", "arrival_notes", "collected_at", "collected_on",
            "crates_lent", "legal_name", "tax_code", "people", "items",
        )  # fmt: skip


def record_of(shop: Shop) -> ShopRecord:
    """A shop as coordinators see it."""
    return {
        "id": shop.pk, "canteen": shop.canteen_id, "name": shop.name, "kind": Shop.Kind(shop.kind),
        "ask_above_grams": shop.ask_above_grams, "people": sorted(user.pk for user in shop.people.all()),
        "address": shop.address, "telephone": shop.telephone, "arrival_notes": shop.arrival_notes,
        "collected_at": f"{shop.collected_at:%H:%M}" if shop.collected_at else None,
        "collected_on": shop.collected_on, "crates_lent": shop.crates_lent, "legal_name": shop.legal_name,
        "tax_code": shop.tax_code, "items": [item_of(item) for item in shop.usual_items.all()],
    }  # fmt: skip


class ShopsOf(StaffView):
    """A canteen's shops."""

    @extend_schema(responses={200: list[ShopRecord]})
    def get(self, request: Request, pk: int) -> Response:
        """All of them by name, those only an archive knows among them."""
        rows = self.canteen(pk).shops.prefetch_related("people", "usual_items")
        return Response([record_of(shop) for shop in rows])

    @extend_schema(request=ShopFacts, responses={201: ShopRecord})
    def post(self, request: Request, pk: int) -> Response:
        """Write a new shop down."""
        canteen, form = self.canteen(pk), ShopFacts(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(record_of(_kept(Shop(canteen=canteen), form.validated_data)), status=201)


class ShopView(StaffView):
    """Routes of one shop."""

    def found(self, pk: int) -> Shop:
        """A shop of the asker's, or 404."""
        return get_object_or_404(Shop.objects.select_related("canteen"), pk=pk, canteen__in=self.canteens)


class OneShop(ShopView):
    """One shop."""

    @extend_schema(responses=ShopRecord)
    def get(self, request: Request, pk: int) -> Response:
        """All that is written of it."""
        return Response(record_of(self.found(pk)))

    @extend_schema(request=ShopFacts, responses=ShopRecord)
    def put(self, request: Request, pk: int) -> Response:
        """Write it down anew; what it gave stays as it was."""
        shop, form = self.found(pk), ShopFacts(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(record_of(_kept(shop, form.validated_data)))


class ShopLink(ShopView):
    """The link that opens a shop's page."""

    @extend_schema(responses=Link)
    def get(self, request: Request, pk: int) -> Response:
        """As it holds now."""
        return Response(_link(request, self.found(pk)))

    @extend_schema(request=None, responses=Link)
    def post(self, request: Request, pk: int) -> Response:
        """A new one; the old one, and every phone that opened with it, is shut out."""
        return Response(_link(request, shop_links.renew(self.found(pk))))


def _link(request: Request, shop: Shop) -> Link:
    return {"address": request.build_absolute_uri(reverse("shop_link", args=[shop_links.link_of(shop)]))}


@transaction.atomic
def _kept(shop: Shop, said: dict[str, Any]) -> Shop:
    """The shop with what was said, the rest as it was."""
    if shop.pk:  # the van gives crates back meanwhile
        shop = Shop.objects.select_for_update(no_key=True, of=("self",)).select_related("canteen").get(pk=shop.pk)
    people = _people(shop, said.pop("people", None))
    items = said.pop("items", None)
    usual = _as_they_are(shop) if items is None else [_usual(shop.canteen, item) for item in items]
    for name, value in said.items():
        setattr(shop, name, value)
    return keep(shop, people=people, usual=usual)


def _people(shop: Shop, keys: list[int] | None) -> list[User]:
    if keys is None:
        return list(shop.people.all()) if shop.pk else []
    found = list(shopkeepers(shop.canteen).filter(pk__in=keys))
    if len(found) < len(set(keys)):
        raise serializers.ValidationError({"people": _("Questa persona non consegna per un negozio qui.")}, "unknown")
    return found


def _usual(canteen: Canteen, said: dict[str, Any]) -> Usual:
    """A usual food; what is known of its allergens is confirmed today where no day was said."""
    code, today = said.pop("kind"), canteen.today()
    kind = kinds_on(today).get(code)
    if kind is None:
        raise serializers.ValidationError({"items": {"kind": _("Questo tipo di alimento non c'è.")}}, "unknown_kind")
    facts = said | {name: None if said[name] is None else tuple(said[name]) for name in ("allergens", "contents")}
    facts["confirmed_on"] = (said["confirmed_on"] or today) if facts["allergens"] is not None else None
    return Usual(category=kind.category, kind="" if code == kind.category else code, **facts)


def _as_they_are(shop: Shop) -> list[Usual]:
    items = shop.usual_items.all() if shop.pk else []
    return [Usual(**{name: getattr(item, name) for name in Usual.__dataclass_fields__}) for item in items]
