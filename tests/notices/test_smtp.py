"""From a booking to a mail server: what is due leaves as a mail that its reader understands."""

import datetime as dt

import pgtrigger
import pytest

from canteens import clock
from canteens.models import Canteen, User
from canteens.staff import take_in
from guests.models import Guest
from guests.register import set_language
from mensa import sittings
from mensa.booking import book, cancel
from mensa.check import check_counters
from mensa.models import Sitting
from mensa.words import remind_by_email
from notices import outbox
from notices.models import Notice
from notices.staff import invite
from tests.conftest import OpenSitting
from tests.notices.conftest import Box, html_of, subjects, text_of

EVENING = dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)  # Sunday, 18:00 in Rome
NEVER = ("mensa", "poveri", "bisogno", "assistenza")


def states() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "state"))


def test_a_booking_ends_at_the_mail_server(lunch: Sitting, bruno: Guest, smtp: Box) -> None:
    booking = book(lunch, guest=bruno, party=2)
    remind_by_email(bruno, email="bruno@example.org")
    assert outbox.tick() == 1
    (mail,) = smtp.mails
    assert mail["To"] == "bruno@example.org"
    assert mail["Subject"] == "Il tuo posto c'è: lunedì 23 novembre"
    notice = Notice.objects.get(kind="booking_confirmed")
    assert mail["Message-ID"] == f"<notice-{notice.pk}@localhost>"
    assert mail["Content-Language"] == "it"
    assert mail["Auto-Submitted"] == "auto-generated"
    face = bruno.face
    assert text_of(mail).split("\n")[:8] == [
        "Il tuo posto c'è. Ti aspettiamo fino alle 12:30.",
        "",
        "Quando: lunedì 23 novembre 2026, 12:00",
        "Dove: via Giovanni XXIII 8b, Chieri",
        "Quanti: 2",
        f"La tua carta: {face.number} · {face.word} · {face.colour_word}",
        f"Codice: {bruno.spaced_code}",
        "",
    ]
    assert f"http://127.0.0.1:8000/posto/{bruno.token}/{booking.pk}/" in text_of(mail)
    assert '<html lang="it" dir="ltr">' in html_of(mail)
    assert states() == [("booking_confirmed", "sent"), ("booking_reminder", "queued")]


def test_the_reminder_leaves_the_evening_before(lunch: Sitting, bruno: Guest, smtp: Box) -> None:
    book(lunch, guest=bruno)
    remind_by_email(bruno, email="bruno@example.org")
    outbox.tick()
    with clock.at(EVENING - dt.timedelta(seconds=1)):
        assert outbox.tick() == 0
    with clock.at(EVENING):
        assert outbox.tick() == 1
        assert outbox.tick() == 0
    assert subjects(smtp) == [
        "Il tuo posto c'è: lunedì 23 novembre",
        "Ti aspettiamo lunedì 23 novembre",
    ]
    assert "Teniamo il tuo posto fino alle 12:30." in text_of(smtp.mails[1])


def test_cancelling_takes_the_reminder_back(lunch: Sitting, bruno: Guest, smtp: Box) -> None:
    booking = book(lunch, guest=bruno)
    remind_by_email(bruno, email="bruno@example.org")
    outbox.tick()
    cancel(booking)
    with clock.at(EVENING):
        assert outbox.tick() == 0
    assert states() == [("booking_confirmed", "sent"), ("booking_reminder", "withdrawn")]


def test_who_is_promoted_is_told_that_it_is_theirs(
    small_lunch: Sitting, bruno: Guest, chen: Guest, amina: Guest, smtp: Box
) -> None:
    first = book(small_lunch, guest=bruno, party=4)
    book(small_lunch, guest=amina, party=2)
    remind_by_email(amina, email="amina@example.org")
    set_language(amina, language="it")
    outbox.tick()
    cancel(first)
    outbox.tick()
    assert subjects(smtp) == [
        "Sei in lista d'attesa: lunedì 23 novembre",
        "Si è liberato un posto, è tuo: lunedì 23 novembre",
    ]
    assert "Il pasto è sicuro: se il posto non si libera, lo prendi da portare via." in text_of(smtp.mails[0])


def test_a_change_and_an_end_are_told(lunch: Sitting, bruno: Guest, smtp: Box) -> None:
    book(lunch, guest=bruno)
    remind_by_email(bruno, email="bruno@example.org")
    outbox.tick()
    sittings.move(lunch, starts=dt.time(13), ends=dt.time(14, 30))
    outbox.tick()
    sittings.cancel(lunch, reason="manca l'acqua & il gas")
    outbox.tick()
    changed, ended = smtp.mails[1:]
    assert changed["Subject"] == "Cambia l'ora di lunedì 23 novembre"
    assert "L'ora è cambiata: lunedì 23 novembre cominciamo alle 13:00." in text_of(changed)
    assert ended["Subject"] == "Siamo chiusi lunedì 23 novembre"
    assert "Perché: manca l'acqua & il gas" in text_of(ended)
    assert "manca l&#x27;acqua &amp; il gas" in html_of(ended)
    assert "Scegli un altro giorno qui:\nhttp://127.0.0.1:8000/" in text_of(ended)


@pytest.mark.parametrize(
    ("language", "direction", "day"), [("it", "ltr", "lunedì"), ("en", "ltr", "Monday"), ("ar", "rtl", "الاثنين")]
)
def test_each_reads_their_own_language(
    lunch: Sitting, bruno: Guest, smtp: Box, language: str, direction: str, day: str
) -> None:
    set_language(bruno, language=language)
    book(lunch, guest=bruno)
    remind_by_email(bruno, email="bruno@example.org")
    outbox.tick()
    (mail,) = smtp.mails
    assert f'<html lang="{language}" dir="{direction}">' in html_of(mail)
    assert mail["Content-Language"] == language
    assert day in text_of(mail)
    assert "12:00" in text_of(mail)


# Rome's clocks in 2026: 29 March 02:00 → 03:00, 25 October 03:00 → 02:00.
@pytest.mark.parametrize("sunday", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_noon_is_noon_over_a_clock_change(
    canteen: Canteen, sitting_on: OpenSitting, bruno: Guest, smtp: Box, sunday: dt.date
) -> None:
    saturday, monday = sunday - dt.timedelta(days=1), sunday + dt.timedelta(days=1)
    with clock.at(canteen.instant(saturday, dt.time(9))):
        book(sitting_on(monday), guest=bruno)
        remind_by_email(bruno, email="bruno@example.org")
    with clock.at(canteen.instant(sunday, dt.time(17, 59))):
        outbox.tick()
        assert [notice.state for notice in Notice.objects.filter(kind="booking_reminder")] == ["queued"]
    with clock.at(canteen.instant(sunday, dt.time(18, 0))):
        outbox.tick()
    assert "alle 12:00" in text_of(smtp.mails[1])
    assert "fino alle 12:30" in text_of(smtp.mails[1])


def test_no_mail_says_what_nobody_should_read_over_a_shoulder(
    canteen: Canteen, small_lunch: Sitting, bruno: Guest, chen: Guest, smtp: Box
) -> None:
    Canteen.objects.update(name="Mensa di quartiere")
    full = book(small_lunch, guest=chen, party=4)
    book(small_lunch, guest=bruno)
    remind_by_email(bruno, email="bruno@example.org")
    outbox.tick()
    cancel(full)
    outbox.tick()
    with clock.at(EVENING):
        outbox.tick()
    sittings.move(small_lunch, starts=dt.time(13), ends=dt.time(14))
    outbox.tick()
    sittings.cancel(small_lunch, reason="")
    outbox.tick()
    assert [kind for kind, state in states() if state == "sent"] == [
        "booking_waiting", "booking_promoted", "booking_reminder", "sitting_changed", "sitting_cancelled",
    ]  # fmt: skip
    said = " ".join(mail["Subject"] + text_of(mail) + html_of(mail) for mail in smtp.mails).lower()
    assert [word for word in NEVER if word in said] == []


def test_an_invitation_carries_a_link_that_works_and_keeps_none(
    canteen: Canteen, friday: dt.datetime, smtp: Box
) -> None:
    anna = take_in(canteen, email="anna@example.org", name="Anna", roles=["coordinator"])
    invite(canteen, email="elio@example.org", name="Elio", roles=["door"], by=anna)
    outbox.tick()
    (mail,) = smtp.mails
    link = next(line for line in text_of(mail).split("\n") if "/password/" in line)
    assert "Anna ti ha aggiunto a chi aiuta: Cittadella del Volontariato." in text_of(mail)
    assert "Il link vale 3 giorni e una volta sola." in text_of(mail)
    elio = User.objects.get(email="elio@example.org")
    token = link.rstrip("/").rpartition("/")[2]
    assert token
    assert token not in str(Notice.objects.values().get())
    assert not elio.has_usable_password()


def test_a_bent_counter_reaches_the_coordinators(canteen: Canteen, lunch: Sitting, bruno: Guest, smtp: Box) -> None:
    take_in(canteen, email="anna@example.org", name="Anna", roles=["coordinator"])
    take_in(canteen, email="dario@example.org", name="Dario", roles=["door"])
    book(lunch, guest=bruno, party=2)
    with pgtrigger.ignore("mensa.Sitting:counters_by_bookings_only"):
        Sitting.objects.update(taken=5)
    assert check_counters() == 1
    assert check_counters() == 1  # told once a day
    outbox.tick()
    (mail,) = smtp.mails
    assert mail["To"] == "anna@example.org"
    assert f"- servizio n. {lunch.pk}, taken: contati 5, somma 2" in text_of(mail)
