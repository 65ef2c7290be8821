"""Volunteers at the table: chairs of their own, counted apart, never a guest's seat."""

import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import pytest

from canteens import clock
from canteens.days import Period
from impact.figures import figures
from mensa import awaiting, door, volunteers
from mensa.booking import book
from mensa.models import Sitting
from mensa.refusals import RoomFull, TooEarly
from recovery.kitchen import morning
from tests.conftest import MONDAY, OpenSitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(small_lunch: Sitting) -> Iterator[Sitting]:
    """Five seats, room for six; it is noon."""
    with clock.at(small_lunch.starts):
        yield small_lunch


def held(sitting: Sitting) -> tuple[int, int, int]:
    sitting.refresh_from_db()
    return sitting.taken, sitting.volunteers, sitting.seats


def test_they_are_expected_and_sit_down_one_tap_each(lunch: Sitting) -> None:
    volunteers.expect(lunch, count=3)
    assert held(lunch) == (0, 3, 25)
    volunteers.expect(lunch, count=2)
    assert held(lunch) == (0, 2, 25)
    with clock.at(lunch.starts):
        for _one in range(3):
            volunteers.sit_down(lunch)
        assert (held(lunch), volunteers.seated(lunch)) == ((0, 3, 25), 3)
        volunteers.get_up(lunch)
        volunteers.get_up(lunch)
    assert (held(lunch), volunteers.seated(lunch)) == ((0, 2, 25), 1)


def test_double_tap_seats_one(noon: Sitting) -> None:
    ref = uuid4()
    assert volunteers.sit_down(noon, client_ref=ref) == volunteers.sit_down(noon, client_ref=ref)
    assert volunteers.seated(noon) == 1


def test_they_never_take_a_guests_seat(noon: Sitting) -> None:
    volunteers.sit_down(noon)
    with pytest.raises(RoomFull):
        volunteers.sit_down(noon)
    for _one in range(5):
        door.walk_in(noon)
    assert held(noon) == (5, 1, 5)
    with pytest.raises(RoomFull) as refused:
        door.one_more_chair(noon, reason="child")
    assert "5" in refused.value.sentence


def test_after_the_release_hour_a_seat_that_stands_free_becomes_theirs(small_lunch: Sitting) -> None:
    """Five seats, one kept at the door, three booked: one volunteer beside them, and one on a seat nobody wants."""
    book(small_lunch, party=3)
    with clock.at(small_lunch.release_at):
        volunteers.sit_down(small_lunch)
        volunteers.sit_down(small_lunch)
        assert held(small_lunch) == (3, 2, 4)
        volunteers.sit_down(small_lunch)
        assert (held(small_lunch), small_lunch.kept_at_door) == ((3, 3, 3), 0)
        with pytest.raises(RoomFull):
            volunteers.sit_down(small_lunch)


def test_nobody_sits_down_the_day_before(lunch: Sitting) -> None:
    with pytest.raises(TooEarly):
        volunteers.sit_down(lunch)


def test_seated_volunteer_does_not_make_a_guest_absent(small_lunch: Sitting) -> None:
    """Nobody was ticked: of who booked, nothing is known."""
    booking = book(small_lunch)
    with clock.at(small_lunch.release_at):
        volunteers.sit_down(small_lunch)
        door.close(small_lunch)
    booking.refresh_from_db()
    assert booking.status == "not_recorded"


def test_door_list_and_people_are_guests_alone(noon: Sitting) -> None:
    volunteers.sit_down(noon)
    door.walk_in(noon, party=2)
    assert [row.party for row in door.door_list(noon)] == [2]
    assert awaiting.people(noon) == awaiting.People(came=2, waiting=0)


def test_kitchen_cooks_for_them_too(small_lunch: Sitting) -> None:
    book(small_lunch, party=2)
    volunteers.expect(small_lunch, count=1)
    small_lunch.refresh_from_db()
    assert morning(small_lunch).booked == 3  # 2 guests + 1 volunteer


def test_figures_count_them_apart(sitting_on: OpenSitting, friday: dt.datetime) -> None:
    """Monday: 3 booked and came, 2 walk-ins, 1 taken away; of 5 volunteers expected 4 ate with them."""
    lunch = sitting_on(MONDAY)
    booking = book(lunch, party=3)
    volunteers.expect(lunch, count=5)
    with clock.at(lunch.release_at):
        door.seat(booking)
        door.walk_in(lunch, party=2)
        door.takeaway(lunch)
        for _one in range(4):
            volunteers.sit_down(lunch)
        door.close(lunch)
        made = figures(lunch.canteen, Period(MONDAY, MONDAY + dt.timedelta(days=1)))
    assert made.plates == 6  # 3 + 2 at the table + 1 taken away; no volunteer
    assert (made.seats.seated, made.seats.takeaway, made.seats.volunteers) == (5, 1, 4)
    assert (made.seats.booked, made.seats.no_shows) == (3, 0)
