"""Several days in one go, every week, the place in the line, and the mark of a phone."""

import datetime as dt
import re
from uuid import UUID

import pytest
from django.test import Client

from canteens.models import Canteen
from guests.models import Guest
from mensa import sittings
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting, StandingBooking
from tests.web_guest.conftest import fill

REF = "11111111-1111-4111-8111-111111111111"
MONDAY = dt.date(2026, 11, 23)


def on(day: int) -> Sitting:
    return Sitting.objects.select_related("canteen").get(day=dt.date(2026, 11, day))


def ask(client: Client, sitting: Sitting, **more: object) -> str:
    answer = client.post(f"/prenota/{sitting.pk}/", {"party": 2, "client_ref": REF} | more)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_several_days_in_one_go(client: Client, monday: Sitting) -> None:
    Sitting.objects.filter(pk=on(24).pk).update(seats=3)
    where = ask(client, monday, also=[on(24).pk, on(26).pk])
    guest = Guest.objects.get()
    assert where == f"/carta/{guest.token}/giorni/"
    assert list(guest.bookings.order_by("sitting__day").values_list("status", "party")) == [
        ("confirmed", 2), ("waiting", 2), ("confirmed", 2),
    ]  # fmt: skip
    page = client.get(where).content.decode()
    assert [page.count(text) for text in ("Il tuo posto c&#x27;è.", "Il tuo posto c'è.", "Sei in lista.")] == [0, 2, 1]


def test_one_day_is_a_ticket_as_ever(client: Client, monday: Sitting) -> None:
    where = ask(client, monday)
    booking = Booking.objects.get()
    assert booking.guest
    assert where == f"/posto/{booking.guest.token}/{booking.pk}/"


def test_days_that_are_mine_or_shut_are_not_offered(phone: Client, monday: Sitting, amina: Guest) -> None:
    book(on(24), guest=amina)
    sittings.cancel(on(25), reason="neve")
    page = phone.get(f"/prenota/{monday.pk}/").content.decode()
    offered = re.findall(r'name="also" value="(\d+)"', page)
    assert [str(on(day).pk) in offered for day in (23, 24, 25, 26)] == [False, False, False, True]
    answer = phone.post(f"/prenota/{monday.pk}/", {"party": 1, "client_ref": REF, "also": [on(25).pk]})
    assert (answer.status_code, Booking.objects.count()) == (400, 1)


def test_a_phone_is_known_by_a_mark_of_its_own(client: Client, monday: Sitting) -> None:
    ask(client, monday)
    cookie = client.cookies["device"]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 24 * 3600)
    mark = Booking.objects.get().device
    assert isinstance(mark, UUID)
    ask(client, on(24), client_ref="22222222-2222-4222-8222-222222222222")
    client.cookies["device"] = "11111111-1111-4111-8111-111111111111"  # one's own invention is no mark
    ask(client, on(26), client_ref="33333333-3333-4333-8333-333333333333")
    marks = list(Booking.objects.order_by("pk").values_list("device", flat=True))
    assert (marks[:2], marks[2] in {mark, UUID(int=0)}, len(set(marks))) == ([mark, mark], False, 2)


def test_only_booking_marks_a_phone(client: Client, monday: Sitting) -> None:
    client.get("/")
    client.get(f"/prenota/{monday.pk}/")
    assert "device" not in client.cookies


def test_beyond_the_share_a_new_guest_reads_where_to_call(client: Client, canteen: Canteen, monday: Sitting) -> None:
    sittings.settle(canteen, anonymous_share=50, phone="011 123 4567")
    fill(monday, seats=11)  # (25 - 3) / 2
    assert "Lista d'attesa" in client.get("/").content.decode()
    page = client.get(f"/prenota/{monday.pk}/").content.decode()
    assert ("Chiamaci al 011 123 4567" in page, 'href="tel:0111234567"' in page) == (True, True)
    ticket = client.get(ask(client, monday)).content.decode()
    assert Booking.objects.latest("pk").status == Booking.Status.WAITING
    assert "chiamaci al 011 123 4567" in ticket


def test_who_has_a_card_is_not_of_the_share(phone: Client, canteen: Canteen, monday: Sitting) -> None:
    sittings.settle(canteen, anonymous_share=50)
    fill(monday, seats=11)
    assert phone.get("/").content.decode().count("Lista d'attesa") == 0
    ask(phone, monday)
    assert Booking.objects.latest("pk").status == Booking.Status.CONFIRMED


@pytest.fixture
def passed(monday: Sitting, amina: Guest) -> Booking:
    """A full lunch; Amina waits for three, somebody alone came later and was given the seat that was freed."""
    sittings.set_seats(monday, seats=4, kept_at_door=0)
    alone = [book(on(23)) for _ in range(4)]
    mine = book(on(23), guest=amina, party=3)
    book(on(23))
    cancel(alone[0])
    return mine


def test_the_ticket_tells_the_place_and_who_passed(phone: Client, passed: Booking, amina: Guest) -> None:
    page = phone.get(f"/posto/{amina.token}/{passed.pk}/").content.decode()
    assert "In lista sei il numero 1." in page
    assert "Un posto libero è andato a chi era da solo: per voi ne servono 3." in page


def test_who_does_not_wait_is_told_no_place(phone: Client, booking: Booking, amina: Guest) -> None:
    assert "In lista" not in phone.get(f"/posto/{amina.token}/{booking.pk}/").content.decode()


def test_giving_up_is_one_tap(phone: Client, passed: Booking, amina: Guest) -> None:
    ticket = f"/posto/{amina.token}/{passed.pk}/"
    page = phone.get(ticket).content.decode()
    assert re.findall(r'<form method="post" action="([^"]+libero/)">', page) == [f"{ticket}libero/"]
    after = phone.post(f"{ticket}libero/", follow=True).content.decode()
    passed.refresh_from_db()
    assert (passed.status, "Va bene: non sei più in lista." in after) == (Booking.Status.CANCELLED, True)


def test_every_week(phone: Client, canteen: Canteen, amina: Guest) -> None:
    page = f"/carta/{amina.token}/fisse/"
    answer = phone.post(page, {"weekdays": ["1", "4"], "party": 2, "kind": "seat", "until": "2026-11-26"})
    assert answer["Location"] == f"/carta/{amina.token}/giorni/"
    rows = amina.bookings.order_by("sitting__day").values_list("sitting__day", "status", "door")
    assert list(rows) == [(MONDAY, "confirmed", "web"), (dt.date(2026, 11, 26), "confirmed", "web")]
    shown = phone.get(page).content.decode()
    assert "Ogni lunedì e giovedì · 2 persone" in shown
    one = StandingBooking.objects.get()
    phone.post(f"{page}{one.pk}/", {"weekdays": ["1"], "party": 1, "kind": "seat", "until": "", "follow": "yes"})
    assert amina.bookings.live().order_by("sitting__day").values_list("sitting__day", "party")[0] == (MONDAY, 1)
    phone.post(f"{page}{one.pk}/fai/", {"act": "end", "free": "yes"})
    assert (amina.bookings.live().count(), "Ogni lunedì" in phone.get(page).content.decode()) == (0, False)


@pytest.mark.parametrize(
    "wrong", [{"weekdays": []}, {"weekdays": ["7"]}, {"party": "0"}, {"party": "x"}, {"until": "2020-01-01"}]
)
def test_a_wish_that_cannot_be_is_asked_again(phone: Client, amina: Guest, wrong: dict[str, object]) -> None:
    wish = {"weekdays": ["1"], "party": 1, "kind": "seat", "until": ""} | wrong
    assert phone.post(f"/carta/{amina.token}/fisse/", wish).status_code == 400
    assert StandingBooking.objects.count() == 0


def test_a_strangers_wish_is_not_there(phone: Client, amina: Guest, canteen: Canteen) -> None:
    from guests.register import new_card

    phone.post(f"/carta/{amina.token}/fisse/", {"weekdays": ["1"], "party": 1, "kind": "seat"})
    one, other = StandingBooking.objects.get(), new_card(canteen)
    for address in (f"/carta/{other.token}/fisse/{one.pk}/", f"/carta/{'x' * 22}/fisse/", f"/carta/{'x' * 22}/giorni/"):
        assert phone.get(address).status_code == 404
    assert phone.post(f"/carta/{other.token}/fisse/{one.pk}/fai/", {"act": "end", "free": "yes"}).status_code == 404
    assert phone.get(f"/carta/{amina.token}/fisse/{one.pk}/fai/").status_code == 405
