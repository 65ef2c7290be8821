"""A kitchen closes for some days: lunch is cooked elsewhere, handed out to take away, or called off."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from canteens import clock
from canteens.models import Canteen, Kitchen, KitchenClosure
from guests.models import Guest
from mensa import door, sittings
from mensa.booking import book, cancel
from mensa.check import differences
from mensa.kitchens import close_kitchen, hand_out, lay_the_table, touched
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, SeatedAlready, StopNotPossible, TakeawayOnly
from mensa.words import remind_by_email
from notices.models import Notice
from tests.conftest import FRIDAY, MONDAY, OpenSitting

Status, Kind, Instead = Booking.Status, Booking.Kind, KitchenClosure.Instead
TUESDAY = MONDAY + dt.timedelta(days=1)
WEDNESDAY = MONDAY + dt.timedelta(days=2)
WHY = "la caldaia è rotta"


@pytest.fixture
def old(canteen: Canteen) -> Kitchen:
    """Where it has always been cooked."""
    return Kitchen.objects.create(canteen=canteen, name="Ex Mattatoio")


@pytest.fixture
def other(canteen: Canteen) -> Kitchen:
    """The parish's, which takes over. Made first, so that the old one is the newest."""
    return Kitchen.objects.create(canteen=canteen, name="San Francesco")


@pytest.fixture
def days(friday: dt.datetime, other: Kitchen, old: Kitchen, sitting_on: OpenSitting) -> list[Sitting]:
    """Monday, Tuesday and Wednesday with 5 seats, 1 of them at the door, and 2 meals to take away."""
    facts: dict[str, Any] = {"kitchen": old, "seats": 5, "kept_at_door": 1, "portions": 2, "room_limit": 6}
    return [sitting_on(day, **facts) for day in (MONDAY, TUESDAY, WEDNESDAY)]


def told(guest: Guest) -> list[tuple[str, str]]:
    """What was written to a guest, in order."""
    rows = Notice.objects.filter(contact=guest.contact).order_by("pk")
    return [(row.kind, row.state) for row in rows]


def fresh(row: Any) -> Any:
    """The row as it is now."""
    return type(row).objects.get(pk=row.pk)


def test_moving_to_another_kitchen_tells_nobody(
    days: list[Sitting], old: Kitchen, other: Kitchen, bruno: Guest
) -> None:
    remind_by_email(bruno, email="bruno@example.org")
    booked = book(days[0], guest=bruno)
    before = told(bruno)
    close_kitchen(old, first=MONDAY, last=TUESDAY, reason=WHY, instead=Instead.MOVE, to=other)
    assert [fresh(day).kitchen for day in days] == [other, other, old]
    assert (fresh(booked).status, told(bruno)) == (Status.CONFIRMED, before)


def test_meals_to_take_away_for_whoever_booked_or_waited(days: list[Sitting], old: Kitchen, bruno: Guest) -> None:
    remind_by_email(bruno, email="bruno@example.org")
    sits = book(days[0], guest=bruno, party=3)
    aside, waits = book(days[0], party=2), book(days[0], party=4)
    assert (aside.set_aside, waits.set_aside, waits.status) == (True, False, Status.WAITING)
    close_kitchen(old, first=MONDAY, last=MONDAY, reason=WHY, instead=Instead.TAKEAWAY)
    rows = [fresh(row) for row in (sits, aside, waits)]
    assert [(row.kind, row.status, row.set_aside) for row in rows] == [(Kind.TAKEAWAY, Status.CONFIRMED, False)] * 3
    monday = fresh(days[0])
    assert (monday.at_table, monday.taken, monday.ahead, monday.taken_away) == (False, 0, 0, 3 + 2 + 4)
    assert monday.portions == 2 + 7  # 3 and 4 more people than the 2 meals set aside: more than its 5 seats
    assert told(bruno) == [
        ("booking_confirmed", "withdrawn"), ("booking_reminder", "withdrawn"),
        ("sitting_takeaway", "queued"), ("booking_reminder", "queued"),
    ]  # fmt: skip
    assert differences() == []


def test_the_same_again_tells_nobody_twice(days: list[Sitting], old: Kitchen, bruno: Guest) -> None:
    remind_by_email(bruno, email="bruno@example.org")
    book(days[0], guest=bruno)
    for _ in range(2):
        close_kitchen(old, first=MONDAY, last=MONDAY, reason=WHY, instead=Instead.TAKEAWAY)
    assert [kind for kind, _ in told(bruno)].count("sitting_takeaway") == 1
    assert KitchenClosure.objects.count() == 1


def test_calling_off_names_the_next_day_with_room(days: list[Sitting], old: Kitchen, bruno: Guest) -> None:
    remind_by_email(bruno, email="bruno@example.org")
    book(days[0], guest=bruno, party=2)
    book(days[2], party=3)  # 1 seat is left to book on Wednesday, which is not enough for two
    close_kitchen(old, first=MONDAY, last=MONDAY, reason=WHY, instead=Instead.CANCEL)
    notice = Notice.objects.get(kind="sitting_cancelled")
    assert (notice.payload["reason"], notice.payload["instead"]) == (WHY, days[1].starts.isoformat())
    assert fresh(days[0]).status == Sitting.Status.CANCELLED


def test_who_books_later_gets_a_meal_to_take_away(days: list[Sitting], old: Kitchen) -> None:
    as_read = fresh(days[0])
    hand_out(days[0], reason=WHY)
    booked = book(as_read, party=2)  # by a page that was read before
    assert (booked.kind, booked.status) == (Kind.TAKEAWAY, Status.CONFIRMED)
    cancel(booked)
    assert fresh(days[0]).taken_away == 0


def test_nobody_is_seated_where_no_table_is_laid(canteen: Canteen, days: list[Sitting]) -> None:
    hand_out(days[0], reason=WHY)
    with clock.at(canteen.instant(MONDAY, dt.time(12))):
        with pytest.raises(TakeawayOnly):
            door.walk_in(days[0])
        assert door.takeaway(days[0]).kind == Kind.TAKEAWAY


def test_too_late_once_somebody_sits_there(canteen: Canteen, days: list[Sitting], old: Kitchen) -> None:
    with clock.at(canteen.instant(MONDAY, dt.time(12))):
        door.walk_in(days[0])
        with pytest.raises(SeatedAlready):
            hand_out(days[0], reason=WHY)
        close_kitchen(old, first=MONDAY, last=TUESDAY, reason=WHY, instead=Instead.TAKEAWAY)
    assert [fresh(day).at_table for day in days] == [True, False, True]


def test_the_table_is_laid_again(days: list[Sitting]) -> None:
    booked = book(days[0])
    hand_out(days[0], reason=WHY)
    lay_the_table(days[0])
    assert (fresh(booked).kind, fresh(days[0]).at_table, fresh(days[0]).reason) == (Kind.TAKEAWAY, True, "")
    assert book(days[0]).kind == Kind.SEAT
    with pytest.raises(NotPossibleNow):
        lay_the_table(days[0])


@pytest.mark.parametrize("instead", Instead.values)
def test_days_opened_later_follow(
    canteen: Canteen, friday: dt.datetime, other: Kitchen, old: Kitchen, instead: str
) -> None:
    to = other if instead == Instead.MOVE else None
    close_kitchen(old, first=MONDAY, last=TUESDAY, reason=WHY, instead=instead, to=to)
    sittings.open_ahead(canteen)
    rows = Sitting.objects.filter(day__lte=WEDNESDAY, day__gte=MONDAY).order_by("day")
    found = [(row.day, row.kitchen, row.at_table, row.portions) for row in rows]
    late = (WEDNESDAY, old, True, canteen.portions)
    assert (
        found
        == {
            "move": [(MONDAY, other, True, canteen.portions), (TUESDAY, other, True, canteen.portions), late],
            "takeaway": [(MONDAY, old, False, 20 + 25), (TUESDAY, old, False, 20 + 25), late],
            "cancel": [late],
        }[instead]
    )
    assert sittings.open_ahead(canteen) == 0


def test_what_would_be_touched_is_counted_first(days: list[Sitting], old: Kitchen) -> None:
    book(days[0], party=3)
    book(days[1], party=2)
    book(days[2])
    found = touched(old, first=FRIDAY - dt.timedelta(days=9), last=TUESDAY)
    assert ([row.day for row in found.sittings], found.people) == ([MONDAY, TUESDAY], 5)


@pytest.mark.parametrize(
    "asked",
    [
        {"first": TUESDAY, "last": MONDAY, "instead": "cancel"},
        {"first": MONDAY - dt.timedelta(days=9), "last": FRIDAY - dt.timedelta(days=1), "instead": "cancel"},
        {"first": MONDAY, "last": MONDAY, "instead": "move"},
    ],
)
def test_impossible_days_change_nothing(days: list[Sitting], old: Kitchen, asked: dict[str, Any]) -> None:
    with pytest.raises(StopNotPossible):
        close_kitchen(old, reason=WHY, **asked)
    assert KitchenClosure.objects.count() == 0


def test_the_database_seats_nobody_where_no_table_is_laid(days: list[Sitting]) -> None:
    def refused(statement: str) -> None:
        with (
            pytest.raises(IntegrityError, match="nobody_sits_at_takeaway"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    book(days[0])
    refused("UPDATE mensa_sitting SET at_table = false")
    hand_out(days[0], reason=WHY)
    refused("UPDATE mensa_booking SET kind = 'seat'")
