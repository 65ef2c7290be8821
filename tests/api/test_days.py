"""The days that can be booked."""

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from canteens.models import Canteen, Role, User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Sitting
from tests.api.conftest import Helper, with_card, with_token
from tests.conftest import MONDAY, OpenSitting

DAYS = "/api/v1/sittings/"
COUNTS = {
    "seats": 25, "kept_at_door": 3, "taken": 2, "free": 23, "free_ahead": 20, "portions": 20, "free_portions": 20,
    "volunteers": 0,
}  # fmt: skip


def as_seen(sitting: Sitting, **facts: object) -> dict[str, object]:
    """Monday's lunch, 12:00 to 13:30 in Rome in winter, bookable from the 9th until 11:00."""
    return {
        "id": sitting.pk, "canteen": sitting.canteen_id, "day": "2026-11-23", "service": "lunch",
        "starts": "2026-11-23T11:00:00Z", "ends": "2026-11-23T12:30:00Z",
        "booking_opens": "2026-11-08T23:00:00Z", "booking_closes": "2026-11-23T10:00:00Z", "menu": "", "at_table": True,
        "availability": "room", "availability_words": "C'è posto",
    } | facts  # fmt: skip


def test_anybody_sees_days_and_words_without_numbers(anybody: APIClient, lunch: Sitting) -> None:
    assert anybody.get(DAYS).json() == [as_seen(lunch)]
    assert anybody.get(f"{DAYS}{lunch.pk}/").json() == as_seen(lunch)


def test_words_are_in_the_language_of_the_asker(anybody: APIClient, lunch: Sitting) -> None:
    said = anybody.get(DAYS, HTTP_ACCEPT_LANGUAGE="it").json()[0]
    assert (said["availability"], said["availability_words"]) == ("room", "C'è posto")


def test_few_seats_and_the_waiting_list_have_words_of_their_own(
    anybody: APIClient, amina: Guest, small_lunch: Sitting
) -> None:
    assert [day["availability"] for day in anybody.get(DAYS).json()] == ["few"]
    book(small_lunch, guest=amina, party=4)
    assert [day["availability"] for day in anybody.get(DAYS).json()] == ["waiting"]


def test_the_list_is_one_statement(
    anybody: APIClient, lunch: Sitting, sitting_on: OpenSitting, django_assert_num_queries: Any
) -> None:
    sitting_on(MONDAY + dt.timedelta(days=1))
    with django_assert_num_queries(1):
        answer = anybody.get(DAYS)
    assert [day["day"] for day in answer.json()] == ["2026-11-23", "2026-11-24"]


def test_only_the_days_asked_for(anybody: APIClient, lunch: Sitting, sitting_on: OpenSitting) -> None:
    sitting_on(MONDAY + dt.timedelta(days=1))
    # It is Friday 9:00: four days of 24 hours end on Tuesday 9:00, before Tuesday's noon.
    assert [day["day"] for day in anybody.get(f"{DAYS}?days=4").json()] == ["2026-11-23"]
    assert [day["day"] for day in anybody.get(f"{DAYS}?days=5").json()] == ["2026-11-23", "2026-11-24"]


def test_cancelled_and_past_days_are_not_listed(
    anybody: APIClient, lunch: Sitting, sitting_on: OpenSitting, canteen: Canteen
) -> None:
    sitting_on(MONDAY - dt.timedelta(days=5))
    Sitting.objects.filter(pk=lunch.pk).update(status=Sitting.Status.CANCELLED)
    assert anybody.get(DAYS).json() == []


def test_another_canteen_is_asked_for_by_its_number(anybody: APIClient, lunch: Sitting, their_lunch: Sitting) -> None:
    assert [day["id"] for day in anybody.get(DAYS).json()] == [lunch.pk]
    assert [day["id"] for day in anybody.get(f"{DAYS}?canteen={their_lunch.canteen_id}").json()] == [their_lunch.pk]
    assert anybody.get(f"{DAYS}?canteen=999999").json() == []


@pytest.mark.parametrize("role", [Role.DOOR, Role.COOK, Role.COORDINATOR])
def test_staff_see_counts(role: Role, helper: Helper, amina: Guest, lunch: Sitting) -> None:
    book(lunch, guest=amina, party=2)
    client = with_token(helper("Elena", role))
    assert client.get(DAYS).json() == [as_seen(lunch, counts=COUNTS)]
    assert client.get(f"{DAYS}{lunch.pk}/").json() == as_seen(lunch, counts=COUNTS)


def test_nobody_else_sees_counts(helper: Helper, amina: Guest, stella: User, lunch: Sitting) -> None:
    for client in (with_card(amina), with_token(stella), with_token(helper("Fornaio", Role.SHOP))):
        assert client.get(DAYS).json() == [as_seen(lunch)]
