"""Day, party, ticket: the same ticket however often it is asked for."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.test import Client

from canteens import clock
from guests.models import Guest
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.web_guest.conftest import fill

REF = UUID(int=1)


def post(client: Client, sitting: Sitting, *, party: object = 1, ref: object = REF):
    return client.post(f"/prenota/{sitting.pk}/", {"party": party, "client_ref": ref})


def test_stranger_books_with_nothing_and_gets_a_ticket(client: Client, monday: Sitting) -> None:
    response = post(client, monday, party=2)
    booking = Booking.objects.get()
    assert response.headers["Location"] == f"/posto/{booking.guest.token}/{booking.pk}/"
    assert (booking.party, booking.status, booking.door, booking.client_ref) == (2, "confirmed", "web", REF)
    assert (booking.guest.alias, booking.guest.contact) == ("", None)


def test_question_has_one_preset_and_a_reference_of_its_own(client: Client, monday: Sitting) -> None:
    forms = [client.get(f"/prenota/{monday.pk}/").context["form"] for _ in range(2)]
    assert [form["party"].value() for form in forms] == [1, 1]
    assert forms[0]["client_ref"].value() != forms[1]["client_ref"].value()


def test_double_tap_without_a_cookie_is_one_ticket(client: Client, monday: Sitting) -> None:
    first, second = post(client, monday), post(Client(), monday)
    assert (first.headers["Location"], Booking.objects.count()) == (second.headers["Location"], 1)


def test_back_and_again_with_another_reference_is_the_same_ticket(client: Client, monday: Sitting) -> None:
    first, second = post(client, monday), post(client, monday, party=4, ref=uuid4())
    assert (first.headers["Location"], Booking.objects.get().party) == (second.headers["Location"], 1)


def test_question_for_a_day_already_booked_leads_to_its_ticket(phone: Client, booking: Booking) -> None:
    response = phone.get(f"/prenota/{booking.sitting_id}/")
    assert response.headers["Location"] == f"/posto/{booking.guest.token}/{booking.pk}/"


def test_phone_remembers_and_books_with_the_same_card(client: Client, canteen) -> None:
    for sitting in Sitting.objects.order_by("day")[:3]:
        post(client, sitting, ref=uuid4())
    assert (Guest.objects.count(), Booking.objects.count()) == (1, 3)


def test_cookie_is_hidden_from_scripts_and_other_sites(client: Client, monday: Sitting) -> None:
    cookie = post(client, monday).cookies["card"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31_536_000)
    assert Guest.objects.get().token in cookie.value


def test_party_too_large_keeps_what_was_typed(client: Client, monday: Sitting) -> None:
    response = post(client, monday, party=7)
    assert (response.status_code, response.context["form"]["party"].value()) == (400, "7")
    assert response.context["form"].errors == {
        "party": ["Si può prenotare per un numero di persone da 1 a 6. Se siete di più, chiamaci."]
    }
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("party", ["due", "", "1e9", "99999999999999999999"])
def test_what_is_no_party_is_asked_again(client: Client, monday: Sitting, party: str) -> None:
    response = post(client, monday, party=party)
    assert (response.status_code, response.context["form"]["party"].value(), Booking.objects.count()) == (400, party, 0)


@pytest.mark.parametrize("party", ["due", ""])
def test_how_a_party_is_written_is_said(client: Client, monday: Sitting, party: str) -> None:
    assert post(client, monday, party=party).context["form"].errors == {"party": ["Scrivi un numero: 1, 2, 3…"]}


def test_strange_reference_is_asked_again(client: Client, monday: Sitting) -> None:
    response = post(client, monday, ref="not-a-reference")
    assert (response.status_code, Booking.objects.count()) == (400, 0)


def test_closed_booking_says_that_whoever_comes_is_welcome(client: Client, monday: Sitting) -> None:
    with clock.at(dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)):
        response = post(client, monday)
    assert response.status_code == 409
    assert response.context["form"].errors == {
        "party": ["Per questo pranzo non si può prenotare adesso. Puoi sempre venire: qualche posto è per chi arriva."]
    }


def test_full_day_waits_with_the_meal_set_aside(client: Client, monday: Sitting) -> None:
    fill(monday, seats=22)
    assert "Se aspetti, ti diciamo se si libera." in client.get(f"/prenota/{monday.pk}/").content.decode()
    page = client.get(post(client, monday, party=2).headers["Location"]).content.decode()
    assert "Sei in lista." in page
    assert "Il pasto è sicuro: se non si libera, lo porti via." in page


def test_full_for_takeaway_too_promises_no_meal(client: Client, monday: Sitting) -> None:
    fill(monday, seats=22)
    for _ in range(20):
        book(monday)
    page = client.get(post(client, monday).headers["Location"]).content.decode()
    assert ("Sei in lista." in page, "Il pasto è sicuro" in page) == (True, False)


def test_unknown_day_is_not_there(client: Client, canteen) -> None:
    assert client.get("/prenota/999999/").status_code == 404


def test_booking_needs_the_pages_own_form(monday: Sitting) -> None:
    assert post(Client(enforce_csrf_checks=True), monday).status_code == 403
    assert Booking.objects.count() == 0


def test_card_speaks_the_pages_language(client: Client, monday: Sitting) -> None:
    client.post("/lingua/", {"language": "ar", "next": "/"})
    post(client, monday)
    assert Guest.objects.get().language == "ar"


def test_an_address_that_books_too_often_is_asked_to_wait_and_keeps_what_it_typed(client, monday, settings) -> None:
    settings.WEB_BOOKINGS_AN_HOUR = 2
    assert [post(Client(), monday, ref=uuid4()).status_code for _ in range(2)] == [302, 302]
    refused = post(client, monday, party=3)
    form = refused.context["form"]
    assert (refused.status_code, form["party"].value(), Booking.objects.count()) == (429, "3", 2)
    assert form.errors["party"] == [
        "Hai provato molte volte. Riprova tra qualche minuto, oppure chiedi a un volontario."
    ]
