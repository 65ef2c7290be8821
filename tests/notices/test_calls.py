"""A call is a notice that no machine makes: who takes it, what comes of it, and which mails become one."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q
from pytest_django import Settings

from canteens import clock
from canteens.models import Canteen, User
from canteens.staff import take_in
from notices import calls, mail, outbox
from notices.models import Call, Channel, Contact, Notice
from notices.phones import PhoneNotPossible, read_phone
from tests.notices.conftest import Box
from tests.races.crowd import at_once, errors

PAYLOAD = {
    "at": "2026-11-23T12:00:00+00:00", "until": "2026-11-23T12:30:00+00:00", "party": 1, "place": "Chieri",
    "code": "428 103 957", "number": "42", "pictogram": "fish", "colour": "blue", "set_aside": False, "url": "/x/",
}  # fmt: skip
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def by_phone(canteen: Canteen) -> Contact:
    return Contact.objects.create(canteen=canteen, phone="3331234567")


@pytest.fixture
def both(canteen: Canteen) -> Contact:
    return Contact.objects.create(canteen=canteen, email="bruno@example.org", phone="3331234567")


@pytest.fixture
def dario(canteen: Canteen) -> User:
    return take_in(canteen, email="dario@example.org", name="Dario", roles=["door"])


@pytest.fixture
def elio(canteen: Canteen) -> User:
    return take_in(canteen, email="elio@example.org", name="Elio", roles=["door"])


def write(contact: Contact, key: str = "booking:1:sitting_changed", **facts: Any) -> Notice:
    usual = {"kind": "sitting_changed", "payload": PAYLOAD, "expires": clock.now() + 24 * HOUR, "spoken": True}
    outbox.post(**{"key": key, "contact": contact} | usual | facts)
    written: Notice = Notice.objects.get(key=key)
    return written


def rows() -> list[tuple[str, str, str]]:
    return list(Notice.objects.order_by("pk").values_list("key", "channel", "state"))


# --- Which channel ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("email", "phone", "first", "spoken", "channel"),
    [
        ("", "", "email", True, None),
        ("b@example.org", "", "call", True, "email"),
        ("", "333123", "email", True, "call"),
        ("", "333123", "email", False, None),
        ("b@example.org", "333123", "email", True, "email"),
        ("b@example.org", "333123", "call", True, "call"),
        ("b@example.org", "333123", "call", False, "email"),
    ],
)
def test_the_first_channel_that_reaches(email: str, phone: str, first: str, spoken: bool, channel: str | None) -> None:
    order = sorted(Channel.values, key=lambda each: each != first)
    assert Contact(email=email, phone=phone, channels=order).channel(spoken=spoken) == channel


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("333 123 45.67", "3331234567"), ("+39 (011) 947-1234", "+390119471234"), ("٣٣٣ ١٢٣ ٤٥٦", "333123456"),
        ("  ", ""), ("011947", "011947"),
    ],
)  # fmt: skip
def test_a_number_is_kept_as_digits(written: str, kept: str) -> None:
    assert read_phone(written) == kept


@pytest.mark.parametrize("written", ["12345", "1" * 16, "333 12a 4567", "39+3331234", "++393331234"])
def test_no_telephone_has_such_a_number(written: str) -> None:
    with pytest.raises(PhoneNotPossible):
        read_phone(written)


# --- Never a mail -------------------------------------------------------------------------------------------------
def test_a_call_is_never_sent(friday: dt.datetime, by_phone: Contact, smtp: Box) -> None:
    write(by_phone)
    assert outbox.tick() == 0
    assert (rows(), smtp.mails) == ([("booking:1:sitting_changed", "call", "queued")], [])


def test_a_call_waits_for_its_hour_and_is_missed_past_its_end(
    friday: dt.datetime, canteen: Canteen, by_phone: Contact
) -> None:
    notice = write(by_phone, due=friday + HOUR, expires=friday + 2 * HOUR)
    assert list(calls.to_make(canteen)) == []
    with clock.at(friday + HOUR):
        assert list(calls.to_make(canteen)) == [notice]
        outbox.tick()
    with clock.at(friday + 2 * HOUR):
        assert list(calls.to_make(canteen)) == []
        outbox.tick()
    assert rows() == [("booking:1:sitting_changed", "call", "missed")]
    assert list(Notice.objects.unreached()) == [notice]


# --- Made by a person ---------------------------------------------------------------------------------------------
def test_who_does_not_answer_stays_and_is_counted(
    friday: dt.datetime, canteen: Canteen, by_phone: Contact, dario: User
) -> None:
    notice = write(by_phone)
    for minutes in (0, 30):
        with clock.at(friday + dt.timedelta(minutes=minutes)):
            calls.take(notice, by=dario)
            calls.record(notice, outcome=Call.Outcome.NO_ANSWER, by=dario)
    (waiting,) = calls.to_make(canteen)
    assert (waiting.state, waiting.attempts, waiting.tried) == ("queued", 2, friday + HOUR / 2)
    calls.take(notice, by=dario)
    calls.record(notice, outcome=Call.Outcome.REACHED, by=dario)
    assert list(calls.to_make(canteen)) == []
    outcomes = notice.calls.order_by("pk").values_list("outcome", "by__name")
    assert list(outcomes) == [("no_answer", "Dario"), ("no_answer", "Dario"), ("reached", "Dario")]
    assert Notice.objects.get().state == "sent"


def test_one_in_hand_is_nobody_elses(friday: dt.datetime, by_phone: Contact, dario: User, elio: User) -> None:
    notice = write(by_phone)
    calls.take(notice, by=dario)
    calls.take(notice, by=dario)
    with pytest.raises(calls.CallNotYours):
        calls.take(notice, by=elio)
    with pytest.raises(calls.CallNotYours):
        calls.record(notice, outcome=Call.Outcome.REACHED, by=elio)
    calls.put_back(notice, by=dario)
    calls.take(notice, by=elio)
    assert calls.in_hand_of(Notice.objects.get(), elio)


def test_one_forgotten_in_a_hand_is_free_after_ten_minutes(
    friday: dt.datetime, by_phone: Contact, dario: User, elio: User
) -> None:
    notice = write(by_phone)
    calls.take(notice, by=dario)
    with clock.at(friday + calls.HOLD), pytest.raises(calls.CallNotYours):
        calls.take(notice, by=elio)
    with clock.at(friday + calls.HOLD + dt.timedelta(seconds=1)):
        calls.take(notice, by=elio)


def test_a_double_tap_is_one_call(friday: dt.datetime, by_phone: Contact, dario: User) -> None:
    notice = write(by_phone)
    calls.take(notice, by=dario)
    calls.record(notice, outcome=Call.Outcome.NO_ANSWER, by=dario)
    with pytest.raises(calls.CallNotYours):
        calls.record(notice, outcome=Call.Outcome.NO_ANSWER, by=dario)
    assert (Call.objects.count(), Notice.objects.get().attempts) == (1, 1)


def test_one_withdrawn_meanwhile_is_not_recorded(friday: dt.datetime, by_phone: Contact, dario: User) -> None:
    notice = write(by_phone)
    calls.take(notice, by=dario)
    assert outbox.withdraw("booking:1:") == 1
    with pytest.raises(calls.CallNotYours):
        calls.record(notice, outcome=Call.Outcome.REACHED, by=dario)
    assert rows() == [("booking:1:sitting_changed", "call", "withdrawn")]


def test_a_mail_is_not_taken_in_hand(friday: dt.datetime, both: Contact, dario: User) -> None:
    with pytest.raises(calls.CallNotYours):
        calls.take(write(both), by=dario)


# --- Instead of a mail --------------------------------------------------------------------------------------------
def test_a_mail_that_fails_becomes_one_call(friday: dt.datetime, canteen: Canteen, both: Contact, smtp: Box) -> None:
    smtp.recipients = "550 no such box"
    failed = write(both)
    outbox.tick()
    call = Notice.objects.get(channel="call")
    assert (call.key, call.instead_of, call.payload, call.expires) == (
        "booking:1:sitting_changed:call", failed, PAYLOAD, failed.expires,
    )  # fmt: skip
    outbox.again(Notice.objects.get(pk=failed.pk))
    outbox.tick()
    assert rows() == [
        ("booking:1:sitting_changed", "email", "failed"), ("booking:1:sitting_changed:call", "call", "queued"),
    ]  # fmt: skip


def test_who_was_told_by_voice_is_no_longer_unreached(
    friday: dt.datetime, both: Contact, smtp: Box, dario: User
) -> None:
    smtp.recipients = "550 no such box"
    failed = write(both)
    outbox.tick()
    assert list(Notice.objects.unreached()) == [failed]
    call = Notice.objects.get(channel="call")
    calls.take(call, by=dario)
    calls.record(call, outcome=Call.Outcome.TOLD, by=dario)
    assert list(Notice.objects.unreached()) == []


def test_a_mail_that_goes_at_last_spares_the_call(friday: dt.datetime, both: Contact, smtp: Box) -> None:
    smtp.recipients = "550 no such box"
    failed = write(both)
    outbox.tick()
    smtp.recipients = "250 ok"
    outbox.again(Notice.objects.get(pk=failed.pk))
    outbox.tick()
    assert [state for _key, _channel, state in rows()] == ["sent", "withdrawn"]


def test_a_mail_that_came_too_late_is_a_call_for_a_day(friday: dt.datetime, both: Contact, smtp: Box) -> None:
    write(both, expires=friday + HOUR)
    with clock.at(friday + HOUR):
        outbox.tick()
    assert [state for _key, _channel, state in rows()] == ["missed", "queued"]
    with clock.at(friday + 25 * HOUR):
        outbox.tick()
    assert [state for _key, _channel, state in rows()] == ["missed", "missed"]


def test_what_needs_no_call_becomes_none(friday: dt.datetime, both: Contact, smtp: Box) -> None:
    smtp.recipients = "550 no such box"
    write(both, kind="booking_confirmed", spoken=False)
    outbox.tick()
    assert [state for _key, _channel, state in rows()] == ["failed"]


def test_close_to_the_hour_nobody_waits_for_a_mail_server(
    friday: dt.datetime, both: Contact, settings: Settings
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 9  # discard: nobody listens there
    write(both, expires=friday + 3 * HOUR)
    now, tries = friday, 0
    while Notice.objects.get(channel="email").state == "queued":
        with clock.at(now):
            outbox.tick()
        now, tries = Notice.objects.get(channel="email").due, tries + 1
    # Three tries: at once, after 30 s and after 60 s more; not the two hours of ten.
    assert (tries, now - friday) == (3, dt.timedelta(seconds=90))
    assert [state for _key, _channel, state in rows()] == ["failed", "queued"]


# --- What is said -------------------------------------------------------------------------------------------------
def test_it_is_said_in_two_languages_and_without_links(friday: dt.datetime, by_phone: Contact) -> None:
    notice = write(by_phone)
    # 12:00 UTC is 13:00 in Rome in November
    assert mail.voice(notice, language="it").split("\n") == [
        "L'ora è cambiata: lunedì 23 novembre cominciamo alle 13:00.",
        "Non devi fare niente: quello che hai prenotato resta.",
        "Quando: lunedì 23 novembre 2026, 13:00",
        "Dove: Chieri",
        "Quanti: 1",
        "La tua carta: 42 · pesce · blu",
        "Codice: 428 103 957",
    ]
    english = mail.voice(notice, language="en")
    assert (english.split("\n")[2], "http" in english, "/x/" in english) == (
        "When: Monday 23 November 2026, 13:00", False, False,
    )  # fmt: skip


# --- Two volunteers -----------------------------------------------------------------------------------------------
def taken_by_both(canteen: Canteen, helpers: list[User]) -> int:
    """How many of `helpers`, reaching at once for one call, believe it is theirs."""
    contact = Contact.objects.create(canteen=canteen, phone="3331234567")
    notice = write(contact, f"booking:{contact.pk}:sitting_changed")
    results = at_once([[lambda user=user: calls.take(notice, by=user)] for user in helpers])
    assert {type(error) for error in errors(results)} <= {calls.CallNotYours}
    return len(helpers) - len(errors(results))


@pytest.fixture
def helpers(transactional_db: None, canteen: Canteen) -> list[User]:
    return [take_in(canteen, email=f"h{n}@example.org", name=f"H{n}", roles=["door"]) for n in range(6)]


def test_of_six_volunteers_one_rings(canteen: Canteen, helpers: list[User]) -> None:
    assert [taken_by_both(canteen, helpers) for _ in range(10)] == [1] * 10


def test_control_without_the_condition_several_ring(
    canteen: Canteen, helpers: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "_free_for", lambda _user, _now: Q())
    assert [taken_by_both(canteen, helpers) for _ in range(3)] == [6] * 3
