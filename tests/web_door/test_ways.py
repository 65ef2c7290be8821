"""Full, and one more stands there: nobody hears no."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from canteens import clock
from canteens.models import Canteen, Device
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting
from tests.web_door.conftest import LATE, Booked

Status, Kind, Door = Booking.Status, Booking.Kind, Booking.Door
TUESDAY = MONDAY + dt.timedelta(days=1)
REF = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def full(small: Sitting, booked: Booked) -> Sitting:
    """Both seats are booked, the room would hold a third, two meals can be taken away."""
    booked(small, "428103957")
    booked(small, "170010005")
    return small


def ways(page: str) -> list[str]:
    """The choices of a page, in order."""
    return re.findall(r'name="way" value="(\w+)"', page)


def said(response: Any) -> list[str]:
    """The toasts that a response leaves."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def newest() -> Booking:
    """What was just booked."""
    found: Booking = Booking.objects.latest("pk")
    return found


def test_plus_one_in_a_full_room_leads_to_the_ways(full: Sitting, phone: Client) -> None:
    response = phone.post("/accoglienza/arrivo/", {"client_ref": REF})
    assert response["Location"] == "/accoglienza/pieno/?party=1"
    page = phone.get(response["Location"]).content.decode()
    assert ways(page) == ["takeaway", "wait", "chair"]
    assert re.findall(r'<option value="(\w+)"', page) == ["family", "child", "tired", "cold", "other"]


def test_tomorrow_is_offered_where_tomorrow_has_room(full: Sitting, phone: Client, sitting_on: OpenSitting) -> None:
    sitting_on(TUESDAY)
    page = phone.get("/accoglienza/pieno/").content.decode()
    assert (ways(page), "Un posto martedì 24 novembre, ore 12" in page) == (
        ["takeaway", "wait", "later", "chair"],
        True,
    )


def test_a_full_tomorrow_is_passed_over(full: Sitting, phone: Client, sitting_on: OpenSitting) -> None:
    sitting_on(TUESDAY, seats=1, kept_at_door=1)
    sitting_on(TUESDAY + dt.timedelta(days=1))
    assert "Un posto mercoledì 25 novembre" in phone.get("/accoglienza/pieno/").content.decode()


def test_one_more_chair_seats_and_history_knows_who_and_why(
    full: Sitting, phone: Client, enrolled: tuple[Device, str]
) -> None:
    for _ in range(2):  # a double tap adds one chair
        phone.post("/accoglienza/pieno/", {"way": "chair", "reason": "cold", "client_ref": REF})
    full.refresh_from_db()
    assert (full.seats, full.taken, newest().status) == (3, 3, Status.SEATED)
    event = full.events.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata == {"device": enrolled[0].pk, "reason": "cold"}


def test_the_room_has_a_limit_and_says_so(full: Sitting, phone: Client) -> None:
    response = phone.post("/accoglienza/pieno/", {"way": "chair", "party": 2, "reason": "family"})
    assert said(response) == ["La sala può tenere al massimo 3 persone."]
    assert response["Location"] == "/accoglienza/pieno/?party=2"
    full.refresh_from_db()
    assert (full.seats, full.taken) == (2, 2)


def test_a_waiting_guest_gets_a_chair_of_her_own(full: Sitting, phone: Client, booked: Booked) -> None:
    waits = booked(full, "900000005", status=Status.WAITING, set_aside=True)
    response = phone.post(f"/accoglienza/{waits.pk}/arrivato/")
    assert response["Location"] == f"/accoglienza/pieno/?booking={waits.pk}"
    assert ways(phone.get(response["Location"]).content.decode()) == ["takeaway", "chair"]
    for _ in range(2):
        phone.post("/accoglienza/pieno/", {"way": "chair", "reason": "child", "booking": waits.pk})
    waits.refresh_from_db()
    full.refresh_from_db()
    assert (waits.status, full.seats, full.taken) == (Status.SEATED, 3, 3)


def test_whoever_lost_the_seat_at_the_release_hour_is_not_sent_away(
    canteen: Canteen, full: Sitting, phone: Client
) -> None:
    first = full.bookings.get(guest__code="428103957")
    with clock.at(canteen.instant(MONDAY, LATE)):
        phone.post("/accoglienza/arrivo/")
        phone.post("/accoglienza/arrivo/")
        response = phone.post(f"/accoglienza/{first.pk}/arrivato/")
        page = phone.get(response["Location"]).content.decode()
        phone.post("/accoglienza/pieno/", {"way": "takeaway", "booking": first.pk})
    first.refresh_from_db()
    assert (ways(page), first.kind, first.status) == (["takeaway", "chair"], Kind.TAKEAWAY, Status.SEATED)


def test_who_waits_here_is_no_caller(full: Sitting, phone: Client) -> None:
    response = phone.post("/accoglienza/pieno/", {"way": "wait", "client_ref": REF})
    page = phone.get(response["Location"]).content.decode()
    assert "<h1>È in lista d'attesa</h1>" in page
    assert [told for told in ("Non dire mai a chi chiama", "Un'altra chiamata") if told in page] == []


def test_the_ways_that_are_gone_are_not_offered(canteen: Canteen, full: Sitting, phone: Client) -> None:
    phone.post("/accoglienza/pieno/", {"way": "takeaway", "party": 2, "client_ref": REF})
    assert ways(phone.get("/accoglienza/pieno/").content.decode()) == ["chair"]
    response = phone.post("/accoglienza/pieno/", {"way": "wait"})
    assert said(response)[-1] == "I pasti da portare via sono finiti."
    with clock.at(canteen.instant(MONDAY, LATE)):
        assert ways(phone.get("/accoglienza/pieno/").content.decode()) == ["chair"]


def test_after_the_release_hour_nobody_is_asked_to_wait_for_it(canteen: Canteen, full: Sitting, phone: Client) -> None:
    with clock.at(canteen.instant(MONDAY, LATE)):
        assert ways(phone.get("/accoglienza/pieno/").content.decode()) == ["takeaway", "chair"]


@pytest.mark.parametrize("way", ["", "nonsense"])
def test_an_unknown_way_does_nothing(full: Sitting, phone: Client, way: str) -> None:
    phone.post("/accoglienza/pieno/", {"way": way})
    assert Booking.objects.count() == 2


def test_gira_asks_the_language_by_its_own_name(full: Sitting, phone: Client) -> None:
    page = phone.get("/accoglienza/gira/?party=2").content.decode()
    assert re.findall(r'lang="(\w+)" dir="(\w+)" href="([^"]+)">([^<]+)<', page) == [
        ("it", "ltr", "/accoglienza/gira/it/?party=2", "Italiano"),
        ("en", "ltr", "/accoglienza/gira/en/?party=2", "English"),
        ("ar", "rtl", "/accoglienza/gira/ar/?party=2", "العربية"),
    ]
    assert page.count('class="turned') == 1


def test_gira_shows_three_pictures_in_the_guests_language(
    full: Sitting, phone: Client, sitting_on: OpenSitting
) -> None:
    sitting_on(TUESDAY)
    page = phone.get("/accoglienza/gira/ar/").content.decode()
    assert (ways(page), '<html lang="ar" dir="rtl">' in page) == (["takeaway", "wait", "later"], True)
    assert '<p lang="it" dir="ltr">' in page  # the volunteer's own button


def test_waiting_gives_a_card_in_her_language(full: Sitting, phone: Client) -> None:
    for _ in range(2):
        response = phone.post("/accoglienza/gira/ar/", {"way": "wait", "party": 2, "client_ref": REF})
    booking = newest()
    assert booking.guest
    assert (booking.status, booking.set_aside, booking.party, booking.door) == (Status.WAITING, True, 2, Door.WALK_IN)
    assert (booking.guest.language, Booking.objects.count()) == ("ar", 3)
    page = phone.get(response["Location"]).content.decode()
    assert (page.count('class="card ticket"'), booking.guest.spaced_code in page, booking.guest.pin in page) == (
        1,
        True,
        True,
    )


def test_tomorrows_seat_is_held_at_once(full: Sitting, phone: Client, sitting_on: OpenSitting) -> None:
    tomorrow = sitting_on(TUESDAY)
    response = phone.post("/accoglienza/gira/en/", {"way": "later", "client_ref": REF})
    booking = newest()
    assert booking.guest
    assert (booking.sitting_id, booking.status, booking.door) == (tomorrow.pk, Status.CONFIRMED, Door.CALL)
    assert (booking.guest.language, phone.get(response["Location"]).status_code) == ("en", 200)


def test_the_meal_to_take_now(full: Sitting, phone: Client) -> None:
    response = phone.post("/accoglienza/gira/it/", {"way": "takeaway", "client_ref": REF})
    assert "Il pasto è tuo" in phone.get(response["Location"]).content.decode()
    assert (newest().kind, newest().guest) == (Kind.TAKEAWAY, None)


def test_a_refusal_keeps_the_guest_on_the_pictures(full: Sitting, phone: Client) -> None:
    response = phone.post("/accoglienza/gira/ar/", {"way": "later", "party": 2})
    assert response["Location"] == "/accoglienza/gira/ar/?party=2"
    assert len(said(response)) == 1


def test_an_unknown_language_is_no_page(full: Sitting, phone: Client) -> None:
    assert phone.get("/accoglienza/gira/xx/").status_code == 404


def test_a_receipt_cannot_be_guessed_and_grows_old(full: Sitting, phone: Client) -> None:
    import time_machine

    with time_machine.travel(dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)):
        seal = phone.post("/accoglienza/gira/it/", {"way": "wait", "client_ref": REF})["Location"]
        assert phone.get(seal).status_code == 200
    with time_machine.travel(dt.datetime(2026, 11, 23, 11, 11, tzinfo=dt.UTC)):
        assert phone.get(seal).status_code == 404
    assert phone.get(f"/accoglienza/gira/it/{newest().pk}/").status_code == 404
