"""Attendance from the sheet of paper, entered on a later day; and a closed sitting opened again."""

import datetime as dt
from collections.abc import Iterator

import pytest

from canteens import clock
from mensa import door, paper
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, RoomFull, SittingShut, TooEarly
from tests.conftest import MONDAY

Status = Booking.Status


@pytest.fixture
def tuesday(booked: list[Booking], small_lunch: Sitting) -> Iterator[list[Booking]]:
    """It is Tuesday morning: Monday's sheet lies on the desk, Monday's lunch is still open."""
    with clock.at(small_lunch.canteen.instant(MONDAY + dt.timedelta(days=1), dt.time(9))):
        yield booked


def states(bookings: list[Booking]) -> list[tuple[str, int]]:
    assert differences() == []
    fresh = [Booking.objects.get(pk=one.pk) for one in bookings]
    return [(one.status, one.came) for one in fresh]


def reasons(booking: Booking) -> list[str]:
    rows = booking.events.exclude(pgh_context=None).order_by("pgh_id")  # type: ignore[attr-defined]
    return [row.pgh_context.metadata["reason"] for row in rows]


def test_yesterdays_boxes_are_ticked_and_unticked(tuesday: list[Booking]) -> None:
    amina, bruno, chen = tuesday
    paper.tick(amina, came=1)
    for _ in range(2):
        paper.tick(bruno)
    paper.tick(chen)
    paper.untick(chen)
    assert states(tuesday) == [(Status.SEATED, 1), (Status.SEATED, 1), (Status.CONFIRMED, 0)]
    assert (reasons(amina), reasons(chen)) == (["paper"], ["paper", "paper"])


def test_a_row_is_found_by_its_number(tuesday: list[Booking], small_lunch: Sitting) -> None:
    amina = tuesday[0].guest
    assert amina
    found = [paper.numbered(small_lunch, text) for text in (amina.face.number, amina.spaced_code, "xx", "")]
    assert [tuesday[0] in rows for rows in found] == [True, True, False, False]


def test_walk_ins_are_the_number_on_the_sheet(tuesday: list[Booking], small_lunch: Sitting) -> None:
    for people, seats in ((1, 5), (2, 5), (2, 5), (1, 5), (6, 6)):
        paper.set_walk_ins(small_lunch, people=people)
        small_lunch.refresh_from_db()
        came = sum(one.came for one in Booking.objects.filter(sitting=small_lunch, guest=None, status=Status.SEATED))
        assert (people, came, small_lunch.seats) == (people, people, seats)
    assert differences() == []


def test_whoever_was_there_had_a_chair(tuesday: list[Booking], small_lunch: Sitting) -> None:
    """Five seats: four booked people came, and two more; the room holds six."""
    for one in tuesday:
        paper.tick(one)
    paper.set_walk_ins(small_lunch, people=2)
    small_lunch.refresh_from_db()
    assert (small_lunch.seats, small_lunch.taken) == (6, 6)
    with pytest.raises(RoomFull):
        paper.set_walk_ins(small_lunch, people=3)
    assert states(tuesday) == [(Status.SEATED, 2), (Status.SEATED, 1), (Status.SEATED, 1)]


def test_a_seat_that_was_ceded_to_the_number_is_given_again(tuesday: list[Booking], small_lunch: Sitting) -> None:
    """The walk-ins were entered first: two took the kept seat and one that nobody had claimed yet."""
    paper.set_walk_ins(small_lunch, people=2)
    for one in tuesday:
        paper.tick(one)
    small_lunch.refresh_from_db()
    assert (small_lunch.taken, small_lunch.seats) == (6, 6)  # 2 + 4
    assert states(tuesday) == [(Status.SEATED, 2), (Status.SEATED, 1), (Status.SEATED, 1)]


def test_before_it_began_there_is_nothing_to_enter(booked: list[Booking], friday: dt.datetime) -> None:
    with pytest.raises(TooEarly):
        paper.tick(booked[0])


def test_reopened_nobody_is_absent_any_more(tuesday: list[Booking], small_lunch: Sitting) -> None:
    amina, bruno, _chen = tuesday
    paper.tick(amina)
    door.close(small_lunch)
    assert states(tuesday) == [(Status.SEATED, 2), (Status.NO_SHOW, 0), (Status.NO_SHOW, 0)]
    with pytest.raises(SittingShut):
        paper.tick(bruno)
    opened = paper.reopen(small_lunch, reason=paper.ReopenReason.MISSED)
    assert opened.status == Sitting.Status.OPEN
    assert states(tuesday) == [(Status.SEATED, 2), (Status.CONFIRMED, 0), (Status.CONFIRMED, 0)]
    assert reasons(bruno)[-1] == "missed"
    paper.tick(bruno)
    door.close(small_lunch)
    assert states(tuesday) == [(Status.SEATED, 2), (Status.SEATED, 1), (Status.NO_SHOW, 0)]


def test_a_total_is_forgotten_by_reopening(tuesday: list[Booking], small_lunch: Sitting) -> None:
    door.close(small_lunch, total=5)
    assert paper.reopen(small_lunch, reason="total").counted is None
    with pytest.raises(NotPossibleNow):
        paper.reopen(small_lunch, reason="total")
