"""What the waste became: the same numbers as the page and the Monday mail."""

import datetime as dt
from dataclasses import asdict
from typing import Any, TypedDict

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import StaffView, read, staff_of
from canteens.days import Period, Week, is_reckoned, parse_week, week_of
from canteens.models import Canteen
from impact import closing, weeks
from impact.figures import Discard, Estimate, Food, Kitchen, Part, Seats, Share
from impact.models import ClosedWeek
from impact.rows import KINDS, rows

LONGEST = dt.timedelta(days=3700)


class Closing(TypedDict):
    """How a week was written down: `revision` counts from 1, the newest holds. `missing` names open `days` and how
    many `crates` had not been weighed; `sha256` is of the figures as canonical JSON."""

    week: str
    revision: int
    state: ClosedWeek.State
    missing: dict[str, Any]
    cause: ClosedWeek.Cause
    reason: str
    closed_at: dt.datetime
    versions: dict[str, str]
    sha256: str


class Report(TypedDict):
    """A canteen's figures on the local days `first` to `last`. Weights are grams; docs/figures.md says the rest."""

    canteen: str
    first: dt.date
    last: dt.date
    sittings: int
    unclosed: list[dt.date]
    unweighed: int
    recovered_grams: int
    food: Food
    by_category: list[Share]
    by_shop: list[Share]
    refusals: list[Part]
    discards: list[Discard]
    set_apart: list[Share]
    non_food_grams: int
    kitchen: Kitchen
    plates: int
    grams_per_plate: int | None
    equivalents: Estimate | None
    co2e: Estimate | None
    water: Estimate | None
    euro: Estimate | None
    seats: Seats
    occupancy: int | None
    closing: Closing | None


class RowOfFigure(TypedDict):
    """One row of a figure: its day, what it is, whose (a shop, or a card's picture and number; never a name)."""

    day: dt.date
    what: str
    whose: str
    amount: int


class RowsOfFigure(TypedDict):
    """The rows of a figure as they are now, and their sum, in grams, people, seats or portions."""

    figure: str
    unit: str
    total: int
    rows: list[RowOfFigure]


class ClosingForm(serializers.Serializer[Any]):
    """A coordinator's words; needed once a week is closed, for a revision."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


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
        """The figures of a week or of any days: as written down where the week is closed, else as they are now."""
        canteen = self.canteen(pk)
        return Response(weeks.told(canteen, period_of(canteen, request)).as_dict())


class FigureRows(StaffView):
    """What one figure is made of."""

    @extend_schema(parameters=[PeriodQuery], responses=RowsOfFigure)
    def get(self, request: Request, pk: int, figure: str) -> Response:
        """The rows of a figure and their sum; bookings without anybody's name."""
        canteen = self.canteen(pk)
        if figure not in KINDS:
            raise Http404
        found = rows(canteen, period_of(canteen, request), figure)
        lines = [asdict(line) for line in found.lines]
        return Response({"figure": figure, "unit": found.unit, "total": found.total, "rows": lines})


class ClosedWeeks(StaffView):
    """The weeks that are written down."""

    @extend_schema(operation_id="weeks_list", responses={200: list[Closing]})
    def get(self, request: Request, pk: int) -> Response:
        """The revision that holds of each closed week, the newest week first."""
        found = ClosedWeek.objects.filter(canteen=self.canteen(pk)).newest().defer("figures")
        return Response([weeks.summary(closed) for closed in found])


class OneClosedWeek(StaffView):
    """A closed week with all its revisions; POST closes it as it stands, or writes its next revision."""

    @extend_schema(operation_id="weeks_of", responses={200: list[Closing]})
    def get(self, request: Request, pk: int, week: str) -> Response:
        """Every revision of the week, the newest first; none before it is closed."""
        found = weeks.revisions(self.canteen(pk), week_named(week))
        return Response([weeks.summary(closed) for closed in found])

    @extend_schema(operation_id="weeks_write", request=ClosingForm, responses={201: Closing})
    def post(self, request: Request, pk: int, week: str) -> Response:
        """Close the week as it stands; once it is closed, write a revision with its `reason`."""
        canteen, named = self.canteen(pk), week_named(week)
        reason, by = read(ClosingForm, request)["reason"], staff_of(request)
        act = closing.revise if weeks.closing(canteen, named) else closing.confirm
        return Response(weeks.summary(act(canteen, named, by=by, reason=reason)), status=201)


class OneRevision(StaffView):
    """The figures that a revision wrote down."""

    @extend_schema(operation_id="weeks_revision", responses=Report)
    def get(self, request: Request, pk: int, week: str, revision: int) -> Response:
        """The figures of one revision of a closed week, or 404."""
        canteen, named = self.canteen(pk), week_named(week)
        told = weeks.told(canteen, named.period, revision=revision or None)
        if told.closed is None or told.closed.revision != revision:
            raise Http404
        return Response(told.as_dict())


def week_named(text: str) -> Week:
    """The week of an address, or 404."""
    try:
        return parse_week(text)
    except ValueError as wrong:
        raise Http404 from wrong


def period_of(canteen: Canteen, request: Request) -> Period:
    """The days that were asked for; raises ValidationError for what are none."""
    query = PeriodQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    if "first" in asked:
        return Period(asked["first"], asked["last"] + dt.timedelta(days=1))
    running: Period = asked.get("week") or week_of(canteen.today()).period
    return running
