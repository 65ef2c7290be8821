"""What we say: to whom, what, when, and what became of it."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.models import LANGUAGES, Canteen, User


class Contact(models.Model):
    """All that notices knows of a person: where to write and in which language."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="contacts")
    language = models.CharField(_("lingua"), max_length=5, choices=LANGUAGES, default="it")
    email = models.EmailField(_("e-mail"), blank=True)
    # Staff are known below this layer (canteens), so the contact points to them and not they to it.
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canteen", "user"], name="one_contact_of_a_user"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what is to be done with them."""

    def due(self, now: dt.datetime, *, lease: dt.timedelta) -> "NoticeQuerySet":
        """To send now: queued and ripe, or claimed by a worker that died more than `lease` ago."""
        ripe = Q(state=Notice.State.QUEUED, due__lte=now)
        abandoned = Q(state=Notice.State.CLAIMED, claimed__lt=now - lease)
        return self.filter(ripe | abandoned)

    def unsent(self) -> "NoticeQuerySet":
        """Not known to have gone, and still to go."""
        return self.filter(state__in=[Notice.State.QUEUED, Notice.State.CLAIMED])

    def unreached(self) -> "NoticeQuerySet":
        """People who did not get what we wanted to say: failed for good, or too late."""
        return self.filter(state__in=[Notice.State.FAILED, Notice.State.MISSED])


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
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def retriable(self) -> bool:
        """Whether sending it once more makes sense: it failed, and what it says still holds."""
        return self.state == self.State.FAILED and clock.now() < self.expires


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
