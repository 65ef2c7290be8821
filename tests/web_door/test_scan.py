"""A card held before the camera: what the phone read is posted, and today's booking is seated."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from canteens.models import Canteen
from guests.merging import merge
from guests.models import Guest
from guests.register import new_card
from mensa.models import Booking, Sitting
from tests.web_door.conftest import Booked

Status = Booking.Status
FISH = "428103957"


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def shown(phone: Client, code: str) -> Any:
    return phone.post("/accoglienza/codice/", {"code": code})


def test_a_ticket_seats_its_party(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH, alias="Amina", party=2)
    assert booking.guest
    for code in (booking.guest.token, booking.guest.token):
        answer = shown(phone, code)
        assert (answer["Location"], said(answer)[-1]) == ("/accoglienza/", "Amina: c'è. Buon pranzo!")
    booking.refresh_from_db()
    assert (booking.status, booking.came) == (Status.SEATED, 2)


def test_a_ceded_seat_leads_to_the_ways_that_are_left(small: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(small, FISH, status=Status.RELEASED)
    assert booking.guest
    phone.post("/accoglienza/arrivo/", {"party": "2"})
    assert shown(phone, booking.guest.token)["Location"] == f"/accoglienza/pieno/?booking={booking.pk}"


def test_a_card_without_a_booking_is_welcome(today: Sitting, phone: Client, canteen: Canteen) -> None:
    guest = new_card(canteen)
    page = shown(phone, guest.token).content.decode()
    assert ("Oggi non ha prenotato" in page, guest.token in page, guest.code in page) == (True, False, False)
    [card] = re.findall(r'name="card" value="([^"]+)"', page)
    for _ in range(2):
        phone.post("/accoglienza/arrivo/", {"card": card, "party": "2"})
    booking = Booking.objects.get()
    assert (booking.guest, booking.status, booking.came, booking.door) == (guest, Status.SEATED, 2, "walk_in")


def test_a_cancelled_booking_is_none(today: Sitting, phone: Client, booked: Booked) -> None:
    guest = booked(today, FISH, status=Status.CANCELLED).guest
    assert guest
    assert "Oggi non ha prenotato" in shown(phone, guest.token).content.decode()


def test_the_code_of_a_card_is_enough(today: Sitting, phone: Client, canteen: Canteen) -> None:
    assert "Oggi non ha prenotato" in shown(phone, new_card(canteen).spaced_code).content.decode()


@pytest.mark.parametrize("code", ["", "x", "428103958", "A" * 22, "https://example.org/", "A" * 500])
def test_what_is_no_card_of_ours_is_said_in_words(today: Sitting, phone: Client, code: str) -> None:
    answer = shown(phone, code)
    assert said(answer) == ["Questo codice non è di una carta di qui. Cerca il numero, o tocca +1 arrivo."]
    assert answer["Location"] == "/accoglienza/"


def test_a_card_of_another_canteen_is_not_known(today: Sitting, phone: Client) -> None:
    other = new_card(Canteen.objects.create(name="Altrove", place="Torino"))
    assert shown(phone, other.token)["Location"] == "/accoglienza/"
    assert Guest.objects.filter(pk=other.pk, bookings=None).exists()


@pytest.mark.parametrize("card", ["", "1234567", "1234567:x:y"])
def test_a_card_that_nobody_showed_is_nobodys(today: Sitting, phone: Client, card: str) -> None:
    phone.post("/accoglienza/arrivo/", {"card": card})
    assert Booking.objects.get().guest is None


def test_only_the_list_may_ask_for_the_camera(today: Sitting, phone: Client) -> None:
    pages = [phone.get(f"/accoglienza/{page}")["Permissions-Policy"] for page in ("", "pieno/", "chiusura/")]
    nothing = "camera=(), microphone=(), geolocation=()"
    assert pages == ["camera=(self), microphone=(), geolocation=()", nothing, nothing]


def test_a_card_that_was_merged_finds_the_booking_of_the_one_that_is_kept(
    today: Sitting, phone: Client, booked: Booked, canteen: Canteen
) -> None:
    booking, old = booked(today, FISH), new_card(canteen)
    assert booking.guest
    merge(old, into=booking.guest)
    shown(phone, old.token)
    booking.refresh_from_db()
    assert booking.status == Status.SEATED
