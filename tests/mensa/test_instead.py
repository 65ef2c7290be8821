"""Another day for whom a lunch fails: both or nothing, and one of them however often it is tapped."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from guests.models import Guest
from mensa import instead, sittings
from mensa.booking import book
from mensa.check import differences
from mensa.instead import other_day, take_other_day
from mensa.kitchens import hand_out
from mensa.models import Booking, Sitting
from mensa.refusals import NoOtherDay
from tests.api.conftest import with_card
from tests.conftest import MONDAY, OpenSitting

Status = Booking.Status


@pytest.fixture
def tuesday(lunch: Sitting, sitting_on: OpenSitting) -> Sitting:
    """The day after, with two seats to book."""
    return sitting_on(MONDAY + dt.timedelta(days=1), seats=2, kept_at_door=0)


def fresh(booking: Booking) -> Booking:
    return Booking.objects.select_related("sitting__canteen", "guest").get(pk=booking.pk)


def test_a_lunch_that_holds_offers_none(lunch: Sitting, tuesday: Sitting, amina: Guest) -> None:
    booked = book(lunch, guest=amina)
    assert other_day(booked) is None
    with pytest.raises(NoOtherDay):
        take_other_day(booked)


def test_an_hour_that_moved_offers_the_next_day(lunch: Sitting, tuesday: Sitting, amina: Guest) -> None:
    booked = book(lunch, guest=amina, party=2)
    sittings.move(lunch, starts=dt.time(12, 30), ends=dt.time(14))
    taken = take_other_day(fresh(booked))
    assert (taken.sitting, taken.party, taken.status) == (tuesday, 2, Status.CONFIRMED)
    assert (fresh(booked).status, differences()) == (Status.CANCELLED, [])


def test_a_second_tap_gets_the_same(lunch: Sitting, tuesday: Sitting, amina: Guest) -> None:
    booked = book(lunch, guest=amina)
    sittings.cancel(lunch, reason="gas")
    assert take_other_day(fresh(booked)) == take_other_day(fresh(booked))


def test_a_party_that_does_not_fit_is_offered_none(lunch: Sitting, tuesday: Sitting, amina: Guest) -> None:
    booked = book(lunch, guest=amina, party=3)
    hand_out(lunch, reason="gas")
    with pytest.raises(NoOtherDay):
        take_other_day(fresh(booked))
    assert fresh(booked).status == Status.CONFIRMED


def test_a_sure_meal_is_not_given_up_for_a_place_in_a_line(
    lunch: Sitting, tuesday: Sitting, amina: Guest, bruno: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seats went between the offer and the tap."""
    booked = book(lunch, guest=amina)
    hand_out(lunch, reason="gas")
    book(tuesday, guest=bruno, party=2)
    monkeypatch.setattr(instead, "other_day", lambda _booking: tuesday)
    with pytest.raises(NoOtherDay):
        take_other_day(fresh(booked))
    assert (fresh(booked).status, Booking.objects.filter(sitting=tuesday).count()) == (Status.CONFIRMED, 1)


def test_programs_do_the_same(lunch: Sitting, tuesday: Sitting, amina: Guest) -> None:
    booked = book(lunch, guest=amina)
    address, phone = f"/api/v1/bookings/{booked.pk}/other-day/", with_card(amina)
    assert isinstance(phone, APIClient)
    refused = phone.post(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_other_day")
    sittings.cancel(lunch, reason="gas")
    taken = phone.post(address)
    assert (taken.status_code, taken.json()["sitting"]["id"]) == (201, tuesday.pk)
