"""The way in through the API: the van's round, the scale, and what waits for a check."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from canteens.models import Role
from recovery import receipt
from recovery.collections import Stop, stops, visit
from recovery.kinds import kinds_on
from recovery.models import (
    Allergen,
    Category,
    Check,
    Collection,
    Content,
    DateMark,
    Donation,
    KnownBy,
    Lot,
    Precision,
    RefusalReason,
    Shop,
)


class LotRecord(TypedDict):
    """One food of a donation, and what became of it. Weights are grams; null: not known, which is not none."""

    id: int
    donation: int
    shop: int
    food: str
    category: Category
    kind: str
    crates: int | None
    declared_grams: int
    received_grams: int | None
    tare_grams: int
    left_grams: int
    known_by: str
    state: Lot.State
    doubt: str
    refusal: str
    date_mark: DateMark
    marked_day: dt.date | None
    precision: Precision
    safe_until: dt.date | None
    allergens: list[str] | None
    contents: list[str] | None
    celsius: str | None


class Offer(TypedDict):
    """A donation that the van has to fetch. `cold` are the lots that need a temperature."""

    id: int
    day: dt.date
    lots: list[LotRecord]


class StopRecord(TypedDict):
    """One shop of today's round; `outcome` is null until the van was there."""

    shop: int
    name: str
    address: str
    telephone: str
    arrival_notes: str
    at: dt.time | None
    crates_lent: int
    outcome: str | None
    done: bool
    donations: list[Offer]
    cold: list[int]


class Went(TypedDict):
    """How a stop went; `crates_returned` are all of that day."""

    shop: int
    day: dt.date
    outcome: Collection.Outcome
    crates_returned: int
    at: dt.datetime


def _degrees() -> serializers.DecimalField:
    return serializers.DecimalField(4, 1, min_value=Decimal(-60), max_value=Decimal(120), required=False)


class Degrees(serializers.Serializer[Any]):
    """The temperature of a lot."""

    lot = serializers.IntegerField()
    celsius = serializers.DecimalField(4, 1, min_value=Decimal(-60), max_value=Decimal(120))


class LoadForm(serializers.Serializer[Any]):
    """What the driver took: the checks that were not in order, temperatures by lot, the lots that stay behind."""

    failed_checks = serializers.ListField(child=serializers.ChoiceField(Check.choices))
    celsius = Degrees(many=True, default=list)
    left_behind = serializers.ListField(child=serializers.IntegerField(), default=list)
    own_number = serializers.CharField(max_length=40, allow_blank=True, default="")


class OwnNumber(serializers.Serializer[Any]):
    """The shop's own number for the document of a donation."""

    donation = serializers.IntegerField()
    number = serializers.CharField(max_length=40)


class StopForm(serializers.Serializer[Any]):
    """How a stop went, with the donations that were seen there: all of them are loaded, or none; where there was
    nothing they are withdrawn."""

    outcome = serializers.ChoiceField(Collection.Outcome.choices)
    donations = serializers.ListField(child=serializers.IntegerField(), default=list)
    failed_checks = serializers.ListField(child=serializers.ChoiceField(Check.choices), default=list)
    celsius = Degrees(many=True, default=list)
    left_behind = serializers.ListField(child=serializers.IntegerField(), default=list)
    own_numbers = OwnNumber(many=True, default=list)
    crates_returned = serializers.IntegerField(min_value=0, max_value=999, default=0, help_text="at this visit")
    client_ref = serializers.UUIDField(default=None, help_text="a retry of the last visit with it changes nothing")


class WeighForm(serializers.Serializer[Any]):
    """What the scale says, in grams."""

    gross = serializers.IntegerField(min_value=1, max_value=1_000_000_000)
    tare = serializers.IntegerField(min_value=0, max_value=1_000_000_000, default=0)
    known_by = serializers.ChoiceField(KnownBy.choices, default=KnownBy.SCALE)
    label_fault = serializers.BooleanField(default=False)
    celsius = _degrees()


class RefuseForm(serializers.Serializer[Any]):
    """Why a lot can't be used; the shop reads it."""

    reason = serializers.ChoiceField(RefusalReason.choices)


class ClearForm(serializers.Serializer[Any]):
    """What was missing of a lot in quarantine; an empty list means none of them."""

    allergens = serializers.ListField(child=serializers.ChoiceField(Allergen.choices), required=False)
    contents = serializers.ListField(child=serializers.ChoiceField(Content.choices), required=False)
    celsius = _degrees()
    marked_day = serializers.DateField(required=False)
    precision = serializers.ChoiceField(Precision.choices, required=False)
    checked = serializers.BooleanField(default=False)


def lot_of(lot: Lot) -> LotRecord:
    """A lot as it stands now."""
    return {
        "id": lot.pk, "donation": lot.donation_id, "shop": lot.donation.shop_id, "food": lot.food,
        "category": Category(lot.category), "kind": lot.kind, "crates": lot.crates,
        "declared_grams": lot.declared_grams, "received_grams": lot.received_grams, "tare_grams": lot.tare_grams,
        "left_grams": lot.left_grams, "known_by": lot.known_by, "state": Lot.State(lot.state), "doubt": lot.doubt,
        "refusal": lot.refusal, "date_mark": DateMark(lot.date_mark), "marked_day": lot.marked_day,
        "precision": Precision(lot.precision), "safe_until": lot.safe_until, "allergens": lot.allergens,
        "contents": lot.contents, "celsius": None if lot.celsius is None else str(lot.celsius),
    }  # fmt: skip


def _stop_of(stop: Stop, *, cold: list[Lot]) -> StopRecord:
    shop, went = stop.shop, stop.went
    offers: list[Offer] = [
        {"id": one.pk, "day": one.day, "lots": [lot_of(lot) for lot in one.lots.all()]} for one in stop.donations
    ]
    return {
        "shop": shop.pk, "name": shop.name, "address": shop.address, "telephone": shop.telephone,
        "arrival_notes": shop.arrival_notes, "at": shop.collected_at, "crates_lent": shop.crates_lent,
        "outcome": went.outcome if went else None, "done": stop.is_done, "donations": offers,
        "cold": [lot.pk for lot in cold],
    }  # fmt: skip


class ReceiptView(StaffView):
    """Routes of who fetches, weighs and checks."""

    roles: ClassVar[tuple[Role, ...]] = (Role.DRIVER, Role.COOK)

    def lot(self, pk: int) -> Lot:
        """A lot of the asker's canteens, or 404."""
        rows = Lot.objects.select_related("donation__shop", "donation__canteen")
        found: Lot = get_object_or_404(rows, pk=pk, donation__canteen__in=self.canteens)
        return found


class Stops(ReceiptView):
    """The van's round."""

    roles: ClassVar = (Role.DRIVER,)

    @extend_schema(responses={200: list[StopRecord]})
    def get(self, request: Request, pk: int) -> Response:
        """Today's stops, what is still to do first."""
        canteen = self.canteen(pk)
        kinds = kinds_on(canteen.today())
        return Response([_stop_of(stop, cold=stop.cold(kinds)) for stop in stops(canteen)])


class StopAt(ReceiptView):
    """How a stop went."""

    roles: ClassVar = (Role.DRIVER,)

    @extend_schema(request=StopForm, responses={200: Went})
    def post(self, request: Request, pk: int) -> Response:
        """Load what was seen there, all or none, and write the stop down. Of a second visit on one day the outcome
        holds, and crates add up."""
        rows = Shop.objects.giving().select_related("canteen")
        shop, said = get_object_or_404(rows, pk=pk, canteen__in=self.canteens), read(StopForm, request)
        said["celsius"] = _by_lot(said["celsius"])
        said["own_numbers"] = {one["donation"]: one["number"] for one in said["own_numbers"]}
        went = visit(shop, by=staff_of(request), **said)
        answer: Went = {
            "shop": shop.pk, "day": went.day, "outcome": Collection.Outcome(went.outcome),
            "crates_returned": went.crates_returned, "at": went.at,
        }  # fmt: skip
        return Response(answer)


class Load(ReceiptView):
    """One donation on the van."""

    roles: ClassVar = (Role.DRIVER,)

    @extend_schema(request=LoadForm, responses={200: list[LotRecord]})
    def post(self, request: Request, pk: int) -> Response:
        """Take it along, with its document; answers with its lots."""
        donation = get_object_or_404(Donation, pk=pk, canteen__in=self.canteens)
        said = read(LoadForm, request)
        said["celsius"] = _by_lot(said["celsius"])
        receipt.load(donation, by=staff_of(request), **said)
        lots = Lot.objects.filter(donation=donation).select_related("donation")
        return Response([lot_of(lot) for lot in lots])


class ToWeigh(ReceiptView):
    """What waits for the scale."""

    @extend_schema(responses={200: list[LotRecord]})
    def get(self, request: Request, pk: int) -> Response:
        """What the van brought, then what shops announced, the oldest first."""
        return Response([lot_of(lot) for lot in Lot.objects.to_weigh(self.canteen(pk))])


class Waiting(ReceiptView):
    """What is in quarantine."""

    @extend_schema(responses={200: list[LotRecord]})
    def get(self, request: Request, pk: int) -> Response:
        """The oldest first; `doubt` says what is missing first."""
        return Response([lot_of(lot) for lot in Lot.objects.waiting(self.canteen(pk))])


class Weigh(ReceiptView):
    """A lot on the scale."""

    @extend_schema(request=WeighForm, responses={200: LotRecord})
    def post(self, request: Request, pk: int) -> Response:
        """By one person, once: taken in, kept apart or refused by the rules of its kind."""
        return Response(lot_of(receipt.weigh(self.lot(pk), by=staff_of(request), **read(WeighForm, request))))


class Refuse(ReceiptView):
    """A lot that can't be used."""

    @extend_schema(request=RefuseForm, responses={200: LotRecord})
    def post(self, request: Request, pk: int) -> Response:
        """Send it away, with the reason that the shop reads."""
        return Response(lot_of(receipt.refuse(self.lot(pk), by=staff_of(request), **read(RefuseForm, request))))


class Clear(ReceiptView):
    """A lot in quarantine that somebody has looked at."""

    @extend_schema(request=ClearForm, responses={200: LotRecord})
    def post(self, request: Request, pk: int) -> Response:
        """Say what was missing; what is known then decides again."""
        return Response(lot_of(receipt.clear(self.lot(pk), by=staff_of(request), **read(ClearForm, request))))


def _by_lot(said: list[dict[str, Any]]) -> dict[int, Decimal]:
    return {one["lot"]: one["celsius"] for one in said}
