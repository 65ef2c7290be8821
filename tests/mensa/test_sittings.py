"""The calendar: sittings opened ahead, days off, and changes that everyone booked is told of once."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen, Closure, Kitchen
from guests.models import Guest
from mensa import sittings, words
from mensa.booking import book
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, RoomFull, SeatsTaken
from notices.models import Notice
from tests.conftest import FRIDAY, MONDAY, OpenSitting

Status = Booking.Status


def days(canteen: Canteen) -> list[dt.date]:
    return list(Sitting.objects.filter(canteen=canteen).order_by("day").values_list("day", flat=True))


def told(guest: Guest) -> list[str]:
    """The kinds of what is still to be said to the guest."""
    return list(Notice.objects.unsent().filter(contact__guest=guest).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def reachable(amina: Guest) -> Guest:
    """Amina, who left her address."""
    words.remind_by_email(amina, email="amina@example.org")
    return amina


class TestOpenAhead:
    def test_two_weeks_of_lunches_without_sundays(self, canteen: Canteen, friday: dt.datetime) -> None:
        assert sittings.open_ahead(canteen) == 13
        # Friday 20 November to Friday 4 December, without Sundays 22 and 29: 15 - 2 = 13
        wanted = [FRIDAY + dt.timedelta(days=offset) for offset in range(15) if offset not in {2, 9}]
        assert days(canteen) == wanted

    def test_again_opens_nothing(self, canteen: Canteen, friday: dt.datetime) -> None:
        sittings.open_ahead(canteen)
        assert sittings.open_ahead(canteen) == 0

    def test_next_day_opens_one_more(self, canteen: Canteen, friday: dt.datetime) -> None:
        sittings.open_ahead(canteen)
        with clock.at(friday + dt.timedelta(days=1)):
            assert sittings.open_ahead(canteen) == 1

    def test_sitting_has_the_canteens_hours_and_seats(self, canteen: Canteen, friday: dt.datetime) -> None:
        kitchen = Kitchen.objects.create(canteen=canteen, name="Cucina nuova")
        sittings.open_ahead(canteen)
        lunch = Sitting.objects.get(day=MONDAY)
        at = [canteen.instant(MONDAY, dt.time(*hour)) for hour in ((12,), (13, 30), (11,), (12, 30))]
        assert [lunch.starts, lunch.ends, lunch.booking_closes, lunch.release_at] == at
        assert (lunch.seats, lunch.kept_at_door, lunch.portions, lunch.room_limit, lunch.kitchen) == (
            25, 3, 20, 30, kitchen,
        )  # fmt: skip

    def test_holidays_are_proposed_and_not_opened(self, canteen: Canteen) -> None:
        with clock.at(canteen.instant(dt.date(2026, 12, 20), dt.time(9))):
            sittings.open_ahead(canteen)
        assert days(canteen)[-1] == dt.date(2027, 1, 2)
        proposed = Closure.objects.filter(day__range=(dt.date(2026, 12, 20), dt.date(2027, 1, 6)))
        # Christmas Friday 25, Santo Stefano Saturday 26, New Year Friday 1, Epiphany Wednesday 6
        expected = [dt.date(2026, 12, 25), dt.date(2026, 12, 26), dt.date(2027, 1, 1), dt.date(2027, 1, 6)]
        assert list(proposed.values_list("day", flat=True)) == expected
        assert set(proposed.values_list("state", flat=True)) == {Closure.State.PROPOSED}
        assert set(days(canteen)) & set(expected) == set()

    def test_declined_holiday_opens(self, canteen: Canteen) -> None:
        with clock.at(canteen.instant(dt.date(2026, 12, 20), dt.time(9))):
            sittings.open_ahead(canteen)
            sittings.decide(Closure.objects.get(day=dt.date(2026, 12, 26)), closed=False)
            assert dt.date(2026, 12, 26) in days(canteen)
            assert sittings.open_ahead(canteen) == 0

    @pytest.mark.parametrize(
        ("day", "noon"),
        [
            (dt.date(2026, 3, 28), dt.datetime(2026, 3, 28, 11, tzinfo=dt.UTC)),
            (dt.date(2026, 3, 29), dt.datetime(2026, 3, 29, 10, tzinfo=dt.UTC)),
            (dt.date(2026, 10, 24), dt.datetime(2026, 10, 24, 10, tzinfo=dt.UTC)),
            (dt.date(2026, 10, 25), dt.datetime(2026, 10, 25, 11, tzinfo=dt.UTC)),
        ],
    )
    def test_lunch_is_at_noon_on_days_when_clocks_change(
        self, canteen: Canteen, day: dt.date, noon: dt.datetime
    ) -> None:
        canteen.weekdays = [1, 2, 3, 4, 5, 6, 7]
        with clock.at(noon - dt.timedelta(days=10)):
            sittings.open_ahead(canteen)
        lunch = Sitting.objects.get(day=day)
        assert (lunch.starts, lunch.ends - lunch.starts) == (noon, dt.timedelta(minutes=90))


class TestCancel:
    def test_everyone_booked_is_told_once(
        self, small_lunch: Sitting, reachable: Guest, bruno: Guest, friday: dt.datetime
    ) -> None:
        mine, other = book(small_lunch, guest=reachable, party=4), book(small_lunch, guest=bruno)
        sittings.cancel(small_lunch, reason="neve")
        assert told(reachable) == ["sitting_cancelled"]
        assert Notice.objects.get(kind="sitting_cancelled").payload["reason"] == "neve"
        assert [Booking.objects.get(pk=each.pk).status for each in (mine, other)] == [Status.CANCELLED] * 2
        assert differences() == []
        with pytest.raises(NotPossibleNow):
            sittings.cancel(small_lunch, reason="ancora")

    def test_shut_day_cancels_and_opens_no_more(
        self, lunch: Sitting, canteen: Canteen, reachable: Guest, friday: dt.datetime
    ) -> None:
        book(lunch, guest=reachable)
        sittings.close_day(canteen, MONDAY, reason="lavori")
        assert Closure.objects.get(day=MONDAY).state == Closure.State.CONFIRMED
        assert told(reachable) == ["sitting_cancelled"]
        sittings.open_ahead(canteen)
        assert Sitting.objects.get(day=MONDAY).status == Sitting.Status.CANCELLED

    def test_day_opened_again_can_be_booked(self, lunch: Sitting, canteen: Canteen, reachable: Guest) -> None:
        book(lunch, guest=reachable)
        sittings.close_day(canteen, MONDAY, reason="lavori")
        sittings.decide(Closure.objects.get(day=MONDAY), closed=False)
        again = Sitting.objects.select_related("canteen").get(day=MONDAY)
        assert (again.status, again.reason) == (Sitting.Status.OPEN, "")
        assert book(again, guest=reachable).status == Status.CONFIRMED


class TestMove:
    def test_hours_move_together_and_everyone_is_told_once(
        self, lunch: Sitting, canteen: Canteen, reachable: Guest
    ) -> None:
        book(lunch, guest=reachable)
        for _ in range(2):
            sittings.move(lunch, starts=dt.time(12, 30), ends=dt.time(14))
        lunch.refresh_from_db()
        at = [canteen.instant(MONDAY, dt.time(*hour)) for hour in ((12, 30), (14,), (11, 30), (13,))]
        assert [lunch.starts, lunch.ends, lunch.booking_closes, lunch.release_at] == at
        assert told(reachable) == ["booking_confirmed", "sitting_changed", "booking_reminder"]
        assert Notice.objects.get(kind="sitting_changed").payload["at"] == lunch.starts.isoformat()
        assert Notice.objects.unsent().get(kind="booking_reminder").payload["at"] == lunch.starts.isoformat()

    def test_there_and_back_and_there_again_is_told_each_time(
        self, lunch: Sitting, reachable: Guest, friday: dt.datetime
    ) -> None:
        book(lunch, guest=reachable)
        for minutes, hour in enumerate((13, 12, 13)):
            with clock.at(friday + dt.timedelta(minutes=minutes)):
                sittings.move(lunch, starts=dt.time(hour), ends=dt.time(14))
        assert Notice.objects.filter(kind="sitting_changed").count() == 3
        assert Notice.objects.unsent().get(kind="booking_reminder").payload["at"] == "2026-11-23T12:00:00+00:00"

    def test_cancelled_sitting_does_not_move(self, lunch: Sitting) -> None:
        sittings.cancel(lunch, reason="neve")
        with pytest.raises(NotPossibleNow):
            sittings.move(lunch, starts=dt.time(13), ends=dt.time(14))


class TestSeats:
    def test_more_seats_promote_who_waits(self, small_lunch: Sitting) -> None:
        book(small_lunch, party=4)
        waiting = [book(small_lunch, party=party) for party in (2, 1)]
        promoted = sittings.set_seats(small_lunch, seats=8)
        assert promoted == waiting
        assert differences() == []

    def test_fewer_seats_than_taken_are_refused(self, small_lunch: Sitting) -> None:
        book(small_lunch, party=3)
        with pytest.raises(SeatsTaken) as refusal:
            sittings.set_seats(small_lunch, seats=2)
        assert refusal.value.facts == {"taken": 4}  # 3 booked + 1 kept at the door
        small_lunch.refresh_from_db()
        assert small_lunch.seats == 5

    def test_fewer_seats_than_booked_beside_the_door_are_refused(self, small_lunch: Sitting) -> None:
        book(small_lunch, party=3)
        with pytest.raises(SeatsTaken):
            sittings.set_seats(small_lunch, seats=5, kept_at_door=3)

    def test_no_more_seats_than_the_room_can_hold(self, lunch: Sitting) -> None:
        assert sittings.set_seats(lunch, seats=30) == []
        with pytest.raises(RoomFull):
            sittings.set_seats(lunch, seats=31)

    def test_seats_go_down_to_what_is_taken(self, small_lunch: Sitting) -> None:
        book(small_lunch, party=3)
        assert sittings.set_seats(small_lunch, seats=3, kept_at_door=0) == []

    def test_coming_lunches_follow_the_canteen_where_they_can(
        self, canteen: Canteen, lunch: Sitting, sitting_on: OpenSitting
    ) -> None:
        tuesday = sitting_on(MONDAY + dt.timedelta(days=1))
        for _ in range(4):
            book(lunch, party=5)
        canteen.seats, canteen.kept_at_door = 15, 2
        assert sittings.follow(canteen) == [lunch]
        tuesday.refresh_from_db()
        assert (tuesday.seats, tuesday.kept_at_door) == (15, 2)
