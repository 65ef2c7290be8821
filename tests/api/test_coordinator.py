"""The canteen's settings, days off, sittings, outbox, people and phones, for whoever coordinates."""

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from canteens import devices
from canteens.models import Canteen, Closure, Role, User
from guests.models import Guest
from guests.register import set_email
from mensa.booking import book
from mensa.models import Booking, Sitting
from notices.models import Notice
from tests.api.conftest import Helper, with_token
from tests.conftest import MONDAY, OpenSitting


@pytest.fixture
def desk(carla: User) -> APIClient:
    return with_token(carla)


def base(canteen: Canteen) -> str:
    return f"/api/v1/canteens/{canteen.pk}/"


def settings_of(canteen: Canteen, **facts: object) -> dict[str, object]:
    return {
        "id": canteen.pk, "name": "Cittadella del Volontariato", "place": "via Giovanni XXIII 8b, Chieri",
        "zone": "Europe/Rome", "holiday_region": "TO", "seats": 25, "room_limit": 30, "kept_at_door": 3,
        "portions": 20, "high_chairs": 2, "step_free_places": 2,
        "party_limit": 6, "weekdays": [1, 2, 3, 4, 5, 6], "starts": "12:00:00", "ends": "13:30:00",
        "release_time": "12:30:00", "booking_opens_days": 14, "booking_closes": "11:00:00",
        "reminder_time": "18:00:00", "door_opens": "10:00:00", "door_closes": "16:00:00",
        "anonymous_share": 100, "phone": "", "door_check": "10:30:00", "talk_days": 7,
    } | facts  # fmt: skip


def test_settings_are_read_and_coming_sittings_follow(desk: APIClient, canteen: Canteen, lunch: Sitting) -> None:
    assert desk.get("/api/v1/canteens/").json() == [settings_of(canteen)]
    assert desk.patch(base(canteen), {"seats": 28, "weekdays": [1, 3]}).json() == settings_of(
        canteen, seats=28, weekdays=[1, 3]
    )
    lunch.refresh_from_db()
    assert (lunch.seats, desk.get(base(canteen)).json()["seats"]) == (28, 28)


@pytest.mark.parametrize(
    "wrong", [{"seats": 31}, {"kept_at_door": 26}, {"ends": "11:00"}, {"zone": "Mars/Base"}, {"weekdays": [8]}]
)
def test_settings_that_contradict_each_other(wrong: dict[str, Any], desk: APIClient, canteen: Canteen) -> None:
    answer = desk.patch(base(canteen), wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert desk.get(base(canteen)).json() == settings_of(canteen)


def test_shutting_on_a_day_cancels_its_lunch(desk: APIClient, canteen: Canteen, amina: Guest, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina)
    answer = desk.post(base(canteen) + "closures/", {"day": "2026-11-23", "reason": "Manca l'acqua"})
    closure = Closure.objects.get()
    shut = {"id": closure.pk, "day": "2026-11-23", "reason": "Manca l'acqua", "state": "confirmed"}
    assert (answer.status_code, answer.json()) == (201, shut)
    assert desk.get(base(canteen) + "closures/").json() == [shut]
    assert Booking.objects.get(pk=booking.pk).status == "cancelled"
    opened = desk.patch(f"/api/v1/closures/{closure.pk}/", {"closed": False})
    assert opened.json() == shut | {"state": "declined"}
    assert Sitting.objects.get(pk=lunch.pk).status == "open"


def test_a_kitchen_that_stops_turns_lunch_into_meals_to_take_away(
    desk: APIClient, canteen: Canteen, amina: Guest, lunch: Sitting
) -> None:
    kitchen = canteen.kitchens.create(name="Ex Mattatoio")
    Sitting.objects.update(kitchen=kitchen)
    book(lunch, guest=amina, party=2)
    assert desk.get(base(canteen) + "kitchens/").json() == [{"id": kitchen.pk, "name": "Ex Mattatoio", "address": ""}]
    days = {"first": "2026-11-23", "last": "2026-11-24", "reason": "caldaia", "instead": "takeaway"}
    answer = desk.post(f"/api/v1/kitchens/{kitchen.pk}/stop/", days)
    assert (answer.status_code, answer.json()) == (201, {"sittings": [lunch.pk], "people": 2})
    assert desk.get(f"/api/v1/sittings/{lunch.pk}/").json()["at_table"] is False
    refused = desk.post(f"/api/v1/kitchens/{kitchen.pk}/stop/", days | {"instead": "move"})
    assert (refused.status_code, refused.json()["code"]) == (400, "stop_not_possible")


def test_a_lunch_is_moved_and_made_smaller(desk: APIClient, amina: Guest, lunch: Sitting) -> None:
    book(lunch, guest=amina, party=3)
    day = f"/api/v1/sittings/{lunch.pk}/"
    moved = desk.patch(day, {"starts": "12:30", "ends": "14:00", "seats": 10, "kept_at_door": 2}).json()
    assert (moved["starts"], moved["ends"]) == ("2026-11-23T11:30:00Z", "2026-11-23T13:00:00Z")
    assert (moved["counts"]["seats"], moved["counts"]["free_ahead"]) == (10, 5)
    refused = desk.patch(day, {"seats": 2})
    assert refused.json() == {
        "type": "/api/v1/problems/seats_taken/", "title": "Conflict", "status": 409, "code": "seats_taken",
        "detail": "5 posti sono già presi o tenuti per chi arriva: non si può scendere sotto questo numero.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"starts": "12:00"}, "ends"), ({"kept_at_door": 1}, "seats")],
)
def test_half_a_change(wrong: dict[str, Any], field: str, desk: APIClient, lunch: Sitting) -> None:
    answer = desk.patch(f"/api/v1/sittings/{lunch.pk}/", wrong)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_hours_in_their_order(desk: APIClient, lunch: Sitting) -> None:
    answer = desk.patch(f"/api/v1/sittings/{lunch.pk}/", {"starts": "13:00", "ends": "12:00"})
    assert (answer.status_code, answer.json()["code"]) == (400, "hours_not_possible")


def test_the_menu(desk: APIClient, lunch: Sitting) -> None:
    assert desk.patch(f"/api/v1/sittings/{lunch.pk}/", {"menu": "Ribollita"}).json()["menu"] == "Ribollita"


def test_a_change_is_made_whole_or_not_at_all(desk: APIClient, amina: Guest, lunch: Sitting) -> None:
    book(lunch, guest=amina, party=3)
    desk.patch(f"/api/v1/sittings/{lunch.pk}/", {"starts": "12:30", "ends": "14:00", "seats": 2})
    assert Sitting.objects.get(pk=lunch.pk).starts == lunch.starts


def test_a_lunch_is_cancelled(desk: APIClient, amina: Guest, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina)
    cancelled = desk.post(f"/api/v1/sittings/{lunch.pk}/cancel/", {"reason": "Neve"})
    assert (cancelled.status_code, cancelled.json()["availability"]) == (200, "over")
    assert Booking.objects.get(pk=booking.pk).status == "cancelled"
    again = desk.post(f"/api/v1/sittings/{lunch.pk}/cancel/", {"reason": "Neve"})
    assert (again.status_code, again.json()["code"]) == (409, "not_possible_now")


def test_the_outbox_shows_states_and_no_address(
    desk: APIClient, canteen: Canteen, bruno: Guest, lunch: Sitting
) -> None:
    set_email(bruno, email="bruno@example.org")
    book(lunch, guest=bruno)
    confirmed = Notice.objects.get(kind="booking_confirmed")
    Notice.objects.filter(pk=confirmed.pk).update(state="failed", error="SMTPException", attempts=6)
    failed = {
        "id": confirmed.pk, "kind": "booking_confirmed", "channel": "email",
        "number": bruno.face.number, "language": "it",
        "state": "failed", "due": "2026-11-20T08:00:00Z", "expires": "2026-11-23T12:30:00Z", "sent": None,
        "attempts": 6, "error": "SMTPException",
    }  # fmt: skip
    assert desk.get(base(canteen) + "notices/?state=failed").json() == [failed]
    assert [row["kind"] for row in desk.get(base(canteen) + "notices/").json()] == [
        "booking_reminder", "booking_confirmed",
    ]  # fmt: skip
    again = desk.post(f"/api/v1/notices/{confirmed.pk}/retry/").json()
    assert again == failed | {"state": "queued", "attempts": 0, "error": ""}
    assert desk.get(base(canteen) + "notices/?state=lost").json()["errors"][0]["field"] == "state"


def test_a_sent_notice_is_not_sent_again(desk: APIClient, bruno: Guest, lunch: Sitting) -> None:
    set_email(bruno, email="bruno@example.org")
    book(lunch, guest=bruno)
    Notice.objects.update(state="sent")
    sent = Notice.objects.first()
    assert sent is not None
    refused = desk.post(f"/api/v1/notices/{sent.pk}/retry/")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_longer_true")


def test_people_come_change_and_go(desk: APIClient, carla: User, canteen: Canteen) -> None:
    people = base(canteen) + "people/"
    answer = desk.post(people, {"email": "Ugo@example.org", "name": "Ugo", "roles": ["door", "cook"]})
    ugo = User.objects.get(email="ugo@example.org")
    known = {"id": ugo.pk, "name": "Ugo", "email": "ugo@example.org", "active": True, "roles": ["door", "cook"]}
    assert (answer.status_code, answer.json()) == (201, known)
    assert Notice.objects.get().kind == "staff_invited"
    assert desk.patch(f"{people}{ugo.pk}/", {"roles": ["driver"]}).json() == known | {"roles": ["driver"]}
    assert [row["name"] for row in desk.get(people).json()] == ["Carla", "Ugo"]
    assert desk.delete(f"{people}{ugo.pk}/").status_code == 204
    assert not User.objects.get(pk=ugo.pk).is_active
    last = desk.delete(f"{people}{carla.pk}/")
    assert (last.status_code, last.json()["code"]) == (409, "last_coordinator")


def test_nobody_helps_without_a_role(desk: APIClient, canteen: Canteen) -> None:
    answer = desk.post(base(canteen) + "people/", {"email": "ugo@example.org", "roles": []})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_role")


def test_access_that_is_taken_ends_with_the_next_request(
    desk: APIClient, helper: Helper, canteen: Canteen, lunch: Sitting
) -> None:
    doria = helper("Doria", Role.DOOR)
    door = with_token(doria)
    assert door.get(f"/api/v1/sittings/{lunch.pk}/door/").status_code == 200
    desk.delete(f"{base(canteen)}people/{doria.pk}/")
    assert door.get(f"/api/v1/sittings/{lunch.pk}/door/").status_code == 401


def test_phones_are_invited_and_taken_back(desk: APIClient, canteen: Canteen, friday: dt.datetime) -> None:
    answer = desk.post(base(canteen) + "devices/", {"name": "ingresso"})
    device = canteen.devices.get()
    phone = {
        "id": device.pk, "name": "ingresso", "invited_at": "2026-11-20T08:00:00Z", "enrolled_at": None,
        "revoked_at": None,
    }  # fmt: skip
    assert (answer.status_code, answer.json()["phone"]) == (201, phone)
    token = devices.enrol(answer.json()["secret"])[1]
    assert desk.delete(f"/api/v1/devices/{device.pk}/").status_code == 204
    assert devices.device_of(token) is None
    assert desk.get(base(canteen) + "devices/").json() == [
        phone | {"enrolled_at": "2026-11-20T08:00:00Z", "revoked_at": "2026-11-20T08:00:00Z"}
    ]


def test_days_off_that_are_past_are_not_listed(
    desk: APIClient, canteen: Canteen, sitting_on: OpenSitting, friday: dt.datetime
) -> None:
    canteen.closures.create(day=MONDAY - dt.timedelta(days=7), reason="Ferie")
    assert desk.get(base(canteen) + "closures/").json() == []
