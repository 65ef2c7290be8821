"""Bodies that tell people of us, and whom they told. A referral opens no door and closes none."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen, Role, User
from guests.models import Guest, Referral, Referrer, ReferrerPerson

LONGEST = dt.timedelta(days=366)
"""A body says for how long; after a year it says so again (Emporio Settimo: one year, renewable)."""
TALK_BEFORE = dt.timedelta(days=14)
"""A talk is proposed so long before the last day."""


class DaysNotPossible(Refusal):
    """The days of a referral do not follow each other, or are more than a year apart."""

    code = "days_not_possible"
    message = _("Controlla le date: il giorno per riparlarne viene prima della fine, e la fine entro un anno.")
    status = 400


class AlreadyReferred(Refusal):
    """This body has referred this guest already."""

    code = "already_referred"
    message = _("Questa persona è già inviata da questo ente: rinnova l'invio che c'è.")


class ReferrerNameTaken(Refusal):
    """Two bodies of one name could not be told apart."""

    code = "referrer_name_taken"
    message = _("C'è già un ente che si chiama così.")


class SpeaksElsewhere(Refusal):
    """Somebody speaks for one body only."""

    code = "speaks_elsewhere"
    message = _("{name} parla già per un altro ente. Prima toglilo di là.")


def keep(referrer: Referrer, *, name: str, kind: str, people: Iterable[User]) -> Referrer:
    """Write down a body and who speaks for it. Raises ReferrerNameTaken, SpeaksElsewhere."""
    referrer.name, referrer.kind = name.strip(), kind
    wanted = list(people)
    try:
        with transaction.atomic():
            referrer.save()
            _let_speak(referrer, wanted)
    except IntegrityError as refused:
        raise ReferrerNameTaken from refused
    return referrer


def _let_speak(referrer: Referrer, wanted: list[User]) -> None:
    referrer.people.exclude(user__in=wanted).delete()
    for user in wanted:
        row, _new = ReferrerPerson.objects.get_or_create(user=user, defaults={"referrer": referrer})
        if row.referrer_id != referrer.pk:
            raise SpeaksElsewhere(name=user)


def speakers(canteen: Canteen) -> QuerySet[User]:
    """Who may speak for a body of `canteen`."""
    rows = User.objects.filter(is_active=True, memberships__canteen=canteen, memberships__role=Role.REFERRER)
    return rows.order_by("name", "email")


def body_of(user: User, canteen: Canteen) -> Referrer | None:
    """The body at `canteen` that `user` speaks for, if they hold the role there too."""
    if not user.has_role(canteen, Role.REFERRER):
        return None
    return Referrer.objects.filter(canteen=canteen, people__user=user).select_related("canteen").first()


def refer(
    referrer: Referrer,
    *,
    guest: Guest,
    until: dt.date,
    review: dt.date | None = None,
    reference: str = "",
    by: User | None = None,
    client_ref: UUID | None = None,
) -> Referral:
    """Write down that `referrer` told `guest` of us, from today until `until`. Raises DaysNotPossible,
    AlreadyReferred."""
    today = referrer.canteen.today()
    review = _checked(today, until=until, review=review)
    try:
        with transaction.atomic():
            return Referral.objects.create(
                guest=guest, referrer=referrer, starts=today, until=until, review=review,
                reference=reference.strip(), by=by, client_ref=client_ref, created=clock.now(),
            )  # fmt: skip
    except IntegrityError as refused:
        raise AlreadyReferred from refused


def renew(referral: Referral, *, until: dt.date, review: dt.date | None = None) -> None:
    """Let it hold on until `until`, an expired or ended one too. Raises DaysNotPossible, AlreadyReferred."""
    today = referral.referrer.canteen.today()
    referral.review = _checked(today, until=until, review=review)
    referral.until, referral.ended = until, None
    try:
        with transaction.atomic():
            referral.save(update_fields=["until", "review", "ended"])
    except IntegrityError as refused:  # the same body has referred them anew since it was ended
        raise AlreadyReferred from refused


def end(referral: Referral) -> None:
    """Today it no longer holds. The guest's card is as good as before; a second time changes nothing."""
    if referral.ended is None:
        referral.ended = referral.referrer.canteen.today()
        referral.save(update_fields=["ended"])


def _checked(today: dt.date, *, until: dt.date, review: dt.date | None) -> dt.date:
    """The day of the talk: the one that was said, or a fortnight before the last day."""
    review = max(until - TALK_BEFORE, today) if review is None else review
    if not today <= review <= until <= today + LONGEST:
        raise DaysNotPossible
    return review
