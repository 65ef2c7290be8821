"""The meals that a canteen serves beside lunch, and the feasts of the place; for coordinators."""

from typing import Any, ClassVar, cast

from django.db import models
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView
from api.place import LocalTime, checked
from canteens.models import Kitchen, PatronDay, Service
from mensa import sittings


class Meal(serializers.ModelSerializer[Service]):
    """A meal and how it opens; times are local to the canteen's zone. Without weekdays it rests."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping, models.TimeField: LocalTime
    }  # fmt: skip
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), allow_empty=True, help_text="ISO: Monday is 1"
    )
    kitchen = serializers.PrimaryKeyRelatedField(queryset=Kitchen.objects.all(), allow_null=True, required=False)

    class Meta:
        model = Service
        fields: ClassVar[Any] = [
            "id", "meal", "seats", "room_limit", "kept_at_door", "portions", "weekdays", "starts", "ends",
            "release_time", "booking_opens_days", "booking_closes", "door_opens", "door_closes", "kitchen",
        ]  # fmt: skip

    def validate_kitchen(self, kitchen: Kitchen | None) -> Kitchen | None:
        """One of the canteen's own; of another one's, not even that it exists."""
        if kitchen and kitchen.canteen_id != self.context["canteen"]:
            cast(Any, self.fields["kitchen"]).fail("does_not_exist", pk_value=kitchen.pk)
        return kitchen


class ChangedMeal(Meal):
    """How it opens from now on; which meal it is does not change."""

    class Meta(Meal.Meta):
        read_only_fields: ClassVar[Any] = ["meal"]


class Feast(serializers.ModelSerializer[PatronDay]):
    """A feast of the place: on a `day` of its month, or on the Monday `after_sunday` number so and so."""

    class Meta:
        model = PatronDay
        fields: ClassVar[Any] = ["id", "name", "month", "day", "after_sunday", "source"]


class Meals(StaffView):
    """Meals beside lunch, whose settings are the canteen's own."""

    @extend_schema(operation_id="services_list", responses=Meal(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """In the order of the day."""
        return Response(Meal(self.canteen(pk).services.all(), many=True).data)

    @extend_schema(request=Meal, responses={201: Meal})
    def post(self, request: Request, pk: int) -> Response:
        """Serve one more; the days that can be booked are opened at once."""
        canteen = self.canteen(pk)
        form = Meal(data=request.data, context={"canteen": canteen.pk})
        form.is_valid(raise_exception=True)
        facts = checked(Service(canteen=canteen), form.validated_data)
        return Response(Meal(sittings.serve(canteen, **facts)).data, status=201)


class OneMeal(StaffView):
    """A meal."""

    @extend_schema(request=ChangedMeal(partial=True), responses=Meal)
    def patch(self, request: Request, pk: int) -> Response:
        """Change how it opens. Coming sittings follow in their seats, except where more are taken."""
        service = self._found(pk)
        form = ChangedMeal(service, data=request.data, partial=True, context={"canteen": service.canteen_id})
        form.is_valid(raise_exception=True)
        sittings.settle(service, **checked(service, form.validated_data))
        return Response(Meal(self._found(pk)).data)

    def _found(self, pk: int) -> Service:
        return get_object_or_404(Service.objects.select_related("canteen"), pk=pk, canteen__in=self.canteens)


class Feasts(StaffView):
    """Feasts of the place, which no library of holidays knows."""

    @extend_schema(operation_id="patron_days_list", responses=Feast(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """By month."""
        return Response(Feast(self.canteen(pk).patron_days.all(), many=True).data)

    @extend_schema(request=Feast, responses={201: Feast})
    def post(self, request: Request, pk: int) -> Response:
        """One more: its next day is proposed as a closure, and a person decides."""
        canteen = self.canteen(pk)
        form = Feast(data=request.data)
        form.is_valid(raise_exception=True)
        facts = checked(PatronDay(canteen=canteen), form.validated_data)
        feast = canteen.patron_days.create(**facts)
        sittings.propose_holidays(canteen)
        return Response(Feast(feast).data, status=201)


class OneFeast(StaffView):
    """A feast of the place."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """It is proposed no more; what was decided of its days stays."""
        get_object_or_404(PatronDay, pk=pk, canteen__in=self.canteens).delete()
        return Response(status=204)
