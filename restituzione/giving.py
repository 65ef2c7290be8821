"""Offering something to do, liking to do it, and saying thanks. Nothing of this is read by any rule of a meal."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen, User
from guests.models import Guest
from notices import outbox
from restituzione.models import Contribution, Hand, Offer, OfferQuerySet

KIND = "giving_thanks"
LASTS = dt.timedelta(days=7)
"""Thanks that come later than a week would only puzzle."""
LONGEST_DAY = 24


class OfferWithoutWords(Refusal):
    """Nobody could know what it is."""

    code = "offer_without_words"
    message = _("Scrivi che cosa si può fare, almeno in una lingua.")
    status = 400


class OfferOver(Refusal):
    """It was withdrawn, or belongs elsewhere."""

    code = "offer_over"
    message = _("Questa cosa è già fatta. Grazie lo stesso.")


class AlreadyThanked(Refusal):
    """Somebody has said thanks for it."""

    code = "already_thanked"
    message = _("È già stata ringraziata.")


class HoursOfADay(Refusal):
    """Hours are those of one time."""

    code = "hours_of_a_day"
    message = _("Da 1 a 24 ore, o niente.")
    status = 400


def offer(canteen: Canteen, *, kind: str, words: dict[str, str], when: str = "") -> Offer:
    """Something one can do, in words by language. Raises OfferWithoutWords."""
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    if not said:
        raise OfferWithoutWords
    made: Offer = Offer.objects.create(canteen=canteen, kind=kind, words=said, when=when, created=clock.now())
    return made


def withdraw(offered: Offer) -> None:
    """Nobody can join any more; who has, is still thanked."""
    Offer.objects.filter(pk=offered.pk, withdrawn=None).update(withdrawn=clock.now())


def open_offers(canteen: Canteen) -> OfferQuerySet:
    """What one can do there now."""
    rows: OfferQuerySet = Offer.objects.open(canteen)
    return rows


def join(offered: Offer, *, guest: Guest) -> Hand:
    """*Ci sto*: once until thanked, however often it is tapped. Raises OfferOver."""
    if offered.withdrawn or offered.canteen_id != guest.canteen_id:
        raise OfferOver
    hand, _new = Hand.objects.get_or_create(offer=offered, guest=guest, thanked=None, defaults={"said": clock.now()})
    return hand


def leave(offered: Offer, *, guest: Guest) -> None:
    """*Ho cambiato idea*: nothing of it is kept."""
    Hand.objects.filter(offer=offered, guest=guest, thanked=None).delete()


@transaction.atomic
def thank(hand: Hand, *, by: User | None, hours: int | None = None) -> None:
    """It was done: thanks go to the guest where we may write, and it is counted without a name.

    Hours are whole and optional. Raises AlreadyThanked, HoursOfADay.
    """
    if hours is not None and not 1 <= hours <= LONGEST_DAY:
        raise HoursOfADay
    if not Hand.objects.filter(pk=hand.pk, thanked=None).update(thanked=clock.now()):
        raise AlreadyThanked
    canteen = hand.offer.canteen
    Contribution.objects.create(canteen=canteen, kind=hand.offer.kind, day=canteen.today(), hours=hours, by=by)
    if contact := hand.guest.contact:
        outbox.post(
            key=f"giving:{hand.pk}", contact=contact, kind=KIND, expires=clock.now() + LASTS,
            payload={"words": hand.offer.said(contact.language), "url": reverse("giving", args=[hand.guest.token])},
        )  # fmt: skip


def lately_thanked(guest: Guest) -> QuerySet[Hand]:
    """What this guest was thanked for in the last week."""
    return Hand.objects.filter(guest=guest, thanked__gte=clock.now() - LASTS).select_related("offer")


def given(canteen: Canteen, *, first: dt.date, end: dt.date) -> tuple[int, int]:
    """How often something was given back on the local days `[first, end)`, and the hours that were counted."""
    rows = Contribution.objects.filter(canteen=canteen, day__gte=first, day__lt=end)
    return rows.count(), rows.aggregate(hours=Sum("hours", default=0))["hours"]
