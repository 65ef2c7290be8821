"""Eat first, register later: a temporary card reminds a person, and refuses nobody."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from guests import referrals, talks
from guests.merging import merge
from guests.models import Guest, Referrer
from guests.reviews import reviews, tell, waiting
from guests.tasks import tell_reviews
from notices.models import Notice

FRIDAY = dt.date(2026, 11, 20)
WEEK = dt.timedelta(days=7)


def at(canteen: Canteen, day: dt.date) -> object:
    return clock.at(canteen.instant(day, dt.time(9)))


@pytest.fixture
def temporary(canteen: Canteen, friday: dt.datetime) -> Guest:
    return talks.temporary_card(canteen, language="ar")


def test_talk_is_due_in_a_week_as_the_canteen_says(canteen: Canteen, temporary: Guest) -> None:
    assert (temporary.temporary_until, temporary.language) == (FRIDAY + WEEK, "ar")
    canteen.talk_days = 3
    assert talks.temporary_card(canteen).temporary_until == dt.date(2026, 11, 23)


def test_card_is_due_on_its_day_and_stays_so_until_somebody_talked(canteen: Canteen, temporary: Guest) -> None:
    with at(canteen, FRIDAY + WEEK - dt.timedelta(days=1)):
        assert (reviews(canteen).talks, waiting(canteen)) == ((), 0)
    for later in (WEEK, 9 * WEEK):
        with at(canteen, FRIDAY + later):
            assert (reviews(canteen).talks, waiting(canteen)) == ((temporary,), 1)
    talks.talked(temporary)
    with at(canteen, FRIDAY + 9 * WEEK):
        assert len(reviews(canteen)) == waiting(canteen) == 0


def test_card_that_is_due_already_stays_due(canteen: Canteen, temporary: Guest) -> None:
    with at(canteen, FRIDAY + 2 * WEEK):
        talks.begin(temporary)
    assert Guest.objects.get(pk=temporary.pk).temporary_until == FRIDAY + WEEK


def test_nobody_is_asked_about_a_merged_card(canteen: Canteen, temporary: Guest, bruno: Guest) -> None:
    merge(temporary, into=bruno)
    with at(canteen, FRIDAY + WEEK):
        assert waiting(canteen) == 0


def test_coordinators_are_told_once_for_each_day_on_which_something_is_new(
    canteen: Canteen, temporary: Guest, carla: User, consortium: Referrer, bruno: Guest
) -> None:
    take_in(canteen, email="dario@example.org", name="Dario", roles=[Role.DOOR])
    tell(canteen)
    assert Notice.objects.count() == 0
    referrals.refer(consortium, guest=bruno, until=FRIDAY + 2 * WEEK, review=FRIDAY + WEEK + dt.timedelta(days=2))
    told = []
    for days in (7, 7, 8, 9, 10, 30):
        with at(canteen, FRIDAY + dt.timedelta(days=days)):
            tell_reviews()
        told.append(Notice.objects.count())
    assert told == [1, 1, 1, 2, 2, 2]
    said = [(row.contact.email, row.kind, row.payload) for row in Notice.objects.order_by("pk")]
    way = {"url": "/carte/da-rivedere/"}
    assert said == [
        ("carla@example.org", "cards_to_review", {"talks": 1, "referrals": 0} | way),
        ("carla@example.org", "cards_to_review", {"talks": 1, "referrals": 1} | way),
    ]


def test_other_canteens_are_told_nothing(canteen: Canteen, temporary: Guest) -> None:
    other = Canteen.objects.create(name="Altra sala", place="via Altra 1")
    take_in(other, email="stella@example.org", name="Stella", roles=[Role.COORDINATOR])
    with at(canteen, FRIDAY + WEEK):
        tell_reviews()
    assert Notice.objects.count() == 0
