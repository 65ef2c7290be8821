"""Who eats. Everything but the card's code is optional: a name is not needed to eat."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from canteens.models import LANGUAGES, Canteen, Device, User
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
    last_visit = models.DateField(null=True, editable=False)
    """The last lunch that retention took from this guest: later ones still stand as bookings."""
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

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=8, choices=Purpose)
    text_version = models.CharField(max_length=10)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="it")
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


class Look(models.Model):
    """That somebody who helps opened one guest's own record, and what for: the first time a day."""

    class Purpose(models.TextChoices):
        RECORD = "record", _("per leggere i dati della carta")
        LETTER = "letter", _("per leggere un messaggio")
        ADMIN = "admin", _("per curare il sistema")

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest", "user", "device", "purpose", "day"], nulls_distinct=False, name="one_look_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.guest}"


class Erasure(models.Model):
    """That a card was erased, and when: nothing of its owner. A restored backup is told to erase it again."""

    number = models.BigIntegerField()
    erased = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["number", "erased"], name="one_erasure_a_time")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="erasures_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"guest {self.number}"
