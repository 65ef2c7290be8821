"""The card through the API."""

import pytest
from rest_framework.test import APIClient

from canteens import clock
from canteens.models import Canteen, User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Sitting
from notices.models import Notice
from tests.api.conftest import with_card, with_token

ME, FIND = "/api/v1/cards/me/", "/api/v1/cards/find/"


UNREACHED = {"email": "", "phone": "", "prefers": "email", "call_reminders": False}


def card(guest: Guest) -> dict[str, str]:
    face = guest.face
    return {
        "number": face.number, "pictogram": face.pictogram, "colour": face.colour, "code": guest.code,
        "pin": guest.pin, "token": guest.token,
    }  # fmt: skip


def owner(guest: Guest, **facts: object) -> dict[str, object]:
    return {"card": card(guest), "alias": "", "language": "it", **UNREACHED, "care": False, "bookings": []} | facts


def test_a_guest_who_told_nothing(bruno: Guest) -> None:
    assert with_card(bruno).get(ME).json() == owner(bruno)


def test_bookings_to_come_are_listed_and_past_ones_are_not(amina: Guest, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina)
    client = with_card(amina)
    assert [row["id"] for row in client.get(ME).json()["bookings"]] == [booking.pk]
    with clock.at(lunch.ends):
        assert client.get(ME).json() == owner(amina, language="ar")


def test_telling_and_taking_back(amina: Guest, lunch: Sitting) -> None:
    book(lunch, guest=amina)
    client = with_card(amina)
    told = client.patch(ME, {"alias": "Mina", "email": "amina@example.org", "consent": True}).json()
    assert (told["alias"], told["email"]) == ("Mina", "amina@example.org")
    # The confirmation, since she can be told now, and Sunday evening's reminder.
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["booking_confirmed", "booking_reminder"]
    assert amina.consents.filter(withdrawn=None).count() == 2
    back = client.patch(ME, {"alias": "", "email": "", "language": "en"}).json()
    assert (back["alias"], back["email"], back["language"]) == ("", "", "en")
    assert amina.consents.filter(withdrawn=None).count() == 0


@pytest.mark.parametrize("told", [{"alias": "Mina"}, {"email": "amina@example.org", "consent": False}])
def test_nothing_is_kept_without_a_yes(told: dict[str, object], amina: Guest) -> None:
    answer = with_card(amina).patch(ME, told)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": "consent", "code": "needed", "detail": "Serve il tuo sì per tenere questo dato."}
    ]
    amina.refresh_from_db()
    assert (amina.alias, amina.contact) == ("", None)


def test_a_telephone_is_told_and_taken_back(amina: Guest, lunch: Sitting) -> None:
    book(lunch, guest=amina)
    client = with_card(amina)
    asked = {"phone": "+39 333 123 4567", "prefers": "call", "call_reminders": True, "consent": True}
    assert client.patch(ME, asked).json() == owner(
        amina, language="ar", phone="+393331234567", prefers="call", call_reminders=True,
        bookings=client.get(ME).json()["bookings"],
    )  # fmt: skip
    assert list(Notice.objects.values_list("kind", "channel")) == [("booking_reminder", "call")]
    wrong = client.patch(ME, {"phone": "12", "consent": True})
    assert [(error["field"], error["code"]) for error in wrong.json()["errors"]] == [("phone", "phone_not_possible")]
    assert client.patch(ME, {"phone": ""}).json()["phone"] == ""
    assert amina.consents.filter(withdrawn=None).count() == 0


def test_an_address_too_long_to_keep(amina: Guest) -> None:
    answer = with_card(amina).patch(ME, {"email": "a" * 243 + "@example.org", "consent": True})  # 243 + 12 = 255
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("email", "max_length")]
    assert with_card(amina).patch(ME, {"email": "a" * 64 + "@example.org", "consent": True}).status_code == 200


def test_a_lost_card_is_found_by_code_and_pin(anybody: APIClient, amina: Guest) -> None:
    assert anybody.post(FIND, {"code": amina.spaced_code, "pin": amina.pin}).json() == card(amina)


def test_code_and_pin_that_do_not_belong_together(anybody: APIClient, amina: Guest, bruno: Guest) -> None:
    for wrong in ({"code": amina.code, "pin": "x"}, {"code": "12", "pin": amina.pin}):
        answer = anybody.post(FIND, wrong)
        assert answer.status_code == 404
        assert answer.json() == {
            "type": "/api/v1/problems/card_not_found/", "title": "Not Found", "status": 404, "code": "card_not_found",
            "detail": "Codice o PIN non giusti. Controlla i numeri e prova ancora.",
        }  # fmt: skip


def test_five_wrong_pins_lock_a_card(anybody: APIClient, amina: Guest) -> None:
    wrong = f"{(int(amina.pin) + 1) % 10_000:04}"
    asked = [anybody.post(FIND, {"code": amina.code, "pin": wrong}).json()["code"] for _ in range(5)]
    assert asked == ["card_not_found"] * 5
    right = anybody.post(FIND, {"code": amina.code, "pin": amina.pin})
    assert (right.status_code, right.json()["code"]) == (429, "card_locked")


def test_a_card_is_found_at_its_own_canteen_only(anybody: APIClient, amina: Guest, elsewhere: Canteen) -> None:
    asked = {"code": amina.code, "pin": amina.pin}
    assert anybody.post(FIND, asked | {"canteen": elsewhere.pk}).status_code == 404
    assert anybody.post(FIND, asked | {"canteen": 999_999}).status_code == 404
    assert anybody.post(FIND, asked | {"canteen": amina.canteen_id}).status_code == 200


def test_a_wrong_card_opens_nothing(anybody: APIClient, amina: Guest) -> None:
    for header in ("Card nobody", "Card", "Card \x00", "Card è", f"Card {amina.code}", f"Token {amina.token}"):
        anybody.credentials(HTTP_AUTHORIZATION=header)
        answer = anybody.get(ME)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Card")


def test_staff_have_no_card(carla: User) -> None:
    assert with_token(carla).get(ME).status_code == 401
