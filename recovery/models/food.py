"""What food is: categories, allergens, date marks, and the dated rules of each kind of food."""

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """Kinds of food as reports of recovered food use them (DOMAIN 3.5)."""

    VEGETABLES = "vegetables", _("Verdura")
    FRUIT = "fruit", _("Frutta")
    BREAD = "bread", _("Pane e pizza")
    MEAT = "meat", _("Carne")
    FISH = "fish", _("Pesce")
    DAIRY = "dairy", _("Latte e formaggi")
    EGGS = "eggs", _("Uova")
    DRY_GOODS = "dry_goods", _("Pasta, riso e farina")
    COOKED = "cooked", _("Piatti pronti")
    PASTRY = "pastry", _("Dolci")
    FROZEN = "frozen", _("Surgelati")
    PRESERVES = "preserves", _("Conserve")
    DRINKS = "drinks", _("Bevande")
    OILS = "oils", _("Olio e condimenti")
    BABY_FOOD = "baby_food", _("Cibo per bambini")
    OTHER = "other", _("Altro cibo")
    MIXED = "mixed", _("Cassa mista")
    NON_FOOD = "non_food", _("Non alimentari")


class Allergen(models.TextChoices):
    """The fourteen of Reg. (EU) 1169/2011, Annex II."""

    GLUTEN = "gluten", _("glutine")
    CRUSTACEANS = "crustaceans", _("crostacei")
    EGGS = "eggs", _("uova")
    FISH = "fish", _("pesce")
    PEANUTS = "peanuts", _("arachidi")
    SOY = "soy", _("soia")
    MILK = "milk", _("latte")
    NUTS = "nuts", _("frutta a guscio")
    CELERY = "celery", _("sedano")
    MUSTARD = "mustard", _("senape")
    SESAME = "sesame", _("sesamo")
    SULPHITES = "sulphites", _("solfiti")
    LUPIN = "lupin", _("lupini")
    MOLLUSCS = "molluscs", _("molluschi")


class Content(models.TextChoices):
    """What a dish is labelled with beside allergens, so that nobody has to ask (DESIGN 6)."""

    PORK = "pork", _("maiale")
    OTHER_MEAT = "other_meat", _("altra carne")
    FISH = "fish", _("pesce")
    ALCOHOL = "alcohol", _("alcol")
    GELATINE = "gelatine", _("gelatina")


class DateMark(models.TextChoices):
    """Which date is printed on a food, if any (DOMAIN 2.3)."""

    NONE = "none", _("senza data")
    BEST_BEFORE = "best_before", _("preferibilmente entro")
    USE_BY = "use_by", _("da consumarsi entro")


class Precision(models.TextChoices):
    """How exactly a date is printed: its effective day is the last of the period."""

    DAY = "day", _("giorno")
    MONTH = "month", _("mese")
    YEAR = "year", _("anno")


class FoodKindQuerySet(models.QuerySet["FoodKind"]):
    """Kinds of food as adjectives."""

    def valid_on(self, day: dt.date) -> "FoodKindQuerySet":
        """The newest version of each kind that held on `day`."""
        held = self.filter(valid_from__lte=day).order_by("code", "-valid_from").distinct("code")
        return self.filter(pk__in=held.values("pk")).order_by("category", "code")


@pghistory.track()
class FoodKind(models.Model):
    """What holds for one kind of food from a day on, and who says so. A change is a new version with its own day.

    Each category has a kind of the same code, which holds where nothing finer is known. `allergens` are those the
    food has by nature: an empty list means none, null that only its label can tell. Temperatures are °C; a kind with
    `max_celsius` or `min_celsius` is not accepted without one being taken.
    """

    code = models.SlugField(_("codice"), max_length=30)
    name = models.CharField(_("nome"), max_length=60)
    category = models.CharField(_("categoria"), max_length=10, choices=Category)
    max_celsius = models.DecimalField(_("al massimo, °C"), max_digits=4, decimal_places=1, null=True, blank=True)
    min_celsius = models.DecimalField(_("almeno, °C"), max_digits=4, decimal_places=1, null=True, blank=True)
    days_after_best_before = models.PositiveSmallIntegerField(_("giorni dopo il TMC"), null=True, blank=True)
    keeps_days = models.PositiveSmallIntegerField(_("senza data: giorni in casa"), null=True, blank=True)
    allergens = ArrayField(
        models.CharField(max_length=11, choices=Allergen), verbose_name=_("allergeni per natura"), null=True, blank=True
    )
    contents = ArrayField(
        models.CharField(max_length=10, choices=Content),
        verbose_name=_("contiene per natura"),
        default=list,
        blank=True,
    )
    source = models.TextField(_("fonte"))
    valid_from = models.DateField(_("vale dal"))

    objects: ClassVar[Any] = FoodKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("tipo di alimento")
        verbose_name_plural = _("tipi di alimento")
        ordering: ClassVar = ["category", "code", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_version_a_day"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="kind_of_a_known_category"),
            models.CheckConstraint(
                condition=Q(max_celsius=None) | Q(min_celsius=None) | Q(min_celsius__lte=F("max_celsius")),
                name="kind_has_a_temperature",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_temperature(self) -> bool:
        """Whether it may not be taken in without one."""
        return self.max_celsius is not None or self.min_celsius is not None
