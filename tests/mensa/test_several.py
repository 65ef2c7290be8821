"""Several days in one request: each answers for itself, and the same form sent again books nothing twice."""

import datetime as dt
from uuid import UUID

import pytest

from guests.models import Guest
from mensa.booking import Door, cancel
from mensa.models import Booking, Sitting
from mensa.several import Answer, book_days
from tests.conftest import MONDAY, OpenSitting

REF = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def week(friday: dt.datetime, sitting_on: OpenSitting) -> list[Sitting]:
    """Monday with room, Tuesday full with one seat, Wednesday cancelled, Thursday with room."""
    days = [
        sitting_on(MONDAY + dt.timedelta(days=n), **({"seats": 1, "kept_at_door": 1} if n == 1 else {}))
        for n in range(4)
    ]
    Sitting.objects.filter(pk=days[2].pk).update(status=Sitting.Status.CANCELLED)
    return list(Sitting.objects.select_related("canteen").order_by("day"))


def words(answers: list[Answer]) -> list[str]:
    return [str(a.booking.status) if a.booking else a.refusal.code if a.refusal else "" for a in answers]


def test_each_day_answers_for_itself_on_one_new_card(week: list[Sitting]) -> None:
    answers = book_days(week, party=2, door=Door.CALL, client_ref=REF)
    assert words(answers) == ["confirmed", "waiting", "booking_not_open", "confirmed"]
    guest = Guest.objects.get()
    assert [(b.guest, b.party) for b in Booking.objects.all()] == [(guest, 2)] * 3


def test_the_same_form_again_with_a_day_more_books_that_day_alone(week: list[Sitting]) -> None:
    first = book_days([week[0], week[1]], party=1, door=Door.WEB, client_ref=REF)
    again = book_days([week[0], week[1], week[3]], party=1, door=Door.WEB, client_ref=REF)
    assert [a.booking.pk for a in again[:2] if a.booking] == [a.booking.pk for a in first if a.booking]
    assert (Booking.objects.count(), Guest.objects.count()) == (3, 1)


def test_where_the_first_day_is_shut_the_next_one_makes_the_card(week: list[Sitting]) -> None:
    answers = book_days([week[2], week[3]], party=1, door=Door.WEB, client_ref=REF)
    assert words(answers) == ["booking_not_open", "confirmed"]
    assert words(book_days([week[2], week[3]], party=1, door=Door.WEB, client_ref=REF)) == words(answers)
    assert (Booking.objects.count(), Guest.objects.count()) == (1, 1)


def test_days_of_one_new_card_are_all_of_the_share(week: list[Sitting], amina: Guest) -> None:
    book_days([week[0], week[3]], party=1, door=Door.WEB, client_ref=REF)
    assert list(Booking.objects.values_list("anonymous", flat=True)) == [True, True]
    other = UUID("22222222-2222-4222-8222-222222222222")
    book_days([week[0], week[3]], party=1, door=Door.WEB, client_ref=other, guest=amina)
    assert list(amina.bookings.values_list("anonymous", flat=True)) == [False, False]


def test_a_day_given_back_is_not_booked_by_an_old_form(week: list[Sitting]) -> None:
    answers = book_days([week[0], week[3]], party=1, door=Door.WEB, client_ref=REF)
    assert answers[1].booking
    cancel(answers[1].booking)
    assert words(book_days([week[0], week[3]], party=1, door=Door.WEB, client_ref=REF)) == ["confirmed", "cancelled"]


def test_too_many_people_are_refused_every_day(week: list[Sitting]) -> None:
    assert words(book_days(week, party=7, door=Door.CALL, client_ref=REF)) == ["party_not_possible"] * 4
    assert (Booking.objects.count(), Guest.objects.count()) == (0, 0)
