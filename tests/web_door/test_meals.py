"""Lunch and dinner on one day at the door: the one that is now, and a switch."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from canteens.pattern import Meal
from mensa.models import Booking, Sitting
from mensa.sittings import serve
from tests.conftest import MONDAY
from tests.web_door.conftest import signed_in
from web.door_access import SERVING


@pytest.fixture
def dinner(canteen: Canteen, today: Sitting) -> Sitting:
    """Monday's; the fixture's lunch is there already."""
    serve(
        canteen, meal=Meal.DINNER, weekdays=[1], starts=dt.time(19), ends=dt.time(20, 30), booking_closes=dt.time(17),
        release_time=dt.time(19, 20), door_opens=dt.time(18), door_closes=dt.time(22),
    )  # fmt: skip
    found: Sitting = Sitting.objects.get(service="dinner", day=MONDAY)
    return found


def seen(browser: Client) -> str:
    return str(browser.get(reverse("door")).context["sitting"].service)


def test_the_list_is_of_the_meal_that_is_now(canteen: Canteen, phone: Client, dinner: Sitting) -> None:
    assert seen(phone) == "lunch"
    with clock.at(canteen.instant(MONDAY, dt.time(18, 30))):
        assert seen(phone) == "dinner"


def test_the_phone_switches_for_a_while(phone: Client, today: Sitting, dinner: Sitting) -> None:
    assert phone.post(reverse("door_serving"), {"serving": dinner.pk}).headers["Location"] == reverse("door")
    assert phone.cookies[SERVING]["max-age"] == 900
    page = phone.get(reverse("door")).content.decode()
    assert "Questo è l'elenco di: cena, ore 19. Adesso è: pranzo, ore 12." in page
    phone.post(reverse("door_serving"), {"serving": today.pk})
    assert seen(phone) == "lunch"


def test_a_tap_is_about_the_list_it_was_made_on(phone: Client, today: Sitting, dinner: Sitting) -> None:
    """The cookie runs out between looking and tapping: the form still knows."""
    phone.post(reverse("door_serving"), {"serving": dinner.pk})
    del phone.cookies[SERVING]
    phone.post(reverse("door_walk_in"), {"serving": dinner.pk, "client_ref": "8b9f3f52-8f8d-4a33-9d0b-0f2b9a1f6a11"})
    assert list(Booking.objects.values_list("sitting", flat=True)) == [dinner.pk]


@pytest.mark.parametrize("asked", ["0", "x", "-3", "999999999999999999999999"])
def test_what_is_none_of_the_days_is_lunch(phone: Client, dinner: Sitting, asked: str) -> None:
    phone.cookies[SERVING] = asked
    assert seen(phone) == "lunch"


def test_another_canteens_sitting_is_not_chosen(phone: Client, today: Sitting, dinner: Sitting) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    Sitting.objects.filter(pk=dinner.pk).update(canteen=elsewhere)
    phone.cookies[SERVING] = str(dinner.pk)
    assert seen(phone) == "lunch"


def test_a_coordinator_closes_yesterdays_dinner(canteen: Canteen, lucia: User, today: Sitting, dinner: Sitting) -> None:
    browser = signed_in(lucia)
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(9))):
        tasks = [task.href for task in browser.get(reverse("today")).context["tasks"]]
        link = f"{reverse('door_close')}?day=2026-11-23&serving={dinner.pk}"
        assert link in tasks
        assert browser.post(link, {"how": "list"}).status_code == 302
    assert list(Sitting.objects.filter(day=MONDAY).order_by("starts").values_list("service", "status")) == [
        ("lunch", "open"), ("dinner", "closed"),
    ]  # fmt: skip


def test_one_meal_has_no_switch(phone: Client, today: Sitting) -> None:
    assert reverse("door_serving") not in phone.get(reverse("door")).content.decode()
