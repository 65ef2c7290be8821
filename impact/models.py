"""Factors of estimates, dated data with their source and range; and weeks that are closed, written once."""

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteens.days import Week
from canteens.models import Canteen, User
from impact import guards


class FactorQuerySet(models.QuerySet["Factor"]):
    """Factors as adjectives."""

    def valid_on(self, slug: str, day: dt.date) -> "Factor | None":
        """The newest factor `slug` that held on `day`; none before the first of them."""
        return self.all_valid_on(day).get(slug)

    def all_valid_on(self, day: dt.date) -> "dict[str, Factor]":
        """The newest factor of each slug that held on `day`, by slug."""
        held = self.filter(valid_from__lte=day).order_by("slug", "-valid_from", "-pk").distinct("slug")
        return {factor.slug: factor for factor in held}


@pghistory.track()
class Factor(models.Model):
    """How an estimate is made from a counted figure: a value, the range others publish, and whose it is.

    A better value is a new version with its own first day, so that old figures stay as they were.
    """

    GRAMS_A_MEAL: ClassVar = "grams_a_meal"
    CO2E: ClassVar = "co2e"
    WATER: ClassVar = "water"
    EURO: ClassVar = "euro"

    slug = models.SlugField(_("nome"), max_length=40)
    version = models.CharField(_("versione"), max_length=20)
    value = models.PositiveIntegerField(_("valore"))
    low = models.PositiveIntegerField(_("minimo pubblicato"))
    high = models.PositiveIntegerField(_("massimo pubblicato"))
    unit = models.CharField(_("unità"), max_length=20)
    source = models.TextField(_("fonte"))
    valid_from = models.DateField(_("vale dal"))

    objects: ClassVar[Any] = FactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("fattore")
        verbose_name_plural = _("fattori")
        ordering: ClassVar = ["slug", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_factor_a_version"),
            models.CheckConstraint(
                condition=Q(low__gte=1, low__lte=F("value"), high__gte=F("value")), name="factor_within_its_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class ClosedWeekQuerySet(models.QuerySet["ClosedWeek"]):
    """Closed weeks as adjectives."""

    def of(self, week: Week) -> "ClosedWeekQuerySet":
        """The revisions of a week, the newest first."""
        return self.filter(year=week.year, week=week.number).order_by("-revision")

    def newest(self) -> "ClosedWeekQuerySet":
        """The revision of each week that holds, the newest week first."""
        return self.order_by("canteen", "-year", "-week", "-revision").distinct("canteen", "year", "week")


class ClosedWeek(models.Model):
    """The figures of an ISO week as they were when it was closed: written once, never changed.

    What changes later is a new revision that says why; the newest one holds. `missing` names what was not recorded:
    days whose attendance was open, and how many crates had not been weighed. `sha256` is of the figures as canonical
    JSON, `versions` those of the factors that made its estimates.
    """

    class State(models.TextChoices):
        FINAL = "final", _("definitivo")
        PROVISIONAL = "provisional", _("provvisorio")

    class Cause(models.TextChoices):
        COMPLETE = "complete", _("tutto registrato")
        CONFIRMED = "confirmed", _("confermato da chi coordina")
        DEADLINE = "deadline", _("mercoledì, così com'era")
        CHANGED = "changed", _("cambiato dopo il consuntivo")
        CORRECTED = "corrected", _("corretto da chi coordina")

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="closed_weeks")
    year = models.PositiveSmallIntegerField(_("anno"))
    week = models.PositiveSmallIntegerField(_("settimana"))
    revision = models.PositiveSmallIntegerField(_("revisione"))
    state = models.CharField(_("stato"), max_length=11, choices=State)
    missing = models.JSONField(_("manca"))
    figures = models.JSONField(_("numeri"))
    versions = models.JSONField(_("versioni dei fattori"))
    sha256 = models.CharField(max_length=64)
    cause = models.CharField(_("come"), max_length=9, choices=Cause)
    reason = models.TextField(_("perché"), blank=True)
    closed_at = models.DateTimeField(_("chiuso"))
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ClosedWeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("consuntivo")
        verbose_name_plural = _("consuntivi")
        ordering: ClassVar = ["canteen", "-year", "-week", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "year", "week", "revision"], name="one_closing_a_revision"),
            models.CheckConstraint(condition=Q(revision__gte=1, week__gte=1, week__lte=53), name="closing_of_a_week"),
            models.CheckConstraint(
                condition=~Q(cause__in=["changed", "corrected"]) | ~Q(reason=""), name="revision_says_why"
            ),
        ]
        triggers: ClassVar = [guards.NO_GAP, guards.CLOSING_STAYS, guards.CLOSINGS_STAY]

    def __str__(self) -> str:
        return f"{self.of_week}, {self.revision}"

    @property
    def of_week(self) -> Week:
        """The week it closes."""
        return Week(self.year, self.week)
