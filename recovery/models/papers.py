"""Transport documents: numbered without gaps, frozen when issued."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteens.models import User
from recovery import guards, past
from recovery.models.gifts import Donation, Shop


class Series(models.Model):
    """The last number of our series of a shop and year. Only issuing a document counts it on (recovery.guards)."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "year"], name="one_series_a_shop_and_year")]
        triggers: ClassVar = [guards.SERIES_COUNTED_BY_DOCUMENTS, guards.SERIES_STAY]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class TransportDocument(models.Model):
    """The paper of a hand-over (L. 166/2016, art. 16): its payload is frozen, its number never used again.

    `number` counts our series; a paper under the shop's own number has that in `own_number` and none of ours. One that
    was wrong is annulled by a counter-document, never changed. `sha256` is of the payload as canonical JSON.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="documents")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="documents")
    year = models.PositiveSmallIntegerField(_("anno"))
    number = models.PositiveIntegerField(_("numero"), null=True, editable=False)
    own_number = models.CharField(_("numero del negozio"), max_length=40, blank=True)
    annuls = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="annulled_by")
    payload = models.JSONField()
    template_version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("emesso"))
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("DDT")
        verbose_name_plural = _("DDT")
        ordering: ClassVar = ["shop", "year", "number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "year", "number"], name="one_document_a_number"),
            models.UniqueConstraint(
                fields=["shop", "year", "own_number"], condition=~Q(own_number=""), name="one_document_an_own_number"
            ),
            models.CheckConstraint(condition=Q(number=None) ^ Q(own_number=""), name="one_number_or_the_other"),
        ]
        triggers: ClassVar = [
            past.DOCUMENT_IS_OF_ITS_DONATION, guards.DOCUMENT_IS_NUMBERED, guards.DOCUMENT_STAYS,
            guards.DOCUMENTS_STAY,
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How people call it: `RM-2026-0001`, or the shop's own number."""
        return self.own_number or f"RM-{self.year}-{self.number:04}"
