"""A guest gives the seat back on one phone while the address is typed on another: no reminder of what is given back."""

import pytest

from guests.register import new_card
from mensa import words
from mensa.booking import book, cancel
from mensa.models import Sitting
from notices.models import Notice
from tests.races.conftest import Lunch
from tests.races.crowd import at_once, errors


def haunted(sitting: Sitting) -> list[Notice]:
    """Notices that would still go, though nobody is booked any more."""
    guests = [new_card(sitting.canteen) for _ in range(6)]
    bookings = [book(sitting, guest=guest) for guest in guests]
    asked = [[lambda guest=guest: words.remind_by_email(guest, email=f"g{guest.pk}@example.org")] for guest in guests]
    given_back = [[lambda booking=booking: cancel(booking)] for booking in bookings]
    assert errors(at_once(asked + given_back)) == []
    return list(Notice.objects.unsent().filter(contact__guest__in=guests))


def test_nobody_is_reminded_of_what_they_gave_back(lunch_now: Lunch) -> None:
    assert [haunted(lunch_now(offset=day)) for day in range(5)] == [[]] * 5


@pytest.mark.slow
def test_control_without_the_lock_somebody_is(lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_hold_sittings", lambda _: None)
    assert any(haunted(lunch_now(offset=day)) for day in range(40))
