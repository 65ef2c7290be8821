"""The end of the sitting, and the sheet of paper."""

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting
from tests.web_door.conftest import LATE, Booked, signed_in

Status = Booking.Status


@pytest.fixture
def over(canteen: Canteen, today: Sitting) -> Iterator[Sitting]:
    """Monday's lunch after the release hour."""
    with clock.at(canteen.instant(MONDAY, LATE)):
        yield today


def became(*bookings: Booking) -> list[str]:
    """What each became."""
    for booking in bookings:
        booking.refresh_from_db()
    return [booking.status for booking in bookings]


def test_with_the_list_ticked_who_is_missing_is_absent(over: Sitting, phone: Client, booked: Booked) -> None:
    came, missing = booked(over, "428103957"), booked(over, "170010005", party=2)
    phone.post(f"/accoglienza/{came.pk}/arrivato/")
    page = html.unescape(phone.get("/accoglienza/chiusura/").content.decode())
    assert "1 persona a tavola. 2 persone prenotate non sono segnate: risultano assenti." in page
    response = phone.post("/accoglienza/chiusura/", {"how": "list"})
    assert (response["Location"], became(came, missing)) == ("/accoglienza/", [Status.SEATED, Status.NO_SHOW])
    shown = phone.get("/accoglienza/").content.decode()
    assert ("Il servizio è chiuso." in shown, "+1 arrivo" in shown, "formaction" in shown) == (True, False, False)


def test_with_nobody_ticked_nobody_is_absent(over: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(over, "428103957")
    assert "non risulta assente" in phone.get("/accoglienza/chiusura/").content.decode()
    phone.post("/accoglienza/chiusura/", {"how": "list"})
    assert became(booking) == [Status.NOT_RECORDED]


def test_the_total_alone_is_one_number(over: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(over, "428103957")
    phone.post("/accoglienza/chiusura/", {"how": "total", "total": "23"})
    over.refresh_from_db()
    assert (over.status, over.counted, became(booking)) == (Sitting.Status.CLOSED, 23, [Status.NOT_RECORDED])
    assert "Persone contate: 23." in phone.get("/accoglienza/").content.decode()


def test_more_than_the_room_holds_is_asked_again(over: Sitting, phone: Client) -> None:
    """Room 30 and 20 portions to take away: 50 is taken, 51 and more is asked."""
    limit = over.room_limit + over.portions
    asked = phone.post("/accoglienza/chiusura/", {"how": "total", "total": str(limit + 1)})
    page = html.unescape(asked.content.decode())
    over.refresh_from_db()
    assert (asked.status_code, over.status, f"{limit + 1} persone: è più di quante ne tiene la sala." in page) == (
        409, Sitting.Status.OPEN, True,
    )  # fmt: skip
    assert ('name="confirmed" value="51"' in page, "Sì, è giusto" in page, limit) == (True, True, 50)
    other = phone.post("/accoglienza/chiusura/", {"how": "total", "total": "199", "confirmed": "51"})
    assert other.status_code == 409
    phone.post("/accoglienza/chiusura/", {"how": "total", "total": "51", "confirmed": "51"})
    over.refresh_from_db()
    assert (over.status, over.counted) == (Sitting.Status.CLOSED, 51)


def test_as_many_as_the_room_holds_are_not_asked(over: Sitting, phone: Client) -> None:
    phone.post("/accoglienza/chiusura/", {"how": "total", "total": str(over.room_limit + over.portions)})
    over.refresh_from_db()
    assert (over.status, over.counted) == (Sitting.Status.CLOSED, 50)


@pytest.mark.parametrize("total", ["", "venti", "-3", "2.5"])
def test_a_total_that_is_no_number_closes_nothing_and_stays(over: Sitting, phone: Client, total: str) -> None:
    response = phone.post("/accoglienza/chiusura/", {"how": "total", "total": total})
    over.refresh_from_db()
    assert (response.status_code, over.status) == (400, Sitting.Status.OPEN)
    assert f'name="total" value="{total}"' in response.content.decode()


def test_what_is_closed_is_not_asked_for_again(over: Sitting, phone: Client) -> None:
    phone.post("/accoglienza/chiusura/", {"how": "list"})
    asked = phone.get("/accoglienza/chiusura/")
    assert (asked.status_code, asked["Location"]) == (302, "/accoglienza/")


def test_before_the_release_hour_it_is_too_early(today: Sitting, phone: Client) -> None:
    page = phone.post("/accoglienza/chiusura/", {"how": "list"}, follow=True).content.decode()
    today.refresh_from_db()
    assert ("È troppo presto" in page, today.status) == (True, Sitting.Status.OPEN)


def test_a_coordinator_closes_an_earlier_day(
    over: Sitting, lucia: User, sitting_on: OpenSitting, booked: Booked
) -> None:
    saturday = sitting_on(MONDAY - dt.timedelta(days=2))
    booking = booked(saturday, "428103957")
    page = signed_in(lucia).get(f"/accoglienza/?day={saturday.day}").content.decode()
    assert f'href="/accoglienza/chiusura/?day={saturday.day}"' in page
    response = signed_in(lucia).post(f"/accoglienza/chiusura/?day={saturday.day}", {"how": "total", "total": "21"})
    saturday.refresh_from_db()
    over.refresh_from_db()
    assert response["Location"] == f"/accoglienza/?day={saturday.day}"
    assert (saturday.status, saturday.counted, over.status) == (Sitting.Status.CLOSED, 21, Sitting.Status.OPEN)
    assert became(booking) == [Status.NOT_RECORDED]


def test_the_sheet_has_the_same_faces_and_no_names(today: Sitting, phone: Client, booked: Booked) -> None:
    booked(today, "428103957", alias="Amina", party=2)
    booked(today, "170010005", arrives_late=True)
    booked(today, "900000005", status=Status.WAITING)
    page = phone.get("/accoglienza/foglio/").content.decode()
    assert re.findall(r'class="code">([^<]+)<', page) == ["170 010 005", "428 103 957", "900 000 005"]
    assert re.findall(r'sheet-number">(\d\d)<', page) == ["17", "42", "90"]
    assert ("Amina" in page, "1 persona · arriva tardi" in page, "ciliegie" in page) == (False, True, True)
