"""The door later, through the API: second helpings, a phone's list, the sheet, a sitting opened again."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from canteens import clock
from canteens.models import User
from guests.models import Guest
from mensa import door as verbs
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.api.conftest import with_token
from tests.conftest import MONDAY

REF = "6f1f2a52-6d3c-4c5a-9d2f-0c7b1c6b2d11"


@pytest.fixture
def door(doria: User) -> APIClient:
    return with_token(doria)


@pytest.fixture
def desk(carla: User) -> APIClient:
    return with_token(carla)


@pytest.fixture
def booked(amina: Guest, tiny: Sitting, friday: dt.datetime) -> Booking:
    """Amina's party of two: the tiny lunch is full."""
    return book(tiny, guest=amina, party=2)


def at_sitting(sitting: Sitting, act: str) -> str:
    return f"/api/v1/sittings/{sitting.pk}/door/{act}/"


def tap(verb: str, **facts: Any) -> dict[str, Any]:
    return {"client_ref": str(uuid4()), "verb": verb} | facts


def test_second_helpings_one_by_one(door: APIClient, booked: Booking, noon: None) -> None:
    where = at_sitting(booked.sitting, "second")
    answers = [door.post(where, sent).json() for sent in ({"client_ref": REF}, {"client_ref": REF}, {}, {"by": -1})]
    assert [answer["second_helpings"] for answer in answers] == [1, 1, 2, 1]
    assert door.post(where, {"by": 5}).status_code == 400


def test_a_list_and_its_conflicts(door: APIClient, booked: Booking, noon: None) -> None:
    sitting = booked.sitting
    listed = [tap("seat", booking=booked.pk, number=1, age=5000), tap("walk_in"), tap("walk_in", number=2)]
    first, again = (door.post(at_sitting(sitting, "taps"), {"taps": listed}).json() for _ in range(2))
    assert [(one["outcome"], one["code"]) for one in first] == [
        ("done", ""), ("done", ""), ("conflict", "sitting_full"),
    ]  # fmt: skip
    assert first == again
    where = f"/api/v1/canteens/{sitting.canteen_id}/conflicts/"
    assert door.get(where).json() == [first[2]]
    Sitting.objects.filter(pk=sitting.pk).update(room_limit=9)
    settled = door.post(f"/api/v1/conflicts/{first[2]['id']}/settle/", {"chair": True})
    sitting.refresh_from_db()
    assert (settled.status_code, door.get(where).json(), sitting.taken) == (200, [], 4)  # 1 + 1 + 2


def test_a_list_that_can_not_be_read_changes_nothing(door: APIClient, booked: Booking, noon: None) -> None:
    for wrong in ({"verb": "erase"}, {"client_ref": "x"}, {"age": -1}, {"number": 5000}):
        answer = door.post(at_sitting(booked.sitting, "taps"), {"taps": [tap("walk_in"), tap("walk_in") | wrong]})
        assert (answer.status_code, Booking.objects.count()) == (400, 1)


def test_yesterdays_sheet_and_a_sitting_opened_again(desk: APIClient, booked: Booking) -> None:
    sitting, box = booked.sitting, f"/api/v1/bookings/{booked.pk}/door/paper/"
    with clock.at(sitting.canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(9))):
        assert desk.post(box, {"came": 1}).json()["came"] == 1
        assert desk.delete(box).json()["status"] == "confirmed"
        desk.post(box)
        desk.post(at_sitting(sitting, "paper"), {"second_helpings": 3})
        verbs.close(sitting)
        assert desk.post(box, {"came": 1}).json()["code"] == "sitting_shut"
        assert desk.post(at_sitting(sitting, "reopen"), {"reason": "boredom"}).status_code == 400
        assert desk.post(at_sitting(sitting, "reopen"), {"reason": "missed"}).status_code == 200
    sitting.refresh_from_db()
    assert (sitting.status, sitting.taken, sitting.second_helpings) == ("open", 2, 3)
