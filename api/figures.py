"""What the waste became: the same numbers as the page and the Monday mail."""

import datetime as dt
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView
from canteens.days import Period, is_reckoned, parse_week, week_of
from canteens.models import Canteen
from impact.figures import Estimate, Seats, Share, figures

LONGEST = dt.timedelta(days=3700)


class Report(TypedDict):
    """A canteen's figures on the local days `first` to `last`. Weights are grams; docs/figures.md says the rest."""

    canteen: str
    first: dt.date
    last: dt.date
    sittings: int
    unclosed: list[dt.date]
    recovered_grams: int
    by_category: list[Share]
    by_shop: list[Share]
    non_food_grams: int
    plates: int
    grams_per_plate: int | None
    equivalents: Estimate | None
    seats: Seats
    occupancy: int | None


class PeriodQuery(serializers.Serializer[Any]):
    """A week, or the days from `first` to `last`, both included; nothing: the week that is running."""

    week = serializers.RegexField(r"^\d{4}-W\d\d$", required=False, help_text="ISO 8601, as 2026-W47")
    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of the two, and days in order."""
        first, last = attrs.get("first"), attrs.get("last")
        if (first is None) != (last is None) or ("week" in attrs and first):
            raise serializers.ValidationError(_("Serve una settimana, oppure il primo e l'ultimo giorno."), "period")
        if (
            first
            and last
            and not (dt.timedelta() <= last - first <= LONGEST and is_reckoned(first) and is_reckoned(last))
        ):
            raise serializers.ValidationError({"last": _("Questi giorni non vanno bene.")}, "period")
        return attrs

    def validate_week(self, text: str) -> Period:
        """A week that the year has."""
        try:
            return parse_week(text).period
        except ValueError as wrong:
            raise serializers.ValidationError(_("Questa settimana non esiste."), "week") from wrong


class FiguresOf(StaffView):
    """A canteen's figures, for its coordinators, as on the page."""

    @extend_schema(parameters=[PeriodQuery], responses=Report)
    def get(self, request: Request, pk: int) -> Response:
        """The figures of a week or of any days."""
        canteen = self.canteen(pk)
        query = PeriodQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(figures(canteen, period_of(canteen, query.validated_data)).as_dict())


def period_of(canteen: Canteen, asked: dict[str, Any]) -> Period:
    """The days that were asked for."""
    if "first" in asked:
        return Period(asked["first"], asked["last"] + dt.timedelta(days=1))
    running: Period = asked.get("week") or week_of(canteen.today()).period
    return running
