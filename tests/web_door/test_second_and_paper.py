"""Second helpings and late ones at the door; the sheet entered on another day; a closed sitting opened again."""

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY
from tests.web_door.conftest import Booked, signed_in

Status = Booking.Status
FISH, CARROT = "428103957", "170010005"
REF = "11111111-1111-4111-8111-111111111111"
YESTERDAY = f"?day={MONDAY}"


@pytest.fixture
def tuesday(canteen: Canteen, today: Sitting) -> Iterator[Sitting]:
    """It is Tuesday, nine o'clock: Monday's sheet lies on the desk."""
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(9))):
        yield today


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def state(booking: Booking) -> tuple[str, int]:
    booking.refresh_from_db()
    return booking.status, booking.came


def test_a_second_helping_is_one_tap_and_a_double_tap_is_one(today: Sitting, phone: Client) -> None:
    for reference, by in ((REF, "1"), (REF, "1"), ("", "1"), ("", "1"), ("", "-1")):
        phone.post("/accoglienza/bis/", {"client_ref": reference, "by": by})
    today.refresh_from_db()
    assert today.second_helpings == 2  # 1 + 1 + 1 - 1
    assert "<strong data-second>2</strong>" in phone.get("/accoglienza/").content.decode()


def test_fewer_than_none_is_none(today: Sitting, phone: Client) -> None:
    phone.post("/accoglienza/bis/", {"by": "-1"})
    today.refresh_from_db()
    assert (today.second_helpings, today.taps.filter(outcome="conflict").count()) == (0, 0)


def test_they_called_they_come_late(today: Sitting, phone: Client, booked: Booked) -> None:
    booking = booked(today, FISH, party=2)
    phone.post(f"/accoglienza/{booking.pk}/tardi/", {"late": "yes"})
    page = phone.get("/accoglienza/").content.decode()
    assert ("2 persone · arriva tardi" in page, "arrivano tardi: 2" in page, "Arriva in orario" in page) == (True,) * 3
    phone.post(f"/accoglienza/{booking.pk}/tardi/", {"late": "no"})
    assert "arriva tardi</small>" not in phone.get("/accoglienza/").content.decode()


def test_a_number_and_enter_ticks_yesterdays_box(tuesday: Sitting, lucia: User, booked: Booked) -> None:
    fish, carrot = booked(tuesday, FISH, party=2), booked(tuesday, CARROT)
    desk = signed_in(lucia)
    answers = [desk.post(f"/accoglienza/carta/{YESTERDAY}", {"number": text}) for text in ("42", "170 010 005")]
    assert [answer["Location"] for answer in answers] == [f"/accoglienza/carta/{YESTERDAY}"] * 2
    assert said(answers[0]) == ["42 · ciliegie: segnato."]
    assert (state(fish), state(carrot)) == ((Status.SEATED, 2), (Status.SEATED, 1))
    again = html.unescape(desk.post(f"/accoglienza/carta/{YESTERDAY}", {"number": "42"}).content.decode())
    assert "Nessuno da segnare con il numero 42." in again
    desk.post(f"/accoglienza/carta/{fish.pk}/{YESTERDAY}", {"came": "1"})
    desk.post(f"/accoglienza/carta/{carrot.pk}/{YESTERDAY}")
    assert (state(fish), state(carrot)) == ((Status.SEATED, 1), (Status.CONFIRMED, 0))


def test_where_two_cards_show_one_number_a_person_chooses(tuesday: Sitting, lucia: User, booked: Booked) -> None:
    booked(tuesday, FISH), booked(tuesday, "420160004")
    page = signed_in(lucia).post(f"/accoglienza/carta/{YESTERDAY}", {"number": "42"}).content.decode()
    assert ("Quale di queste?" in page, Booking.objects.filter(status=Status.SEATED).count()) == (True, 0)


def test_the_totals_of_the_sheet_are_totals(tuesday: Sitting, lucia: User) -> None:
    desk = signed_in(lucia)
    for people, helpings in (("4", "3"), ("4", "3"), ("2", ""), ("", "5")):
        desk.post(f"/accoglienza/carta/totali/{YESTERDAY}", {"walk_ins": people, "second_helpings": helpings})
    tuesday.refresh_from_db()
    assert (tuesday.taken, tuesday.second_helpings) == (2, 5)
    assert 'name="walk_ins" type="number" inputmode="numeric" min="0" max="999" value="2"' in (
        desk.get(f"/accoglienza/carta/{YESTERDAY}").content.decode()
    )


def test_more_than_the_room_holds_is_told_on_the_sheet(tuesday: Sitting, lucia: User) -> None:
    answer = signed_in(lucia).post(f"/accoglienza/carta/totali/{YESTERDAY}", {"walk_ins": "99"})
    assert said(answer) == [f"La sala può tenere al massimo {tuesday.room_limit} persone."]


def test_a_closed_sitting_is_opened_again_by_a_coordinator(
    tuesday: Sitting, lucia: User, dario: User, booked: Booked
) -> None:
    booking, desk = booked(tuesday, FISH), signed_in(lucia)
    desk.post(f"/accoglienza/chiusura/{YESTERDAY}", {"how": "total", "total": "9"})
    assert f'href="/accoglienza/riapri/{YESTERDAY}"' in desk.get(f"/accoglienza/{YESTERDAY}").content.decode()
    assert signed_in(dario).post("/accoglienza/riapri/", {"reason": "sheet"}).status_code == 403
    desk.post(f"/accoglienza/riapri/{YESTERDAY}", {"reason": "because"})
    assert state(booking) == (Status.NOT_RECORDED, 0)
    answer = desk.post(f"/accoglienza/riapri/{YESTERDAY}", {"reason": "sheet"})
    tuesday.refresh_from_db()
    assert (answer["Location"], tuesday.status, tuesday.counted) == (f"/accoglienza/carta/{YESTERDAY}", "open", None)
    event = tuesday.events.order_by("-pgh_id")[0]  # type: ignore[attr-defined]
    assert (event.pgh_context.metadata["reason"], event.pgh_context.metadata["user"]) == ("sheet", lucia.pk)


def test_the_sheet_has_a_place_for_second_helpings(today: Sitting, phone: Client) -> None:
    page = phone.get("/accoglienza/foglio/").content.decode()
    assert re.findall(r"Totale bis|Totale a tavola", page) == ["Totale a tavola", "Totale bis"]
