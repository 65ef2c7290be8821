"""Booking through the API, and what the owner of a booking may do with it."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from canteens import clock
from canteens.models import Role, User
from guests.models import Guest
from guests.register import set_email
from mensa.booking import book
from mensa.models import Booking, Sitting
from notices.models import Notice
from tests.api.conftest import Helper, with_card, with_token

REF = "6f1f2a52-6d3c-4c5a-9d2f-0c7b1c6b2d11"


def address(sitting: Sitting) -> str:
    return f"/api/v1/sittings/{sitting.pk}/bookings/"


def ticket(sitting: Sitting, booking: Booking, guest: Guest, **facts: object) -> dict[str, object]:
    """A confirmed seat for one at Monday's lunch."""
    face = guest.face
    return {
        "id": booking.pk, "status": "confirmed", "kind": "seat", "party": 1, "arrives_late": False, "set_aside": False,
        "high_chairs": 0, "step_free": 0,
        "sitting": {
            "id": sitting.pk, "day": "2026-11-23", "starts": "2026-11-23T11:00:00Z", "ends": "2026-11-23T12:30:00Z",
            "release_at": "2026-11-23T11:30:00Z",
        },
        "card": {
            "number": face.number, "pictogram": face.pictogram, "colour": face.colour, "code": guest.code,
            "pin": guest.pin, "token": guest.token,
        },
    } | facts  # fmt: skip


def test_somebody_without_anything_gets_a_ticket_and_a_card(anybody: APIClient, lunch: Sitting) -> None:
    answer = anybody.post(address(lunch), {"party": 2, "language": "ar"})
    booking = Booking.objects.select_related("guest").get()
    assert booking.guest is not None
    assert (answer.status_code, booking.door, booking.guest.language) == (201, "api", "ar")
    assert answer.json() == ticket(lunch, booking, booking.guest, party=2)


def test_an_empty_request_books_for_one(anybody: APIClient, lunch: Sitting) -> None:
    assert anybody.post(address(lunch)).json()["party"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_newcomers_booking_is_two_statements(anybody: APIClient, lunch: Sitting) -> None:
    with CaptureQueriesContext(connection) as captured:
        anybody.post(address(lunch), {"client_ref": REF})
    sent = [query["sql"].split()[0] for query in captured]
    # The sitting with its canteen; card and booking, which the database's triggers guard, count and record.
    assert sent == ["SELECT", "WITH"]


@pytest.mark.django_db(transaction=True)
def test_with_a_card_the_guest_is_read_too(amina: Guest, lunch: Sitting) -> None:
    with CaptureQueriesContext(connection) as captured:
        with_card(amina).post(address(lunch), {"client_ref": REF})
    sent = [query["sql"].split()[0] for query in captured]
    assert sent == ["SELECT", "SELECT", "WITH"]


@pytest.mark.django_db(transaction=True)
def test_what_is_said_of_a_booking_is_written_with_it(amina: Guest, lunch: Sitting) -> None:
    set_email(amina, email="amina@example.org")
    with CaptureQueriesContext(connection) as captured:
        answer = with_card(amina).post(address(lunch), {"client_ref": REF})
    assert [query["sql"].split()[0] for query in captured] == ["SELECT", "SELECT", "WITH"]
    number = answer.json()["id"]
    keys = Notice.objects.order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"booking:{number}:booking_confirmed", f"booking:{number}:booking_reminder"]


@pytest.mark.django_db(transaction=True)
def test_a_newcomer_to_a_full_lunch_waits_in_two_statements(
    anybody: APIClient, tiny: Sitting, friday: dt.datetime
) -> None:
    book(tiny, party=2)
    with CaptureQueriesContext(connection) as captured:
        answer = anybody.post(address(tiny), {"client_ref": REF})
    assert [query["sql"].split()[0] for query in captured] == ["SELECT", "WITH"]
    assert (answer.json()["status"], answer.json()["set_aside"]) == ("waiting", True)


def test_a_retry_gets_the_first_ticket(anybody: APIClient, lunch: Sitting) -> None:
    first = anybody.post(address(lunch), {"party": 2, "client_ref": REF})
    again = anybody.post(address(lunch), {"party": 2, "client_ref": REF})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Booking.objects.count() == 1


def test_a_card_holds_one_booking_of_a_lunch(amina: Guest, lunch: Sitting) -> None:
    client = with_card(amina)
    first = client.post(address(lunch), {"party": 2})
    again = client.post(address(lunch), {"party": 3})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() == ticket(lunch, Booking.objects.get(), amina, party=2)


def test_full_means_waiting_with_the_meal_set_aside(
    anybody: APIClient, amina: Guest, tiny: Sitting, friday: dt.datetime
) -> None:
    book(tiny, guest=amina, party=2)
    answer = anybody.post(address(tiny), {"party": 2})
    booking = Booking.objects.select_related("guest").get(status="waiting")
    assert booking.guest is not None
    assert answer.status_code == 201
    assert answer.json() == ticket(tiny, booking, booking.guest, party=2, status="waiting", set_aside=True)


def test_takeaway(anybody: APIClient, lunch: Sitting) -> None:
    assert anybody.post(address(lunch), {"kind": "takeaway"}).json()["kind"] == "takeaway"


def test_a_volunteer_books_for_a_caller(doria: User, helper: Helper, stella: User, lunch: Sitting) -> None:
    for user in (doria, helper("Fornaio", Role.SHOP), stella):
        assert with_token(user).post(address(lunch)).status_code == 201
    assert [booking.door for booking in Booking.objects.order_by("pk")] == ["call", "api", "api"]


def test_a_card_opens_no_lunch_of_another_canteen(amina: Guest, their_lunch: Sitting, friday: dt.datetime) -> None:
    assert with_card(amina).post(address(their_lunch)).status_code == 404


def test_a_party_too_large_is_refused_with_a_sentence(anybody: APIClient, lunch: Sitting) -> None:
    answer = anybody.post(address(lunch), {"party": 7})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/api/v1/problems/party_not_possible/", "title": "Bad Request", "status": 400,
        "code": "party_not_possible",
        "detail": "Si può prenotare per un numero di persone da 1 a 6. Se siete di più, chiamaci.",
    }  # fmt: skip


def test_after_the_bookings_close(anybody: APIClient, lunch: Sitting) -> None:
    with clock.at(lunch.booking_closes):
        answer = anybody.post(address(lunch))
    assert (answer.status_code, answer.json()["code"]) == (409, "booking_not_open")


def test_no_takeaway_left(anybody: APIClient, small_lunch: Sitting) -> None:
    answer = anybody.post(address(small_lunch), {"kind": "takeaway", "party": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_takeaway_left")


def test_each_wrong_field_is_named(anybody: APIClient, lunch: Sitting) -> None:
    wrong = {"party": "many", "kind": "bed", "language": "tlh", "client_ref": str(uuid.UUID(int=1))}
    assert anybody.post(address(lunch), wrong).json() == {
        "type": "/api/v1/problems/invalid/", "title": "Bad Request", "status": 400, "code": "invalid",
        "detail": "Alcuni dati non vanno bene.",
        "errors": [
            {"field": "party", "code": "invalid", "detail": "È richiesto un numero intero valido."},
            {"field": "kind", "code": "invalid_choice", "detail": '"bed" non è una scelta valida.'},
            {"field": "language", "code": "invalid_choice", "detail": '"tlh" non è una scelta valida.'},
            {"field": "client_ref", "code": "not_random", "detail": "Serve un UUID casuale (versione 4)."},
        ],
    }  # fmt: skip


def test_an_unknown_sitting(anybody: APIClient, lunch: Sitting) -> None:
    for pk in (lunch.pk + 1, 10**18, 10**30):
        assert anybody.post(f"/api/v1/sittings/{pk}/bookings/").status_code == 404


def test_the_owner_reads_is_late_and_gives_back(amina: Guest, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina)
    client, own = with_card(amina), f"/api/v1/bookings/{booking.pk}/"
    assert client.get(own).json() == ticket(lunch, booking, amina) | {"line": None}
    assert client.patch(own, {"arrives_late": True}).json() == ticket(lunch, booking, amina, arrives_late=True)
    gone = ticket(lunch, booking, amina, arrives_late=True, status="cancelled")
    assert [client.delete(own).json(), client.delete(own).json()] == [gone, gone]
    assert client.get(own).json() == gone | {"line": None}


def test_what_is_over_is_refused(amina: Guest, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina)
    Booking.objects.filter(pk=booking.pk).update(status="released")
    client, own = with_card(amina), f"/api/v1/bookings/{booking.pk}/"
    for answer in (client.delete(own), client.patch(own, {"arrives_late": True})):
        assert (answer.status_code, answer.json()["code"]) == (409, "not_possible_now")


def test_nobody_sees_anothers_booking(
    anybody: APIClient, amina: Guest, bruno: Guest, carla: User, lunch: Sitting
) -> None:
    own = f"/api/v1/bookings/{book(lunch, guest=amina).pk}/"
    asked = [client.get(own).status_code for client in (anybody, with_card(bruno), with_token(carla))]
    assert asked == [401, 404, 401]
    assert with_card(bruno).delete(own).status_code == 404
    assert Booking.objects.get().status == "confirmed"
