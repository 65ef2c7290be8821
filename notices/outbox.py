"""The outbox: a notice is a row written with the fact it tells of, and sent later by the worker.

The web process never publishes to the broker, since a paused one would block a booking. Beat ticks; the worker
claims rows with a lease and SKIP LOCKED, sends outside any transaction with a stable Message-ID, and records what
became of it. A worker killed between sending and recording sends again with the same id: the mail server or the
reader's program may drop the double, and nothing is lost.
"""

import datetime as dt
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from canteens import clock
from notices.mail import send
from notices.models import Contact, Notice

LEASE = dt.timedelta(minutes=5)
BATCH = 10
"""So few that a mail server which never answers (15 s each) can't hold them longer than the lease or a task lasts."""
ATTEMPTS = 6
log = structlog.get_logger()


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
    if not contact.email:
        return
    notice = Notice(
        canteen_id=contact.canteen_id, contact=contact, key=key, kind=kind, payload=payload,
        due=due or clock.now(), expires=expires,
    )  # fmt: skip
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def withdraw(prefix: str) -> int:
    """Take back what has not gone yet and whose key starts so; returns how many. A mail in flight goes on."""
    withdrawn: int = Notice.objects.unsent().filter(key__startswith=prefix).update(state=Notice.State.WITHDRAWN)
    return withdrawn


def again(notice: Notice) -> None:
    """Queue a notice that failed or came too late once more, as a coordinator asked: an hour from now at most."""
    now = clock.now()
    Notice.objects.unreached().filter(pk=notice.pk).update(
        state=Notice.State.QUEUED, due=now, expires=now + dt.timedelta(hours=1), attempts=0, error=""
    )


def tick() -> int:
    """Send what is due; returns how many were handled. Safe to run any number of times at once.

    A batch of which nothing went is the last of this tick: the mail server is away, and the next tick tries again.
    """
    handled = 0
    while claimed := claim():
        gone = [_deliver(notice) for notice in claimed]
        handled += len(claimed)
        if not any(gone):
            break
    return handled


def claim() -> list[Notice]:
    """Take a few due notices for this worker. SKIP LOCKED: two workers never wait for each other or take one twice."""
    now = clock.now()
    with transaction.atomic():
        ids = list(
            Notice.objects.due(now, lease=LEASE)
            .order_by("due", "pk")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:BATCH]
        )
        Notice.objects.filter(pk__in=ids).update(state=Notice.State.CLAIMED, claimed=now, attempts=F("attempts") + 1)
    return list(Notice.objects.filter(pk__in=ids).select_related("contact", "canteen").order_by("due", "pk"))


def _deliver(notice: Notice) -> bool:
    """Whether there is nothing more to do about it."""
    if clock.now() >= notice.expires:
        _record(notice, state=Notice.State.MISSED)
        return True
    try:
        send(notice)
    except OSError as failure:  # SMTP errors are OSErrors
        _retry(notice, failure)
        return False
    except Exception as failure:  # one notice that can't be rendered must not hold up all the others
        log.exception("notice can't be made", notice=notice.pk)
        _record(notice, state=Notice.State.FAILED, error=type(failure).__name__)
        return True
    _record(notice, state=Notice.State.SENT, sent=clock.now(), error="")
    return True


def _retry(notice: Notice, failure: OSError) -> None:
    log.warning("notice not sent", notice=notice.pk, attempt=notice.attempts, error=type(failure).__name__)
    if notice.attempts >= ATTEMPTS:
        _record(notice, state=Notice.State.FAILED, error=type(failure).__name__)
        return
    wait = dt.timedelta(seconds=15 * 2**notice.attempts)
    _record(notice, state=Notice.State.QUEUED, due=clock.now() + wait, error=type(failure).__name__)


def _record(notice: Notice, **facts: Any) -> None:
    # Only the lease's holder writes: a notice re-claimed by another worker meanwhile is theirs.
    Notice.objects.filter(pk=notice.pk, state=Notice.State.CLAIMED, claimed=notice.claimed).update(**facts)
