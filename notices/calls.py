"""Calls: what is said by a person, since the contact has a telephone alone or the mail did not arrive.

A call is a notice like the others, but no machine makes it. Somebody takes it in hand, rings, and says what came of
it: reached, no answer (it stays, counted), or told in another way. Past its end it is MISSED, and shown.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen, User
from notices.models import Call, Channel, Notice, NoticeQuerySet

HOLD = dt.timedelta(minutes=10)
"""So long a call stays with whoever took it; then anybody may, since a phone was put down and forgotten."""


class CallNotYours(Refusal):
    """Somebody else has taken it, has made it, or it is no longer to be made."""

    code = "call_not_yours"
    message = _("Questa telefonata la sta facendo qualcun altro, o non serve più.")


def to_make(canteen: Canteen) -> NoticeQuerySet:
    """The calls of a canteen that wait for somebody, each with when it was tried last; most pressing first."""
    rows: NoticeQuerySet = Notice.objects.to_call(clock.now()).filter(canteen=canteen)
    return rows.select_related("contact__guest", "contact__user", "caller").annotate(tried=Max("calls__at"))


def take(notice: Notice, *, by: User) -> None:
    """Take a call in hand for ten minutes: from now on its number is shown to `by` alone.

    One conditional update, so that of two volunteers one rings. Raises CallNotYours.
    """
    now = clock.now()
    waiting = Notice.objects.to_call(now).order_by().filter(_free_for(by, now), pk=notice.pk)
    if not waiting.update(state=Notice.State.CLAIMED, claimed=now, caller=by):
        raise CallNotYours


@transaction.atomic
def record(notice: Notice, *, outcome: str, by: User) -> None:
    """Say what came of a call in hand; once, also by a double tap. Raises CallNotYours."""
    now = clock.now()
    again = {"state": Notice.State.QUEUED}
    done = {"state": Notice.State.SENT, "sent": now}
    facts = again if outcome == Call.Outcome.NO_ANSWER else done
    if not _in_hand(notice, by).update(attempts=F("attempts") + 1, caller=None, **facts):
        raise CallNotYours
    Call.objects.create(notice=notice, at=now, outcome=outcome, by=by)


def put_back(notice: Notice, *, by: User) -> None:
    """Leave a call in hand to others, unmade. Raises CallNotYours."""
    if not _in_hand(notice, by).update(state=Notice.State.QUEUED, caller=None):
        raise CallNotYours


def in_hand_of(notice: Notice, user: User) -> bool:
    """Whether `user` has it in hand now, and may see the number."""
    return notice.state == Notice.State.CLAIMED and notice.caller_id == user.pk


def _free_for(user: User, now: dt.datetime) -> Q:
    mine_or_forgotten = Q(caller=user) | Q(claimed__lt=now - HOLD)
    return Q(state=Notice.State.QUEUED) | (Q(state=Notice.State.CLAIMED) & mine_or_forgotten)


def _in_hand(notice: Notice, user: User) -> NoticeQuerySet:
    held: NoticeQuerySet = Notice.objects.filter(
        pk=notice.pk, channel=Channel.CALL, state=Notice.State.CLAIMED, caller=user
    )
    return held
