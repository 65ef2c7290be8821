"""*Da chiamare*: who sees it, who sees a number, and what a volunteer does there."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from guests.models import Guest
from mensa import sittings
from mensa.booking import book
from mensa.models import Sitting, Untold
from mensa.words import reach
from notices import calls
from notices.models import Call, Notice
from tests.web_staff.conftest import SignedIn

NUMBER = "3331234567"


@pytest.fixture
def call(lunch: Sitting, bruno: Guest) -> Notice:
    """Bruno, who left a telephone, is to be told that lunch begins at one."""
    reach(bruno, email="", phone="333 123 45 67")
    book(lunch, guest=bruno)
    sittings.move(lunch, starts=dt.time(13), ends=dt.time(14))
    return Notice.objects.get(channel="call")


def text(browser: Client, url: str) -> str:
    return browser.get(url).content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("dario", 200), ("carla", 403), ("sara", 403), ("nora", 403)]
)
def test_it_is_for_who_coordinates_and_who_welcomes(
    request: pytest.FixtureRequest, call: Notice, signed_in: SignedIn, who: str, status: int
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    addresses = [reverse("calls"), reverse("call", args=[call.pk])]
    assert [browser.get(address).status_code for address in addresses] == [status] * 2
    acts = [reverse("call_take", args=[call.pk]), reverse("call_record", args=[call.pk])]
    assert [browser.post(address).status_code == 403 for address in acts] == [status == 403] * 2


def test_a_stranger_is_asked_to_sign_in(call: Notice, client: Client) -> None:
    assert client.get(reverse("calls"))["Location"] == f"/entra/?next={reverse('calls')}"


def test_the_number_is_shown_to_who_calls_and_while_they_do(
    call: Notice, dario: User, anna: User, signed_in: SignedIn
) -> None:
    door, desk, url = signed_in(dario), signed_in(anna), reverse("call", args=[call.pk])
    assert [NUMBER in text(browser, page) for browser in (door, desk) for page in (reverse("calls"), url)] == [
        False
    ] * 4
    door.post(reverse("call_take", args=[call.pk]))
    assert f'href="tel:{NUMBER}"' in text(door, url)
    assert NUMBER not in text(desk, url)
    assert "al telefono: Dario" in text(desk, reverse("calls"))
    assert [NUMBER in page for page in (text(desk, reverse("outbox")), text(door, reverse("calls")))] == [False] * 2
    door.post(reverse("call_record", args=[call.pk]), {"outcome": "reached"})
    assert NUMBER not in text(door, url)


def test_what_to_say_stands_in_both_languages(call: Notice, bruno: Guest, dario: User, signed_in: SignedIn) -> None:
    call.contact.language = "en"
    call.contact.save()
    page = text(signed_in(dario), reverse("call", args=[call.pk]))
    assert "L'ora è cambiata: lunedì 23 novembre cominciamo alle 13:00." in page
    assert '<div lang="en" dir="auto">' in page
    assert bruno.token not in page


def test_no_answer_stays_red_and_counts(call: Notice, dario: User, signed_in: SignedIn) -> None:
    browser = signed_in(dario)
    assert "Una persona aspetta una telefonata." in text(browser, reverse("calls"))
    for _ in range(2):
        browser.post(reverse("call_take", args=[call.pk]))
        browser.post(reverse("call_record", args=[call.pk]), {"outcome": "no_answer"})
    assert "non risponde: 2 prove, l'ultima il 20/11/2026 09:00" in text(browser, reverse("calls"))
    assert list(Call.objects.values_list("outcome", "by__name")) == [("no_answer", "Dario")] * 2


def test_who_leaves_it_leaves_it_to_others(call: Notice, dario: User, anna: User, signed_in: SignedIn) -> None:
    browser = signed_in(dario)
    browser.post(reverse("call_take", args=[call.pk]))
    browser.post(reverse("call_record", args=[call.pk]))
    assert Notice.objects.get(pk=call.pk).state == "queued"
    calls.take(call, by=anna)
    answer = browser.post(reverse("call_take", args=[call.pk]), follow=True)
    assert "Questa telefonata la sta facendo qualcun altro, o non serve più." in answer.content.decode()


def test_today_and_the_outbox_say_so(call: Notice, anna: User, dario: User, signed_in: SignedIn) -> None:
    for browser in (signed_in(anna), signed_in(dario)):
        assert text(browser, reverse("today")).count("1 persona da chiamare") == 1
    outbox = text(signed_in(anna), reverse("outbox"))
    assert '<span class="pill pill-full">da chiamare</span>' in outbox
    assert "telefonata" in outbox
    with clock.at(call.expires):
        assert "da chiamare" not in text(signed_in(dario), reverse("today"))


def test_who_left_nothing_shows_their_face(
    lunch: Sitting, chen: Guest, canteen: Canteen, dario: User, signed_in: SignedIn
) -> None:
    book(lunch, guest=chen)
    sittings.cancel(lunch, reason="Neve")
    browser = signed_in(dario)
    page = text(browser, reverse("calls"))
    assert "Una persona ha prenotato e non ha lasciato un recapito." in page
    assert f"<strong>{chen.face.number}</strong> · {chen.face.word}, {chen.face.colour_word}" in page
    assert "1 persona a cui dirlo all'ingresso" in text(browser, reverse("today"))
    browser.post(reverse("untold_said", args=[Untold.objects.get().pk]))
    told = Untold.objects.get()
    assert (told.told_at, told.told_by) == (clock.now(), dario)
    assert "recapito" not in text(browser, reverse("calls"))


def test_a_call_of_another_canteen_does_not_exist_here(call: Notice, dario: User, signed_in: SignedIn) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    Notice.objects.update(canteen=elsewhere)
    browser = signed_in(dario)
    assert browser.get(reverse("call", args=[call.pk])).status_code == 404
    assert browser.post(reverse("call_take", args=[call.pk])).status_code == 404


@pytest.mark.parametrize("page", ["call_take", "call_record", "untold_said"])
def test_nothing_acts_on_get(dario: User, signed_in: SignedIn, page: str) -> None:
    assert signed_in(dario).get(reverse(page, args=[1])).status_code == 405
