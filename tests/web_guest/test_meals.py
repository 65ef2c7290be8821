"""Lunch and dinner on one day, as guests see them."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from canteens.models import Canteen
from canteens.pattern import Meal
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.sittings import close_day, move, serve
from tests.web_guest.test_days import cards

DINNER = "23 novembre · cena, ore 19:30"


@pytest.fixture
def dinner(canteen: Canteen) -> Sitting:
    """Monday's."""
    serve(
        canteen, meal=Meal.DINNER, weekdays=[1], starts=dt.time(19, 30), ends=dt.time(21), release_time=dt.time(20),
        booking_closes=dt.time(17), booking_opens_days=21, kept_at_door=2,
    )  # fmt: skip
    found: Sitting = Sitting.objects.select_related("canteen").filter(service="dinner").earliest("day")
    return found


def test_each_meal_has_a_card_that_says_which(client: Client, dinner: Sitting) -> None:
    # 12 lunches of the fortnight; Mondays 23 and 30 November, 7 December in the three weeks of dinner
    assert len(cards(client)) == 15
    assert cards(client)[:3] == [
        "Domani, lunedì 23 novembre · pranzo, ore 12 C'è posto Prenota : Domani, lunedì, 23 novembre · pranzo, ore 12",
        f"Domani, lunedì {DINNER} C'è posto Prenota : Domani, lunedì, {DINNER}",
        "Martedì 24 novembre · pranzo, ore 12 C'è posto Prenota : Martedì, 24 novembre · pranzo, ore 12",
    ]
    page = client.get("/").content.decode()
    assert ("Quando vieni a mangiare?" in page, "2 posti sono sempre per chi arriva" in page) == (True, True)


def test_dinner_alone_needs_no_name(client: Client, canteen: Canteen, dinner: Sitting) -> None:
    Sitting.objects.filter(service="lunch").delete()
    assert "La cena è alle 19:30" in client.get("/").content.decode()
    assert cards(client)[0] == "Domani, lunedì 23 novembre C'è posto Prenota : Domani, lunedì, 23 novembre"


def test_a_day_off_stands_once(client: Client, canteen: Canteen, dinner: Sitting) -> None:
    close_day(canteen, dinner.day, reason="neve")
    assert [card for card in cards(client) if "23 novembre" in card] == [
        "Domani, lunedì 23 novembre Siamo chiusi: neve"
    ]


def test_own_dinner_beside_a_lunch_to_book(phone: Client, booking: Booking, dinner: Sitting) -> None:
    book(dinner, guest=booking.guest)
    found = [card for card in cards(phone) if "23 novembre" in card]
    assert [("Il tuo posto c'è" in card, "Vedi" in card) for card in found] == [(True, True), (True, True)]


def test_more_meals_take_no_more_queries(
    client: Client, dinner: Sitting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        client.get("/")


def test_a_dinner_at_its_hour_has_not_been_moved(client: Client, booking: Booking, dinner: Sitting) -> None:
    evening = book(dinner, guest=booking.guest)
    assert booking.guest is not None
    found = []
    for _ in range(2):
        found.append(client.get(f"/posto/{booking.guest.token}/{evening.pk}/").context["other"] is None)
        move(dinner, starts=dt.time(20), ends=dt.time(21, 30))
    assert found == [True, False]


def test_calendar_entry_is_named_after_the_meal(client: Client, booking: Booking, dinner: Sitting) -> None:
    evening = book(dinner, guest=booking.guest)
    assert booking.guest is not None
    entry = client.get(f"/posto/{booking.guest.token}/{evening.pk}/calendario.ics").content.decode()
    assert "SUMMARY:Cena" in entry
