"""The printed hour with parties, late marks, the door's own and meals: who cedes, in which order, and when nobody."""

import datetime as dt
from contextlib import AbstractContextManager

import pytest

from canteens import clock
from guests.models import Guest
from mensa import door
from mensa.booking import arrive_late, book, cancel
from mensa.models import Booking, Sitting
from mensa.refusals import NoTakeawayLeft, SittingFull
from tests.conftest import MONDAY

Status, Kind = Booking.Status, Booking.Kind


@pytest.fixture
def parties(small_lunch: Sitting, amina: Guest, bruno: Guest, chen: Guest) -> list[Booking]:
    """Five seats, one kept: on Friday Amina books for two, Bruno alone and late, Chen alone."""
    made = [book(small_lunch, guest=guest, party=party) for guest, party in ((amina, 2), (bruno, 1), (chen, 1))]
    arrive_late(made[1])
    return made


def statuses(bookings: list[Booking]) -> list[str]:
    return [Booking.objects.get(pk=booking.pk).status for booking in bookings]


def at(sitting: Sitting, hour: int, minute: int) -> AbstractContextManager[None]:
    return clock.at(sitting.canteen.instant(MONDAY, dt.time(hour, minute)))


def test_until_the_printed_hour_nobody_cedes(small_lunch: Sitting, parties: list[Booking]) -> None:
    with at(small_lunch, 12, 29):
        door.walk_in(small_lunch)  # the seat kept at the door
        with pytest.raises(SittingFull):
            door.walk_in(small_lunch)
    assert statuses(parties) == ["confirmed"] * 3


def test_from_the_printed_hour_the_oldest_cedes_whole_and_the_late_one_last(
    small_lunch: Sitting, parties: list[Booking]
) -> None:
    with at(small_lunch, 12, 30):
        door.walk_in(small_lunch)
        assert statuses(parties) == ["confirmed"] * 3  # a seat was free
        door.walk_in(small_lunch)  # Amina's party of two, the oldest, cedes both
        assert statuses(parties) == ["released", "confirmed", "confirmed"]
        door.walk_in(small_lunch)  # one of the two is still free
        assert statuses(parties) == ["released", "confirmed", "confirmed"]
        door.walk_in(small_lunch)  # Chen before Bruno, who said late
        assert statuses(parties) == ["released", "confirmed", "released"]
        door.walk_in(small_lunch)
        assert statuses(parties) == ["released"] * 3
        with pytest.raises(SittingFull):
            door.walk_in(small_lunch)


def test_a_party_cedes_only_where_that_seats_whoever_stands_there(small_lunch: Sitting, parties: list[Booking]) -> None:
    """Six stand there, five seats: nothing is taken from anybody for nothing."""
    with at(small_lunch, 12, 30):
        with pytest.raises(SittingFull):
            door.walk_in(small_lunch, party=6)
        assert statuses(parties) == ["confirmed"] * 3
        door.walk_in(small_lunch, party=4)  # 1 free + 2 of Amina's + 1 of Chen's
    assert statuses(parties) == ["released", "confirmed", "released"]


def test_who_sits_or_takes_away_never_cedes(small_lunch: Sitting, parties: list[Booking], dalia: Guest) -> None:
    meal = book(small_lunch, guest=dalia, kind=Kind.TAKEAWAY)
    with at(small_lunch, 12, 5):
        door.seat(parties[0], came=1)  # one of two came: the other seat is free at once
    with at(small_lunch, 12, 30):
        for _ in range(4):
            door.walk_in(small_lunch)
        with pytest.raises(SittingFull):
            door.walk_in(small_lunch)
    assert statuses([*parties, meal]) == ["seated", "released", "released", "confirmed"]


def test_who_ceded_and_comes_has_a_seat_a_meal_or_a_chair(small_lunch: Sitting, parties: list[Booking]) -> None:
    with at(small_lunch, 12, 30):
        door.walk_in(small_lunch, party=3)  # 1 free + Amina's two
        assert statuses(parties) == ["released", "confirmed", "confirmed"]
        door.seat(parties[2])
        door.seat(parties[0], came=1)  # Bruno, late, cedes to who stands there
        assert statuses(parties) == ["seated", "released", "seated"]
        with pytest.raises(SittingFull):
            door.seat(parties[1])
        assert door.take_instead(parties[1]).kind == Kind.TAKEAWAY
    small_lunch.refresh_from_db()
    assert (small_lunch.taken, small_lunch.taken_away) == (5, 1)


def test_meals_are_set_aside_for_all_of_a_party_or_for_nobody(small_lunch: Sitting, parties: list[Booking]) -> None:
    """Two portions: three who wait get none promised, two get both, and one more none."""
    waits = []
    for party in (3, 2, 1):
        sitting = Sitting.objects.select_related("canteen").get(pk=small_lunch.pk)
        waits.append(book(sitting, party=party))
    assert [booking.set_aside for booking in waits] == [False, True, False]
    with pytest.raises(NoTakeawayLeft):
        book(Sitting.objects.select_related("canteen").get(pk=small_lunch.pk), kind=Kind.TAKEAWAY)
    cancel(waits[1])
    sitting = Sitting.objects.select_related("canteen").get(pk=small_lunch.pk)
    assert (sitting.free_portions, book(sitting, kind=Kind.TAKEAWAY, party=2).status) == (2, Status.CONFIRMED)
