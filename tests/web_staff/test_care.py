"""*Ci manca qualcuno*: the page, what a guest says on the ticket, and what a programme does."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from canteens.models import Canteen, User
from guests import care
from guests.models import CareNote, Guest
from guests.register import set_alias
from mensa.booking import book
from mensa.models import Sitting
from mensa.words import reach, remind_by_email
from notices.mail import compose
from notices.models import Notice
from tests.api.conftest import with_card, with_token
from tests.web_staff.conftest import SignedIn


@pytest.fixture
def note(amina: Guest, friday: dt.datetime) -> CareNote:
    set_alias(amina, alias="Mina")
    remind_by_email(amina, email="mina@example.org")
    care.let_ask(amina, agreed=True)
    found = care.raise_note(amina)
    assert found
    return found


def test_the_page_names_whom_to_ask_and_how(anna: User, note: CareNote, signed_in: SignedIn) -> None:
    page = signed_in(anna).get(reverse("care")).content.decode()
    face = note.guest.face
    assert [page.count(words) for words in (f"{face.number} · {face.word}", ">Mina<", "mailto:mina@example.org")] == [
        1
    ] * 3
    assert "Questa nota si cancella da sola il 19 gennaio." in page
    assert list(note.guest.looks.values_list("user", "purpose")) == [(anna.pk, "care")]


def test_a_telephone_is_one_tap_away(anna: User, note: CareNote, signed_in: SignedIn) -> None:
    reach(note.guest, email="", phone="3331234567")
    page = signed_in(anna).get(reverse("care")).content.decode()
    assert ('href="tel:' in page, "mailto:" in page, "recapito" in page) == (True, False, False)


def test_done_closes_it_with_what_was_told_or_nothing(anna: User, note: CareNote, signed_in: SignedIn) -> None:
    browser, where = signed_in(anna), reverse("care_asked", args=[note.pk])
    assert browser.post(where, {f"{note.pk}-reason": "unsaid"}).headers["Location"] == reverse("care")
    page = browser.post(where, follow=True).content.decode()
    assert ("Un&#x27;altra persona" in page, "Nessuno: per ora" in page) == (True, True)
    note.refresh_from_db()
    assert (note.reason, note.closed_by) == ("unsaid", anna)


def test_today_says_that_somebody_is_missed(anna: User, lunch: Sitting, note: CareNote, signed_in: SignedIn) -> None:
    assert "Ci manca qualcuno: chiedi come sta" in signed_in(anna).get(reverse("today")).content.decode()


def test_a_coordinator_says_when_and_why(anna: User, canteen: Canteen, signed_in: SignedIn) -> None:
    browser, told = signed_in(anna), {"care_after": 4, "care_days": 30, "care_reason": "si viene a giorni alterni"}
    assert browser.post(reverse("care_settings"), told).status_code == 302
    assert browser.post(reverse("care_settings"), told | {"care_after": 1}).status_code == 400
    canteen.refresh_from_db()
    assert (canteen.care_after, canteen.care_days, canteen.care_reason) == (4, 30, "si viene a giorni alterni")


def test_a_guest_says_yes_and_takes_it_back_on_the_ticket(amina: Guest, lunch: Sitting, client: Client) -> None:
    booking = book(lunch, guest=amina)
    where = reverse("guest_care", args=[amina.token, booking.pk])
    ticket = client.get(reverse("ticket", args=[amina.token, booking.pk]), headers={"accept-language": "it"})
    assert "Se non ti vediamo, possiamo sentirti?" in ticket.content.decode()
    said = [client.post(where, told).status_code and care.may_ask(amina) for told in ({"c-agreed": "on"}, {})]
    assert said == [True, False]
    care.let_ask(amina, agreed=True)
    ticket = client.get(reverse("ticket", args=[amina.token, booking.pk]))
    box = re.search(r'<input[^>]*name="c-agreed"[^>]*>', ticket.content.decode())
    assert "checked" in (box or [""])[0]
    assert amina.consents.filter(purpose="care").exclude(withdrawn=None).count() == 1


def test_the_notice_names_nobody(anna: User, canteen: Canteen, note: CareNote) -> None:
    from mensa.care import _tell

    _tell(canteen, note)
    mail = compose(Notice.objects.get(kind="care_note"))
    assert (mail.subject, "Mina" in mail.body, "/ci-manca/" in mail.body) == ("Una nota per chi coordina", False, True)


def test_a_programme_reads_and_closes_them(anna: User, canteen: Canteen, note: CareNote, amina: Guest) -> None:
    carla = with_token(anna)
    face = amina.face
    [read] = carla.get(f"/api/v1/canteens/{canteen.pk}/care-notes/").json()
    assert (read["id"], read["card"]) == (
        note.pk,
        {"number": face.number, "pictogram": face.pictogram, "colour": face.colour},
    )
    closing = f"/api/v1/care-notes/{note.pk}/close/"
    answers = [carla.post(closing, {"reason": reason}, format="json") for reason in ("rude", "work", "")]
    assert [(answer.status_code) for answer in answers] == [400, 204, 409]


def test_a_programme_says_yes_for_its_guest(amina: Guest, lunch: Sitting) -> None:
    mine = with_card(amina)
    told = [mine.patch("/api/v1/cards/me/", {"care": said}, format="json").json()["care"] for said in (True, False)]
    assert (told, mine.get("/api/v1/cards/me/").json()["care"]) == ([True, False], False)
