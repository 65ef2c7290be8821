"""The door through the API: today's list, who just arrives, and nobody sent away."""

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from canteens import clock
from canteens.models import Canteen, User
from guests.models import Guest
from guests.register import set_alias
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.api.conftest import with_token
from tests.conftest import MONDAY

REF = "6f1f2a52-6d3c-4c5a-9d2f-0c7b1c6b2d11"


@pytest.fixture
def door(doria: User) -> APIClient:
    return with_token(doria)


@pytest.fixture
def booked(amina: Guest, tiny: Sitting, friday: dt.datetime) -> Booking:
    """Amina's party of two: the tiny lunch is full."""
    return book(tiny, guest=amina, party=2)


def at_sitting(sitting: Sitting, act: str = "") -> str:
    return f"/api/v1/sittings/{sitting.pk}/door/{act}"


def of_booking(booking: Booking, act: str) -> str:
    return f"/api/v1/bookings/{booking.pk}/door/{act}/"


def row(booking: Booking, guest: Guest | None, **facts: object) -> dict[str, Any]:
    """What the door sees: a face and a code, and no secret."""
    face = guest.face if guest else None
    return {
        "id": booking.pk, "status": "confirmed", "kind": "seat", "door": "web", "party": 2, "came": 0,
        "arrives_late": False, "set_aside": False, "high_chairs": 0, "step_free": 0, "special_plates": 0,
        "face": {"number": face.number, "pictogram": face.pictogram, "colour": face.colour} if face else None,
        "code": guest.code if guest else "", "alias": "",
    } | facts  # fmt: skip


def test_the_list_and_a_search_by_post(door: APIClient, amina: Guest, booked: Booking, noon: None) -> None:
    assert door.get(at_sitting(booked.sitting)).json() == [row(booked, amina)]
    set_alias(amina, alias="Mina")
    found = [door.post(at_sitting(booked.sitting, "find/"), {"query": query}).json() for query in ("min", "zzz")]
    assert found == [[row(booked, amina, alias="Mina")], []]


def test_seating_in_part_and_undoing(door: APIClient, amina: Guest, booked: Booking, noon: None) -> None:
    seated = row(booked, amina, status="seated")
    assert door.post(of_booking(booked, "seat")).json() == seated | {"came": 2}
    assert door.post(of_booking(booked, "seat"), {"came": 1}).json() == seated | {"came": 1}
    assert door.post(of_booking(booked, "undo")).json() == row(booked, amina)


def test_nobody_is_seated_before_the_day(door: APIClient, booked: Booking, friday: dt.datetime) -> None:
    answer = door.post(of_booking(booked, "seat"))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_early")


def test_a_walk_in_without_a_name_once_for_a_double_tap(door: APIClient, tiny: Sitting, noon: None) -> None:
    asked = [door.post(at_sitting(tiny, "walk-in/"), {"client_ref": REF}).json() for _ in range(2)]
    arrived = row(Booking.objects.get(), None, status="seated", door="walk_in", party=1, came=1)
    assert asked == [arrived, arrived]


def test_full_leaves_three_ways(door: APIClient, booked: Booking, noon: None) -> None:
    tiny = booked.sitting
    refused = door.post(at_sitting(tiny, "walk-in/"))
    assert (refused.status_code, refused.json()["code"]) == (409, "sitting_full")
    waiting = door.post(at_sitting(tiny, "wait/"), {"language": "en"}).json()
    assert (waiting["status"], waiting["set_aside"]) == ("waiting", True)
    assert door.post(at_sitting(tiny, "takeaway/")).json()["kind"] == "takeaway"
    chair = door.post(at_sitting(tiny, "chair/"), {"reason": "family"}).json()
    assert (chair["status"], chair["door"]) == ("seated", "walk_in")
    full = door.post(at_sitting(tiny, "chair/"), {"reason": "tired"})
    assert full.json() == {
        "type": "/api/v1/problems/room_full/", "title": "Conflict", "status": 409, "code": "room_full",
        "detail": "La sala può tenere al massimo 3 persone.",
    }  # fmt: skip


def test_the_chair_is_on_whoever_put_it_out(doria: User, booked: Booking, noon: None) -> None:
    with_token(doria).post(at_sitting(booked.sitting, "chair/"), {"reason": "family"})
    event = booked.sitting.events.select_related("pgh_context").order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata == {"user": doria.pk, "reason": "family"}


def test_the_card_for_who_waits_can_be_handed_over(door: APIClient, booked: Booking, noon: None) -> None:
    card = door.post(at_sitting(booked.sitting, "wait/")).json()["card"]
    guest = Guest.objects.get(code=card["code"])
    assert (card["pin"], card["token"]) == (guest.pin, guest.token)


def test_a_booked_party_takes_its_meals_away(door: APIClient, amina: Guest, booked: Booking, noon: None) -> None:
    taken = row(booked, amina, status="seated", kind="takeaway", came=2)
    assert door.post(of_booking(booked, "takeaway")).json() == taken


def test_for_somebody_who_calls(door: APIClient, amina: Guest, booked: Booking, friday: dt.datetime) -> None:
    late = row(booked, amina, arrives_late=True)
    assert door.post(of_booking(booked, "late"), {"arrives_late": True}).json() == late
    assert door.post(of_booking(booked, "cancel")).json() == late | {"status": "cancelled"}


def test_closing(door: APIClient, booked: Booking, canteen: Canteen, noon: None) -> None:
    early = door.post(at_sitting(booked.sitting, "close/"))
    assert (early.status_code, early.json()["code"]) == (409, "too_early")
    door.post(at_sitting(booked.sitting, "takeaway/"))
    with clock.at(canteen.instant(MONDAY, dt.time(13, 30))):
        closed = door.post(at_sitting(booked.sitting, "close/"))
    assert (closed.status_code, closed.json()["availability"]) == (200, "over")
    assert Booking.objects.get(pk=booked.pk).status == "no_show"


def test_more_than_the_room_holds_is_said_twice(door: APIClient, booked: Booking, canteen: Canteen, noon: None) -> None:
    close = at_sitting(booked.sitting, "close/")
    with clock.at(canteen.instant(MONDAY, dt.time(13, 30))):
        unusual = door.post(close, {"total": 199})
        assert (unusual.status_code, unusual.json()["code"]) == (409, "unusual_total")
        assert door.post(close, {"total": 199, "confirm": True}).status_code == 200
    assert Sitting.objects.get().counted == 199


def test_only_the_total(door: APIClient, booked: Booking, canteen: Canteen, noon: None) -> None:
    with clock.at(canteen.instant(MONDAY, dt.time(13, 30))):
        assert door.post(at_sitting(booked.sitting, "close/"), {"total": 4}).status_code == 200
    assert Booking.objects.get(pk=booked.pk).status == "not_recorded"
    assert Sitting.objects.get().counted == 4
