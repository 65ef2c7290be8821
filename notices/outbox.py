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
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from structlog.contextvars import bound_contextvars, get_contextvars

from canteens import clock
from canteens.errors import Refusal
from canteens.statements import write_new
from notices.mail import send
from notices.models import Contact, Notice

LEASE = dt.timedelta(minutes=5)
"""Longer than one sending can take, since each holds its lease alone (EMAIL_TIMEOUT is per step of the dialogue)."""
ROUND = 60
"""Seconds that one tick goes on taking new notices: with a last slow one still within the task's time limit."""
ATTEMPTS = 10
LONGEST_WAIT = dt.timedelta(minutes=30)
"""30 s, 1, 2, 4, 8, 16, 30, 30, 30 min between ten attempts: two hours without a mail server are survived."""
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
) -> None:
    """Write one notice into the caller's transaction; a second one with the same key is not written.

    `payload` is plain JSON, frozen here: what is sent does not change when the facts do. A contact without an
    address gets no notice, since there is nobody to reach.
    """
    write(draft(key=key, contact=contact, kind=kind, payload=payload, expires=expires, due=due))


def draft(
    *,
    key: str,
    contact: Contact,
    kind: str,
    payload: dict[str, Any],
    expires: dt.datetime,
    due: dt.datetime | None = None,
) -> Notice | None:
    """The notice that `post` would write, for who has several to `write`; None where there is nobody to reach."""
    if not contact.email:
        return None
    return Notice(
        canteen_id=contact.canteen_id, contact=contact, key=key, kind=kind, payload=payload,
        due=due or clock.now(), expires=expires, request_id=get_contextvars().get("request_id", ""),
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


def again(notice: Notice) -> None:
    """Queue a notice that failed once more, as a coordinator asked. Raises NoLongerTrue once it is too late."""
    if not notice.retriable:
        raise NoLongerTrue
    Notice.objects.filter(pk=notice.pk, state=Notice.State.FAILED).update(
        state=Notice.State.QUEUED, due=clock.now(), attempts=0, error=""
    )


def tick() -> int:
    """Send what is due; returns how many were handled. Safe to run any number of times at once.

    One that could not be sent ends the round: the mail server is away or busy, and the next tick tries again.
    """
    handled, began = 0, time.monotonic()
    while time.monotonic() - began < ROUND and (notice := claim()):
        handled += 1
        with bound_contextvars(request_id=notice.request_id, notice=notice.pk):
            went = _deliver(notice)
        if not went:
            break
    return handled


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
    if for_good or notice.attempts >= ATTEMPTS:
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


def _record(notice: Notice, **facts: Any) -> None:
    # Only the lease's holder writes: a notice re-claimed by another worker meanwhile is theirs, and one withdrawn
    # while its mail server hung stays withdrawn.
    Notice.objects.filter(pk=notice.pk, state=Notice.State.CLAIMED, claimed=notice.claimed).update(**facts)


def _record_sent(notice: Notice) -> None:
    # What has gone has gone, withdrawn meanwhile or not.
    Notice.objects.filter(pk=notice.pk, claimed=notice.claimed).update(
        state=Notice.State.SENT, sent=clock.now(), error=""
    )
