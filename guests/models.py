"""Who eats. Everything but the card's code is optional: a name is not needed to eat."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from canteens.models import LANGUAGES, Canteen
from guests import cards
from notices.models import Contact


class Guest(models.Model):
    """A person with a card. No history is kept of it, so that forgetting somebody forgets them."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="guests")
    code = models.CharField(max_length=9, unique=True, default=cards.new_code)
    token = models.CharField(max_length=22, unique=True, default=cards.new_token)
    alias = models.CharField(_("come ti chiamiamo?"), max_length=30, blank=True)
    language = models.CharField(_("lingua"), max_length=5, choices=LANGUAGES, default="it")
    contact = models.OneToOneField(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="guest")
    created = models.DateTimeField()
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @property
    def face(self) -> cards.Face:
        """Number, pictogram and colour of the card."""
        return cards.face(self.code)

    @property
    def pin(self) -> str:
        """The four digits that open the card together with its code."""
        return cards.pin(self.token)

    @property
    def spaced_code(self) -> str:
        """The code in threes."""
        return cards.spaced(self.code)


class Consent(models.Model):
    """That a guest said yes to one use of what they told us, when, and to which words."""

    class Purpose(models.TextChoices):
        ALIAS = "alias", _("chiamarti con il tuo soprannome")
        REMINDER = "reminder", _("scriverti un promemoria per e-mail")
        CALL = "call", _("telefonarti per il tuo posto")

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=8, choices=Purpose)
    text_version = models.CharField(max_length=10)
    given = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest", "purpose"], condition=models.Q(withdrawn=None), name="one_live_consent_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.guest}"
