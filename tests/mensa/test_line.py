"""The waiting list as who waits may know it: the place, and why somebody else was given a seat first."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from canteens import clock
from guests.models import Guest
from mensa import door, line
from mensa.booking import book, cancel
from mensa.line import Place
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting


@pytest.fixture
def full(friday: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch, three seats and three meals to take away."""
    return sitting_on(MONDAY, seats=3, kept_at_door=0, portions=3)


def fresh(sitting: Sitting) -> Sitting:
    return Sitting.objects.select_related("canteen").get(pk=sitting.pk)


def test_a_party_waits_as_a_party_and_is_told_its_place(full: Sitting) -> None:
    alone = [book(full) for _ in range(3)]
    three, two, one = (book(fresh(full), party=party) for party in (3, 2, 1))
    assert line.places(full) == {three.pk: Place(1), two.pk: Place(2), one.pk: Place(3)}
    assert (line.place_of(two), line.place_of(alone[0])) == (Place(2), None)


def test_who_is_passed_over_is_told_by_how_many(full: Sitting) -> None:
    alone = [book(full) for _ in range(3)]
    three, two, one = (book(fresh(full), party=party) for party in (3, 2, 1))
    cancel(alone[0])  # one seat: only the last of the line fits
    assert line.places(full) == {three.pk: Place(1, passed_by=1), two.pk: Place(2, passed_by=1)}
    cancel(alone[1])  # one seat more: nobody who waits fits
    cancel(alone[2])  # now two
    assert line.places(full) == {three.pk: Place(1, passed_by=2)}
    cancel(Booking.objects.get(pk=two.pk))
    cancel(Booking.objects.get(pk=one.pk))
    assert (line.places(full), Booking.objects.get(pk=three.pk).status) == ({}, "confirmed")


def test_who_joined_later_was_not_passed_over(full: Sitting) -> None:
    alone = [book(full) for _ in range(3)]
    early = book(fresh(full))
    late = book(fresh(full), party=3)
    cancel(alone[0])
    early.refresh_from_db()
    assert (early.status, line.places(full)) == ("confirmed", {late.pk: Place(1)})


def test_a_seat_at_the_door_passes_nobody_over(full: Sitting) -> None:
    """Whoever waited and stood there at noon was seated: no promotion, and nothing to explain."""
    [book(full) for _ in range(3)]
    three, one = book(fresh(full), party=3), book(fresh(full))
    with clock.at(full.canteen.instant(MONDAY, dt.time(12, 30))):
        door.seat(one)
    assert line.places(full) == {three.pk: Place(1)}


def test_the_line_costs_two_statements(full: Sitting, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    alone = [book(full) for _ in range(3)]
    for _ in range(10):
        book(fresh(full), party=2)
        book(fresh(full))
    cancel(alone[0])
    with django_assert_num_queries(2):
        assert len(line.places(full)) == 19


def test_giving_up_is_one_step_and_the_rest_move_up(full: Sitting, amina: Guest) -> None:
    [book(full) for _ in range(3)]
    first, second = book(fresh(full), guest=amina), book(fresh(full))
    assert (first.set_aside, second.set_aside) == (True, True)
    cancel(first)
    assert line.places(full) == {second.pk: Place(1)}
    assert fresh(full).taken_away == 1  # the first one's meal is free again
