"""The door at noon, one tap after another."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import translation

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import set_alias
from mensa import door, sittings
from mensa.alternatives import next_seat
from mensa.booking import book, cancel
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.refusals import NoTakeawayLeft, NotPossibleNow, PartyTooLarge, RoomFull, SittingFull, TooEarly
from tests.conftest import MONDAY, OpenSitting

Status, Kind = Booking.Status, Booking.Kind


def held(sitting: Sitting) -> tuple[int, int, int]:
    sitting.refresh_from_db()
    assert differences() == []
    return sitting.taken, sitting.ahead, sitting.taken_away


def statuses(*bookings: Booking) -> list[str]:
    return [Booking.objects.get(pk=booking.pk).status for booking in bookings]


class TestSeat:
    def test_one_tap_seats_the_party(self, booked: list[Booking], noon: None, small_lunch: Sitting) -> None:
        seated = door.seat(booked[0])
        assert (seated.status, seated.came) == (Status.SEATED, 2)
        assert held(small_lunch) == (4, 4, 0)

    def test_part_of_a_party_frees_the_rest(self, booked: list[Booking], noon: None, small_lunch: Sitting) -> None:
        assert door.seat(booked[0], came=1).came == 1
        assert held(small_lunch) == (3, 3, 0)
        assert door.seat(booked[0], came=2).came == 2
        assert held(small_lunch) == (4, 4, 0)

    @pytest.mark.parametrize("came", [0, 3, -1])
    def test_more_than_booked_or_nobody_is_refused(self, booked: list[Booking], noon: None, came: int) -> None:
        with pytest.raises(NotPossibleNow):
            door.seat(booked[0], came=came)

    def test_second_tap_keeps_the_number_that_came(self, booked: list[Booking], noon: None) -> None:
        door.seat(booked[0], came=1)
        assert door.seat(booked[0]).came == 1

    def test_rest_of_the_party_finds_no_seat_if_it_was_given(
        self, booked: list[Booking], noon: None, small_lunch: Sitting
    ) -> None:
        door.seat(booked[0], came=1)
        door.walk_in(small_lunch, party=2)
        with pytest.raises(SittingFull):
            door.seat(booked[0], came=2)
        assert held(small_lunch) == (5, 3, 0)

    def test_waiting_party_is_seated_on_a_seat_of_the_door(
        self, booked: list[Booking], dalia: Guest, noon: None, small_lunch: Sitting, friday: dt.datetime
    ) -> None:
        with clock.at(friday):
            waiting = book(small_lunch, guest=dalia)
        assert held(small_lunch) == (4, 4, 1)
        seated = door.seat(waiting)
        assert (seated.status, seated.door) == (Status.SEATED, Booking.Door.WALK_IN)
        assert held(small_lunch) == (5, 4, 0)

    def test_who_gave_the_seat_back_is_not_seated(self, booked: list[Booking], noon: None) -> None:
        cancel(booked[0])
        with pytest.raises(NotPossibleNow):
            door.seat(booked[0])

    def test_not_before_the_day(self, booked: list[Booking], friday: dt.datetime) -> None:
        with pytest.raises(TooEarly):
            door.seat(booked[0])

    def test_not_on_a_cancelled_day(self, booked: list[Booking], noon: None, small_lunch: Sitting) -> None:
        sittings.cancel(small_lunch, reason="neve")
        with pytest.raises(NotPossibleNow):
            door.seat(booked[0])


class TestUndo:
    def test_booking_is_what_it_was(self, booked: list[Booking], noon: None, small_lunch: Sitting) -> None:
        door.seat(booked[0], came=1)
        undone = door.undo(booked[0])
        assert (undone.status, undone.came) == (Status.CONFIRMED, 0)
        assert held(small_lunch) == (4, 4, 0)

    def test_walk_in_was_never_there(self, noon: None, small_lunch: Sitting) -> None:
        assert door.undo(door.walk_in(small_lunch)).status == Status.CANCELLED
        assert held(small_lunch) == (0, 0, 0)

    def test_waiting_party_waits_again_with_its_meal(
        self, booked: list[Booking], dalia: Guest, small_lunch: Sitting, friday: dt.datetime, noon: None
    ) -> None:
        with clock.at(friday):
            waiting = book(small_lunch, guest=dalia)
        undone = door.undo(door.seat(waiting))
        assert (undone.status, undone.door, undone.set_aside) == (Status.WAITING, Booking.Door.WEB, True)
        assert held(small_lunch) == (4, 4, 1)

    def test_ceded_party_is_ceded_again(self, booked: list[Booking], after_release: None, small_lunch: Sitting) -> None:
        door.walk_in(small_lunch, party=2)
        assert statuses(booked[0]) == [Status.RELEASED]
        door.seat(booked[1])
        ceded = door.seat(booked[0])
        assert door.undo(ceded).status == Status.RELEASED

    def test_taken_meal_is_given_back(self, booked: list[Booking], noon: None, small_lunch: Sitting) -> None:
        undone = door.undo(door.take_instead(booked[1]))
        assert (undone.status, undone.kind, undone.came) == (Status.CONFIRMED, Kind.SEAT, 0)
        assert held(small_lunch) == (4, 4, 0)

    def test_seat_that_was_given_since_is_not_taken_back(
        self, booked: list[Booking], noon: None, small_lunch: Sitting
    ) -> None:
        door.seat(booked[0], came=1)
        door.walk_in(small_lunch, party=2)
        with pytest.raises(SittingFull):
            door.undo(booked[0])

    def test_nothing_seated_is_nothing_to_undo(self, booked: list[Booking], noon: None) -> None:
        with pytest.raises(NotPossibleNow):
            door.undo(booked[0])
        door.undo(door.seat(booked[0]))
        with pytest.raises(NotPossibleNow):
            door.undo(booked[0])


class TestWalkIn:
    def test_seat_without_a_name(self, noon: None, small_lunch: Sitting) -> None:
        booking = door.walk_in(small_lunch)
        assert (booking.guest, booking.status, booking.came) == (None, Status.SEATED, 1)
        assert held(small_lunch) == (1, 0, 0)

    def test_full_before_the_hour_cedes_nobody(self, booked: list[Booking], noon: None, small_lunch: Sitting) -> None:
        door.walk_in(small_lunch)
        with pytest.raises(SittingFull) as refusal:
            door.walk_in(small_lunch)
        assert refusal.value.code == "sitting_full"
        assert statuses(*booked) == [Status.CONFIRMED] * 3

    def test_full_after_the_hour_cedes_the_oldest(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        for _ in range(3):
            door.walk_in(small_lunch)
        # 5 seats: one at the door; Amina's two; Bruno and Chen keep theirs
        assert statuses(*booked) == [Status.RELEASED, Status.CONFIRMED, Status.CONFIRMED]
        assert held(small_lunch) == (5, 2, 0)

    def test_who_said_they_come_late_is_ceded_last(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        from mensa.booking import arrive_late

        arrive_late(booked[0])
        door.walk_in(small_lunch, party=2)
        assert statuses(*booked) == [Status.CONFIRMED, Status.RELEASED, Status.CONFIRMED]

    def test_nobody_is_ceded_for_a_party_that_does_not_fit_anyway(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        for booking in booked[:2]:
            door.seat(booking)
        with pytest.raises(SittingFull):
            door.walk_in(small_lunch, party=3)
        assert statuses(booked[2]) == [Status.CONFIRMED]

    def test_who_comes_after_being_ceded_gets_a_free_seat(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        walked = door.walk_in(small_lunch, party=2)
        door.undo(walked)
        assert door.seat(booked[0]).status == Status.SEATED
        assert held(small_lunch) == (4, 4, 0)

    def test_double_tap_seats_once(self, noon: None, small_lunch: Sitting) -> None:
        ref = uuid4()
        assert door.walk_in(small_lunch, client_ref=ref) == door.walk_in(small_lunch, client_ref=ref)
        assert held(small_lunch) == (1, 0, 0)

    def test_double_tap_cedes_once(self, booked: list[Booking], after_release: None, small_lunch: Sitting) -> None:
        ref = uuid4()
        door.walk_in(small_lunch, party=2, client_ref=ref)
        door.walk_in(small_lunch, party=2, client_ref=ref)
        assert statuses(*booked) == [Status.RELEASED, Status.CONFIRMED, Status.CONFIRMED]

    def test_party_is_limited(self, noon: None, small_lunch: Sitting) -> None:
        with pytest.raises(PartyTooLarge):
            door.walk_in(small_lunch, party=7)

    def test_not_before_and_not_after_the_day(self, small_lunch: Sitting) -> None:
        with pytest.raises(TooEarly):
            door.walk_in(small_lunch)
        with clock.at(small_lunch.ends + dt.timedelta(days=1)), pytest.raises(NotPossibleNow):
            door.walk_in(small_lunch)


class TestChair:
    def fill(self, sitting: Sitting) -> None:
        door.walk_in(sitting, party=5)

    def test_chair_is_added_up_to_the_rooms_limit(self, noon: None, small_lunch: Sitting) -> None:
        self.fill(small_lunch)
        door.one_more_chair(small_lunch, reason="family")
        assert held(small_lunch) == (6, 0, 0)
        assert small_lunch.seats == 6
        with pytest.raises(RoomFull) as refusal:
            door.one_more_chair(small_lunch, reason="family")
        assert refusal.value.facts == {"limit": 6}
        assert held(small_lunch) == (6, 0, 0)

    def test_why_is_kept_in_history(self, noon: None, small_lunch: Sitting) -> None:
        self.fill(small_lunch)
        door.one_more_chair(small_lunch, reason="cold")
        last = small_lunch.events.order_by("pgh_id").last()
        assert (last.seats, last.pgh_context.metadata["reason"]) == (6, "cold")

    def test_free_seat_needs_no_chair(self, noon: None, small_lunch: Sitting) -> None:
        door.one_more_chair(small_lunch, reason="other")
        assert held(small_lunch) == (1, 0, 0)
        assert small_lunch.seats == 5

    def test_double_tap_adds_one_chair(self, noon: None, small_lunch: Sitting) -> None:
        self.fill(small_lunch)
        ref = uuid4()
        first = door.one_more_chair(small_lunch, reason="other", client_ref=ref)
        assert door.one_more_chair(small_lunch, reason="other", client_ref=ref) == first
        assert held(small_lunch) == (6, 0, 0)

    def test_chair_for_who_waits(
        self, booked: list[Booking], dalia: Guest, small_lunch: Sitting, friday: dt.datetime, noon: None
    ) -> None:
        with clock.at(friday):
            waiting = book(small_lunch, guest=dalia)
        door.walk_in(small_lunch)
        assert door.one_more_chair(small_lunch, reason="family", booking=waiting) == waiting
        assert statuses(waiting) == [Status.SEATED]
        assert held(small_lunch) == (6, 4, 0)

    def test_not_before_the_day(self, small_lunch: Sitting) -> None:
        with pytest.raises(TooEarly):
            door.one_more_chair(small_lunch, reason="other")
        assert held(small_lunch) == (0, 0, 0)
        assert small_lunch.seats == 5


class TestTakeaway:
    def test_meals_are_handed_out_until_they_are_gone(self, noon: None, small_lunch: Sitting) -> None:
        booking = door.takeaway(small_lunch, party=2)
        assert (booking.kind, booking.status, booking.came) == (Kind.TAKEAWAY, Status.SEATED, 2)
        assert held(small_lunch) == (0, 0, 2)
        with pytest.raises(NoTakeawayLeft):
            door.takeaway(small_lunch)

    def test_booked_party_takes_its_meals_instead(
        self, booked: list[Booking], noon: None, small_lunch: Sitting
    ) -> None:
        door.take_instead(booked[0])
        assert held(small_lunch) == (2, 2, 2)
        with pytest.raises(NoTakeawayLeft):
            door.take_instead(booked[1])

    def test_waiting_party_takes_what_was_set_aside(
        self, booked: list[Booking], dalia: Guest, small_lunch: Sitting, friday: dt.datetime, noon: None
    ) -> None:
        with clock.at(friday):
            waiting = book(small_lunch, guest=dalia, party=2)
        assert door.take_instead(waiting).came == 2
        assert held(small_lunch) == (4, 4, 2)

    def test_seated_party_does_not(self, booked: list[Booking], noon: None) -> None:
        door.seat(booked[0])
        with pytest.raises(NotPossibleNow):
            door.take_instead(booked[0])

    def test_who_waits_at_the_door_has_a_meal_and_a_card(self, noon: None, small_lunch: Sitting) -> None:
        waiting = door.wait_at_door(small_lunch, party=2, language="ar")
        assert waiting.guest is not None
        assert (waiting.status, waiting.set_aside, waiting.guest.language) == (Status.WAITING, True, "ar")
        assert held(small_lunch) == (0, 0, 2)
        with pytest.raises(NoTakeawayLeft):
            door.wait_at_door(small_lunch)

    def test_double_tap_waits_once(self, noon: None, small_lunch: Sitting) -> None:
        ref = uuid4()
        first = door.wait_at_door(small_lunch, client_ref=ref)
        assert door.wait_at_door(small_lunch, client_ref=ref) == first
        assert held(small_lunch) == (0, 0, 1)


class TestList:
    def test_everyone_who_may_come_in_the_order_of_the_cards(
        self, booked: list[Booking], noon: None, small_lunch: Sitting
    ) -> None:
        cancel(booked[2])
        door.seat(booked[1])
        door.walk_in(small_lunch)
        listed = [row.guest.code for row in door.door_list(small_lunch) if row.guest]
        assert listed == sorted(booking.guest.code for booking in booked[:2] if booking.guest)

    def test_found_by_number_code_picture_and_alias(
        self, booked: list[Booking], amina: Guest, noon: None, small_lunch: Sitting
    ) -> None:
        Guest.objects.filter(pk=amina.pk).update(code="428103954")
        Guest.objects.exclude(pk=amina.pk).delete()
        set_alias(Guest.objects.get(pk=amina.pk), alias="Mimì")
        queries = ["42", "٤٢", "428 103", "cherry", "mim", "MIMÌ", "", " "]
        found = [[row.pk for row in door.door_list(small_lunch, query=query) if row.guest_id] for query in queries]
        assert found == [[booked[0].pk]] * len(queries)
        with translation.override("it"):
            assert [row.pk for row in door.door_list(small_lunch, query="cilieg")] == [booked[0].pk]

    @pytest.mark.parametrize("query", ["43", "103", "zzz"])
    def test_what_fits_nobody_finds_nobody(
        self, booked: list[Booking], noon: None, small_lunch: Sitting, query: str
    ) -> None:
        Guest.objects.exclude(pk=booked[0].guest_id).delete()
        Guest.objects.update(code="428103954", alias="Mimì")
        assert door.door_list(small_lunch, query=query) == []

    def test_next_seat_is_the_first_with_room(
        self, noon: None, small_lunch: Sitting, sitting_on: OpenSitting, canteen: Canteen
    ) -> None:
        tuesday, wednesday = (sitting_on(MONDAY + dt.timedelta(days=days), seats=2, kept_at_door=1) for days in (1, 2))
        assert next_seat(canteen) == tuesday
        book(tuesday)
        assert next_seat(canteen) == wednesday
        assert next_seat(canteen, party=2) is None


class TestClose:
    def test_ticked_sitting_knows_who_did_not_come(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        door.seat(booked[0])
        closed = door.close(small_lunch)
        assert (closed.status, closed.counted) == (Sitting.Status.CLOSED, None)
        assert statuses(*booked) == [Status.SEATED, Status.NO_SHOW, Status.NO_SHOW]
        assert held(small_lunch) == (2, 2, 0)

    def test_sitting_that_nobody_ticked_accuses_nobody(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        door.close(small_lunch)
        assert statuses(*booked) == [Status.NOT_RECORDED] * 3
        assert held(small_lunch) == (0, 0, 0)

    def test_total_alone_accuses_nobody(self, booked: list[Booking], after_release: None, small_lunch: Sitting) -> None:
        door.seat(booked[0])
        assert door.close(small_lunch, total=4).counted == 4
        assert statuses(*booked) == [Status.SEATED, Status.NOT_RECORDED, Status.NOT_RECORDED]

    def test_ceded_party_stays_ceded(self, booked: list[Booking], after_release: None, small_lunch: Sitting) -> None:
        door.walk_in(small_lunch, party=2)
        door.close(small_lunch)
        assert statuses(*booked) == [Status.RELEASED, Status.NO_SHOW, Status.NO_SHOW]

    def test_not_before_the_hour_and_not_twice(self, small_lunch: Sitting, after_release: None) -> None:
        with clock.at(small_lunch.release_at - dt.timedelta(seconds=1)), pytest.raises(TooEarly):
            door.close(small_lunch)
        door.close(small_lunch)
        with pytest.raises(NotPossibleNow):
            door.close(small_lunch)

    def test_closed_sitting_seats_nobody_more(
        self, booked: list[Booking], after_release: None, small_lunch: Sitting
    ) -> None:
        seated = door.seat(booked[0])
        door.close(small_lunch)
        for act in (
            lambda: door.walk_in(small_lunch),
            lambda: door.seat(booked[1]),
            lambda: door.undo(seated),
            lambda: door.one_more_chair(small_lunch, reason="other"),
            lambda: door.takeaway(small_lunch),
            lambda: door.wait_at_door(small_lunch),
        ):
            with pytest.raises(NotPossibleNow):
                act()
