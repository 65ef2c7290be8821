"""What is said to a guest and when: written with the fact, withdrawn with it."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import set_email
from mensa import words
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from notices.models import Notice
from tests.conftest import OpenSitting


@pytest.fixture
def reachable(amina: Guest) -> Guest:
    """Amina, who left her address."""
    set_email(amina, email="amina@example.org")
    return amina


def written(*states: str) -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("kind", "state")
    return [(kind, state) for kind, state in rows if not states or state in states]


def test_seat_is_confirmed_now_and_recalled_the_evening_before(
    lunch: Sitting, reachable: Guest, friday: dt.datetime
) -> None:
    book(lunch, guest=reachable)
    confirmed, reminder = Notice.objects.order_by("pk")
    assert (confirmed.kind, confirmed.due, confirmed.expires) == ("booking_confirmed", friday, lunch.ends)
    # Sunday 22 November, 18:00 in Rome is 17:00 UTC
    evening = dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)
    assert (reminder.kind, reminder.due, reminder.expires) == ("booking_reminder", evening, lunch.starts)


@pytest.mark.parametrize(
    ("day", "evening"),
    [
        (dt.date(2026, 3, 29), dt.datetime(2026, 3, 28, 17, tzinfo=dt.UTC)),  # winter time still
        (dt.date(2026, 3, 30), dt.datetime(2026, 3, 29, 16, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 25), dt.datetime(2026, 10, 24, 16, tzinfo=dt.UTC)),  # summer time still
        (dt.date(2026, 10, 26), dt.datetime(2026, 10, 25, 17, tzinfo=dt.UTC)),
    ],
)
def test_evening_before_is_at_six_on_both_sides_of_a_clock_change(
    sitting_on: OpenSitting, reachable: Guest, day: dt.date, evening: dt.datetime
) -> None:
    lunch = sitting_on(day)
    with clock.at(evening - dt.timedelta(days=2)):
        book(lunch, guest=reachable)
    assert Notice.objects.get(kind="booking_reminder").due == evening


def test_who_books_in_the_night_is_not_reminded(lunch: Sitting, reachable: Guest) -> None:
    with clock.at(dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)):
        book(lunch, guest=reachable)
    assert written() == [("booking_confirmed", "queued")]


def test_who_left_no_address_gets_no_word(lunch: Sitting, bruno: Guest) -> None:
    cancel(book(lunch, guest=bruno))
    assert written() == []


def test_waiting_and_promotion_are_told(small_lunch: Sitting, reachable: Guest) -> None:
    first = book(small_lunch, party=4)
    book(small_lunch, guest=reachable)
    assert written() == [("booking_waiting", "queued")]
    cancel(first)
    assert written()[1:] == [("booking_promoted", "queued"), ("booking_reminder", "queued")]


def test_what_is_unsent_goes_with_the_booking(lunch: Sitting, reachable: Guest) -> None:
    booking = book(lunch, guest=reachable)
    Notice.objects.filter(kind="booking_confirmed").update(state=Notice.State.SENT)
    cancel(booking)
    assert written() == [("booking_confirmed", "sent"), ("booking_reminder", "withdrawn")]


def test_booking_5_takes_nothing_of_booking_50_back(lunch: Sitting, reachable: Guest, bruno: Guest) -> None:
    set_email(bruno, email="bruno@example.org")
    booking = book(lunch, guest=reachable)
    other = book(lunch, guest=bruno)
    Notice.objects.filter(contact__guest=bruno, kind="booking_reminder").update(key=f"booking:{booking.pk}0:x")
    cancel(booking)
    assert set(Notice.objects.filter(contact__guest=other.guest).values_list("state", flat=True)) == {"queued"}


def test_address_given_after_booking_is_told_all_once(lunch: Sitting, bruno: Guest) -> None:
    book(lunch, guest=bruno)
    for _ in range(2):
        words.remind_by_email(bruno, email="bruno@example.org")
    assert written() == [("booking_confirmed", "queued"), ("booking_reminder", "queued")]


def test_address_given_after_giving_back_reminds_of_nothing(lunch: Sitting, bruno: Guest) -> None:
    cancel(book(lunch, guest=bruno))
    words.remind_by_email(bruno, email="bruno@example.org")
    assert written() == []


def test_address_taken_back_reminds_of_nothing(lunch: Sitting, reachable: Guest) -> None:
    book(lunch, guest=reachable)
    words.remind_by_email(reachable, email="")
    assert written() == []


def test_notice_says_what_the_ticket_shows(lunch: Sitting, reachable: Guest, canteen: Canteen) -> None:
    booking: Booking = book(lunch, guest=reachable, party=2)
    assert Notice.objects.get(kind="booking_confirmed").payload == {
        "at": "2026-11-23T11:00:00+00:00",
        "until": "2026-11-23T11:30:00+00:00",
        "party": 2,
        "place": canteen.place,
        "code": reachable.spaced_code,
        "number": reachable.code[:2],
        "pictogram": reachable.face.pictogram,
        "colour": reachable.face.colour,
        "set_aside": False,
        "takeaway": False,
        "url": f"/posto/{reachable.token}/{booking.pk}/",
    }
