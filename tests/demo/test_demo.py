"""The demo canteen: invented people, published numbers, the product's own verbs."""

import datetime as dt
import json
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from canteens.days import Period, Week
from canteens.models import Canteen, Membership, Role
from guests.models import Guest, Referral
from guests.reviews import reviews
from impact.figures import Figures, Seats, figures
from impact.referral_shares import shares
from mensa.check import differences
from mensa.models import Booking, Sitting
from notices.models import Contact, Notice
from recovery.models import Donation
from tests.demo.conftest import Lived

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def canteen(lived: Lived) -> Iterator[Canteen]:
    """A week and the days since."""
    with lived(weeks=1) as canteen:
        yield canteen


@pytest.fixture
def week(canteen: Canteen) -> Figures:
    return figures(canteen, Week(2026, 47).period)


def test_the_same_seed_gives_the_same_week(week: Figures, canteen: Canteen) -> None:
    assert week.seats == Seats(
        offered=150,  # 6 x 25
        booked=103,  # 95 + 2 + 6
        came=95, fewer=2, released=0, no_shows=6, not_recorded=0, expected=0, walk_ins=34,
        seated=129,  # 95 + 34
        takeaway=14, counted=0, waiting_unmet=0, given_back=3, late_cancels=0, refilled=3,
    )  # fmt: skip
    days = [figures(canteen, Period(day, day + dt.timedelta(days=1))).plates for day in Week(2026, 47).period.days()]
    assert days == [24, 23, 24, 25, 23, 24, 0]
    assert week.plates == 143  # 129 + 14 = 24 + 23 + 24 + 25 + 23 + 24
    assert week.unclosed == ()


def test_a_day_has_as_many_guests_as_published(canteen: Canteen) -> None:
    days = Sitting.objects.filter(canteen=canteen, status=Sitting.Status.CLOSED).order_by("day")
    seated = [sum(day.bookings.filter(kind="seat").values_list("came", flat=True)) for day in days]
    assert len(seated) == 12
    assert [people for people in seated if not 19 <= people <= 25] == []


def test_two_in_three_were_sent_by_the_consortium_as_published(canteen: Canteen) -> None:
    made = shares(canteen, Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))
    assert (made.people, [(side.key, side.people, side.percent) for side in made.sides]) == (
        75,  # 48 + 27
        [("services", 48, 64), ("associations", 27, 36)],  # 48 and 11 + 7 + 9 = 27 of 75
    )
    assert [(side.key, side.people) for side in made.kinds] == [
        ("consortium", 48), ("comune", 0), ("association", 18), ("parish", 9),  # 11 + 7 = 18
    ]  # fmt: skip


def test_there_is_somebody_to_talk_with(canteen: Canteen) -> None:
    found = reviews(canteen)
    assert (len(found.talks), len(found.referrals)) == (2, 3)
    states = [row.state_on(canteen.today()) for row in Referral.objects.order_by("pk")]
    assert Counter(states) == {"expired": 2, "expiring": 1, "active": 72}


def test_coming_days_full_few_and_free(canteen: Canteen) -> None:
    coming = Sitting.objects.coming(canteen)[:3]
    assert [day.availability for day in coming] == ["room", "waiting", "few"]
    assert [day.bookings.waiting().count() for day in coming] == [0, 3, 0]


def test_nothing_was_bent(canteen: Canteen) -> None:
    assert differences() == []
    assert Booking.objects.exclude(pk__in=Booking.objects.filter(events__pgh_label="insert")).count() == 0


def test_nobody_unreal_is_written_to(canteen: Canteen) -> None:
    assert (Notice.objects.count(), Contact.objects.count()) == (0, 0)
    assert Guest.objects.exclude(alias="").count() == 0


def test_the_published_year_is_there_as_history(canteen: Canteen) -> None:
    made = figures(canteen, Week(2025, 16).period)
    assert made.recovered_grams == 83_161_000
    assert Donation.objects.filter(source="historical").count() == 5


def test_one_person_for_each_role_with_a_password_of_this_install(canteen: Canteen, state: Path) -> None:
    file = state / "demo-signins.json"
    people = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {person["role"] for person in people} == {str(role.label) for role in Role}
    assert len({person["password"] for person in people}) == 6
    door = RequestFactory().post("/entra/")
    users = [authenticate(door, username=p["email"], password=p["password"]) for p in people]
    assert [user is None for user in users] == [False] * 6
    assert Membership.objects.count() == 6
    assert [shop.name for shop in Membership.objects.get(role=Role.SHOP).user.shops.all()] == ["Panetteria del Borgo"]
