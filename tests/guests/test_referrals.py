"""Bodies that tell people of us: for how long, when one talks again, and who speaks for which."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from canteens import clock
from canteens.days import Period
from canteens.models import Canteen, Role, User
from canteens.staff import set_roles, take_in
from guests import referrals
from guests.models import Guest, Referral, Referrer
from guests.referrals import AlreadyReferred, DaysNotPossible, ReferrerNameTaken, SpeaksElsewhere, refer
from guests.register import new_card
from guests.reviews import reviews
from mensa.refusals import constraint

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
CHRISTMAS = dt.date(2026, 12, 25)


@pytest.fixture
def sent(friday: dt.datetime, consortium: Referrer, amina: Guest, elena: User) -> Referral:
    """The consortium told Amina of us, until Christmas."""
    return refer(consortium, guest=amina, until=CHRISTMAS, by=elena)


def test_talk_is_proposed_a_fortnight_before_the_last_day(sent: Referral, elena: User) -> None:
    assert (sent.starts, sent.review, sent.until, sent.by) == (TODAY, dt.date(2026, 12, 11), CHRISTMAS, elena)


@pytest.mark.parametrize(
    ("until", "review", "kept"),
    [
        (TODAY, None, TODAY),
        (TODAY + 13 * DAY, None, TODAY),
        (TODAY + 366 * DAY, None, TODAY + 352 * DAY),
        (CHRISTMAS, CHRISTMAS, CHRISTMAS),
        (CHRISTMAS, TODAY, TODAY),
    ],
)
def test_days_that_follow_each_other(
    consortium: Referrer, bruno: Guest, friday: dt.datetime, until: dt.date, review: dt.date | None, kept: dt.date
) -> None:
    assert refer(consortium, guest=bruno, until=until, review=review).review == kept


@pytest.mark.parametrize(
    ("until", "review"),
    [
        (TODAY - DAY, None), (TODAY + 367 * DAY, None), (CHRISTMAS, CHRISTMAS + DAY), (CHRISTMAS, TODAY - DAY),
    ],
)  # fmt: skip
def test_days_that_do_not(
    consortium: Referrer, bruno: Guest, friday: dt.datetime, until: dt.date, review: dt.date | None
) -> None:
    with pytest.raises(DaysNotPossible):
        refer(consortium, guest=bruno, until=until, review=review)
    assert Referral.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (TODAY, "active"),
        (dt.date(2026, 12, 11), "active"),  # 14 days left
        (dt.date(2026, 12, 12), "expiring"),  # 13
        (CHRISTMAS, "expiring"),  # its last day
        (CHRISTMAS + DAY, "expired"),
    ],
)
def test_state_by_its_days(sent: Referral, day: dt.date, state: str) -> None:
    assert sent.state_on(day) == state


def test_ended_is_expired_and_renewed_is_active(sent: Referral) -> None:
    referrals.end(sent)
    referrals.end(sent)
    assert (sent.ended, sent.state_on(TODAY)) == (TODAY, "expired")
    referrals.renew(sent, until=CHRISTMAS + 7 * DAY)
    fresh = Referral.objects.get(pk=sent.pk)
    assert (fresh.ended, fresh.until, fresh.review) == (None, dt.date(2027, 1, 1), dt.date(2026, 12, 18))
    assert fresh.state_on(TODAY) == "active"


def test_review_is_asked_from_its_day_on_until_renewed_or_ended(
    canteen: Canteen, sent: Referral, parish: Referrer, bruno: Guest
) -> None:
    asked = []
    for day in (sent.review - DAY, sent.review, CHRISTMAS + 30 * DAY):
        with clock.at(canteen.instant(day, dt.time(9))):
            asked.append(reviews(canteen).referrals)
    assert asked == [(), (sent,), (sent,)]
    with clock.at(canteen.instant(CHRISTMAS, dt.time(9))):
        referrals.renew(sent, until=CHRISTMAS + 90 * DAY)
        assert reviews(canteen).referrals == ()
        other = refer(parish, guest=bruno, until=CHRISTMAS)
        assert reviews(canteen).referrals == (other,)
        referrals.end(other)
        assert reviews(canteen).referrals == ()


def test_a_body_refers_somebody_once_at_a_time(sent: Referral, consortium: Referrer, parish: Referrer) -> None:
    assert sent.guest is not None
    with pytest.raises(AlreadyReferred):
        refer(consortium, guest=sent.guest, until=CHRISTMAS)
    refer(parish, guest=sent.guest, until=CHRISTMAS)
    referrals.end(sent)
    anew = refer(consortium, guest=sent.guest, until=CHRISTMAS)
    with pytest.raises(AlreadyReferred):
        referrals.renew(Referral.objects.get(pk=sent.pk), until=CHRISTMAS)
    assert list(Referral.objects.open().filter(referrer=consortium)) == [anew]


def test_in_force_in_a_period(sent: Referral) -> None:
    periods = [Period(TODAY - DAY, TODAY), Period(TODAY, TODAY + DAY), Period(CHRISTMAS, CHRISTMAS + DAY)]
    periods += [Period(CHRISTMAS + DAY, CHRISTMAS + 2 * DAY)]
    assert [Referral.objects.live_in(period).count() for period in periods] == [0, 1, 1, 0]
    Referral.objects.filter(pk=sent.pk).update(ended=TODAY + DAY)
    assert [Referral.objects.live_in(period).count() for period in periods] == [0, 1, 0, 0]


def test_a_body_refers_guests_of_its_own_canteen(consortium: Referrer, friday: dt.datetime) -> None:
    stranger = new_card(Canteen.objects.create(name="Altra sala", place="via Altra 1"))
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Referral.objects.create(
            guest=stranger, referrer=consortium, starts=TODAY, until=TODAY, review=TODAY, created=friday
        )  # fmt: skip
    assert constraint(refused.value) == "referral_at_one_canteen"


def test_somebody_speaks_for_one_body(canteen: Canteen, consortium: Referrer, parish: Referrer, elena: User) -> None:
    assert referrals.body_of(elena, canteen) == consortium
    with pytest.raises(SpeaksElsewhere):
        referrals.keep(parish, name="San Giorgio", kind="parish", people=[elena])
    referrals.keep(consortium, name="Consorzio", kind="consortium", people=[])
    assert referrals.body_of(elena, canteen) is None
    referrals.keep(parish, name="San Giorgio", kind="parish", people=[elena])
    assert referrals.body_of(elena, canteen) == parish


def test_who_lost_the_role_speaks_for_nobody(canteen: Canteen, consortium: Referrer, elena: User) -> None:
    set_roles(elena, canteen=canteen, roles=[Role.DOOR])
    assert referrals.body_of(elena, canteen) is None
    assert list(referrals.speakers(canteen)) == []


def test_two_bodies_do_not_have_one_name(canteen: Canteen, consortium: Referrer) -> None:
    with pytest.raises(ReferrerNameTaken):
        referrals.keep(Referrer(canteen=canteen), name=" Consorzio ", kind="association", people=[])


def test_speakers_have_the_role_here(canteen: Canteen, elena: User, carla: User) -> None:
    other = Canteen.objects.create(name="Altra sala", place="via Altra 1")
    take_in(other, email="fulvia@example.org", name="Fulvia", roles=[Role.REFERRER])
    assert list(referrals.speakers(canteen)) == [elena]


def test_forgotten_guest_leaves_an_empty_row(sent: Referral, amina: Guest) -> None:
    Referral.objects.filter(pk=sent.pk).update(reference="12/B", client_ref=uuid4())
    amina.delete()
    fresh = Referral.objects.get(pk=sent.pk)
    assert (fresh.guest, fresh.reference, fresh.client_ref, fresh.until) == (None, "", None, CHRISTMAS)
    assert list(Referral.objects.to_review(CHRISTMAS)) == []
