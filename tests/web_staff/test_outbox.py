"""The outbox page: who was not reached comes first, by the card's face; a failed notice goes again; mails are kept."""

import datetime as dt

from django.urls import reverse
from pytest_django import Settings

from canteens import clock
from canteens.models import User
from guests.models import Guest
from impact import gratitude, mail
from mensa.booking import book
from mensa.models import Sitting
from mensa.words import remind_by_email
from notices import outbox
from notices.models import KeptMail, Notice
from tests.web_staff.conftest import SignedIn
from web.outbox import KINDS


def tell(lunch: Sitting, *guests: Guest) -> None:
    for guest in guests:
        book(lunch, guest=guest)
        remind_by_email(guest, email=f"{guest.code}@example.org")


def kinds(page: str) -> list[str]:
    return [line.partition("</a>")[0].rpartition(">")[2] for line in page.split("\n") if "<h2><a href=" in line]


def test_each_kind_has_a_word() -> None:
    assert [kind for kind in (mail.KIND, gratitude.KIND) if kind not in KINDS] == []


def test_the_unreached_come_first(anna: User, lunch: Sitting, bruno: Guest, chen: Guest, signed_in: SignedIn) -> None:
    tell(lunch, bruno, chen)
    Notice.objects.filter(contact=bruno.contact, kind="booking_confirmed").update(
        state="failed", error="SMTPRecipientsRefused", attempts=3
    )
    page = signed_in(anna).get(reverse("outbox")).content.decode()
    assert kinds(page) == ["Posto confermato", "Promemoria", "Promemoria", "Posto confermato"]
    assert "l&#x27;indirizzo non esiste o rifiuta la posta" in page
    assert "3 prove" in page
    assert f"ospite {bruno.face.number} · {bruno.face.word}" in page
    assert page.count("Riprova") == 1


def test_no_guests_address_is_on_the_page(anna: User, lunch: Sitting, bruno: Guest, signed_in: SignedIn) -> None:
    tell(lunch, bruno)
    browser, notice = signed_in(anna), Notice.objects.first()
    assert notice
    for url in [reverse("outbox"), reverse("notice", args=[notice.pk])]:
        assert "@example.org" not in browser.get(url).content.decode()


def test_one_state_only(anna: User, lunch: Sitting, bruno: Guest, signed_in: SignedIn) -> None:
    tell(lunch, bruno)
    Notice.objects.filter(kind="booking_reminder").update(state="missed")
    browser = signed_in(anna)
    assert kinds(browser.get(reverse("outbox") + "?stato=missed").content.decode()) == ["Promemoria"]
    assert len(kinds(browser.get(reverse("outbox") + "?stato=nonsense").content.decode())) == 2


def test_a_failed_one_goes_again(anna: User, lunch: Sitting, bruno: Guest, signed_in: SignedIn) -> None:
    tell(lunch, bruno)
    failed = Notice.objects.get(kind="booking_confirmed")
    Notice.objects.filter(pk=failed.pk).update(state="failed", attempts=10)
    browser, url = signed_in(anna), reverse("notice_again", args=[failed.pk])
    browser.post(url)
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("queued", 0)
    Notice.objects.filter(pk=failed.pk).update(state="failed")
    with clock.at(lunch.ends):
        answer = browser.post(url, follow=True)
    assert "È troppo tardi per questo messaggio. Se puoi, dillo a voce." in answer.content.decode()
    assert Notice.objects.get(pk=failed.pk).state == "failed"


def test_kept_mails_are_read_here(
    anna: User, lunch: Sitting, bruno: Guest, signed_in: SignedIn, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "notices.kept.Backend"
    tell(lunch, bruno)
    outbox.tick()
    notice, kept, browser = Notice.objects.get(state="sent"), KeptMail.objects.get(), signed_in(anna)
    assert "Ti aspettiamo fino alle 12:30." in browser.get(reverse("notice", args=[notice.pk])).content.decode()
    letter = browser.get(reverse("letter", args=[kept.pk]))
    assert letter.content.decode().startswith('<!doctype html>\n<html lang="it" dir="ltr">')
    policy = letter.headers["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "img-src data:",
        "sandbox allow-popups",
        "style-src 'unsafe-inline'",
    ]


def test_forty_on_a_page(anna: User, lunch: Sitting, bruno: Guest, signed_in: SignedIn) -> None:
    tell(lunch, bruno)
    assert bruno.contact
    for number in range(40):
        outbox.post(
            key=f"x{number}", contact=bruno.contact, kind="booking_reminder", payload={},
            expires=clock.now() + dt.timedelta(days=1),
        )  # fmt: skip
    browser = signed_in(anna)
    assert len(kinds(browser.get(reverse("outbox")).content.decode())) == 40
    assert len(kinds(browser.get(reverse("outbox") + "?pagina=2").content.decode())) == 2
