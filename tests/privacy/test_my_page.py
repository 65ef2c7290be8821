"""*La mia pagina*: everything by one secret link, and nothing without it."""

import datetime as dt
import json

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client

from canteens import clock, retention
from canteens.models import User
from guests import looks, register
from guests.models import Consent, Guest, Look
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.words import remind_by_email
from web.guest_phone import COOKIE

REST = ["", "dati/", "dati.json", "dimenticatemi/"]
ACTS = ["nome/", "promemoria/", "lingua/", "ritira/alias/"]


def url(guest: Guest, rest: str = "") -> str:
    return f"/io/{guest.token}/{rest}"


def said(response: object) -> list[str]:
    return [str(one) for one in response.context["messages"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("rest", REST)
def test_a_wrong_secret_opens_nothing(client: Client, amina: Guest, rest: str) -> None:
    assert client.get(f"/io/{'x' * 22}/{rest}").status_code == 404


@pytest.mark.parametrize("rest", REST)
def test_nobody_on_the_way_keeps_it(client: Client, amina: Guest, rest: str) -> None:
    answer = client.get(url(amina, rest))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("rest", ACTS)
def test_what_acts_refuses_a_get(client: Client, amina: Guest, rest: str) -> None:
    assert client.get(url(amina, rest)).status_code == 405


def test_bookings_coming_and_past(
    client: Client, lunch: Sitting, sitting_on: object, amina: Guest, bruno: Guest
) -> None:
    tuesday = sitting_on(dt.date(2026, 11, 24))  # type: ignore[operator]
    monday, later = book(lunch, guest=amina, party=3), book(tuesday, guest=amina)
    book(lunch, guest=bruno)
    with clock.at(lunch.ends):
        context = client.get(url(amina)).context
    assert [row[0] for row in context["coming"]] == [later]
    assert context["past"] == [("lunedì 23 novembre, ore 12", "3 persone", "prenotato")]
    assert monday.guest == amina


def test_name_address_and_language_without_a_booking(client: Client, amina: Guest) -> None:
    client.post(url(amina, "nome/"), {"a-alias": "Mina", "a-agreed": "on"})
    client.post(url(amina, "promemoria/"), {"r-email": "amina@example.org", "r-agreed": "on"})
    client.post(url(amina, "lingua/"), {"l-language": "en"})
    amina.refresh_from_db()
    assert amina.contact is not None
    assert (amina.alias, amina.contact.email, amina.language) == ("Mina", "amina@example.org", "en")


def test_nothing_is_kept_without_a_yes(client: Client, amina: Guest) -> None:
    answer = client.post(url(amina, "nome/"), {"a-alias": "Mina"})
    amina.refresh_from_db()
    assert (answer.status_code, amina.alias, answer.context["wrong"]) == (400, "", True)
    assert answer.context["alias_form"].errors == {"agreed": ["Serve il tuo sì. Se non vuoi, lascia vuoto."]}


def test_a_yes_is_shown_in_its_words_and_taken_back_in_one_tap(client: Client, amina: Guest) -> None:
    register.set_alias(amina, alias="Mina")
    [shown] = client.get(url(amina)).context["consents"]
    assert (shown["words"], shown["back"]) == ("Sì, chi accoglie può vederlo e usarlo.", True)
    answer = client.post(url(amina, "ritira/alias/"), follow=True)
    amina.refresh_from_db()
    assert (amina.alias, said(answer)) == ("", ["Tolto: non lo sappiamo più."])
    [shown] = client.get(url(amina)).context["consents"]
    assert (shown["back"], shown["row"].withdrawn is not None) == (False, True)


def test_a_purpose_that_is_none_changes_nothing(client: Client, amina: Guest) -> None:
    register.set_alias(amina, alias="Mina")
    client.post(url(amina, "ritira/other/"))
    assert amina.consents.filter(purpose=Consent.Purpose.ALIAS, withdrawn=None).count() == 1


def test_what_is_stored_in_words_and_as_a_file(client: Client, lunch: Sitting, amina: Guest) -> None:
    register.set_alias(amina, alias="Mina")
    remind_by_email(amina, email="amina@example.org")
    book(lunch, guest=amina, party=3)
    sections = {section.title: section for section in client.get(url(amina, "dati/")).context["sections"]}
    assert list(sections) == [
        "La tua carta", "Dove ti scriviamo", "Che cosa ti abbiamo scritto", "A che cosa hai detto sì",
        "I tuoi pranzi", "Ogni cambiamento dei tuoi posti",
    ]  # fmt: skip
    assert ("come ti chiamiamo", "Mina") in sections["La tua carta"].rows[0]
    assert sections["I tuoi pranzi"].rows[0][:4] == [
        ("giorno", "lunedì 23 novembre, ore 12"), ("com'è andata", "prenotato"), ("dove", "a tavola"), ("persone", "3"),
    ]  # fmt: skip
    assert ("prenotato il", "20/11/2026 09:00") in sections["I tuoi pranzi"].rows[0]
    file = client.get(url(amina, "dati.json"))
    assert file.headers["Content-Disposition"] == 'attachment; filename="i-miei-dati.json"'
    assert json.loads(file.content)["notices.Contact"][0]["email"] == "amina@example.org"


def test_who_looked_is_told_by_name(client: Client, anna: User, friday: dt.datetime, amina: Guest) -> None:
    looks.looked(amina, purpose=Look.Purpose.RECORD, user=anna)
    looks.looked(amina, purpose=Look.Purpose.RECORD, user=anna)
    looks.looked(amina, purpose=Look.Purpose.LETTER)
    shown = client.get(url(amina)).context["looks"]
    assert [(one["who"], one["why"]) for one in shown] == [
        ("una persona che aiuta", "per leggere un messaggio"), ("Anna", "per leggere i dati della carta"),
    ]  # fmt: skip
    assert anna.email not in client.get(url(amina)).content.decode()


def test_forgetting_is_asked_first_and_then_done(client: Client, lunch: Sitting, amina: Guest) -> None:
    booking = book(lunch, guest=amina)
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE).sign(amina.token)
    asked = client.get(url(amina, "dimenticatemi/"))
    assert asked.content.decode().count("Hai 1 posto prenotato: lo liberiamo.") == 1
    assert Guest.objects.count() == 1
    answer = client.post(url(amina, "dimenticatemi/"), follow=True)
    assert said(answer) == ["Fatto: di te non sappiamo più niente. Puoi venire lo stesso, quando vuoi."]
    assert (Guest.objects.count(), client.cookies[COOKIE].value) == (0, "")
    booking.refresh_from_db()
    assert (booking.guest, booking.status) == (None, "cancelled")
    assert client.get(url(amina)).status_code == 404
    assert client.get(f"/posto/{amina.token}/{booking.pk}/").status_code == 404


def test_the_ticket_and_the_days_lead_there(client: Client, lunch: Sitting, amina: Guest) -> None:
    booking = book(lunch, guest=amina)
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE).sign(amina.token)
    for page in ("/", f"/posto/{amina.token}/{booking.pk}/"):
        assert client.get(page).content.decode().count(f'href="{url(amina)}"') == 1


@pytest.mark.parametrize(
    ("language", "title", "year"), [("it", "I tuoi dati", "12 mesi"), ("en", "Your data", ""), ("ar", "بياناتك", "")]
)
def test_the_privacy_page_speaks_each_language(
    client: Client, canteen: object, language: str, title: str, year: str
) -> None:
    page = client.get("/privacy/", headers={"accept-language": language}).content.decode()
    assert (page.count(f"<h1>{title}</h1>"), page.count(f'<html lang="{language}"')) == (1, 1)
    assert year in page


def test_the_privacy_page_invents_nothing(client: Client, lunch: Sitting) -> None:
    canteen = lunch.canteen
    missing = "L'associazione non ha ancora scritto qui il suo nome"
    assert client.get("/privacy/").content.decode().count(missing) == 1
    retention.name_controller(canteen, association="Odv di prova", privacy_contact="dati@example.org")
    retention.decide(canteen, purpose="notices", days=10, reason="prova")
    page = client.get("/privacy/").content.decode()
    assert (page.count(missing), page.count("Odv di prova"), page.count("dati@example.org")) == (0, 1, 1)
    assert page.count("I messaggi: 10 giorni dopo") == 1


def test_the_privacy_page_before_there_is_a_canteen(client: Client, db: None) -> None:
    assert client.get("/privacy/").status_code == 200


def test_every_form_that_asks_leads_to_the_privacy_page(client: Client, lunch: Sitting, amina: Guest) -> None:
    booking = book(lunch, guest=amina)
    for page in ("/", f"/prenota/{lunch.pk}/", "/trova/", url(amina), f"/posto/{amina.token}/{booking.pk}/"):
        assert client.get(page).content.decode().count('href="/privacy/"') >= 1


def test_the_words_of_a_yes_stand_on_the_form(client: Client, amina: Guest) -> None:
    for language, words in (
        ("it", "Sì, scrivetemi a questo indirizzo. Sì, telefonatemi a questo numero."),
        ("en", "Yes, write to me at this address. Yes, ring me at this number."),
    ):
        page = client.get(url(amina), headers={"accept-language": language}).content.decode()
        assert page.count(words) == 1


def test_a_secret_stays_out_of_the_log(
    client: Client, lunch: Sitting, amina: Guest, caplog: pytest.LogCaptureFixture
) -> None:
    book(lunch, guest=amina)
    for rest in REST:
        client.get(url(amina, rest))
    client.post(url(amina, "ritira/alias/"))
    client.post(url(amina, "dimenticatemi/"))
    lines = [record.getMessage() for record in caplog.records]
    routes = [line for line in lines if "/io/<str:token>/" in line]
    assert (len(routes), [line for line in lines if amina.token in line]) == (6, [])


def test_booking_after_being_forgotten_is_a_new_card(client: Client, lunch: Sitting, amina: Guest) -> None:
    client.post(url(amina, "dimenticatemi/"))
    assert book(lunch).guest != amina
    assert Booking.objects.count() == 1
