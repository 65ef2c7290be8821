"""Plates of a party that avoid something, as rows: the verbs are in mensa.plates, the guards in mensa.guards."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.needs import Need, in_words
from mensa import guards

if TYPE_CHECKING:
    from mensa.models import Sitting


class SpecialPlateQuerySet(models.QuerySet["SpecialPlate"]):
    """Special plates as adjectives."""

    def to_cook(self, sitting: "Sitting") -> "SpecialPlateQuerySet":
        """Those of parties who eat at `sitting`, at the table or from a meal that is theirs to take away."""
        eats = Q(booking__status__in=["confirmed", "seated"]) | Q(booking__set_aside=True)
        return self.filter(eats, booking__sitting=sitting).order_by("booking__guest__code", "pk")


class SpecialPlate(models.Model):
    """Plates of a party that avoid something: one row for `people` plates of the same kind.

    It lives until the day after its sitting and has no history: what somebody does not eat tells of health and faith.
    """

    class Answer(models.TextChoices):
        OPEN = "open", _("da decidere")
        CONFIRMED = "confirmed", _("confermato")
        NOT_POSSIBLE = "not_possible", _("questa volta no")

    booking = models.ForeignKey("mensa.Booking", on_delete=models.CASCADE, related_name="plates")
    needs = ArrayField(models.CharField(max_length=11, choices=Need))
    people = models.PositiveSmallIntegerField(_("persone"), default=1)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.OPEN)

    objects: ClassVar[Any] = SpecialPlateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(needs__contained_by=Need.values, needs__len__gte=1), name="plate_in_known_needs"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="plate_of_one_or_more"),
            models.CheckConstraint(
                condition=Q(answer__in=["open", "confirmed", "not_possible"]), name="plate_with_known_answer"
            ),
        ]
        triggers: ClassVar = [guards.PLATES_WITHIN_PARTY]

    def __str__(self) -> str:
        return f"plate {self.pk}"

    @property
    def words(self) -> str:
        """What is avoided, in the active language."""
        return in_words(self.needs)
