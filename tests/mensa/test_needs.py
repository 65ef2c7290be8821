"""High chairs and places without steps: counted, and never a reason to say no."""

import pytest

from canteens.models import Membership, User
from guests.models import Guest
from mensa import needs
from mensa.booking import book
from mensa.models import Sitting
from mensa.needs import NeedsBeyondParty
from notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(lunch: Sitting) -> User:
    """Carla coordinates."""
    user = User.objects.create_user(email="carla@example.org", password="x")
    Membership.objects.create(user=user, canteen=lunch.canteen, role="coordinator")
    return user


def told() -> list[dict[str, object]]:
    rows = Notice.objects.filter(kind="needs_short").order_by("pk")
    return [{name: row.payload[name] for name in row.payload if name != "at"} for row in rows]


def test_needs_are_summed_over_those_who_hold_a_seat(lunch: Sitting, amina: Guest, bruno: Guest, carla: User) -> None:
    needs.ask(book(lunch, guest=amina, party=3), high_chairs=1, step_free=1)
    found = needs.ask(book(lunch, guest=bruno, party=2), high_chairs=1, step_free=0)
    assert (found.high_chairs, found.step_free, found.short) == (2, 1, False)
    assert told() == []


def test_more_than_the_room_has_keeps_the_seat_and_tells_a_person(lunch: Sitting, amina: Guest, carla: User) -> None:
    booking = book(lunch, guest=amina, party=3)
    assert needs.ask(booking, high_chairs=3, step_free=0).short
    booking.refresh_from_db()
    assert (booking.status, booking.high_chairs) == ("confirmed", 3)
    assert told() == [{"high_chairs": 3, "step_free": 0, "high_chairs_here": 2, "step_free_here": 2}]


def test_more_chairs_than_people_are_refused(lunch: Sitting, amina: Guest) -> None:
    with pytest.raises(NeedsBeyondParty):
        needs.ask(book(lunch, guest=amina, party=2), high_chairs=3, step_free=0)
