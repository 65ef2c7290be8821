"""What a guest may tell, each with a yes of its own; a lost card found; a lent phone that forgets."""

import re

import pytest
from django.test import Client

from canteens.models import Canteen
from guests.models import Consent, Guest
from mensa.models import Booking
from notices.models import Contact, Notice
from tests.web_guest.test_ticket import url


def found(client: Client, *, code: str = "428 103 955", pin: str) -> int:
    return client.post("/trova/", {"code": code, "pin": pin}).status_code


def wrong_pin(guest: Guest) -> str:
    return f"{(int(guest.pin) + 1) % 10_000:04}"


def test_alias_is_kept_with_its_consent(client: Client, booking: Booking) -> None:
    client.post(url(booking, "nome/"), {"a-alias": "Zia Amina", "a-agreed": "on"})
    assert Guest.objects.get().alias == "Zia Amina"
    assert list(Consent.objects.values_list("purpose", "withdrawn")) == [("alias", None)]


def test_alias_without_a_yes_is_not_kept(client: Client, booking: Booking) -> None:
    response = client.post(url(booking, "nome/"), {"a-alias": "Zia Amina"})
    assert (response.status_code, Guest.objects.get().alias, Consent.objects.count()) == (400, "", 0)
    assert response.context["form"].errors == {"agreed": ["Serve il tuo sì. Se non vuoi, lascia vuoto."]}
    assert response.context["form"]["alias"].value() == "Zia Amina"


def test_a_name_too_long_says_how_long_it_may_be(client: Client, booking: Booking) -> None:
    response = client.post(url(booking, "nome/"), {"a-alias": "A" * 31, "a-agreed": "on"})
    assert response.context["form"].errors == {"alias": ["È troppo lungo: al massimo 30 lettere."]}


def test_empty_alias_takes_name_and_consent_back(client: Client, booking: Booking) -> None:
    client.post(url(booking, "nome/"), {"a-alias": "Zia Amina", "a-agreed": "on"})
    client.post(url(booking, "nome/"), {"a-alias": ""})
    assert (Guest.objects.get().alias, Consent.objects.filter(withdrawn=None).count()) == ("", 0)


def test_reminder_is_written_with_its_consent(client: Client, booking: Booking) -> None:
    client.post(url(booking, "promemoria/"), {"r-email": "amina@example.org", "r-agreed": "on"})
    assert Guest.objects.get().contact.email == "amina@example.org"
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["reminder"]
    # 20:00 on Sunday: the hour of Monday's reminder (18:00) has passed, so only the confirmation is written.
    assert list(Notice.objects.values_list("kind", flat=True)) == ["booking_confirmed"]


def test_a_telephone_is_kept_with_its_consent(client: Client, booking: Booking) -> None:
    told = {"r-phone": "333 123 4567", "r-first": "call", "r-call_reminders": "on", "r-agreed": "on"}
    client.post(url(booking, "promemoria/"), told)
    assert booking.guest
    contact = Contact.objects.get()
    assert (contact.phone, contact.email, contact.channels, contact.call_reminders) == (
        "3331234567", "", ["call", "email"], True,
    )  # fmt: skip
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["call"]
    page = client.get(url(booking)).content.decode()
    assert 'value="3331234567"' in page
    client.post(url(booking, "promemoria/"), {})
    assert (Contact.objects.get().phone, Consent.objects.filter(withdrawn=None).count()) == ("", 0)


def test_a_number_that_cannot_be_is_asked_again(client: Client, booking: Booking) -> None:
    answer = client.post(url(booking, "promemoria/"), {"r-phone": "12", "r-agreed": "on"})
    assert answer.status_code == 400
    assert "Controlla il numero. Per esempio: 333 123 4567" in answer.content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"r-email": "amina@", "r-agreed": "on"},
        {"r-email": "amina@example.org"},
        {"r-email": "a" * 243 + "@example.org", "r-agreed": "on"},  # one character more than is kept
    ],
)
def test_reminder_without_address_or_yes_is_not_kept(client: Client, booking: Booking, told: dict[str, str]) -> None:
    assert client.post(url(booking, "promemoria/"), told).status_code == 400
    assert (Guest.objects.get().contact, Notice.objects.count()) == (None, 0)


def test_an_address_with_a_slip_comes_back_with_an_example(client: Client, booking: Booking) -> None:
    response = client.post(url(booking, "promemoria/"), {"r-email": "amina@", "r-agreed": "on"})
    assert response.context["form"].errors == {"email": ["Controlla l'e-mail. Per esempio: nome@posta.it"]}
    assert response.context["form"]["email"].value() == "amina@"


def test_language_of_notices_is_the_guests(client: Client, booking: Booking) -> None:
    client.post(url(booking, "lingua/"), {"l-language": "ar"})
    assert Guest.objects.get().language == "ar"


def test_unknown_language_is_asked_again(client: Client, booking: Booking) -> None:
    assert client.post(url(booking, "lingua/"), {"l-language": "xx"}).status_code == 400


def test_lost_card_is_found_by_code_and_pin(client: Client, booking: Booking) -> None:
    response = client.post("/trova/", {"code": "428103955", "pin": booking.guest.pin}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert response.context["guest"] == booking.guest


def test_wrong_pin_says_so_and_keeps_the_code(client: Client, amina: Guest) -> None:
    response = client.post("/trova/", {"code": "428 103 955", "pin": wrong_pin(amina)})
    assert (response.status_code, response.context["form"]["code"].value()) == (404, "428 103 955")
    assert response.context["form"].non_field_errors() == [
        "Codice o PIN non giusti. Controlla i numeri e prova ancora."
    ]


def test_fifth_wrong_pin_locks_the_card_for_the_right_one_too(client: Client, amina: Guest) -> None:
    assert [found(client, pin=wrong_pin(amina)) for _ in range(5)] == [404] * 5
    assert found(client, pin=amina.pin) == 429


def test_twenty_wrong_tries_stop_an_address_for_an_hour(client: Client, amina: Guest) -> None:
    assert [found(client, code="000 000 000", pin="0000") for _ in range(20)] == [404] * 20
    response = client.post("/trova/", {"code": "428 103 955", "pin": amina.pin})
    assert (response.status_code, response.context["form"]["code"].value()) == (429, "428 103 955")
    assert response.context["form"].non_field_errors() == [
        "Hai provato molte volte. Riprova tra qualche minuto, oppure chiedi a un volontario."
    ]


def test_nothing_typed_is_asked_again(client: Client, amina: Guest) -> None:
    response = client.post("/trova/", {"code": "", "pin": ""})
    assert (response.status_code, response.context["form"].errors) == (400, {
        "code": ["Scrivi i nove numeri del biglietto."], "pin": ["Scrivi i quattro numeri del PIN."],
    })  # fmt: skip


def test_a_code_runs_as_on_the_ticket_in_arabic_too(client: Client, canteen: Canteen) -> None:
    page = client.get("/trova/", headers={"Accept-Language": "ar"}).content.decode()
    assert re.findall(r'<input[^>]* name="(\w+)"[^>]*dir="ltr"', page) == ["code", "pin"]
    assert "\u2066428 103 957\u2069" in page


def test_lent_phone_forgets(phone: Client, booking: Booking) -> None:
    assert phone.get("/dimentica/").status_code == 405
    response = phone.post("/dimentica/", follow=True)
    assert response.context["guest"] is None
    booking.refresh_from_db()
    assert booking.status == "confirmed"
