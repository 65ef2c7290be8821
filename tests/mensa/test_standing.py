"""Every Monday and Thursday until…: booked as sittings open, once, in the order of asking, but for closed days."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen, Closure
from guests.models import Guest
from guests.register import set_email
from mensa import sittings, standing
from mensa.booking import Kind, book, cancel
from mensa.models import Booking, Sitting, StandingBooking, StandingDay
from mensa.refusals import DaysNotPossible, PartyTooLarge
from mensa.standing import Wish
from notices.models import Notice
from tests.conftest import FRIDAY, MONDAY

Status = Booking.Status
THURSDAY = MONDAY + dt.timedelta(days=3)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def opened(canteen: Canteen, friday: dt.datetime) -> Canteen:
    """Friday the 20th: a fortnight is open, with two Mondays (23, 30) and two Thursdays (26, 3 December)."""
    sittings.open_ahead(canteen)
    return canteen


def days(guest: Guest, *, status: str | None = None) -> list[str]:
    """The days that the guest's bookings are on, as `23 confirmed`."""
    rows = guest.bookings.select_related("sitting").order_by("sitting__day", "pk")
    return [f"{row.sitting.day:%d} {row.status}" for row in rows if status in (None, row.status)]


def on(canteen: Canteen, day: dt.date) -> None:
    """What the worker does on that day at one in the night."""
    with clock.at(canteen.instant(day, dt.time(1))):
        sittings.open_ahead(canteen)


def test_open_days_are_booked_at_once_and_later_ones_as_they_open(opened: Canteen, amina: Guest) -> None:
    standing.ask_for(amina, Wish([4, 1]))
    assert days(amina) == ["23 confirmed", "26 confirmed", "30 confirmed", "03 confirmed"]
    on(opened, MONDAY)  # Monday the 7th opens
    on(opened, MONDAY)
    assert days(amina)[-1:] == ["07 confirmed"]
    assert (Booking.objects.count(), StandingDay.objects.count()) == (5, 5)


def test_the_last_day_counts_and_no_later_one(opened: Canteen, amina: Guest) -> None:
    standing.ask_for(amina, Wish([1], until=MONDAY + WEEK))
    on(opened, MONDAY)
    assert days(amina) == ["23 confirmed", "30 confirmed"]


def test_a_day_given_back_is_not_booked_again(opened: Canteen, amina: Guest) -> None:
    standing.ask_for(amina, Wish([1]))
    cancel(amina.bookings.get(sitting__day=MONDAY))
    on(opened, FRIDAY + dt.timedelta(days=1))
    assert days(amina) == ["23 cancelled", "30 confirmed"]


def test_closed_days_are_left_out(canteen: Canteen, friday: dt.datetime, amina: Guest) -> None:
    Closure.objects.create(canteen=canteen, day=MONDAY, reason="inventario", state=Closure.State.CONFIRMED)
    undecided = Closure.objects.create(canteen=canteen, day=THURSDAY, reason="patrono")
    sittings.open_ahead(canteen)
    standing.ask_for(amina, Wish([1, 4]))
    assert days(amina) == ["30 confirmed", "03 confirmed"]
    sittings.decide(undecided, closed=False)
    sittings.open_ahead(canteen)
    assert days(amina) == ["26 confirmed", "30 confirmed", "03 confirmed"]
    sittings.cancel(Sitting.objects.get(day=MONDAY + WEEK), reason="neve")
    sittings.open_ahead(canteen)
    assert days(amina) == ["26 confirmed", "30 cancelled", "03 confirmed"]


def test_the_order_of_asking_is_the_order_at_the_table(
    canteen: Canteen, amina: Guest, bruno: Guest, chen: Guest
) -> None:
    with clock.at(canteen.instant(FRIDAY, dt.time(9))):
        for guest, party in ((bruno, 1), (amina, 2), (chen, 1)):
            standing.ask_for(guest, Wish([1], party=party))
        sittings.settle(canteen, seats=3, kept_at_door=0)
        sittings.open_ahead(canteen)
    assert [days(guest)[0] for guest in (bruno, amina, chen)] == ["23 confirmed", "23 confirmed", "23 waiting"]
    assert Sitting.objects.get(day=MONDAY).bookings.waiting().get().guest == chen


def test_whoever_booked_that_day_keeps_it(opened: Canteen, amina: Guest) -> None:
    own = book(Sitting.objects.select_related("canteen").get(day=MONDAY), guest=amina, party=2)
    standing.ask_for(amina, Wish([1]))
    assert days(amina) == ["23 confirmed", "30 confirmed"]
    assert StandingDay.objects.get(sitting=own.sitting).booking == own


def test_a_pause_makes_none_and_going_on_makes_what_is_missing(opened: Canteen, amina: Guest) -> None:
    asked = standing.ask_for(amina, Wish([1]))
    standing.pause(asked, free=True)
    on(opened, MONDAY)
    assert days(amina) == ["23 cancelled", "30 cancelled"]
    with clock.at(opened.instant(MONDAY, dt.time(9))):
        standing.resume(asked)
    assert days(amina) == ["23 cancelled", "30 cancelled", "07 confirmed"]


@pytest.mark.parametrize(("free", "left"), [(True, "cancelled"), (False, "confirmed")])
def test_the_end_asks_what_becomes_of_bookings(opened: Canteen, amina: Guest, free: bool, left: str) -> None:
    asked = standing.ask_for(amina, Wish([1]))
    standing.end(asked, free=free)
    on(opened, MONDAY)
    assert days(amina) == [f"23 {left}", f"30 {left}"]
    assert standing.of_guest(amina) == []


def test_a_change_that_bookings_follow(opened: Canteen, amina: Guest) -> None:
    asked = standing.ask_for(amina, Wish([1]))
    stayed = standing.change(asked, Wish([1, 4], party=2, until=THURSDAY), follow=True)
    assert (stayed, days(amina, status="confirmed")) == ([], ["23 confirmed", "26 confirmed"])
    assert days(amina, status="cancelled") == ["23 cancelled", "30 cancelled"]
    assert list(amina.bookings.live().values_list("party", flat=True)) == [2, 2]


def test_a_change_that_bookings_do_not_follow(opened: Canteen, amina: Guest) -> None:
    asked = standing.ask_for(amina, Wish([1]))
    standing.change(asked, Wish([4], party=2), follow=False)
    assert days(amina) == ["23 confirmed", "26 confirmed", "30 confirmed", "03 confirmed"]
    assert list(amina.bookings.order_by("sitting__day").values_list("party", flat=True)) == [1, 2, 1, 2]


def test_nobody_loses_a_seat_by_asking_for_one_more(opened: Canteen, amina: Guest, bruno: Guest, chen: Guest) -> None:
    asked = standing.ask_for(amina, Wish([1]))
    monday = Sitting.objects.select_related("canteen").get(day=MONDAY)
    sittings.set_seats(monday, seats=2, kept_at_door=0)
    book(monday, guest=bruno)
    waits = book(monday, guest=chen)
    assert waits.status == Status.WAITING
    stayed = standing.change(asked, Wish([1], party=2), follow=True)
    assert [booking.sitting.day for booking in stayed] == [MONDAY]
    assert list(amina.bookings.live().order_by("sitting__day").values_list("party", flat=True)) == [1, 2]


def test_a_smaller_party_lets_the_next_in(opened: Canteen, amina: Guest, bruno: Guest) -> None:
    asked = standing.ask_for(amina, Wish([1], party=2))
    monday = Sitting.objects.select_related("canteen").get(day=MONDAY)
    sittings.set_seats(monday, seats=2, kept_at_door=0)
    waits = book(Sitting.objects.select_related("canteen").get(pk=monday.pk), guest=bruno)
    standing.change(asked, Wish([1], party=1), follow=True)
    waits.refresh_from_db()
    assert (waits.status, days(amina, status="confirmed")) == (Status.CONFIRMED, ["23 confirmed", "30 confirmed"])


def test_each_day_is_told_like_any_booking(opened: Canteen, amina: Guest) -> None:
    set_email(amina, email="amina@example.org")
    asked = standing.ask_for(amina, Wish([1], until=MONDAY))
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["booking_confirmed", "booking_reminder"]
    standing.end(asked, free=True)
    assert set(Notice.objects.values_list("state", flat=True)) == {Notice.State.WITHDRAWN}


def test_meals_to_take_away_are_asked_for_again_where_none_is_left(opened: Canteen, amina: Guest) -> None:
    monday = Sitting.objects.get(day=MONDAY)
    Sitting.objects.filter(pk=monday.pk).update(portions=0)
    standing.ask_for(amina, Wish([1], kind=Kind.TAKEAWAY, until=MONDAY))
    assert (days(amina), StandingDay.objects.count()) == ([], 0)
    Sitting.objects.filter(pk=monday.pk).update(portions=1)
    sittings.open_ahead(opened)
    assert (days(amina), amina.bookings.get().kind) == (["23 confirmed"], Kind.TAKEAWAY)


@pytest.mark.parametrize("wish", [Wish([]), Wish([7]), Wish([1], until=FRIDAY - dt.timedelta(days=1))])
def test_days_that_never_come_are_refused(opened: Canteen, amina: Guest, wish: Wish) -> None:
    with pytest.raises(DaysNotPossible):
        standing.ask_for(amina, wish)
    with pytest.raises(PartyTooLarge):
        standing.ask_for(amina, Wish([1], party=7))
    assert StandingBooking.objects.count() == 0


def test_a_guest_who_is_forgotten_has_no_wish_any_more(opened: Canteen, amina: Guest) -> None:
    standing.ask_for(amina, Wish([1]))
    amina.delete()
    assert (StandingBooking.objects.count(), StandingDay.objects.count()) == (0, 0)
