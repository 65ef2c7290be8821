"""Somebody calls: a day, how many, one button."""

import datetime as dt
import re

import pytest
from django.test import Client

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import set_reach
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting

Status = Booking.Status
TUESDAY = MONDAY + dt.timedelta(days=1)
REF = "11111111-1111-4111-8111-111111111111"
NEVER = "Non dire mai a chi chiama se qualcuno ha prenotato."


@pytest.fixture
def tomorrow(noon: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Tuesday's lunch, which can be booked at Monday noon."""
    return sitting_on(TUESDAY)


def asked(sitting: Sitting, **more: object) -> dict[str, object]:
    """What the page posts."""
    return {"sitting": sitting.pk, "party": 1, "alias": "", "code": "", "client_ref": REF} | more


def test_the_first_day_is_chosen_and_one_is_the_party(tomorrow: Sitting, phone: Client) -> None:
    page = phone.get("/accoglienza/chiamata/").content.decode()
    assert re.findall(r'name="sitting" value="(\d+)"( checked)?', page) == [(str(tomorrow.pk), " checked")]
    assert re.findall(r'name="party" value="(\d+)"', page) == ["1"]
    assert (NEVER in page, "Martedì 24 novembre" in page) == (True, True)


def test_a_caller_gets_a_seat_and_a_card_to_write_down(tomorrow: Sitting, phone: Client) -> None:
    for _ in range(2):
        response = phone.post("/accoglienza/chiamata/", asked(tomorrow, party=3))
    booking = Booking.objects.get()
    assert booking.guest
    assert (booking.status, booking.party, booking.door) == (Status.CONFIRMED, 3, Booking.Door.CALL)
    page = phone.get(response["Location"]).content.decode()
    for told in (
        booking.guest.spaced_code,
        booking.guest.pin,
        booking.guest.face.number,
        booking.guest.face.word,
        NEVER,
    ):
        assert told in page


def test_a_callers_telephone_is_kept_with_their_yes_and_never_shown(tomorrow: Sitting, phone: Client) -> None:
    number = {"phone": "333 123 4567", "agreed": "on"}
    response = phone.post("/accoglienza/chiamata/", asked(tomorrow, **number), follow=True)
    guest = Guest.objects.get()
    assert guest.contact
    assert (guest.contact.phone, [consent.purpose for consent in guest.consents.all()]) == ("3331234567", ["call"])
    pages = [response.content.decode(), phone.get("/accoglienza/").content.decode()]
    assert [digits in page for page in pages for digits in ("333 123", "333123")] == [False] * 4


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ({"phone": "333 123 4567"}, "Serve il sì di chi chiama. Se non vuole, lascia vuoto."),
        ({"phone": "333", "agreed": "on"}, "Controlla il numero. Per esempio: 333 123 4567"),
    ],
)
def test_without_a_yes_or_a_number_nothing_is_booked(
    tomorrow: Sitting, phone: Client, number: dict[str, str], says: str
) -> None:
    answer = phone.post("/accoglienza/chiamata/", asked(tomorrow, **number))
    assert (answer.status_code, says in answer.content.decode(), Booking.objects.count()) == (400, True, 0)


def test_a_number_that_is_known_stays(tomorrow: Sitting, phone: Client, bruno: Guest) -> None:
    set_reach(bruno, email="", phone="011 947 1234")
    phone.post("/accoglienza/chiamata/", asked(tomorrow, code=bruno.code, phone="333 123 4567", agreed="on"))
    bruno.refresh_from_db()
    assert bruno.contact
    assert (bruno.contact.phone, bruno.bookings.count()) == ("0119471234", 1)


def test_an_alias_is_kept_with_its_consent(tomorrow: Sitting, phone: Client) -> None:
    phone.post("/accoglienza/chiamata/", asked(tomorrow, alias="Nonna Pia"))
    guest = Guest.objects.get()
    assert (guest.alias, [consent.purpose for consent in guest.consents.all()]) == ("Nonna Pia", ["alias"])


def test_a_card_that_exists_is_used_and_its_pin_not_shown(tomorrow: Sitting, phone: Client, amina: Guest) -> None:
    first = phone.post("/accoglienza/chiamata/", asked(tomorrow, code=amina.spaced_code))
    again = phone.post("/accoglienza/chiamata/", asked(tomorrow, code=amina.code, client_ref=""))
    assert again.status_code == 400  # the form's own mark is missing
    second = phone.post(
        "/accoglienza/chiamata/", asked(tomorrow, code=amina.code, client_ref="22222222-2222-4222-8222-222222222222")
    )
    pages = [phone.get(response["Location"]).content.decode() for response in (first, second)]
    assert Booking.objects.get().guest == amina
    assert [(">PIN<" in page, amina.token in page) for page in pages] == [(False, False), (False, False)]


def test_a_wrong_code_is_said_and_nothing_typed_is_lost(tomorrow: Sitting, phone: Client) -> None:
    response = phone.post("/accoglienza/chiamata/", asked(tomorrow, party=4, code="111 111 111"))
    page = response.content.decode()
    assert (response.status_code, Booking.objects.count()) == (404, 0)
    assert response.context["form"].errors == {"code": ["Questo codice non c'è. Fattelo leggere ancora: nove numeri."]}
    assert ('value="4"' in page, 'value="111 111 111"' in page) == (True, True)


@pytest.mark.parametrize(("party", "status"), [(0, 400), (7, 400), ("", 400), (6, 302)])
def test_a_party_has_its_bounds(tomorrow: Sitting, phone: Client, party: object, status: int) -> None:
    assert phone.post("/accoglienza/chiamata/", asked(tomorrow, party=party)).status_code == status


def test_a_full_day_is_the_waiting_list(phone: Client, noon: dt.datetime, sitting_on: OpenSitting) -> None:
    full = sitting_on(TUESDAY, seats=1, kept_at_door=1)
    response = phone.post("/accoglienza/chiamata/", asked(full))
    page = phone.get(response["Location"]).content.decode()
    assert Booking.objects.get().status == Status.WAITING
    assert ("È in lista d'attesa" in page, "Il pasto da portare via è sicuro." in page) == (True, True)


def test_only_days_that_can_be_booked_are_offered(
    canteen: Canteen, phone: Client, today: Sitting, tomorrow: Sitting
) -> None:
    page = phone.get("/accoglienza/chiamata/").content.decode()
    assert re.findall(r'name="sitting" value="(\d+)"', page) == [str(tomorrow.pk)]
    assert phone.post("/accoglienza/chiamata/", asked(today)).status_code == 400
    with clock.at(canteen.instant(MONDAY, dt.time(10, 30))):
        early = phone.get("/accoglienza/chiamata/").content.decode()
    assert re.findall(r'name="sitting" value="(\d+)"', early) == [str(today.pk), str(tomorrow.pk)]


def test_with_no_day_to_book_the_page_says_so(today: Sitting, phone: Client) -> None:
    assert "Adesso non si può prenotare per nessun giorno" in phone.get("/accoglienza/chiamata/").content.decode()
