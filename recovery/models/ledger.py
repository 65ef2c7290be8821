"""The ledger: what became of each gram that was taken in. Rows are written once and never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteens.models import Canteen, User
from recovery import guards, past
from recovery.models.gifts import KnownBy, Lot
from recovery.models.kitchen import Dish


class Destination(models.TextChoices):
    """Where discarded food went, as the Food Loss and Waste Standard has it (DOMAIN 3.5); feed and compost are kinds
    of movement of their own."""

    DIGESTION = "digestion", _("umido (biogas)")
    REFUSE = "refuse", _("indifferenziato")
    COMBUSTION = "combustion", _("inceneritore")
    LANDFILL = "landfill", _("discarica")
    SEWER = "sewer", _("scarico")
    LAND = "land", _("sparso sul terreno")
    MATERIAL = "material", _("riuso industriale")


class Movement(models.Model):
    """Grams that left a lot. `day` is the canteen's local day; `corrected` alone may be negative: more was found."""

    class Kind(models.TextChoices):
        COOKED = "cooked", _("cucinato")
        PASSED_ON = "passed_on", _("ceduto ad altro ente")
        ANIMALS = "animals", _("dato agli animali")
        COMPOST = "compost", _("compostato")
        DISCARDED = "discarded", _("scarto")
        CORRECTED = "corrected", _("rettifica")
        UNTRACED = "untraced", _("usato, senza traccia")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="movements")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=9, choices=Kind)
    grams = models.IntegerField(_("grammi"))
    day = models.DateField(_("giorno"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    known_by = models.CharField(max_length=8, choices=KnownBy, default=KnownBy.SCALE)
    dish = models.ForeignKey(Dish, null=True, blank=True, on_delete=models.PROTECT, related_name="movements")
    destination = models.CharField(_("dove"), max_length=10, choices=Destination, blank=True)
    edible = models.BooleanField(_("si poteva mangiare"), null=True, blank=True)
    to = models.CharField(_("a chi"), max_length=120, blank=True)
    why = models.CharField(_("perché"), max_length=120, blank=True)
    client_ref = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("movimento")
        verbose_name_plural = _("movimenti")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grams__gte=1) | (Q(kind="corrected") & ~Q(grams=0)), name="movement_moves_a_gram"
            ),
            models.CheckConstraint(condition=~(Q(kind="cooked") ^ Q(dish__isnull=False)), name="cooked_in_a_dish"),
            models.CheckConstraint(condition=~(Q(kind="discarded") ^ ~Q(destination="")), name="discarded_somewhere"),
            models.CheckConstraint(condition=~(Q(kind="passed_on") ^ ~Q(to="")), name="passed_on_to_somebody"),
            models.CheckConstraint(
                condition=~(Q(kind__in=["discarded", "animals", "compost"]) ^ Q(edible__isnull=False)),
                name="edible_or_not",
            ),
            models.UniqueConstraint(fields=["lot", "client_ref"], name="one_movement_a_reference"),
        ]
        indexes: ClassVar = [models.Index(fields=["canteen", "day"], name="movements_of_a_day")]
        triggers: ClassVar = [
            guards.MOVEMENT_LOCKS, past.MOVEMENT_IS_OF_ITS_PLACE, guards.MOVEMENT_MOVES, guards.MOVEMENT_STAYS,
            guards.MOVEMENTS_STAY,
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.grams}"
