"""Volunteers at the table by a tap, and what a row and the sheet say of high chairs and special plates."""

from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import User
from mensa import volunteers
from mensa.models import Booking, Sitting
from mensa.special_plates import SpecialPlate
from tests.web_door.conftest import Booked, signed_in
from tests.web_door.test_list import FISH, said


def held(sitting: Sitting) -> tuple[int, int]:
    sitting.refresh_from_db()
    return sitting.volunteers, volunteers.seated(sitting)


def test_one_tap_more_and_one_fewer(today: Sitting, phone: Client) -> None:
    for taps, sits in [(1, "yes"), (2, "yes"), (1, "no")]:
        phone.post(reverse("door_helper"), {"sits": sits})
        assert held(today) == (taps, taps)
    assert "volontari a tavola: 1 di 1" in phone.get(reverse("door")).content.decode()


def test_they_find_no_chair_in_a_full_room(small: Sitting, phone: Client) -> None:
    volunteers.sit_down(small)
    response = phone.post(reverse("door_helper"), {"sits": "yes"})
    assert said(response) == ["La sala può tenere al massimo 3 persone."]
    assert held(small) == (1, 1)


def test_coordinator_expects_them_ahead(today: Sitting, lucia: User, dario: User) -> None:
    page = reverse("sitting_helpers", args=[today.pk])
    assert signed_in(dario).post(page, {"count": 2}).status_code == 403
    signed_in(lucia).post(page, {"count": 2})
    assert held(today) == (2, 0)
    assert signed_in(lucia).post(page, {"count": 6}).status_code == 409  # 25 seats, and room for 30
    assert held(today) == (2, 0)


def test_row_and_sheet_say_what_the_party_needs(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH, party=3, high_chairs=1, step_free=2)
    SpecialPlate.objects.create(booking=booking, needs=["pork"], people=2)
    for page in ("door", "door_sheet"):
        assert "seggioloni: 1 · senza gradini: 2 · piatti speciali: 2" in phone.get(reverse(page)).content.decode()


def test_caller_asks_for_a_high_chair(today: Sitting, lucia: User) -> None:
    with clock.at(today.booking_opens):
        signed_in(lucia).post(
            reverse("door_call"),
            {"sitting": today.pk, "party": 2, "high_chairs": 1, "client_ref": "6a0b2c1e-0b7c-4a55-9d40-0d3f0f9f1f6e"},
        )
    assert list(Booking.objects.values_list("party", "high_chairs", "step_free")) == [(2, 1, 0)]


def test_caller_takes_the_meal_away(today: Sitting, lucia: User) -> None:
    said = {"sitting": today.pk, "party": 2, "kind": "takeaway", "client_ref": "6a0b2c1e-0b7c-4a55-9d40-0d3f0f9f1f6e"}
    with clock.at(today.booking_opens):
        page = signed_in(lucia).post(reverse("door_call"), said, follow=True).content.decode()
    today.refresh_from_db()
    assert (today.taken, today.taken_away, "Il pasto da portare via c'è" in page) == (0, 2, True)
