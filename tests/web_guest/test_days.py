"""The first page: what a day's card says, and to whom."""

import datetime as dt
import gzip
import re

import pytest
from django.test import Client

from canteens import clock
from canteens.models import Canteen
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.sittings import cancel, close_day
from tests.look.stylesheet import STATIC
from tests.web_guest.conftest import fill

CARD = re.compile(r'<li class="card day.*?</li>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def cards(client: Client) -> list[str]:
    """Each card as words."""
    page = client.get("/").content.decode()
    return [" ".join(TAG.sub(" ", card).split()) for card in CARD.findall(page)]


def test_fortnight_has_a_card_for_each_weekday(client: Client, canteen: Canteen) -> None:
    # 14 days ahead of Sunday 22 November: two weeks of Monday to Saturday.
    assert len(cards(client)) == 12
    assert cards(client)[:3] == [
        "Domani, lunedì 23 novembre C'è posto Prenota : Domani, lunedì, 23 novembre",
        "Martedì 24 novembre C'è posto Prenota : Martedì, 24 novembre",
        "Mercoledì 25 novembre C'è posto Prenota : Mercoledì, 25 novembre",
    ]


@pytest.mark.parametrize(
    ("others", "word", "button"),
    [(16, "C'è posto", "Prenota"), (17, "Pochi posti", "Prenota"), (22, "Lista d'attesa", "Aspetta")],
)
def test_card_says_how_full_in_a_word_never_a_number(
    client: Client, monday: Sitting, others: int, word: str, button: str
) -> None:
    fill(monday, seats=others)
    assert cards(client)[0] == f"Domani, lunedì 23 novembre {word} {button} : Domani, lunedì, 23 novembre"


def test_cancelled_day_says_why(client: Client, monday: Sitting) -> None:
    cancel(monday, reason="manca l'acqua")
    assert cards(client)[0] == "Domani, lunedì 23 novembre Siamo chiusi: manca l&#x27;acqua"


def test_day_off_stands_once_with_its_reason(client: Client, canteen: Canteen) -> None:
    close_day(canteen, dt.date(2026, 11, 24), reason="pulizie")
    assert [card for card in cards(client) if "24" in card] == ["Martedì 24 novembre Siamo chiusi: pulizie"]


def test_after_booking_closes_whoever_arrives_is_welcome(client: Client, canteen: Canteen) -> None:
    with clock.at(dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)):
        today = cards(client)[0]
    assert today == "Oggi, lunedì 23 novembre Vieni senza prenotazione: qualche posto è per chi arriva."


def test_own_day_leads_to_the_ticket(phone: Client, booking: Booking) -> None:
    assert cards(phone)[0] == "Domani, lunedì 23 novembre Il tuo posto c'è Vedi : Domani, lunedì, 23 novembre"


def test_stranger_sees_nothing_of_it(client: Client, booking: Booking) -> None:
    assert cards(client)[0] == "Domani, lunedì 23 novembre C'è posto Prenota : Domani, lunedì, 23 novembre"


def test_changed_cookie_is_a_stranger(phone: Client, booking: Booking) -> None:
    phone.cookies["card"] = "b" * 22 + ":signature"
    assert cards(phone)[0] == "Domani, lunedì 23 novembre C'è posto Prenota : Domani, lunedì, 23 novembre"


def test_house_without_a_canteen_says_so(client: Client, db: None) -> None:
    response = client.get("/")
    assert (response.status_code, "Ancora nessun giorno" in response.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("tongue", "head"), [("it", 'lang="it" dir="ltr"'), ("en-GB", 'lang="en" dir="ltr"'), ("ar", 'lang="ar" dir="rtl"')]
)
def test_page_speaks_the_phones_language(client: Client, canteen: Canteen, tongue: str, head: str) -> None:
    page = client.get("/", headers={"accept-language": tongue}).content.decode()
    assert page.splitlines()[1] == f"<html {head}>"


def test_language_is_switched_by_post_and_kept(client: Client, canteen: Canteen) -> None:
    response = client.post("/lingua/", {"language": "ar", "next": "/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/").content.decode().splitlines()[1] == '<html lang="ar" dir="rtl">'


def test_days_take_three_queries_for_a_stranger(client: Client, canteen: Canteen, django_assert_num_queries) -> None:
    # canteen, sittings, days off
    with django_assert_num_queries(3):
        client.get("/")


def test_days_take_five_queries_for_a_guest(phone: Client, booking: Booking, django_assert_num_queries) -> None:
    # canteen, guest, sittings, own bookings, days off
    with django_assert_num_queries(5):
        phone.get("/")


def test_more_bookings_take_no_more_queries(phone: Client, booking: Booking, django_assert_num_queries) -> None:
    for sitting in Sitting.objects.exclude(pk=booking.sitting_id):
        book(sitting, guest=booking.guest)
    with django_assert_num_queries(5):
        phone.get("/")


@pytest.mark.parametrize(("tongue", "fonts"), [("it", ["atkinson-latin"]), ("ar", ["atkinson-latin", "noto-arabic"])])
def test_first_visit_weighs_less_than_a_hundred_kilobytes(
    client: Client, canteen: Canteen, tongue: str, fonts: list[str]
) -> None:
    page = client.get("/", headers={"accept-language": tongue}).content
    named = re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode())
    files = {STATIC / name for name in named} | {
        STATIC / f"fonts/{f}-{weight}.woff2" for f in fonts for weight in (400, 700)
    }
    assert not any("htmx" in str(file) for file in files)
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) + len(gzip.compress(page, 9)) <= 100_000
