"""A tap of the door without network, as a row. Its verbs: mensa.taps."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TapQuerySet(models.QuerySet["Tap"]):
    """Taps as adjectives."""

    def open(self) -> "TapQuerySet":
        """Those that could not be done and that nobody has looked at yet, oldest first."""
        return self.filter(outcome=Tap.Outcome.CONFLICT, settled=None).order_by("tapped", "pk")


class Tap(models.Model):
    """What a phone at the door did while it had no network, and what became of it: applied once, whoever sends it
    again. It names nobody. `tapped` is reckoned from the tap's age, so a phone whose clock is wrong does no harm."""

    class Verb(models.TextChoices):
        SEAT = "seat", _("arrivato")
        UNDO = "undo", _("arrivo tolto")
        TAKE_AWAY = "take_away", _("pasto da portare via")
        WALK_IN = "walk_in", _("arrivo libero")
        SECOND = "second", _("bis")

    class Outcome(models.TextChoices):
        DONE = "done", _("fatto")
        ALREADY = "already", _("era già così")
        CONFLICT = "conflict", _("da guardare")

    sitting = models.ForeignKey("mensa.Sitting", on_delete=models.CASCADE, related_name="taps")
    client_ref = models.UUIDField()
    verb = models.CharField(max_length=9, choices=Verb)
    booking = models.ForeignKey("mensa.Booking", null=True, on_delete=models.CASCADE, related_name="taps")
    number = models.SmallIntegerField(null=True)
    tapped = models.DateTimeField()
    applied = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    code = models.CharField(max_length=40, blank=True)
    settled = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TapQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_ref"], name="one_tap_a_reference"),
            models.CheckConstraint(
                condition=Q(
                    verb__in=["seat", "undo", "take_away", "walk_in", "second"],
                    outcome__in=["done", "already", "conflict"],
                ),
                name="tap_in_known_words",
            ),
            models.CheckConstraint(
                condition=Q(settled=None) | Q(outcome="conflict"), name="only_conflicts_are_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"tap {self.pk}"

    @property
    def mends(self) -> bool:
        """Whether one more chair makes it true: somebody sits there."""
        return self.verb in {self.Verb.SEAT, self.Verb.WALK_IN}
