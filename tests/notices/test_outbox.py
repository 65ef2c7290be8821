"""What becomes of a notice: sent once, tried again, given up, missed, taken back; whatever dies in between."""

import datetime as dt
from collections import Counter
from threading import Barrier, Lock, Thread
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import QuerySet
from pytest_django import Settings

from canteens import clock
from canteens.models import Canteen
from notices import mail, outbox
from notices.models import Contact, Notice
from tests.conftest import FRIDAY
from tests.notices.conftest import Box

PAYLOAD = {
    "at": "2026-11-23T11:00:00+00:00", "until": "2026-11-23T11:30:00+00:00", "party": 1, "place": "Chieri",
    "code": "428 103 957", "number": "42", "pictogram": "fish", "colour": "blue", "set_aside": False, "url": "/x/",
}  # fmt: skip
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def contact(canteen: Canteen) -> Contact:
    return Contact.objects.create(canteen=canteen, email="bruno@example.org")


def write(contact: Contact, key: str = "booking:1:booking_confirmed", **facts: Any) -> None:
    expires = clock.now() + dt.timedelta(days=3)
    outbox.post(
        **{"key": key, "contact": contact, "kind": "booking_confirmed", "payload": PAYLOAD, "expires": expires} | facts
    )


def only() -> Notice:
    notice: Notice = Notice.objects.get()
    return notice


def test_one_key_is_one_notice(friday: dt.datetime, contact: Contact) -> None:
    write(contact)
    write(contact)
    assert Notice.objects.count() == 1


def test_nobody_to_reach_is_no_notice(friday: dt.datetime, contact: Contact) -> None:
    contact.email = ""
    write(contact)
    assert Notice.objects.count() == 0


def test_a_dead_mail_server_is_tried_again_later_and_later(
    friday: dt.datetime, contact: Contact, settings: Settings
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 9  # discard: nobody listens there
    write(contact)
    waits, now = [], friday
    while only().state == Notice.State.QUEUED:
        with clock.at(now):
            assert outbox.tick() == 1
        waits.append(round((only().due - now).total_seconds()))
        now = only().due
    # The first nine failures wait; the tenth is given up, and its due stays that of the ninth.
    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800, 0]
    assert (only().state, only().attempts, only().error) == ("failed", 10, "ConnectionRefusedError")


def test_what_waits_for_its_turn_is_not_tried(friday: dt.datetime, contact: Contact, smtp: Box) -> None:
    smtp.answer = "451 later"
    write(contact)
    outbox.tick()
    assert (only().state, only().error) == ("queued", "SMTPDataError")
    smtp.answer = "250 taken"
    with clock.at(friday + dt.timedelta(seconds=29)):
        assert outbox.tick() == 0
    with clock.at(friday + dt.timedelta(seconds=30)):
        assert outbox.tick() == 1
    assert (only().state, only().error, only().attempts) == ("sent", "", 2)


def test_an_address_that_does_not_exist_is_given_up_at_once(friday: dt.datetime, contact: Contact, smtp: Box) -> None:
    smtp.recipients = "550 no such box"
    write(contact)
    outbox.tick()
    assert (only().state, only().attempts, only().error) == ("failed", 1, "SMTPRecipientsRefused")


def test_a_server_that_is_away_ends_the_round_and_a_wrong_address_does_not(
    friday: dt.datetime, contact: Contact, smtp: Box
) -> None:
    for number in range(3):
        write(contact, f"booking:{number}:x")
    smtp.recipients = "450 busy"
    assert outbox.tick() == 1
    smtp.recipients = "550 no such box"
    assert outbox.tick() == 2


def test_too_late_is_missed_and_shown(friday: dt.datetime, contact: Contact, smtp: Box) -> None:
    write(contact, expires=friday + MINUTE)
    with clock.at(friday + MINUTE):
        assert outbox.tick() == 1
    assert only().state == "missed"
    assert smtp.mails == []
    assert list(Notice.objects.unreached()) == [only()]


def test_one_that_cannot_be_written_does_not_hold_up_the_others(
    friday: dt.datetime, contact: Contact, smtp: Box, caplog: pytest.LogCaptureFixture
) -> None:
    write(contact, "a", kind="no_such_kind")
    write(contact, "b")
    assert outbox.tick() == 2
    assert list(Notice.objects.order_by("key").values_list("state", "error")) == [
        ("failed", "TemplateDoesNotExist"),
        ("sent", ""),
    ]
    assert [record.levelname for record in caplog.records if record.name == "notices.outbox"] == ["ERROR", "INFO"]
    caplog.clear()


def test_again_only_while_it_is_true(friday: dt.datetime, contact: Contact, smtp: Box) -> None:
    smtp.recipients = "550 no such box"
    write(contact, expires=friday + MINUTE)
    outbox.tick()
    smtp.recipients = "250 ok"
    with clock.at(friday + MINUTE), pytest.raises(outbox.NoLongerTrue):
        outbox.again(only())
    outbox.again(only())
    assert (only().state, only().attempts, only().error) == ("queued", 0, "")
    outbox.tick()
    assert only().state == "sent"
    with pytest.raises(outbox.NoLongerTrue):
        outbox.again(only())


def test_withdrawn_while_its_mail_server_hangs_it_is_not_tried_again(
    friday: dt.datetime, contact: Contact, smtp: Box
) -> None:
    write(contact)
    flying = outbox.claim()
    assert flying
    assert outbox.withdraw("booking:1:") == 1
    smtp.answer = "451 later"
    outbox._deliver(flying)
    assert only().state == "withdrawn"
    with clock.at(friday + dt.timedelta(hours=1)):
        assert outbox.tick() == 0


def test_what_went_is_recorded_as_gone_though_withdrawn_meanwhile(
    friday: dt.datetime, contact: Contact, smtp: Box
) -> None:
    write(contact)
    flying = outbox.claim()
    assert flying
    outbox.withdraw("booking:1:")
    outbox._deliver(flying)
    assert only().state == "sent"


def test_killed_between_sending_and_recording_it_goes_again_with_the_same_id(
    friday: dt.datetime, contact: Contact, smtp: Box
) -> None:
    write(contact)
    claimed = outbox.claim()
    assert claimed
    mail.send(claimed)  # … and here the worker dies
    with clock.at(friday + outbox.LEASE):
        assert outbox.tick() == 0
    with clock.at(friday + outbox.LEASE + dt.timedelta(seconds=1)):
        assert outbox.tick() == 1
    first, second = smtp.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert (only().state, only().attempts) == ("sent", 2)


def test_a_notice_that_kills_workers_is_given_up(friday: dt.datetime, contact: Contact, smtp: Box) -> None:
    write(contact)
    now = friday
    for _ in range(outbox.ATTEMPTS):
        with clock.at(now):
            assert outbox.claim()
        now += outbox.LEASE + dt.timedelta(seconds=1)
    with clock.at(now):
        outbox.tick()
    assert (only().state, only().error) == ("failed", "WorkerLost")
    assert smtp.mails == []


def test_a_lease_that_was_lost_writes_nothing(friday: dt.datetime, contact: Contact, smtp: Box) -> None:
    write(contact)
    slow = outbox.claim()
    assert slow
    with clock.at(friday + outbox.LEASE + MINUTE):
        other = outbox.claim()
        assert other
        smtp.answer = "451 later"
        outbox._deliver(slow)
        assert (only().state, only().claimed) == ("claimed", other.claimed)


# --- Eight workers ------------------------------------------------------------------------------------------------
class Counted:
    """Stands where the mail server is, and counts what each notice was sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: Counter[str] = Counter()
        self.lock = Lock()
        monkeypatch.setattr(EmailMultiAlternatives, "send", lambda message: self.count(message))  # noqa: PLW0108

    def count(self, message: EmailMultiAlternatives) -> int:
        with self.lock:
            self.sent[message.extra_headers["Message-ID"]] += 1
        return 1


def eight_workers(instant: dt.datetime) -> None:
    barrier = Barrier(8)

    def work() -> None:
        with clock.at(instant):
            barrier.wait()
            outbox.tick()
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_twenty_five_notices_once_each(contact: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, now = Counted(monkeypatch), contact.canteen.instant(FRIDAY, dt.time(9))
    with clock.at(now):
        for number in range(25):
            write(contact, f"booking:{number}:booking_confirmed")
    eight_workers(now)
    assert sorted(counted.sent.values()) == [1] * 25
    assert list(Notice.objects.values_list("state", flat=True)) == ["sent"] * 25


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_some_go_twice(contact: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, now = Counted(monkeypatch), contact.canteen.instant(FRIDAY, dt.time(9))
    with clock.at(now):
        for number in range(25):
            write(contact, f"booking:{number}:booking_confirmed")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    eight_workers(now)
    assert sum(counted.sent.values()) > 25
