"""Who sees the door, and when."""

import datetime as dt

import pytest
from django.test import Client

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting
from tests.web_door.conftest import Booked, signed_in

TUESDAY = MONDAY + dt.timedelta(days=1)
PAGES = [
    "/accoglienza/", "/accoglienza/pieno/", "/accoglienza/gira/", "/accoglienza/gira/ar/", "/accoglienza/chiamata/",
    "/accoglienza/chiusura/", "/accoglienza/foglio/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_who_may_and_for_nobody_else(
    page: str, today: Sitting, phone: Client, lucia: User, dario: User, carla: User
) -> None:
    assert [client.get(page).status_code for client in (phone, signed_in(lucia), signed_in(dario))] == [200] * 3
    assert signed_in(carla).get(page).status_code == 302 or signed_in(carla).get(page).status_code == 403
    assert Client().get(page)["Location"] == f"/entra/?next={page}"


def test_a_stranger_seats_nobody(today: Sitting, booked: Booked, carla: User) -> None:
    booking = booked(today, "428103957")
    address = f"/accoglienza/{booking.pk}/arrivato/"
    assert Client().post(address).status_code == 302
    assert signed_in(carla).post(address).status_code == 403
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED


@pytest.mark.parametrize(
    ("hour", "status"), [((9, 59), 403), ((10, 0), 200), ((15, 59), 200), ((16, 0), 403), ((23, 0), 403)]
)
def test_a_phone_works_in_the_doors_hours(
    canteen: Canteen, today: Sitting, phone: Client, hour: tuple[int, int], status: int
) -> None:
    with clock.at(canteen.instant(MONDAY, dt.time(*hour))):
        response = phone.get("/accoglienza/")
    assert response.status_code == status
    if status == 403:
        assert "L'elenco si vede dalle 10:00 alle 16:00" in response.content.decode().replace("&#x27;", "'")


def test_people_who_sign_in_are_not_bound_to_the_hours(canteen: Canteen, today: Sitting, dario: User) -> None:
    with clock.at(canteen.instant(MONDAY, dt.time(9))):
        assert signed_in(dario).get("/accoglienza/").status_code == 200


def test_another_day_is_for_coordinators(
    canteen: Canteen, today: Sitting, sitting_on: OpenSitting, phone: Client, lucia: User, dario: User, booked: Booked
) -> None:
    tomorrow = sitting_on(TUESDAY)
    booking = booked(tomorrow, "428103957")
    page = f"/accoglienza/?day={TUESDAY}"
    assert (phone.get(page).status_code, signed_in(dario).get(page).status_code) == (403, 403)
    shown = signed_in(lucia).get(page).content.decode()
    assert (shown.count("<strong>42</strong>"), shown.count("formaction"), shown.count("+1 arrivo")) == (1, 0, 0)
    for client in (phone, signed_in(dario), signed_in(lucia)):
        assert client.post(f"/accoglienza/{booking.pk}/arrivato/").status_code == 404


def test_a_senseless_day_is_today(today: Sitting, lucia: User) -> None:
    assert signed_in(lucia).get("/accoglienza/?day=2026-13-40").status_code == 200
    assert signed_in(lucia).get("/accoglienza/?day=ieri").status_code == 200


def test_a_day_without_a_sitting_names_the_next(noon: dt.datetime, sitting_on: OpenSitting, phone: Client) -> None:
    sitting_on(TUESDAY)
    page = phone.get("/accoglienza/").content.decode()
    assert ("Oggi non c'è servizio" in page, "martedì 24 novembre" in page) == (True, True)


def test_a_cancelled_sitting_tells_why(today: Sitting, phone: Client) -> None:
    Sitting.objects.filter(pk=today.pk).update(status=Sitting.Status.CANCELLED, reason="manca la luce")
    page = phone.get("/accoglienza/").content.decode()
    assert ("manca la luce" in page, "+1 arrivo" in page) == (True, False)


def test_without_a_sitting_no_button_acts(noon: dt.datetime, phone: Client) -> None:
    for address in ("arrivo/", "pieno/", "chiusura/"):
        response = phone.post(f"/accoglienza/{address}", {"way": "seat"})
        assert (response.status_code, response["Location"]) == (302, "/accoglienza/")


@pytest.mark.parametrize("verb", ["arrivato", "annulla", "asporto"])
def test_nothing_acts_on_get(today: Sitting, phone: Client, booked: Booked, verb: str) -> None:
    booking = booked(today, "428103957")
    assert phone.get(f"/accoglienza/{booking.pk}/{verb}/").status_code == 405
    assert phone.get("/accoglienza/arrivo/").status_code == 405
    booking.refresh_from_db()
    assert (booking.status, Booking.objects.count()) == (Booking.Status.CONFIRMED, 1)


def test_whoever_opens_the_door_is_seen(canteen: Canteen, today: Sitting, phone: Client, dario: User) -> None:
    phone.get("/accoglienza/")
    canteen.refresh_from_db()
    assert (canteen.door_seen, canteen.devices.get().last_seen) == (clock.now(), clock.now())
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        signed_in(dario).get("/accoglienza/")
        canteen.refresh_from_db()
        assert canteen.door_seen == clock.now()


def test_the_sheet_is_a_pdf_too(today: Sitting, phone: Client, carla: User) -> None:
    answer = phone.get("/accoglienza/foglio/pdf/")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert signed_in(carla).get("/accoglienza/foglio/pdf/").status_code == 403
