"""Recovered food: shops, what they give and in which amounts. Weights are integer grams everywhere."""

from typing import Any, ClassVar

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteens.days import Period
from canteens.models import Canteen, Role, User


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


class ShopQuerySet(models.QuerySet["Shop"]):
    """Shops as adjectives."""

    def spoken_for_by(self, user: User, *, canteen: Canteen) -> "ShopQuerySet":
        """Those of `canteen` that `user` may speak for: their own, and every one for a coordinator."""
        here = self.filter(canteen=canteen)
        return here if user.has_role(canteen, Role.COORDINATOR) else here.filter(people=user)


@pghistory.track()
class Shop(models.Model):
    """Somebody who gives food that would be thrown away, and the people who may speak for them here."""

    class Kind(models.TextChoices):
        BAKERY = "bakery", _("panetteria")
        FARM = "farm", _("azienda agricola")
        SUPERMARKET = "supermarket", _("supermercato")
        RESTAURANT = "restaurant", _("ristorante o pizzeria")
        DELI = "deli", _("gastronomia")
        WHOLESALE = "wholesale", _("mercato all'ingrosso")
        MARKET = "market", _("mercato di piazza")
        FOOD_FIRM = "food_firm", _("azienda alimentare")
        OTHER = "other", _("altro donatore")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="shops")
    name = models.CharField(_("nome"), max_length=80)
    kind = models.CharField(_("tipo"), max_length=11, choices=Kind)
    ask_above_grams = models.PositiveIntegerField(
        _("chiedi conferma sopra i grammi"), default=100_000, validators=[MinValueValidator(1)]
    )
    people = models.ManyToManyField(User, verbose_name=_("persone"), related_name="shops", blank=True)

    objects: ClassVar[Any] = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = _("negozio")
        verbose_name_plural = _("negozi")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "name"], name="one_shop_a_name"),
            models.UniqueConstraint(fields=["id", "canteen"], name="shop_of_one_canteen"),
            models.CheckConstraint(condition=Q(ask_above_grams__gte=1), name="shop_asks_above_a_gram"),
        ]

    def __str__(self) -> str:
        return self.name


class UsualItem(models.Model):
    """What a shop gives often: one big button, and how heavy one crate of it is."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="usual_items")
    food = models.CharField(_("cibo"), max_length=60)
    category = models.CharField(_("categoria"), max_length=10, choices=Category)
    crate_grams = models.PositiveIntegerField(_("grammi di una cassa"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("cibo di solito")
        verbose_name_plural = _("cibi di solito")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "food"], name="one_usual_item_a_food"),
            models.CheckConstraint(condition=Q(crate_grams__gte=1), name="crate_weighs_a_gram"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="item_of_a_known_category"),
        ]

    def __str__(self) -> str:
        return self.food


class LotQuerySet(models.QuerySet["Lot"]):
    """Lots as adjectives."""

    def given(self, canteen: Canteen, period: Period) -> "LotQuerySet":
        """Given to `canteen` on the local days of `period`."""
        return self.filter(
            donation__canteen=canteen, donation__day__gte=period.first, donation__day__lt=period.end
        )  # fmt: skip

    def food(self) -> "LotQuerySet":
        """Something to eat: soap and nappies are welcome and are no recovered food."""
        return self.exclude(category=Category.NON_FOOD)


@pghistory.track(exclude=["client_ref"])
class Donation(models.Model):
    """What a shop handed over at once. `day` is the canteen's local day it counts for."""

    class Source(models.TextChoices):
        LOGGED = "logged", _("registrata")
        HISTORICAL = "historical", _("da un archivio")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="donations")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="donations")
    client_ref = models.CharField(max_length=64)
    day = models.DateField(_("giorno"))
    declared = models.DateTimeField(_("dichiarata"))
    source = models.CharField(max_length=10, choices=Source, default=Source.LOGGED)

    class Meta:
        verbose_name = _("consegna")
        verbose_name_plural = _("consegne")
        # That shop and donation are of one canteen is a foreign key over both columns: see migration 0001.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "client_ref"], name="one_donation_a_reference"),
            models.CheckConstraint(condition=~Q(client_ref=""), name="donation_has_a_reference"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["canteen", "day"], name="donations_of_a_day"),
            models.Index(fields=["shop", "-day"], name="donations_of_a_shop"),
        ]

    def __str__(self) -> str:
        return f"donation {self.pk}"


@pghistory.track()
class Lot(models.Model):
    """One food of a donation. `declared_grams` is what the shop said; crates are how it said it, if it did."""

    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="lots")
    food = models.CharField(_("cibo"), max_length=60)
    category = models.CharField(_("categoria"), max_length=10, choices=Category)
    crates = models.PositiveIntegerField(_("casse"), null=True, blank=True)
    declared_grams = models.PositiveIntegerField(_("grammi dichiarati"))

    objects: ClassVar[Any] = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("partita")
        verbose_name_plural = _("partite")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(declared_grams__gte=1), name="lot_weighs_a_gram"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="lot_of_a_known_category"),
            models.CheckConstraint(condition=Q(crates=None) | Q(crates__gte=1), name="lot_of_a_crate_or_more"),
        ]

    def __str__(self) -> str:
        return self.food
