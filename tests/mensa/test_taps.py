"""What a phone did without network: each tap once, in its order, and what can't be is for a person to look at."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from mensa import door, taps
from mensa.booking import cancel
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, RoomFull
from mensa.tap import Tap
from mensa.taps import Told
from tests.conftest import MONDAY

Status, Outcome = Booking.Status, Tap.Outcome


def told(verb: str, booking: Booking | None = None, number: int | None = None, *, minutes: int = 0) -> Told:
    return Told(uuid4(), verb, booking and booking.pk, number, dt.timedelta(minutes=minutes))


def became(made: list[Tap]) -> list[tuple[str, str]]:
    assert differences() == []
    return [(tap.outcome, tap.code) for tap in made]


def state(booking: Booking) -> tuple[str, int]:
    fresh = Booking.objects.get(pk=booking.pk)
    return fresh.status, fresh.came


def test_each_verb_does_what_its_tap_at_the_door_does(booked: list[Booking], small_lunch: Sitting, noon: None) -> None:
    amina, bruno, chen = booked
    made = taps.apply(small_lunch, [
        told("seat", amina, 1), told("seat", bruno), told("undo", bruno), told("take_away", chen),
        told("walk_in", number=2), told("second", number=1),
    ])  # fmt: skip
    assert became(made) == [("done", "")] * 6
    assert [state(one) for one in booked] == [(Status.SEATED, 1), (Status.CONFIRMED, 0), (Status.SEATED, 1)]
    small_lunch.refresh_from_db()
    # at the table 1 + 2, held for Bruno 1; one meal away; one second helping
    assert (small_lunch.taken, small_lunch.taken_away, small_lunch.second_helpings) == (4, 1, 1)


def test_a_list_that_is_sent_twice_is_applied_once(booked: list[Booking], small_lunch: Sitting, noon: None) -> None:
    sent = [told("seat", booked[0]), told("walk_in"), told("second", number=1), told("undo", booked[0])]
    first, again = taps.apply(small_lunch, sent), taps.apply(small_lunch, sent)
    assert [tap.pk for tap in first] == [tap.pk for tap in again]
    small_lunch.refresh_from_db()
    assert (small_lunch.taken, small_lunch.second_helpings, Tap.objects.count()) == (5, 1, 4)  # 4 booked + 1


def test_the_database_takes_a_reference_once(small_lunch: Sitting, noon: None) -> None:
    [made] = taps.apply(small_lunch, [told("second")])
    made.pk = None
    with pytest.raises(IntegrityError, match="one_tap_a_reference"), transaction.atomic():
        made.save(force_insert=True)


def test_what_another_phone_did_already_is_no_conflict(booked: list[Booking], small_lunch: Sitting, noon: None) -> None:
    amina, bruno, chen = booked
    door.seat(amina, came=1)
    door.take_instead(chen)
    arrived = door.walk_in(small_lunch, client_ref=uuid4())
    assert arrived.client_ref
    made = taps.apply(small_lunch, [
        told("seat", amina), told("undo", bruno), told("take_away", chen), Told(arrived.client_ref, "walk_in"),
    ])  # fmt: skip
    assert became(made) == [("already", "")] * 4
    assert state(amina) == (Status.SEATED, 1)


def test_a_seat_that_was_given_meanwhile_is_a_conflict_and_a_chair_mends_it(
    booked: list[Booking], small_lunch: Sitting, after_release: None
) -> None:
    amina, bruno, chen = booked
    for one in (bruno, chen):
        door.seat(one)
    door.walk_in(small_lunch, party=3)  # the kept seat, and Amina's two, which nobody had claimed by half past twelve
    [made] = taps.apply(small_lunch, [told("seat", amina, minutes=20)])
    assert became([made]) == [("conflict", "sitting_full")]
    assert [tap.pk for tap in taps.conflicts(small_lunch.canteen)] == [made.pk]
    with pytest.raises(RoomFull):  # two chairs, and the room holds six: 5 + 2
        taps.settle(made, chair=True)
    Sitting.objects.filter(pk=small_lunch.pk).update(room_limit=7)
    for _ in range(2):
        taps.settle(made, chair=True)
    small_lunch.refresh_from_db()
    assert (state(amina), small_lunch.seats, small_lunch.taken) == ((Status.SEATED, 2), 7, 7)
    assert taps.conflicts(small_lunch.canteen) == []
    assert small_lunch.events.order_by("-pgh_id")[0].pgh_context.metadata["reason"] == "offline"  # type: ignore[attr-defined]


def test_whoever_gave_the_seat_back_and_sits_there_all_the_same(
    booked: list[Booking], small_lunch: Sitting, noon: None
) -> None:
    amina = booked[0]
    cancel(amina)
    [made] = taps.apply(small_lunch, [told("seat", amina)])
    assert became([made]) == [("conflict", "not_possible_now")]
    taps.settle(made, chair=True)
    sits = Booking.objects.get(guest=amina.guest, status=Status.SEATED)
    assert (sits.door, sits.came, taps.conflicts(small_lunch.canteen)) == (Booking.Door.WALK_IN, 2, [])
    assert differences() == []


def test_it_is_well_as_it_is(booked: list[Booking], small_lunch: Sitting, noon: None) -> None:
    cancel(booked[0])
    [made] = taps.apply(small_lunch, [told("seat", booked[0])])
    taps.settle(made)
    assert (taps.conflicts(small_lunch.canteen), state(booked[0])) == ([], (Status.CANCELLED, 0))


def test_only_who_sits_there_gets_a_chair(small_lunch: Sitting, noon: None) -> None:
    [made] = taps.apply(small_lunch, [told("undo")])
    with pytest.raises(NotPossibleNow):
        taps.settle(made, chair=True)


def test_a_closed_sitting_keeps_what_came_too_late_for_a_person(
    booked: list[Booking], small_lunch: Sitting, after_release: None
) -> None:
    amina, bruno, _chen = booked
    door.seat(amina)
    door.close(small_lunch)
    made = taps.apply(small_lunch, [told("seat", amina), told("seat", bruno), told("walk_in"), told("second")])
    assert became(made) == [("already", ""), *[("conflict", "sitting_shut")] * 3]
    assert state(bruno) == (Status.NO_SHOW, 0)


@pytest.mark.parametrize(("minutes", "outcome"), [(10, ("conflict", "seated_since")), (2, ("done", ""))])
def test_the_newer_tap_holds(
    canteen: Canteen, booked: list[Booking], small_lunch: Sitting, noon: None, minutes: int, outcome: tuple[str, str]
) -> None:
    """Seated at 12:05 by one phone; the other took it back `minutes` before it has network again, at 12:10."""
    door.seat(booked[0])
    with clock.at(canteen.instant(MONDAY, dt.time(12, 10))):
        made = taps.apply(small_lunch, [told("undo", booked[0], minutes=minutes)])
    assert became(made) == [outcome]


def test_a_seat_taken_back_on_the_same_phone_is_taken_back(
    booked: list[Booking], small_lunch: Sitting, noon: None
) -> None:
    made = taps.apply(small_lunch, [told("seat", booked[0], minutes=4), told("undo", booked[0], minutes=3)])
    assert (became(made), state(booked[0])) == ([("done", ""), ("done", "")], (Status.CONFIRMED, 0))


def test_a_booking_of_another_day_is_not_touched(
    canteen: Canteen, sitting_on: object, small_lunch: Sitting, bruno: Guest, noon: None
) -> None:
    tomorrow = sitting_on(MONDAY + dt.timedelta(days=1))  # type: ignore[operator]
    other = Booking.objects.create(sitting=tomorrow, guest=bruno, created=clock.now(), changed=clock.now())
    made = taps.apply(small_lunch, [told("seat", other)])
    assert (became(made), state(other)) == ([("conflict", "not_possible_now")], (Status.CONFIRMED, 0))


def test_a_clock_of_the_future_is_now(small_lunch: Sitting, noon: None) -> None:
    [made] = taps.apply(small_lunch, [Told(UUID(int=1, version=4), "second", age=dt.timedelta(hours=-3))])
    assert made.tapped <= made.applied == clock.now()
