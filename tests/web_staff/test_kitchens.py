"""A kitchen that stops, on the page: first what it touches, then the button."""

import datetime as dt

from django.test import Client
from django.urls import reverse

from canteens.models import Canteen, Kitchen, KitchenClosure, User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting
from tests.web_staff.conftest import SignedIn

ASKED = {"first": MONDAY.isoformat(), "last": MONDAY.isoformat(), "reason": "caldaia rotta", "instead": "takeaway"}


def text(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_a_new_kitchen_is_the_one_of_new_days(anna: User, canteen: Canteen, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    browser.post(reverse("new_kitchen"), {"name": "San Francesco", "address": "via Palazzo di Città"})
    assert [kitchen.name for kitchen in canteen.kitchens.all()] == ["San Francesco"]
    assert "I servizi nuovi si cucinano qui." in text(browser, reverse("kitchens"))


def test_first_what_it_touches_then_the_button(
    anna: User, canteen: Canteen, sitting_on: OpenSitting, friday: dt.datetime, amina: Guest, signed_in: SignedIn
) -> None:
    kitchen = Kitchen.objects.create(canteen=canteen, name="Ex Mattatoio")
    lunch = sitting_on(MONDAY, kitchen=kitchen)
    booked = book(lunch, guest=amina, party=3)
    url, browser = reverse("close_kitchen", args=[kitchen.pk]), signed_in(anna)
    asked = browser.post(url, ASKED).content.decode()
    assert ("1 servizio già aperto" in asked, "3 persone hanno prenotato" in asked) == (True, True)
    assert KitchenClosure.objects.count() == 0
    done = browser.post(url, ASKED | {"sure": "yes"})
    assert done["Location"] == reverse("kitchens")
    assert (Booking.objects.get(pk=booked.pk).kind, Sitting.objects.get(pk=lunch.pk).at_table) == ("takeaway", False)
    assert "caldaia rotta" in text(browser, reverse("kitchens"))
    browser.post(reverse("sitting_table", args=[lunch.pk]))
    assert Sitting.objects.get(pk=lunch.pk).at_table


def test_moving_needs_a_kitchen_and_keeps_what_was_typed(
    anna: User, canteen: Canteen, friday: dt.datetime, signed_in: SignedIn
) -> None:
    kitchen = Kitchen.objects.create(canteen=canteen, name="Ex Mattatoio")
    url = reverse("close_kitchen", args=[kitchen.pk])
    refused = signed_in(anna).post(url, ASKED | {"instead": "move", "sure": "yes"})
    assert refused.status_code == 400
    page = refused.content.decode()
    assert ("Scegli la cucina." in page, "caldaia rotta" in page) == (True, True)


def test_the_kitchen_of_another_canteen_is_not_there(
    anna: User, canteen: Canteen, friday: dt.datetime, signed_in: SignedIn
) -> None:
    elsewhere = Kitchen.objects.create(canteen=Canteen.objects.create(name="Altrove", place="Asti"), name="Asti")
    assert signed_in(anna).get(reverse("close_kitchen", args=[elsewhere.pk])).status_code == 404
