"""Standing bookings that a volunteer makes, changes, pauses and ends for a guest."""

import datetime as dt

import pytest
from django.test import Client

from canteens.models import Canteen, User
from guests.models import Guest
from mensa import sittings
from mensa.models import Booking, StandingBooking
from tests.web_door.conftest import signed_in
from web.door_cards import sealed

PAGE = "/accoglienza/fisse/"


@pytest.fixture
def opened(canteen: Canteen, noon: dt.datetime) -> Canteen:
    """Monday noon: from Tuesday on a fortnight can be booked."""
    sittings.open_ahead(canteen)
    return canteen


def wish(**more: object) -> dict[str, object]:
    return {"weekdays": ["2"], "party": 2, "kind": "seat", "until": ""} | more


@pytest.fixture
def asked(opened: Canteen, phone: Client, amina: Guest) -> StandingBooking:
    """Every Tuesday, two people: on the 24th and the 1st."""
    assert phone.post(PAGE, wish(card=sealed(amina)))["Location"] == PAGE
    return StandingBooking.objects.get()


def days(guest: Guest) -> list[tuple[str, str, int]]:
    rows = guest.bookings.order_by("sitting__day", "pk").values_list("sitting__day", "status", "party")
    return [(f"{day:%d}", status, party) for day, status, party in rows]


def test_a_volunteer_asks_for_a_guest(asked: StandingBooking, amina: Guest, phone: Client) -> None:
    assert days(amina) == [("24", "confirmed", 2), ("01", "confirmed", 2)]
    assert set(amina.bookings.values_list("door", flat=True)) == {Booking.Door.CALL}
    page = phone.get(PAGE).content.decode()
    assert ("ogni martedì · 2 persone" in page, amina.code in page) == (True, False)


@pytest.mark.parametrize(
    ("more", "status"),
    [({}, 404), ({"code": "428"}, 404), ({"weekdays": []}, 400), ({"weekdays": ["7"]}, 400), ({"party": "9"}, 400)],
)
def test_what_is_missing_is_asked_again(
    opened: Canteen, phone: Client, amina: Guest, more: dict[str, object], status: int
) -> None:
    card = {} if status == 404 else {"card": sealed(amina)}
    assert phone.post(PAGE, wish(**card, **more)).status_code == status
    assert StandingBooking.objects.count() == 0


def test_without_a_script_the_card_is_searched_by_a_button(opened: Canteen, phone: Client, amina: Guest) -> None:
    page = phone.post(PAGE, wish(code=amina.code[:2], search="yes")).content.decode()
    assert (sealed(amina) in page, StandingBooking.objects.count()) == (True, 0)


def test_a_change_asks_about_the_days_already_booked(asked: StandingBooking, amina: Guest, phone: Client) -> None:
    one = f"{PAGE}{asked.pk}/"
    assert "E i giorni già prenotati?" in phone.get(one).content.decode()
    assert phone.post(one, wish(party=3)).status_code == 400  # not answered
    phone.post(one, wish(party=3, follow="no"))
    assert days(amina) == [("24", "confirmed", 2), ("01", "confirmed", 2)]
    phone.post(one, wish(party=1, follow="yes"))
    live = amina.bookings.live().order_by("sitting__day").values_list("party", flat=True)
    assert list(live) == [1, 1]


def test_pause_going_on_and_the_end(asked: StandingBooking, amina: Guest, phone: Client) -> None:
    act = f"{PAGE}{asked.pk}/fai/"
    assert phone.get(act).status_code == 405
    assert phone.post(act, {"act": "pause"}).status_code == 400  # says nothing of the days
    phone.post(act, {"act": "pause", "free": "no"})
    asked.refresh_from_db()
    assert (asked.paused, len(days(amina))) == (True, 2)
    assert "in pausa" in phone.get(PAGE).content.decode()
    phone.post(act, {"act": "resume"})
    phone.post(act, {"act": "end", "free": "yes"})
    assert days(amina) == [("24", "cancelled", 2), ("01", "cancelled", 2)]
    assert phone.post(act, {"act": "resume"}).status_code == 404  # ended


def test_they_are_for_the_door_of_their_canteen(asked: StandingBooking, carla: User, lucia: User, amina: Guest) -> None:
    for address in (PAGE, f"{PAGE}{asked.pk}/"):
        clients = (signed_in(lucia), signed_in(carla), Client())
        assert [client.get(address).status_code for client in clients] == [200, 403, 302]
    amina.canteen = Canteen.objects.create(name="Altra sala", place="Torino")
    amina.save()
    assert signed_in(lucia).get(f"{PAGE}{asked.pk}/").status_code == 404
