"""Today's list: one tap seats, the same tap takes it back, a search finds."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteens import clock
from canteens.models import Canteen, Device, User
from guests.models import Guest
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from mensa.sittings import plan
from tests.conftest import MONDAY
from tests.web_door.conftest import LATE, Booked, signed_in

Status, Kind, Door = Booking.Status, Booking.Kind, Booking.Door
FISH, CARROT, LATE_ONE = "428103957", "170010005", "080020003"


def numbers(page: str) -> list[str]:
    """The card numbers of the rows, in order."""
    return re.findall(r"<strong>(\d\d)</strong>", page)


def state(booking: Booking) -> tuple[str, int]:
    """What became of it."""
    booking.refresh_from_db()
    return booking.status, booking.came


def said(response: Any) -> list[str]:
    """The toasts that a response leaves."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_one_tap_seats_and_the_row_turns_green(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH, alias="Amina")
    assert "row-in" not in phone.get("/accoglienza/").content.decode()
    response = phone.post(f"/accoglienza/{booking.pk}/arrivato/")
    assert (response["Location"], said(response)) == ("/accoglienza/", ["Amina: c'è. Buon pranzo!"])
    assert state(booking) == (Status.SEATED, 1)
    page = phone.get("/accoglienza/").content.decode()
    assert (page.count("row-in"), page.count(f"/accoglienza/{booking.pk}/annulla/")) == (1, 1)


def test_the_same_tap_again_takes_it_back(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH)
    phone.post(f"/accoglienza/{booking.pk}/arrivato/")
    phone.post(f"/accoglienza/{booking.pk}/annulla/")
    assert state(booking) == (Status.CONFIRMED, 0)


def test_two_phones_that_tap_one_row_seat_once(today: Sitting, phone: Client, dario: User, booked: Booked) -> None:
    booking = booked(today, FISH, party=3)
    phone.post(f"/accoglienza/{booking.pk}/arrivato/", {"came": 2})
    signed_in(dario).post(f"/accoglienza/{booking.pk}/arrivato/")
    assert state(booking) == (Status.SEATED, 2)
    today.refresh_from_db()
    assert today.taken == 2


def test_part_of_a_party(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH, party=3)
    page = html.unescape(phone.get("/accoglienza/").content.decode())
    assert re.findall(r"Sono venuti in (\d) di 3", page) == ["1", "2"]
    phone.post(f"/accoglienza/{booking.pk}/arrivato/", {"came": 2})
    assert "2 di 3 persone" in phone.get("/accoglienza/").content.decode()
    phone.post(f"/accoglienza/{booking.pk}/arrivato/", {"came": 3})
    assert state(booking) == (Status.SEATED, 3)


@pytest.mark.parametrize("came", ["0", "4", "-1"])
def test_more_than_booked_is_refused_with_a_sentence(today: Sitting, phone: Client, booked: Booked, came: str) -> None:
    booking = booked(today, FISH, party=3)
    response = phone.post(f"/accoglienza/{booking.pk}/arrivato/", {"came": came})
    if came == "-1":  # no number: the whole party
        assert state(booking) == (Status.SEATED, 3)
    else:
        assert said(response) == ["Adesso non si può più fare: lo stato è cambiato."]
        assert state(booking) == (Status.CONFIRMED, 0)


def test_the_header_counts_seats_and_kept_plates(today: Sitting, phone: Client, booked: Booked) -> None:
    booked(today, FISH, party=3)
    page = phone.get("/accoglienza/").content.decode()
    assert re.findall(r'class="count">([^<]+)<', page) == ["3 / 25"]
    assert [page.count(f"plate plate-{kind}") for kind in ("taken", "free", "kept")] == [3, 19, 3]


def test_who_comes_late_is_marked(today: Sitting, phone: Client, booked: Booked) -> None:
    booked(today, FISH, arrives_late=True)
    assert "1 persona · arriva tardi" in phone.get("/accoglienza/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["08", "17", "42"]), ("42", ["42"]), ("428 103", ["42"]), ("428103957", ["42"]), ("amina", ["42"]),
        ("AM", ["42"]), ("pesce", ["08"]), ("xyz", []), ("٤٢", ["42"]),
    ],
)  # fmt: skip
def test_a_search_finds_by_number_picture_alias_or_code(
    today: Sitting, phone: Client, booked: Booked, query: str, found: list[str]
) -> None:
    booked(today, FISH, alias="Amina")  # 810 % 16 = 10: cherry
    booked(today, CARROT)  # 001 % 16 = 1: carrot
    booked(today, "080160003")  # 016 % 16 = 0: fish
    assert numbers(phone.post("/accoglienza/", {"q": query}).content.decode()) == found


def test_a_search_changes_nothing(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH)
    phone.post("/accoglienza/", {"q": "42"})
    assert state(booking) == (Status.CONFIRMED, 0)


def test_the_waiting_list_stands_below_with_its_own_buttons(today: Sitting, phone: Client, booked: Booked) -> None:
    first = booked(today, "900000005", status=Status.WAITING, set_aside=True)
    second = booked(today, FISH, status=Status.WAITING, set_aside=True)
    booked(today, CARROT)
    assert numbers(phone.get("/accoglienza/").content.decode()) == ["17", "90", "42"]
    phone.post(f"/accoglienza/{first.pk}/arrivato/")
    phone.post(f"/accoglienza/{second.pk}/asporto/")
    second.refresh_from_db()
    assert (state(first), state(second), second.kind) == ((Status.SEATED, 1), (Status.SEATED, 1), Kind.TAKEAWAY)


def test_whoever_gives_the_meal_back_keeps_it_set_aside(small: Sitting, phone: Client, booked: Booked) -> None:
    waits = booked(small, FISH, party=2, status=Status.WAITING, set_aside=True)
    phone.post(f"/accoglienza/{waits.pk}/asporto/")
    phone.post(f"/accoglienza/{waits.pk}/annulla/")
    waits.refresh_from_db()
    assert (waits.status, waits.set_aside, waits.kind) == (Status.WAITING, True, Kind.SEAT)


def test_a_booked_guest_may_take_the_meal_away(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH, party=2)
    phone.post(f"/accoglienza/{booking.pk}/asporto/")
    today.refresh_from_db()
    assert (state(booking), today.taken, today.taken_away) == ((Status.SEATED, 2), 0, 2)


def test_plus_one_seats_somebody_without_a_name(today: Sitting, phone: Client) -> None:
    reference = "11111111-1111-4111-8111-111111111111"
    for _ in range(2):
        phone.post("/accoglienza/arrivo/", {"client_ref": reference})
    booking = Booking.objects.get()
    assert (booking.status, booking.door, booking.guest, booking.came) == (Status.SEATED, Door.WALK_IN, None, 1)
    page = phone.get("/accoglienza/").content.decode()
    assert "Senza prenotazione: 1" in page
    phone.post(f"/accoglienza/{booking.pk}/annulla/")
    assert state(booking) == (Status.CANCELLED, 0)


def test_each_page_has_a_reference_of_its_own(today: Sitting, phone: Client) -> None:
    seen = {
        ref
        for _ in range(2)
        for ref in re.findall(r'client_ref" value="([^"]+)"', phone.get("/accoglienza/").content.decode())
    }
    assert len(seen) == 4  # an arrival's and a second helping's


def test_a_family_that_arrives_together(today: Sitting, phone: Client) -> None:
    phone.post("/accoglienza/arrivo/", {"party": 4, "client_ref": "11111111-1111-4111-8111-111111111111"})
    assert Booking.objects.get().came == 4
    phone.get("/accoglienza/")
    response = phone.post("/accoglienza/arrivo/", {"party": 9})
    assert said(response) == ["Si può prenotare per un numero di persone da 1 a 6. Se siete di più, chiamaci."]


def test_after_the_release_hour_a_walk_in_takes_an_unclaimed_seat(
    canteen: Canteen, small: Sitting, phone: Client, booked: Booked
) -> None:
    late, absent = booked(small, FISH, arrives_late=True), booked(small, CARROT)
    with clock.at(canteen.instant(MONDAY, LATE)):
        phone.post("/accoglienza/arrivo/")
        page = phone.get("/accoglienza/").content.decode()
    assert (state(absent), state(late)) == ((Status.RELEASED, 0), (Status.CONFIRMED, 0))
    assert page.count("posto ceduto") == 1


def test_history_knows_which_phone_and_who(
    today: Sitting, phone: Client, enrolled: tuple[Device, str], dario: User, booked: Booked
) -> None:
    by_phone, by_dario = booked(today, FISH), booked(today, CARROT)
    phone.post(f"/accoglienza/{by_phone.pk}/arrivato/")
    signed_in(dario).post(f"/accoglienza/{by_dario.pk}/arrivato/")
    contexts = [b.events.order_by("-pgh_id").first().pgh_context.metadata for b in (by_phone, by_dario)]  # type: ignore[attr-defined]
    assert contexts == [{"device": enrolled[0].pk}, {"user": dario.pk}]


def test_the_list_costs_the_same_for_three_and_for_twenty_five(
    today: Sitting, phone: Client, guests: list[Guest]
) -> None:
    counts = []
    phone.get("/accoglienza/")  # once in five minutes it is written that somebody is at the door
    for some in (guests[:3], guests[3:22]):
        for guest in some:
            Booking.objects.create(sitting=today, guest=guest, created=clock.now(), changed=clock.now())
        for address in ("/accoglienza/", "/accoglienza/foglio/"):
            with CaptureQueriesContext(connection) as queries:
                assert len(re.findall(r"formaction|sheet-number", phone.get(address).content.decode())) >= 3
            counts.append(len(queries))
    # the device with its canteen, the sitting with its canteen, the bookings with their guests and their special
    # plates, and the volunteers at the table; on the list, conflicts
    assert counts == [6, 5, 6, 5]


def test_another_canteens_booking_is_not_even_known(today: Sitting, phone: Client, booked: Booked) -> None:
    other = Canteen.objects.create(name="Altrove", place="Torino")
    booking = booked(today, FISH)
    elsewhere = Sitting.objects.create(canteen=other, day=MONDAY, **plan(other, MONDAY))
    strange = Booking.objects.create(sitting=elsewhere, created=clock.now(), changed=clock.now())
    assert phone.post(f"/accoglienza/{strange.pk}/arrivato/").status_code == 404
    assert phone.post(f"/accoglienza/{booking.pk}/arrivato/").status_code == 302


def test_who_waits_has_a_place_and_is_told_who_passed(canteen: Canteen, small: Sitting, phone: Client) -> None:
    """Two seats are taken on Sunday; three wait, then one, who is given the seat that is freed."""
    with clock.at(canteen.instant(MONDAY, dt.time(9))):
        alone = [book(Sitting.objects.select_related("canteen").get(pk=small.pk)) for _ in range(2)]
        for party in (3, 1):
            book(Sitting.objects.select_related("canteen").get(pk=small.pk), party=party)
        cancel(alone[0])
    page = phone.get("/accoglienza/").content.decode()
    assert page.count("Numero 1 in lista.") == 1
    assert "Un posto libero è andato a chi era da solo: per voi ne servono 3." in page
