"""Special plates, needs and volunteers at the table through the API."""

from rest_framework.test import APIClient

from canteens.models import User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.api.conftest import with_card, with_token


def test_booking_says_what_the_party_needs(anybody: APIClient, lunch: Sitting) -> None:
    asked = {"party": 3, "high_chairs": 1, "step_free": 1}
    ticket = anybody.post(f"/api/v1/sittings/{lunch.pk}/bookings/", asked, format="json").json()
    assert (ticket["party"], ticket["high_chairs"], ticket["step_free"]) == (3, 1, 1)
    row = Booking.objects.get()
    assert (row.high_chairs, row.step_free) == (1, 1)


def test_guest_asks_kitchen_answers_guest_reads(amina: Guest, carla: User, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina, party=3)
    own, kitchen = f"/api/v1/bookings/{booking.pk}/plates/", f"/api/v1/sittings/{lunch.pk}/plates/"
    phone, office = with_card(amina), with_token(carla)
    refused = phone.post(own, {"needs": ["pork"], "agreed": False}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "consent_needed")
    [plate] = phone.post(own, {"needs": ["pork"], "people": 2, "agreed": True}, format="json").json()
    assert (plate["needs"], plate["people"], plate["answer"]) == (["pork"], 2, "open")
    seen = office.post(kitchen, {"needs": ["pork"], "possible": True}, format="json").json()
    kind = {"needs": ["pork"], "people": 2, "confirmed": 2, "not_possible": 0, "open": 0}
    face = {"number": amina.face.number, "pictogram": amina.face.pictogram, "colour": amina.face.colour}
    assert seen == {"kinds": [kind], "plates": [plate | {"answer": "confirmed", "face": face}]}
    assert phone.get(own).json() == [plate | {"answer": "confirmed"}]
    assert phone.delete(own).json() == []
    assert office.get(kitchen).json() == {"kinds": [], "plates": []}


def test_one_answer_is_to_a_plate_or_to_a_kind(carla: User, lunch: Sitting) -> None:
    for said in ({"possible": True}, {"possible": True, "plate": 1, "needs": ["pork"]}):
        answer = with_token(carla).post(f"/api/v1/sittings/{lunch.pk}/plates/", said, format="json")
        assert answer.status_code == 400


def test_volunteers_are_expected_sit_and_get_up(carla: User, doria: User, lunch: Sitting) -> None:
    from canteens import clock

    where = f"/api/v1/sittings/{lunch.pk}/volunteers/"
    assert with_token(carla).put(where, {"count": 2}, format="json").json() == {"seated": 0, "volunteers": 2}
    with clock.at(lunch.starts):
        assert with_token(doria).post(where + "sit/", {}, format="json").json()["kind"] == "table_volunteer"
        assert with_token(carla).put(where, {"count": 1}, format="json").json() == {"seated": 1, "volunteers": 1}
        assert with_token(doria).post(where + "get-up/", {}, format="json").json()["status"] == "confirmed"
    with clock.at(lunch.starts):
        assert with_token(doria).get(f"/api/v1/sittings/{lunch.pk}/door/").json() == []
