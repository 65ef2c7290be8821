"""Forgetting a guest: seats freed, counts kept, nothing left but a number and a time."""

import datetime as dt
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from canteens import clock
from guests import looks, register, tombstones
from guests.merging import merge
from guests.models import Consent, Erasure, Guest, Look
from guests.stored import histories
from mensa import door
from mensa.booking import book
from mensa.check import differences
from mensa.erasure import erase
from mensa.models import Booking, Sitting
from mensa.tasks import keep_erasures
from mensa.words import remind_by_email
from notices import outbox
from notices.models import Contact, KeptMail, Notice
from tests.conftest import OpenSitting

BookingEvent = Booking.events.rel.related_model  # type: ignore[attr-defined]
TUESDAY = dt.date(2026, 11, 24)


def test_the_seats_of_a_forgotten_guest_go_to_who_waits(small_lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    book(small_lunch, guest=amina, party=4)
    remind_by_email(bruno, email="bruno@example.org")
    waiting = book(small_lunch, guest=bruno, party=3)
    assert waiting.status == "waiting"
    erase(amina)
    waiting.refresh_from_db()
    small_lunch.refresh_from_db()
    assert (waiting.status, small_lunch.taken) == ("confirmed", 3)
    assert Notice.objects.filter(kind="booking_promoted").count() == 1
    assert differences() == []


def test_who_waits_and_is_forgotten_sets_nothing_aside(small_lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    book(small_lunch, guest=amina, party=4)
    assert book(small_lunch, guest=bruno, party=2).set_aside
    erase(bruno)
    small_lunch.refresh_from_db()
    assert (small_lunch.taken, small_lunch.taken_away) == (4, 0)


def test_counts_stay_and_the_person_goes(lunch: Sitting, amina: Guest) -> None:
    booking = book(lunch, guest=amina, party=3)
    with clock.at(lunch.starts):
        door.seat(booking, came=2)
    before = list(BookingEvent.objects.order_by("pk").values("pk", "status", "party", "came", "sitting"))
    with clock.at(lunch.ends + dt.timedelta(days=1)):
        erase(amina)
    booking.refresh_from_db()
    lunch.refresh_from_db()
    assert (booking.guest, booking.client_ref, booking.status, booking.came, lunch.taken) == (
        None,
        None,
        "seated",
        2,
        2,
    )
    events = BookingEvent.objects.order_by("pk")
    assert list(events.values("pk", "status", "party", "came", "sitting"))[: len(before)] == before
    assert set(events.values_list("guest", flat=True)) == {None}


def test_nothing_else_is_left(lunch: Sitting, amina: Guest, settings: object) -> None:
    settings.EMAIL_BACKEND = "notices.kept.Backend"  # type: ignore[attr-defined]
    register.set_alias(amina, alias="Mina")
    remind_by_email(amina, email="amina@example.org")
    book(lunch, guest=amina)
    looks.looked(amina, purpose=Look.Purpose.RECORD)
    assert outbox.tick() == 1
    number = amina.pk
    erase(amina)
    left = [model.objects.count() for model in (Guest, Contact, Notice, KeptMail, Consent, Look)]  # type: ignore[attr-defined]
    assert left == [0, 0, 0, 0, 0, 0]
    assert list(Erasure.objects.values_list("number", "erased")) == [(number, clock.now())]


def test_twice_is_once(friday: dt.datetime, amina: Guest) -> None:
    again = Guest.objects.get(pk=amina.pk)
    erase(amina)
    erase(again)
    assert Erasure.objects.count() == 1


def test_others_keep_everything(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    register.set_alias(bruno, alias="Bruno")
    remind_by_email(bruno, email="bruno@example.org")
    other = book(lunch, guest=bruno)
    book(lunch, guest=amina)
    erase(amina)
    other.refresh_from_db()
    bruno.refresh_from_db()
    assert (other.guest, other.status, bruno.alias) == (bruno, "confirmed", "Bruno")
    assert BookingEvent.objects.filter(guest=bruno).count() == 1
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["booking_confirmed", "booking_reminder"]


def test_several_lunches_are_given_back_in_the_order_of_locks(
    lunch: Sitting, sitting_on: OpenSitting, amina: Guest
) -> None:
    tuesday = sitting_on(TUESDAY)
    for sitting in (tuesday, lunch):
        book(sitting, guest=amina, party=2)
    erase(amina)
    for sitting in (lunch, tuesday):
        sitting.refresh_from_db()
    assert (lunch.taken, tuesday.taken) == (0, 0)


def test_history_loses_nothing_but_the_person(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    """The database's own word: what counts can't be changed along with it, nor a person put in."""
    book(lunch, guest=amina, party=3)
    events = BookingEvent.objects.all()
    for change in ({"party": 2}, {"guest": None, "party": 2}, {"guest": bruno.pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            events.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        events.delete()
    assert events.update(guest=None) == 1
    assert [history._meta.label for history in histories()] == ["mensa.BookingEvent"]


def test_a_tombstone_stays(amina: Guest) -> None:
    erase(amina)
    with pytest.raises(Exception, match="Cannot update or delete") as refused, transaction.atomic():
        Erasure.objects.all().delete()
    assert isinstance(refused.value.__cause__, psycopg.errors.RaiseException)


def test_the_file_is_only_added_to(friday: dt.datetime, amina: Guest, bruno: Guest, tmp_path: Path) -> None:
    file, numbers = tmp_path / "erasures.jsonl", (amina.pk, bruno.pk)
    erase(amina)
    assert tombstones.export(file) == 1
    first = file.read_text()
    erase(bruno)
    assert (tombstones.export(file), tombstones.export(file)) == (1, 0)
    assert file.read_text().startswith(first)
    assert tombstones.read(file) == [(number, friday) for number in numbers]


def test_beat_keeps_the_file(amina: Guest, tmp_path: Path, settings: object) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")  # type: ignore[attr-defined]
    erase(amina)
    assert (keep_erasures(), keep_erasures()) == (1, 0)


def test_a_restored_guest_is_erased_again_and_a_later_card_is_not(
    friday: dt.datetime, amina: Guest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sequence of a restored database counts on from the past, so a new card may bear a forgotten number."""
    file, number, made = tmp_path / "erasures.jsonl", amina.pk, amina.created
    erase(amina)
    call_command("erasures", "export", file)
    Guest.objects.create(pk=number, canteen=amina.canteen, created=made - dt.timedelta(days=1), alias="restored")
    call_command("erasures", "apply", file)
    assert Guest.objects.count() == 0
    Guest.objects.create(pk=number, canteen=amina.canteen, created=friday + dt.timedelta(minutes=1), alias="new")
    call_command("erasures", "apply", file)
    assert Guest.objects.get().alias == "new"
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["1", "1", "0"]


def test_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    file.write_text('{"guest": 1}\n')
    with pytest.raises(CommandError, match="line 1 is no erasure"):
        call_command("erasures", "apply", file)


def test_a_card_that_was_merged_goes_too(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    merge(bruno, into=amina)
    past = book(lunch, guest=amina)
    erase(amina)
    assert Guest.objects.count() == 0
    past.refresh_from_db()
    assert (past.guest_id, past.status) == (None, Booking.Status.CANCELLED)
    assert sorted(Erasure.objects.values_list("number", flat=True)) == sorted([amina.pk, bruno.pk])
