"""What guests give back: what could be done, who likes to, and what was done. Never a condition of a meal."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canteens.models import Canteen, User
from guests.models import Guest


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers as adjectives."""

    def open(self, canteen: Canteen) -> "OfferQuerySet":
        """Those one can join, the newest first."""
        return self.filter(canteen=canteen, withdrawn=None).order_by("-created", "-pk")


class Offer(models.Model):
    """Something one can do for the canteen. `words` says what, by language: one is enough."""

    class Kind(models.TextChoices):
        CLEANING = "cleaning", _("pulire")
        GARDEN = "garden", _("l'orto")
        STORE = "store", _("mettere in ordine")
        RECIPE = "recipe", _("una ricetta")
        TRANSLATION = "translation", _("tradurre")
        OTHER = "other", _("un'altra cosa")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(_("che cosa"), max_length=11, choices=Kind, default=Kind.OTHER)
    words = models.JSONField(default=dict)
    when = models.CharField(_("quando"), max_length=80, blank=True)
    created = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    objects: ClassVar[Any] = OfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(words={}), name="offer_has_words")]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    def said(self, language: str) -> str:
        """What it is, in `language` or else in the first one it was written in."""
        return str(self.words.get(language) or next(iter(self.words.values())))


class Hand(models.Model):
    """That a guest likes to do it: *ci sto*. It goes with the guest; what was done stays, and names nobody."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="hands")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="hands")
    said = models.DateTimeField()
    thanked = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer", "guest"], condition=models.Q(thanked=None), name="one_hand_until_thanked"
            )
        ]
        ordering: ClassVar = ["said", "pk"]

    def __str__(self) -> str:
        return f"hand {self.pk}"


class Contribution(models.Model):
    """That something was done, on which day, and for how long if anybody counted. Whoever did it is not written."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="contributions")
    kind = models.CharField(max_length=11, choices=Offer.Kind)
    day = models.DateField()
    hours = models.PositiveSmallIntegerField(_("ore"), null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(hours__isnull=True) | models.Q(hours__gte=1, hours__lte=24),
                name="hours_of_a_day",
                violation_error_message=_("Da 1 a 24 ore, o niente."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["canteen", "day"], name="contributions_of_canteen")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
