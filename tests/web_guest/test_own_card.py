"""The page behind a card's QR code, and a card that was lost."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from guests.merging import merge
from guests.models import Guest
from guests.register import new_card
from mensa.booking import book
from mensa.lost import replace_card
from mensa.models import Booking, Sitting


def test_card_shows_what_is_booked_and_changes_nothing(client: Client, amina: Guest, booking: Booking) -> None:
    answer = client.get(reverse("card", args=[amina.token]))
    shown = answer.content.decode()
    assert [word in shown for word in (amina.spaced_code, amina.pin, "lunedì 23 novembre")] == [True] * 3
    assert (answer.cookies.keys() & {"card"}, "no-store" in answer.headers["Cache-Control"]) == (set(), True)


def test_printed_card_becomes_the_phones(client: Client, monday: Sitting, amina: Guest) -> None:
    assert client.get(reverse("card_keep", args=[amina.token])).status_code == 405
    client.post(reverse("card_keep", args=[amina.token]))
    client.post(reverse("party", args=[monday.pk]), {"party": 1, "client_ref": "0d9e6f5e-3c4f-4d0a-9d6b-1c3f4e5a6b7c"})
    assert Booking.objects.get().guest == amina


def test_lost_card_by_its_link(client: Client, amina: Guest, booking: Booking) -> None:
    address = reverse("card_lost", args=[amina.token])
    assert client.get(address).status_code == 200
    assert Guest.objects.get().token == amina.token
    answer = client.post(address, follow=True)
    fresh = Guest.objects.get()
    assert (fresh.token == amina.token, answer.redirect_chain[-1][0]) == (False, reverse("card", args=[fresh.token]))
    assert [word in answer.content.decode() for word in (fresh.spaced_code, "lunedì 23 novembre")] == [True] * 2


def test_lost_card_by_code_and_pin(client: Client, amina: Guest) -> None:
    said = {"code": amina.spaced_code, "pin": amina.pin}
    answer = client.post(reverse("find"), said | {"lost": "yes"})
    assert answer.headers["Location"] == reverse("card_lost", args=[amina.token])
    client.post(answer.headers["Location"])
    answer = client.post(reverse("find"), said)
    assert answer.status_code == 410
    assert "al suo posto ce n&#x27;è una nuova" in answer.content.decode()


DEAD = ["ticket", "give_back", "send", "calendar_file"]


@pytest.mark.parametrize("name", [*DEAD, "card", "card_lost"])
def test_dead_links_say_so_and_not_whose_they_were(client: Client, amina: Guest, booking: Booking, name: str) -> None:
    fresh = replace_card(amina)
    args = [amina.token, booking.pk] if name in DEAD else [amina.token]
    answer = client.get(reverse(name, args=args))
    shown = answer.content.decode()
    assert (answer.status_code, "Questa carta non vale più" in shown) == (410, True)
    said = (amina.spaced_code, fresh.spaced_code, fresh.token, "lunedì", f">{fresh.face.number}<")
    assert [word in shown for word in said] == [False] * 5
    args = [fresh.token, booking.pk] if name in DEAD else [fresh.token]
    assert client.get(reverse(name, args=args)).status_code == 200


def test_dead_links_act_on_nothing(client: Client, amina: Guest, booking: Booking) -> None:
    replace_card(amina)
    assert client.post(reverse("give_back", args=[amina.token, booking.pk])).status_code == 410
    assert Booking.objects.get().status == "confirmed"
    token = Guest.objects.get().token
    assert client.post(reverse("card_lost", args=[amina.token])).status_code == 410
    assert Guest.objects.get().token == token


def test_link_that_never_was_is_not_found(client: Client, amina: Guest) -> None:
    assert client.get(reverse("card", args=["b" * 22])).status_code == 404


def test_phone_with_the_dead_card_is_a_strangers(phone: Client, amina: Guest, booking: Booking) -> None:
    replace_card(amina)
    assert "prenotato" not in phone.get(reverse("home")).content.decode().partition("<main")[2]


def test_phone_of_a_merged_card_shows_and_books_for_the_person(
    phone: Client, amina: Guest, monday: Sitting, booking: Booking
) -> None:
    kept = new_card(monday.canteen)
    tuesday = Sitting.objects.get(canteen=monday.canteen, day=dt.date(2026, 11, 24))
    other = book(tuesday, guest=kept)
    merge(amina, into=kept)
    shown = phone.get(reverse("home")).content.decode()
    addresses = [reverse("ticket", args=[amina.token, booking.pk]), reverse("ticket", args=[kept.token, other.pk])]
    assert [address in shown for address in addresses] == [True, True]
    assert [phone.get(address).status_code for address in addresses] == [200, 200]
    assert phone.get(reverse("card", args=[amina.token])).content.decode().count(kept.spaced_code) == 1
