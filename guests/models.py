"""Who eats. Everything but the card's code is optional: a name is not needed to eat."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.days import Period
from canteens.models import LANGUAGES, Canteen, Device, User
from guests import cards, guards
from guests.needs import Need
from notices.models import Contact

EXPIRING = dt.timedelta(days=14)
"""A referral that ends so soon is *expiring*: time for a talk before the last day."""


class Guest(models.Model):
    """A person with a card. No history is kept of it, so that forgetting somebody forgets them.

    `temporary_until`: the local day on which a talk is due; the card is as good as any other before and after it.
    `merged_into`: the card that the same person goes on with (guests.merging); this one's bookings stay its own.
    """

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
    temporary_until = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="merged_into_another_card"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["canteen", "temporary_until"], condition=Q(temporary_until__isnull=False), name="talks_due"
            )
        ]
        triggers: ClassVar = [guards.NO_CHAIN_OF_CARDS, guards.CODE_NEVER_TWICE]

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
        CARE = "care", _("sentirti se non ti vediamo")
        PLATES = "plates", _("preparare il tuo piatto")

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


class ReplacedCard(models.Model):
    """A code that was somebody's and will be nobody's again, and the link that died with it.

    It does not say whose it was: all it is for is that a code is not drawn twice and that the old paper is answered.
    """

    code = models.CharField(max_length=9, unique=True)
    link_hash = models.CharField(max_length=64, unique=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"replaced card {self.pk}"


class Referrer(models.Model):
    """A body that tells people of the canteen. Its people see whom it sent, and nothing of what they do here."""

    class Kind(models.TextChoices):
        CONSORTIUM = "consortium", _("consorzio dei servizi sociali")
        COMUNE = "comune", _("Comune")
        ASSOCIATION = "association", _("associazione")
        PARISH = "parish", _("parrocchia")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="referrers")
    kind = models.CharField(_("che cosa è?"), max_length=11, choices=Kind)
    name = models.CharField(_("nome"), max_length=80)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["canteen", "name"], name="one_referrer_a_name")]

    def __str__(self) -> str:
        return self.name


class ReferrerPerson(models.Model):
    """Somebody who speaks for a referring body: for one only."""

    referrer = models.ForeignKey(Referrer, on_delete=models.CASCADE, related_name="people")
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="referrer_person")

    def __str__(self) -> str:
        return f"{self.user}: {self.referrer}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals as adjectives."""

    def open(self) -> "ReferralQuerySet":
        """Not ended by anybody; their last day may be past."""
        return self.filter(ended=None)

    def known(self) -> "ReferralQuerySet":
        """Those of guests who were not forgotten since."""
        return self.filter(guest__isnull=False)

    def to_review(self, today: dt.date) -> "ReferralQuerySet":
        """Whose talk is due, or whose last day is past: a person looks at them."""
        return self.open().known().filter(Q(review__lte=today) | Q(until__lt=today)).order_by("until", "pk")

    def live_in(self, period: Period) -> "ReferralQuerySet":
        """In force on at least one local day of `period`."""
        return self.filter(Q(ended=None) | Q(ended__gt=period.first), starts__lt=period.end, until__gte=period.first)


class Referral(models.Model):
    """That a body told somebody of us: from `starts` to `until`, both included, to be talked about on `review`.

    It opens no door and closes none: after `until` the card books and eats as before. `reference` is the body's own
    sign for its paper, never a name; `ended` is the first day on which it no longer holds. Where the guest was
    forgotten the row stays, empty of both, so that no figure of the past changes.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("attivo")
        EXPIRING = "expiring", _("in scadenza")
        EXPIRED = "expired", _("scaduto")

    guest = models.ForeignKey(Guest, null=True, on_delete=models.SET_NULL, related_name="referrals")
    referrer = models.ForeignKey(Referrer, on_delete=models.PROTECT, related_name="referrals")
    starts = models.DateField(_("dal giorno"))
    until = models.DateField(_("fino al giorno"))
    review = models.DateField(_("quando ne riparliamo"))
    reference = models.CharField(_("il vostro riferimento"), max_length=30, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended = models.DateField(null=True)
    client_ref = models.UUIDField(null=True, unique=True)
    created = models.DateTimeField()

    objects: ClassVar[Any] = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review__gte=F("starts"), review__lte=F("until")), name="review_within_referral"
            ),
            models.UniqueConstraint(
                fields=["guest", "referrer"], condition=Q(ended=None), name="one_open_referral_a_body"
            ),
        ]
        triggers: ClassVar = [guards.REFERRAL_AT_ONE_CANTEEN, guards.FORGOTTEN_GUEST]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    def state_on(self, today: dt.date) -> State:
        """All that the body reads of it."""
        if self.ended is not None or self.until < today:
            return self.State.EXPIRED
        return self.State.EXPIRING if self.until - today < EXPIRING else self.State.ACTIVE


class Look(models.Model):
    """That somebody who helps opened one guest's own record, and what for: the first time a day."""

    class Purpose(models.TextChoices):
        RECORD = "record", _("per leggere i dati della carta")
        LETTER = "letter", _("per leggere un messaggio")
        CALL = "call", _("per telefonarti")
        CARE = "care", _("per sentire come stai")
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


class CareNoteQuerySet(models.QuerySet["CareNote"]):
    """Care notes as adjectives."""

    def open(self) -> "CareNoteQuerySet":
        """Those that wait for a person to ask how it goes."""
        return self.filter(closed=None, expires__gt=clock.now())

    def over(self) -> "CareNoteQuerySet":
        """Those that are to be forgotten."""
        return self.filter(expires__lte=clock.now())


class CareNote(models.Model):
    """That somebody who asked for it is missed, for a person to ask how they are. It changes nothing else.

    Written by mensa.care for who said yes to Consent.Purpose.CARE, and gone with that yes, or once it expires.
    """

    class Reason(models.TextChoices):
        WORK = "work", _("lavoro")
        HEALTH = "health", _("salute")
        TRANSPORT = "transport", _("mezzi per arrivare")
        SHAME = "shame", _("si sente a disagio")
        OTHER = "other", _("altro")
        UNSAID = "unsaid", _("preferisce non dirlo")

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="care_notes")
    raised = models.DateTimeField()
    expires = models.DateTimeField()
    reason = models.CharField(_("come mai"), max_length=9, choices=Reason, blank=True)
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[Any] = CareNoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest"], condition=models.Q(closed=None), name="one_open_care_note"),
        ]
        ordering: ClassVar = ["raised", "pk"]

    def __str__(self) -> str:
        return f"care note {self.pk}"


class UsualPlate(models.Model):
    """What a guest asked us to remember that they do not eat. It goes with its guest; no history is kept of it."""

    guest = models.OneToOneField(Guest, on_delete=models.CASCADE, related_name="usual_plate")
    needs = ArrayField(models.CharField(max_length=11, choices=Need))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(needs__contained_by=Need.values, needs__len__gte=1), name="usual_in_known_needs"
            )
        ]

    def __str__(self) -> str:
        return f"usual plate of {self.guest}"
