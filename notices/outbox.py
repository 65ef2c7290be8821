"""The outbox: a notice is a row written with the fact it tells of, and sent later by the worker.

The web process never publishes to the broker, since a paused one would block a booking. Beat ticks; the worker
claims one row at a time with a lease and SKIP LOCKED, sends outside any transaction with a stable Message-ID, and
records what became of it. A worker killed between sending and recording sends again with the same id: the mail
server or the reader's program may drop the double, and nothing is lost.
"""

import datetime as dt
import time
from smtplib import SMTPRecipientsRefused
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from structlog.contextvars import bound_contextvars, get_contextvars

from canteens import clock
from canteens.errors import Refusal
from canteens.statements import write_new
from notices.mail import send
from notices.models import Channel, Contact, Notice

LEASE = dt.timedelta(minutes=5)
"""Longer than one sending can take, since each holds its lease alone (EMAIL_TIMEOUT is per step of the dialogue)."""
ROUND = 60
"""Seconds that one tick goes on taking new notices: with a last slow one still within the task's time limit."""
ATTEMPTS = 10
LONGEST_WAIT = dt.timedelta(minutes=30)
"""30 s, 1, 2, 4, 8, 16, 30, 30, 30 min between ten attempts: two hours without a mail server are survived."""
TRIES_WHEN_URGENT = 3
URGENT = dt.timedelta(hours=4)
"""So close to its end nobody waits two hours for a mail server, if a person can call instead."""
SORRY = dt.timedelta(days=1)
"""For so long a call stands that takes the place of a mail which came too late: late is better than never."""
log = structlog.get_logger()


class NoLongerTrue(Refusal):
    """What the notice says is past, so that sending it would only confuse."""

    code = "no_longer_true"
    message = _("È troppo tardi per questo messaggio. Se puoi, dillo a voce.")


def post(
    *,
    key: str,
    contact: Contact,
    kind: str,
    payload: dict[str, Any],
    expires: dt.datetime,
    due: dt.datetime | None = None,
    spoken: bool = False,
) -> None:
    """Write one notice into the caller's transaction; a second one with the same key is not written.

    `payload` is plain JSON, frozen here: what is sent does not change when the facts do. `spoken` is what is worth
    a person's call where nothing can be written, or what was written did not arrive. A contact that cannot be
    reached gets no notice.
    """
    write(draft(key=key, contact=contact, kind=kind, payload=payload, expires=expires, due=due, spoken=spoken))


def draft(
    *,
    key: str,
    contact: Contact,
    kind: str,
    payload: dict[str, Any],
    expires: dt.datetime,
    due: dt.datetime | None = None,
    spoken: bool = False,
) -> Notice | None:
    """The notice that `post` would write, for who has several to `write`; None where there is nobody to reach."""
    channel = contact.channel(spoken=spoken)
    if channel is None:
        return None
    return Notice(
        canteen_id=contact.canteen_id, contact=contact, channel=channel, spoken=spoken, key=key, kind=kind,
        payload=payload, due=due or clock.now(), expires=expires, request_id=get_contextvars().get("request_id", ""),
    )  # fmt: skip


def write(*drafts: Notice | None) -> None:
    """Write drafts in one statement into the caller's transaction, but for those whose key is there already."""
    if notices := [notice for notice in drafts if notice]:
        write_new(notices)


def withdraw(prefix: str) -> int:
    """Take back what has not gone yet and whose key starts so; returns how many.

    One in flight is taken back too: if it does go out, that is recorded; if not, it is not tried again.
    """
    withdrawn: int = Notice.objects.unsent().filter(key__startswith=prefix).update(state=Notice.State.WITHDRAWN)
    return withdrawn


def follow(contact: Contact) -> None:
    """Let what waits go by the contact's present channels. What reaches nobody any more is deleted, and so is what
    was withdrawn, whose key would keep the same words from being written anew."""
    waiting = Notice.objects.filter(contact=contact)
    for spoken in (True, False):
        rows, channel = waiting.filter(spoken=spoken), contact.channel(spoken=spoken)
        if channel:
            rows.filter(state=Notice.State.QUEUED).exclude(channel=channel).update(channel=channel)
        else:
            rows.filter(state__in=[Notice.State.QUEUED, Notice.State.WITHDRAWN]).delete()
    if not contact.phone:
        waiting.unsent().filter(channel=Channel.CALL).delete()


def again(notice: Notice) -> None:
    """Queue a notice that failed once more, as a coordinator asked. Raises NoLongerTrue once it is too late."""
    if not notice.retriable:
        raise NoLongerTrue
    Notice.objects.filter(pk=notice.pk, state=Notice.State.FAILED).update(
        state=Notice.State.QUEUED, due=clock.now(), attempts=0, error=""
    )


def tick() -> int:
    """Send what is due, drop calls that came too late; returns how many were sent or tried. Safe to run at any time,
    any number of times at once.

    One that could not be sent ends the round: the mail server is away or busy, and the next tick tries again.
    """
    miss_calls()
    handled, began = 0, time.monotonic()
    while time.monotonic() - began < ROUND and (notice := claim()):
        handled += 1
        with bound_contextvars(request_id=notice.request_id, notice=notice.pk):
            went = _deliver(notice)
        if not went:
            break
    return handled


def miss_calls() -> int:
    """Calls that nobody made in time are MISSED, and shown; one in somebody's hand is left to them for its lease."""
    now = clock.now()
    idle = Q(state=Notice.State.QUEUED) | Q(state=Notice.State.CLAIMED, claimed__lt=now - LEASE)
    late = Notice.objects.filter(idle, channel=Channel.CALL, expires__lte=now)
    missed: int = late.update(state=Notice.State.MISSED, caller=None)
    return missed


def claim() -> Notice | None:
    """Take the next due notice for this worker. SKIP LOCKED: two workers never wait for each other or take one twice.

    One at a time, so that a slow mail server can't let the lease of the tenth run out while the first is sent.
    """
    now = clock.now()
    with transaction.atomic():
        ripe = Notice.objects.due(now, lease=LEASE).order_by("due", "pk")
        pk = ripe.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
        if pk is None:
            return None
        Notice.objects.filter(pk=pk).update(state=Notice.State.CLAIMED, claimed=now, attempts=F("attempts") + 1)
    claimed: Notice | None = Notice.objects.filter(pk=pk).select_related("contact__user", "canteen").first()
    return claimed


def _deliver(notice: Notice) -> bool:
    """Whether the mail server let us go on."""
    if clock.now() >= notice.expires:
        _record(notice, state=Notice.State.MISSED)
    elif notice.attempts > ATTEMPTS:  # workers died over it again and again
        _record(notice, state=Notice.State.FAILED, error="WorkerLost")
    else:
        return _send(notice)
    return True


def _send(notice: Notice) -> bool:
    try:
        send(notice)
    except OSError as failure:  # SMTP errors are OSErrors
        return _retry(notice, failure)
    except Exception as failure:  # one notice that can't be rendered must not hold up all the others
        log.exception("notice can't be made")
        _record(notice, state=Notice.State.FAILED, error=type(failure).__name__)
    else:
        _record_sent(notice)
        log.info("notice sent")
    return True


def _retry(notice: Notice, failure: OSError) -> bool:
    log.warning("notice not sent", attempt=notice.attempts, error=type(failure).__name__)
    for_good = _refused_for_good(failure)
    if for_good or notice.attempts >= ATTEMPTS or _better_called(notice):
        _record(notice, state=Notice.State.FAILED, error=type(failure).__name__)
        return for_good
    wait = min(dt.timedelta(seconds=15 * 2**notice.attempts), LONGEST_WAIT)
    _record(notice, state=Notice.State.QUEUED, due=clock.now() + wait, error=type(failure).__name__)
    return False


def _refused_for_good(failure: OSError) -> bool:
    """RFC 5321, 4.2.1: a reply of 500 and more says that trying again changes nothing."""
    if not isinstance(failure, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _text in failure.recipients.values())


def _better_called(notice: Notice) -> bool:
    urgent = notice.expires - clock.now() < URGENT and notice.attempts >= TRIES_WHEN_URGENT
    return urgent and notice.spoken and bool(notice.contact.phone)


@transaction.atomic
def _record(notice: Notice, **facts: Any) -> None:
    # Only the lease's holder writes: a notice re-claimed by another worker meanwhile is theirs, and one withdrawn
    # while its mail server hung stays withdrawn.
    mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.CLAIMED, claimed=notice.claimed).update(**facts)
    if mine and facts["state"] in {Notice.State.FAILED, Notice.State.MISSED}:
        _call_instead(notice)


def _call_instead(notice: Notice) -> None:
    """What matters and did not arrive is a call to be made: once, since its key is the mail's own."""
    now = clock.now()
    if not (notice.spoken and notice.contact.phone):
        return
    expires = notice.expires if now < notice.expires else now + SORRY
    write(
        Notice(
            canteen_id=notice.canteen_id, contact=notice.contact, channel=Channel.CALL, spoken=True,
            instead_of=notice, key=f"{notice.key}:call", kind=notice.kind, payload=notice.payload, due=now,
            expires=expires, request_id=notice.request_id,
        )
    )  # fmt: skip


@transaction.atomic
def _record_sent(notice: Notice) -> None:
    # What has gone has gone, withdrawn meanwhile or not; nobody need call any more.
    Notice.objects.unsent().filter(instead_of=notice).update(state=Notice.State.WITHDRAWN)
    Notice.objects.filter(pk=notice.pk, claimed=notice.claimed).update(
        state=Notice.State.SENT, sent=clock.now(), error=""
    )
