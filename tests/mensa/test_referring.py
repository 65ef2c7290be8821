"""A body issues a card and books the first lunch."""

import datetime as dt
from uuid import uuid4

import pytest

from canteens.models import Canteen
from guests import referrals
from guests.models import Guest, Referral, Referrer
from guests.referrals import DaysNotPossible
from mensa.models import Booking, Sitting
from mensa.referring import issue
from mensa.refusals import PartyTooLarge

CHRISTMAS = dt.date(2026, 12, 25)


@pytest.fixture
def body(canteen: Canteen) -> Referrer:
    return referrals.keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[])


def test_card_referral_and_first_lunch(lunch: Sitting, body: Referrer) -> None:
    made = issue(body, until=CHRISTMAS, reference=" 12/B ", language="ar", first=lunch, party=3)
    assert made.first is not None
    assert (made.referral.reference, made.referral.until, made.guest.language) == ("12/B", CHRISTMAS, "ar")
    assert (made.first.guest, made.first.party, made.first.status) == (made.guest, 3, "confirmed")
    assert made.guest.temporary_until is None


def test_card_without_a_lunch(body: Referrer, friday: dt.datetime) -> None:
    assert issue(body, until=CHRISTMAS).first is None
    assert Booking.objects.count() == 0


def test_sent_twice_is_issued_once(lunch: Sitting, body: Referrer) -> None:
    ref = uuid4()
    made = [issue(body, until=CHRISTMAS, first=lunch, client_ref=ref) for _ in range(2)]
    assert made[0] == made[1]
    assert (Guest.objects.count(), Referral.objects.count(), Booking.objects.count()) == (1, 1, 1)


def test_all_or_nothing(lunch: Sitting, body: Referrer) -> None:
    with pytest.raises(PartyTooLarge):
        issue(body, until=CHRISTMAS, first=lunch, party=7)
    with pytest.raises(DaysNotPossible):
        issue(body, until=dt.date(2026, 11, 1), first=lunch)
    assert (Guest.objects.count(), Referral.objects.count(), Booking.objects.count()) == (0, 0, 0)
