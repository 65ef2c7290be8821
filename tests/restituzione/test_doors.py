"""The guest's page, the board, and the API."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Sitting
from restituzione import giving
from restituzione.models import Contribution, Hand, Offer
from tests.api.conftest import with_card, with_token
from tests.web_door.conftest import signed_in


@pytest.fixture
def hand(garden: Offer, amina: Guest) -> Hand:
    return giving.join(garden, guest=amina)


def test_a_guest_says_yes_and_changes_her_mind(garden: Offer, amina: Guest, client: Client) -> None:
    page, where = reverse("giving", args=[amina.token]), reverse("giving_join", args=[amina.token, garden.pk])
    shown = []
    for said in ("yes", "no"):
        shown += [client.get(page, headers={"accept-language": "it"}).content.decode()]
        assert client.post(where, {"join": said}).headers["Location"] == page
    assert ["Hai detto: ci sto" in text for text in shown] == [False, True]
    assert ("Annaffiare l&#x27;orto" in shown[0], "Il tuo posto a tavola c'è sempre" in shown[0]) == (True, True)
    assert Hand.objects.count() == 0


def test_the_page_speaks_the_guests_language(garden: Offer, amina: Guest, client: Client) -> None:
    page = client.get(reverse("giving", args=[amina.token]), headers={"accept-language": "ar"}).content.decode()
    assert "سقي الحديقة" in page


def test_a_withdrawn_offer_is_refused_kindly(garden: Offer, amina: Guest, client: Client) -> None:
    giving.withdraw(garden)
    where = reverse("giving_join", args=[amina.token, garden.pk])
    page = client.post(where, {"join": "yes"}, follow=True, headers={"accept-language": "it"}).content.decode()
    assert ("Grazie lo stesso." in page, Hand.objects.count()) == (True, 0)


def test_the_ticket_leads_there(amina: Guest, lunch: Sitting, client: Client) -> None:
    booking = book(lunch, guest=amina)
    page = client.get(reverse("ticket", args=[amina.token, booking.pk])).content.decode()
    assert page.count(reverse("giving", args=[amina.token])) == 1


def test_the_door_says_thanks_with_hours_or_without(hand: Hand, doria: User) -> None:
    browser, where = signed_in(doria), reverse("giving_thank", args=[hand.pk])
    board = browser.get(reverse("giving_board")).content.decode()
    assert (f"{hand.guest.face.number} · {hand.guest.face.word}" in board, "Metti in bacheca" in board) == (True, False)
    assert "Da 1 a 24 ore" in browser.post(where, {f"{hand.pk}-hours": "99"}, follow=True).content.decode()
    assert "abbiamo detto grazie" in browser.post(where, follow=True).content.decode()
    assert "È già stata ringraziata." in browser.post(where, follow=True).content.decode()
    assert [(row.hours, row.by) for row in Contribution.objects.all()] == [(None, doria)]


def test_the_guest_reads_thanks_for_a_week(hand: Hand, friday: dt.datetime, client: Client) -> None:
    giving.thank(hand, by=None)
    page, read = reverse("giving", args=[hand.guest.token]), []
    for days in (0, 7, 8):
        with clock.at(friday + dt.timedelta(days=days)):
            answer = client.get(page, headers={"accept-language": "it"}).content.decode()
        read.append("e ci è servito" in answer)
    assert read == [True, True, False]


def test_a_guest_tells_a_volunteer(garden: Offer, amina: Guest, doria: User) -> None:
    browser, where = signed_in(doria), reverse("giving_told", args=[garden.pk])
    assert [browser.post(where, {"code": code}).status_code for code in ("1", amina.code)] == [404, 302]
    assert [hand.guest for hand in Hand.objects.all()] == [amina]


def test_a_coordinator_puts_up_and_takes_down(canteen: Canteen, carla: User) -> None:
    browser = signed_in(carla)
    words = {"kind": "recipe", "words_ar": "وصفة", "when": ""}
    answers = [browser.post(reverse("giving_new"), form).status_code for form in (words, {"kind": "recipe"})]
    [offer] = Offer.objects.all()
    assert (answers, offer.words) == ([302, 400], {"ar": "وصفة"})
    browser.post(reverse("giving_withdraw", args=[offer.pk]))
    assert list(giving.open_offers(canteen)) == []


def test_by_programme(canteen: Canteen, garden: Offer, amina: Guest, doria: User, carla: User) -> None:
    mine, door, coordinator = with_card(amina), with_token(doria), with_token(carla)
    join, board = f"/api/v1/cards/me/offers/{garden.pk}/", f"/api/v1/canteens/{canteen.pk}/giving/"
    assert [mine.post(join).status_code, mine.delete(join).status_code, mine.post(join).status_code] == [204] * 3
    assert mine.get("/api/v1/cards/me/offers/").json() == [
        {"id": garden.pk, "kind": "garden", "words": garden.words, "when": "martedì", "mine": True}
    ]
    [hand] = door.get(board).json()["hands"]
    thanks = f"/api/v1/hands/{hand['id']}/thanks/"
    assert [door.post(thanks, {"hours": hours}, format="json").status_code for hours in (0, 2, 2)] == [400, 204, 409]
    after = door.get(board).json()
    assert (after["hands"], after["year"], after["times"], after["hours"]) == ([], 2026, 1, 2)
    new = {"kind": "recipe", "words": {"xx": "?"}}
    where = f"/api/v1/canteens/{canteen.pk}/offers/"
    assert coordinator.post(where, new, format="json").status_code == 400
    made = coordinator.post(where, new | {"words": {"en": "A recipe"}}, format="json")
    assert (made.status_code, made.json()["words"]) == (201, {"en": "A recipe"})
    assert coordinator.delete(f"/api/v1/offers/{made.json()['id']}/").status_code == 204
