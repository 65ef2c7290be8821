"""What we say: to whom, what, when, and what became of it."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.models import LANGUAGES, Canteen, User


class Channel(models.TextChoices):
    """How something is said."""

    EMAIL = "email", _("e-mail")
    CALL = "call", _("telefonata")


def every_channel() -> list[str]:
    """The usual order: what costs a person's time comes last."""
    return [Channel.EMAIL, Channel.CALL]


class Contact(models.Model):
    """All that notices knows of a person: how to reach them, in which order and language."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="contacts")
    language = models.CharField(_("lingua"), max_length=5, choices=LANGUAGES, default="it")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=16, blank=True)
    channels = ArrayField(models.CharField(max_length=5, choices=Channel), default=every_channel)
    call_reminders = models.BooleanField(_("telefonare anche la sera prima"), default=False)
    # Staff are known below this layer (canteens), so the contact points to them and not they to it.
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "user"], name="one_contact_of_a_user"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    def channel(self, *, spoken: bool) -> str | None:
        """The first of their channels that reaches them; a call only for what is worth one. None: not at all."""
        ways = {Channel.EMAIL: bool(self.email), Channel.CALL: bool(self.phone) and spoken}
        return next((channel for channel in self.channels if ways.get(Channel(channel))), None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what is to be done with them."""

    def due(self, now: dt.datetime, *, lease: dt.timedelta) -> "NoticeQuerySet":
        """To send now: queued and ripe, or claimed by a worker that died more than `lease` ago. Never a call."""
        ripe = Q(state=Notice.State.QUEUED, due__lte=now)
        abandoned = Q(state=Notice.State.CLAIMED, claimed__lt=now - lease)
        return self.filter(ripe | abandoned, channel=Channel.EMAIL)

    def to_call(self, now: dt.datetime) -> "NoticeQuerySet":
        """Calls to be made now, in somebody's hand or not; what is true for the shortest time first."""
        waiting = self.unsent().filter(channel=Channel.CALL, due__lte=now, expires__gt=now)
        return waiting.order_by("expires", "due", "pk")

    def unsent(self) -> "NoticeQuerySet":
        """Not known to have gone, and still to go."""
        return self.filter(state__in=[Notice.State.QUEUED, Notice.State.CLAIMED])

    def unreached(self) -> "NoticeQuerySet":
        """People who did not get what we wanted to say: failed for good, or too late, and nobody told them by voice."""
        told = Notice.objects.filter(instead_of=OuterRef("pk"), state=Notice.State.SENT)
        return self.filter(~Exists(told), state__in=[Notice.State.FAILED, Notice.State.MISSED])


class Notice(models.Model):
    """One thing to say to one contact, once. Its `key` makes a second one impossible."""

    class State(models.TextChoices):
        QUEUED = "queued", _("in attesa")
        CLAIMED = "claimed", _("in partenza")
        SENT = "sent", _("spedito")
        FAILED = "failed", _("non riuscito")
        MISSED = "missed", _("troppo tardi")
        WITHDRAWN = "withdrawn", _("ritirato")

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="notices")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    # Whether it is worth a person's call: what matters, or what they asked to be called for.
    spoken = models.BooleanField(default=False)
    instead_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="calls_instead")
    # In whose hand a call is, while it is CLAIMED.
    caller = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    due = models.DateTimeField()
    expires = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    # Of the web request that wrote it, so that one id finds both ends in the logs; a task's notice has none.
    request_id = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=Q(state__in=["queued", "claimed"]), name="notices_to_send"),
            models.Index(fields=["canteen", "-due"], name="notices_of_canteen"),
            models.Index(
                fields=["canteen"], condition=Q(channel="call", state__in=["queued", "claimed"]), name="notices_to_call"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def retriable(self) -> bool:
        """Whether sending it once more makes sense: it failed, and what it says still holds."""
        return self.state == self.State.FAILED and clock.now() < self.expires

    @property
    def standing(self) -> str:
        """Its state in words; a call is not sent but made."""
        spoken = {
            self.State.QUEUED: _("da chiamare"),
            self.State.CLAIMED: _("al telefono"),
            self.State.SENT: _("detto"),
        }
        words = spoken if self.channel == Channel.CALL else {}
        return str(words.get(self.State(self.state), self.State(self.state).label))


class Call(models.Model):
    """One time that somebody rang for a notice, and what came of it."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("ho parlato con la persona")
        NO_ANSWER = "no_answer", _("non risponde")
        TOLD = "told", _("l'ha saputo in un altro modo")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.outcome} of notice {self.notice_id}"


class KeptMail(models.Model):
    """A mail of the embedded demo, kept here to be read instead of leaving the machine."""

    message_id = models.CharField(max_length=200)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="kept_mails")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
