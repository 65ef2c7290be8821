"""Booking a seat and giving it back, one guest after another."""

import datetime as dt
from uuid import uuid4

import pytest

from canteens import clock
from canteens.models import Canteen
from guests import cards
from guests.models import Guest
from guests.register import new_card
from mensa import sittings
from mensa.booking import arrive_late, book, cancel
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.refusals import BookingNotOpen, NoTakeawayLeft, NotPossibleNow, PartyTooLarge
from tests.conftest import FRIDAY, MONDAY, OpenSitting

Status = Booking.Status


def now_at(sitting: Sitting, hour: int, minute: int = 0) -> dt.datetime:
    return sitting.canteen.instant(sitting.day, dt.time(hour, minute))


def counters(sitting: Sitting) -> tuple[int, int, int]:
    sitting.refresh_from_db()
    assert differences() == []
    return sitting.taken, sitting.ahead, sitting.taken_away


def fill(sitting: Sitting, *parties: int) -> list[Booking]:
    return [book(sitting, party=party) for party in parties]


def test_guest_without_anything_gets_a_seat_and_a_card(lunch: Sitting) -> None:
    booking = book(lunch, language="ar")
    assert booking.guest is not None
    assert (booking.status, booking.party, booking.guest.language) == (Status.CONFIRMED, 1, "ar")
    assert counters(lunch) == (1, 1, 0)


def test_guest_with_a_card_keeps_it(lunch: Sitting, amina: Guest) -> None:
    assert book(lunch, guest=amina, party=3).guest == amina
    assert Guest.objects.count() == 1
    assert counters(lunch) == (3, 3, 0)


def test_seats_kept_at_the_door_are_not_booked(lunch: Sitting) -> None:
    bookings = fill(lunch, *[1] * 23)
    # 25 seats - 3 kept at the door = 22
    assert [booking.status for booking in bookings] == [Status.CONFIRMED] * 22 + [Status.WAITING]
    assert counters(lunch) == (22, 22, 1)


def test_party_that_does_not_fit_waits_and_a_smaller_one_gets_in(small_lunch: Sitting) -> None:
    bookings = fill(small_lunch, 3, 2, 1)
    assert [booking.status for booking in bookings] == [Status.CONFIRMED, Status.WAITING, Status.CONFIRMED]
    assert counters(small_lunch) == (4, 4, 2)


def test_meal_is_set_aside_for_the_whole_party_or_not_at_all(small_lunch: Sitting) -> None:
    fill(small_lunch, 4)
    waiting = fill(small_lunch, 3, 1, 1, 1)
    # 2 portions: not for three; then one and one; none is left
    assert [booking.set_aside for booking in waiting] == [False, True, True, False]
    assert counters(small_lunch) == (4, 4, 2)


def test_meals_that_went_since_the_sitting_was_read_are_not_set_aside_twice(small_lunch: Sitting) -> None:
    fill(small_lunch, 4)
    small_lunch.refresh_from_db()
    waiting = fill(small_lunch, 2, 2)  # both read that 2 portions are left
    assert [(booking.status, booking.set_aside) for booking in waiting] == [("waiting", True), ("waiting", False)]
    assert counters(small_lunch) == (4, 4, 2)


def test_seat_given_back_since_the_sitting_was_read_is_given(small_lunch: Sitting) -> None:
    [first] = fill(small_lunch, 4)
    small_lunch.refresh_from_db()
    cancel(first)
    assert [booking.status for booking in fill(small_lunch, 1)] == [Status.CONFIRMED]


def test_same_guest_gets_the_same_booking(lunch: Sitting, amina: Guest) -> None:
    first = book(lunch, guest=amina, party=2)
    assert book(lunch, guest=amina, party=5) == first
    assert counters(lunch) == (2, 2, 0)


def test_same_form_gets_the_same_booking_and_card(lunch: Sitting) -> None:
    ref = uuid4()
    first = book(lunch, client_ref=ref)
    assert book(lunch, client_ref=ref) == first
    assert Guest.objects.count() == 1


def test_same_form_waits_only_once(small_lunch: Sitting) -> None:
    fill(small_lunch, 4)
    ref = uuid4()
    first = book(small_lunch, client_ref=ref)
    assert book(small_lunch, client_ref=ref) == first
    assert first.status == Status.WAITING
    assert Booking.objects.filter(status=Status.WAITING).count() == 1


def test_guest_waits_only_once(small_lunch: Sitting, amina: Guest) -> None:
    fill(small_lunch, 4)
    assert book(small_lunch, guest=amina) == book(small_lunch, guest=amina)


def test_card_whose_code_somebody_has_is_drawn_again(lunch: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([42_810_395, 42_810_395, 42_810_396])
    monkeypatch.setattr(cards.secrets, "randbelow", lambda _: next(draws))
    codes = [booking.guest.code[:8] for booking in fill(lunch, 1, 1) if booking.guest]
    assert codes == ["42810395", "42810396"]
    assert counters(lunch) == (2, 2, 0)


def test_card_of_who_waits_is_drawn_again_too(small_lunch: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(small_lunch, 4)
    small_lunch.refresh_from_db()
    draws = iter([42_810_395, 42_810_395, 42_810_395, 42_810_396])
    monkeypatch.setattr(cards.secrets, "randbelow", lambda _: next(draws))
    waiting = fill(small_lunch, 1, 1)
    assert [booking.guest.code[:8] for booking in waiting if booking.guest] == ["42810395", "42810396"]
    assert [(booking.status, booking.set_aside) for booking in waiting] == [(Status.WAITING, True)] * 2


@pytest.mark.parametrize("party", [0, -1, 7])
def test_party_of_nobody_or_too_many_is_refused(lunch: Sitting, party: int) -> None:
    with pytest.raises(PartyTooLarge) as refusal:
        book(lunch, party=party)
    assert (refusal.value.code, refusal.value.status, refusal.value.facts) == ("party_not_possible", 400, {"limit": 6})


def test_booking_opens_at_midnight_two_weeks_before(lunch: Sitting) -> None:
    opens = lunch.canteen.instant(MONDAY - dt.timedelta(days=14), dt.time())
    with clock.at(opens - dt.timedelta(microseconds=1)), pytest.raises(BookingNotOpen):
        book(lunch)
    with clock.at(opens):
        assert book(lunch).status == Status.CONFIRMED


def test_booking_closes_at_eleven(lunch: Sitting) -> None:
    with clock.at(now_at(lunch, 11) - dt.timedelta(microseconds=1)):
        assert book(lunch).status == Status.CONFIRMED
    with clock.at(now_at(lunch, 11)), pytest.raises(BookingNotOpen):
        book(lunch)


def test_own_booking_is_shown_after_booking_closed(lunch: Sitting, amina: Guest) -> None:
    mine = book(lunch, guest=amina)
    with clock.at(now_at(lunch, 11, 30)):
        assert book(lunch, guest=amina) == mine


def test_cancelled_sitting_is_not_booked_by_whoever_still_sees_it_open(lunch: Sitting) -> None:
    seen = Sitting.objects.select_related("canteen").get(pk=lunch.pk)
    sittings.cancel(lunch, reason="neve")
    with pytest.raises(BookingNotOpen):
        book(seen)
    assert counters(lunch) == (0, 0, 0)


def test_cancelled_full_sitting_takes_no_waiting_party(small_lunch: Sitting) -> None:
    fill(small_lunch, 4)
    seen = Sitting.objects.select_related("canteen").get(pk=small_lunch.pk)
    Sitting.objects.filter(pk=small_lunch.pk).update(status=Sitting.Status.CANCELLED)
    with pytest.raises(BookingNotOpen):
        book(seen, party=3)


def test_takeaway_takes_portions_and_no_seats(small_lunch: Sitting) -> None:
    book(small_lunch, kind=Booking.Kind.TAKEAWAY, party=2)
    assert counters(small_lunch) == (0, 0, 2)
    with pytest.raises(NoTakeawayLeft):
        book(small_lunch, kind=Booking.Kind.TAKEAWAY)


def test_first_party_that_fits_is_promoted(small_lunch: Sitting) -> None:
    two, _ = fill(small_lunch, 2, 2)
    three, first_one, second_two, second_one = fill(small_lunch, 3, 1, 2, 1)
    cancel(two)
    # 2 seats are free: three do not fit, one does, then two do not, then one does
    found = [Booking.objects.get(pk=waiting.pk).status for waiting in (three, first_one, second_two, second_one)]
    assert found == [Status.WAITING, Status.CONFIRMED, Status.WAITING, Status.CONFIRMED]
    assert counters(small_lunch)[:2] == (4, 4)


def test_promoted_party_gives_its_meal_free(small_lunch: Sitting) -> None:
    booked = fill(small_lunch, 4)[0]
    waiting = fill(small_lunch, 2)[0]
    assert waiting.set_aside
    cancel(booked)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.set_aside) == (Status.CONFIRMED, False)
    assert counters(small_lunch) == (2, 2, 0)


def test_waiting_order_is_that_of_arrival(small_lunch: Sitting) -> None:
    booked = fill(small_lunch, 4)[0]
    waiting = fill(small_lunch, *[1] * 6)
    cancel(booked)
    statuses = [Booking.objects.get(pk=each.pk).status for each in waiting]
    assert statuses == [Status.CONFIRMED] * 4 + [Status.WAITING] * 2


def test_nobody_is_promoted_after_booking_closed(small_lunch: Sitting) -> None:
    booked = fill(small_lunch, 4)[0]
    waiting = fill(small_lunch, 1)[0]
    with clock.at(now_at(small_lunch, 11)):
        cancel(booked)
    waiting.refresh_from_db()
    assert waiting.status == Status.WAITING
    assert counters(small_lunch) == (0, 0, 1)


def test_seat_given_back_twice_is_one_seat(lunch: Sitting) -> None:
    booking = book(lunch, party=2)
    assert cancel(booking).status == Status.CANCELLED
    assert cancel(booking).status == Status.CANCELLED
    assert counters(lunch) == (0, 0, 0)


def test_a_lunch_that_is_over_is_not_given_back(lunch: Sitting, amina: Guest) -> None:
    booking = book(lunch, guest=amina)
    with clock.at(lunch.ends), pytest.raises(NotPossibleNow):
        cancel(booking)


def test_guest_who_left_the_waiting_list_frees_the_meal(small_lunch: Sitting) -> None:
    fill(small_lunch, 4)
    cancel(book(small_lunch, party=2))
    assert counters(small_lunch) == (4, 4, 0)


def test_guest_who_gave_back_books_again(lunch: Sitting, amina: Guest) -> None:
    first = book(lunch, guest=amina)
    cancel(first)
    second = book(lunch, guest=amina)
    assert (second.pk == first.pk, second.status) == (False, Status.CONFIRMED)


@pytest.mark.parametrize("status", [Status.SEATED, Status.RELEASED, Status.NO_SHOW, Status.NOT_RECORDED])
def test_what_is_past_is_not_given_back(lunch: Sitting, status: str) -> None:
    booking = book(lunch)
    Booking.objects.filter(pk=booking.pk).update(status=status, came=int(status == Status.SEATED))
    with pytest.raises(NotPossibleNow):
        cancel(booking)


def test_seat_of_a_closed_sitting_is_not_given_back(lunch: Sitting) -> None:
    booking = book(lunch)
    Sitting.objects.filter(pk=lunch.pk).update(status=Sitting.Status.CLOSED)
    with pytest.raises(NotPossibleNow):
        cancel(booking)


def test_who_comes_late_says_so_and_takes_it_back(lunch: Sitting) -> None:
    booking = book(lunch)
    assert arrive_late(booking).arrives_late is True
    assert arrive_late(booking, late=False).arrives_late is False
    cancel(booking)
    with pytest.raises(NotPossibleNow):
        arrive_late(booking)


def test_every_step_is_a_row_of_history(small_lunch: Sitting) -> None:
    booked = fill(small_lunch, 4)[0]
    waiting = fill(small_lunch, 1)[0]
    cancel(booked)
    assert list(booked.events.order_by("pgh_id").values_list("status", flat=True)) == ["confirmed", "cancelled"]
    assert list(waiting.events.order_by("pgh_id").values_list("status", flat=True)) == ["waiting", "confirmed"]


@pytest.mark.parametrize(
    ("booked", "seen"),
    [(0, "room"), (16, "room"), (17, "few"), (21, "few"), (22, "waiting")],
)
def test_guest_sees_no_number(lunch: Sitting, booked: int, seen: str) -> None:
    for _ in range(booked):
        book(lunch)
    lunch.refresh_from_db()
    assert lunch.availability == seen


def test_before_and_after_it_says_so(lunch: Sitting, canteen: Canteen) -> None:
    with clock.at(lunch.booking_opens - dt.timedelta(seconds=1)):
        assert lunch.availability == Sitting.Availability.NOT_YET
    with clock.at(lunch.booking_closes):
        assert lunch.availability == Sitting.Availability.OVER


def test_clock_changes_move_no_closing_hour(sitting_on: OpenSitting) -> None:
    spring, autumn = sitting_on(dt.date(2026, 3, 29)), sitting_on(dt.date(2026, 10, 25))
    with clock.at(dt.datetime(2026, 3, 29, 8, 59, tzinfo=dt.UTC)):  # 10:59 in summer time
        assert spring.bookable
    with clock.at(dt.datetime(2026, 3, 29, 9, 0, tzinfo=dt.UTC)):
        assert not spring.bookable
    with clock.at(dt.datetime(2026, 10, 25, 9, 59, tzinfo=dt.UTC)):  # 10:59 in winter time
        assert autumn.bookable
    with clock.at(dt.datetime(2026, 10, 25, 10, 0, tzinfo=dt.UTC)):
        assert not autumn.bookable


def test_guests_of_friday_are_nobody_on_monday(sitting_on: OpenSitting, friday: dt.datetime, canteen: Canteen) -> None:
    """One guest may hold seats on several days."""
    amina = new_card(canteen)
    days = [sitting_on(MONDAY), sitting_on(FRIDAY + dt.timedelta(days=1))]
    assert [book(day, guest=amina).status for day in days] == [Status.CONFIRMED] * 2
