"""What the kitchen makes, and how it reaches the table."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteens.models import Kitchen, User
from mensa.models import Sitting
from recovery import past
from recovery.models.food import Allergen, Content


@pghistory.track(exclude=["client_ref"])
class Dish(models.Model):
    """A dish cooked for a sitting. Allergens and contents are the union of its lots'; where one of them is not known,
    `allergens_known` or `contents_known` says so: unknown stays unknown."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="dishes")
    kitchen = models.ForeignKey(Kitchen, null=True, blank=True, on_delete=models.PROTECT, related_name="dishes")
    name = models.CharField(_("piatto"), max_length=60)
    portions = models.PositiveSmallIntegerField(_("porzioni"))
    allergens = ArrayField(models.CharField(max_length=11, choices=Allergen), default=list, blank=True)
    allergens_known = models.BooleanField(default=True)
    contents = ArrayField(models.CharField(max_length=10, choices=Content), default=list, blank=True)
    contents_known = models.BooleanField(default=True)
    cooked_at = models.DateTimeField()
    cooked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    left_over = models.PositiveSmallIntegerField(_("porzioni avanzate"), null=True, blank=True)
    client_ref = models.UUIDField(unique=True, null=True, blank=True)

    class Meta:
        verbose_name = _("piatto")
        verbose_name_plural = _("piatti")
        ordering: ClassVar = ["cooked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(portions__gte=1), name="dish_has_a_portion"),
            models.CheckConstraint(
                condition=Q(left_over=None) | Q(left_over__lte=F("portions")), name="no_more_left_than_made"
            ),
        ]
        triggers: ClassVar = [past.DISH_STAYS_AT_ITS_SITTING, past.DISH_STAYS]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Carriage(models.Model):
    """A dish on its way from the kitchen to the dining room: portions, hours, °C when it left and when it came."""

    dish = models.ForeignKey(Dish, on_delete=models.CASCADE, related_name="carriages")
    portions = models.PositiveSmallIntegerField(_("porzioni"))
    left_at = models.DateTimeField(_("partito"))
    celsius_out = models.DecimalField(_("°C alla partenza"), max_digits=4, decimal_places=1)
    arrived_at = models.DateTimeField(_("arrivato"), null=True, blank=True)
    celsius_in = models.DecimalField(_("°C all'arrivo"), max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = _("trasporto")
        verbose_name_plural = _("trasporti")
        ordering: ClassVar = ["left_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(portions__gte=1), name="carries_a_portion"),
            models.CheckConstraint(
                condition=~(Q(arrived_at=None) ^ Q(celsius_in=None)), name="arrived_with_a_temperature"
            ),
        ]

    def __str__(self) -> str:
        return f"carriage {self.pk}"
