"""Factors of estimates: dated data with their source and range, never constants in code."""

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FactorQuerySet(models.QuerySet["Factor"]):
    """Factors as adjectives."""

    def valid_on(self, slug: str, day: dt.date) -> "Factor | None":
        """The newest factor `slug` that held on `day`; none before the first of them."""
        return self.filter(slug=slug, valid_from__lte=day).order_by("-valid_from", "-pk").first()


@pghistory.track()
class Factor(models.Model):
    """How an estimate is made from a counted figure: a value, the range others publish, and whose it is.

    A better value is a new version with its own first day, so that old figures stay as they were.
    """

    GRAMS_A_MEAL: ClassVar = "grams_a_meal"

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
