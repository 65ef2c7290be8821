"""People change their mind: booked again, moved, withdrawn, added again."""

import datetime as dt

import pytest

from canteens import clock
from guests.models import Guest
from mensa import door, sittings
from mensa.booking import arrive_late, book, cancel
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow
from mensa.words import remind_by_email
from notices.models import Notice
from tests.conftest import MONDAY

Status = Booking.Status


def test_a_ceded_booking_is_not_seated_beside_a_newer_one(small_lunch: Sitting, amina: Guest) -> None:
    Sitting.objects.filter(pk=small_lunch.pk).update(booking_closes=small_lunch.ends)
    small_lunch.refresh_from_db()
    ceded = book(small_lunch, guest=amina)
    Booking.objects.filter(pk=ceded.pk).update(status=Status.RELEASED)
    newer = book(small_lunch, guest=amina)
    with clock.at(small_lunch.canteen.instant(MONDAY, dt.time(12, 5))):
        with pytest.raises(NotPossibleNow):
            door.seat(ceded)
        assert door.seat(newer).status == Status.SEATED


def test_no_chair_is_added_for_who_has_a_seat(small_lunch: Sitting, booked: list[Booking]) -> None:
    with clock.at(small_lunch.canteen.instant(MONDAY, dt.time(12, 5))):
        door.walk_in(small_lunch)
        door.one_more_chair(small_lunch, reason="other", booking=booked[0])
    small_lunch.refresh_from_db()
    assert small_lunch.seats == 5


def test_nobody_comes_late_to_a_lunch_that_is_over(small_lunch: Sitting, booked: list[Booking]) -> None:
    with clock.at(small_lunch.ends), pytest.raises(NotPossibleNow):
        arrive_late(booked[0])


def test_an_address_added_again_is_reminded_of_the_new_hour(small_lunch: Sitting, amina: Guest) -> None:
    book(small_lunch, guest=amina)
    remind_by_email(amina, email="amina@example.org")
    sittings.move(small_lunch, starts=dt.time(12, 30), ends=dt.time(14))
    remind_by_email(amina, email="")
    remind_by_email(amina, email="amina@example.org")
    reminders = Notice.objects.filter(kind="booking_reminder", state=Notice.State.QUEUED)
    assert [notice.payload["at"] for notice in reminders] == ["2026-11-23T11:30:00+00:00"]


def test_giving_back_twice_is_giving_back_once(small_lunch: Sitting, booked: list[Booking]) -> None:
    cancel(booked[0])
    assert cancel(booked[0]).status == Status.CANCELLED
    small_lunch.refresh_from_db()
    assert small_lunch.taken == 2
