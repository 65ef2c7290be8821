"""Cards that a booking makes hold a share of a sitting's seats: beyond it they wait; whoever is known does not."""

import datetime as dt

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import set_email
from mensa import door, sittings
from mensa.booking import Door, book, cancel
from mensa.check import differences
from mensa.models import Booking, Sitting
from notices.models import Notice
from tests.conftest import MONDAY, OpenSitting

Status = Booking.Status


@pytest.fixture
def shared(canteen: Canteen, friday: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch: 10 seats, 2 of them kept at the door; half of the 8 others are for new cards: 4."""
    sittings.settle(canteen, seats=10, kept_at_door=2, anonymous_share=50)
    return sitting_on(MONDAY)


def statuses(sitting: Sitting) -> list[str]:
    return list(sitting.bookings.order_by("pk").values_list("status", flat=True))


def counters(sitting: Sitting) -> tuple[int, int, int]:
    sitting.refresh_from_db()
    return sitting.taken, sitting.anonymous, sitting.anonymous_limit


def test_beyond_the_share_new_cards_wait_and_known_ones_do_not(shared: Sitting, amina: Guest, bruno: Guest) -> None:
    for party in (1, 2, 2, 1):  # 1 + 2 = 3 of 4; two more do not fit; one does
        book(shared, party=party)
    book(shared, guest=amina, party=3)
    book(shared, party=1, door=Door.CALL)
    assert statuses(shared) == ["confirmed", "confirmed", "waiting", "confirmed", "confirmed", "confirmed"]
    assert counters(shared) == (8, 4, 4)  # 1 + 2 + 1 + 3 + 1 = 8
    assert book(shared, guest=bruno).status == Status.WAITING  # now the room itself is full
    assert differences() == []


def test_other_programs_are_guests_too(shared: Sitting) -> None:
    book(shared, party=4, door=Door.API)
    assert book(shared, door=Door.API).status == Status.WAITING


def test_a_meal_to_take_away_is_not_of_the_share(shared: Sitting) -> None:
    book(shared, party=4)
    assert book(shared, kind=Booking.Kind.TAKEAWAY).status == Status.CONFIRMED


def test_a_guest_reads_whether_there_is_room_for_them(shared: Sitting, canteen: Canteen) -> None:
    book(shared, party=4)
    shared.refresh_from_db()
    assert [shared.availability_for(anonymous=new) for new in (True, False)] == ["waiting", "few"]


def test_the_list_moves_up_past_whom_the_share_holds_back(shared: Sitting, amina: Guest, bruno: Guest) -> None:
    first = book(shared, party=4)
    known = book(shared, guest=amina, party=4)
    new, bruno_waits = book(shared), book(shared, guest=bruno)
    cancel(known)
    assert [Booking.objects.get(pk=each.pk).status for each in (new, bruno_waits)] == ["waiting", "confirmed"]
    cancel(first)
    new.refresh_from_db()
    assert (new.status, counters(shared)) == ("confirmed", (2, 1, 4))


def test_a_settings_share_follows_and_takes_no_seat_away(canteen: Canteen, shared: Sitting) -> None:
    for _ in range(3):
        book(shared)
    sittings.settle(canteen, anonymous_share=25)  # 2 of 8, but three are held
    assert counters(shared) == (3, 3, 3)
    waits = book(Sitting.objects.select_related("canteen").get(pk=shared.pk))
    assert waits.status == Status.WAITING
    sittings.settle(canteen, anonymous_share=75)  # 6 of 8
    waits.refresh_from_db()
    assert (waits.status, counters(shared)) == (Status.CONFIRMED, (4, 4, 6))


def test_the_share_follows_the_seats(shared: Sitting) -> None:
    sittings.set_seats(shared, seats=15)  # (15 - 2) / 2 = 6.5: seven
    assert counters(shared) == (0, 0, 7)
    sittings.set_seats(shared, seats=3)  # (3 - 2) / 2 = 0.5: one, so that a first card always has a chance
    assert counters(shared) == (0, 0, 1)


def test_who_came_is_no_stranger(shared: Sitting, canteen: Canteen) -> None:
    """A slip of the volunteer's, and others have booked meanwhile: the seat is theirs all the same."""
    Sitting.objects.filter(pk=shared.pk).update(booking_closes=shared.ends)
    shared = Sitting.objects.select_related("canteen").get(pk=shared.pk)
    booking = book(shared, party=4)
    with clock.at(canteen.instant(MONDAY, dt.time(12, 5))):
        door.seat(booking)
        assert counters(shared) == (4, 0, 4)
        book(Sitting.objects.select_related("canteen").get(pk=shared.pk), party=4)
        assert door.undo(booking).status == Status.CONFIRMED
    assert counters(shared) == (8, 4, 4)


def test_a_limit_that_is_not_set_limits_nothing(friday: dt.datetime, sitting_on: OpenSitting) -> None:
    free = sitting_on(MONDAY, seats=5, kept_at_door=0, anonymous_limit=None)
    book(free, party=5)
    sittings.set_seats(free, seats=6)
    assert counters(free) == (5, 5, None)


@pytest.mark.django_db
def test_the_database_keeps_the_share(shared: Sitting) -> None:
    book(shared, party=4)
    row = {"sitting": shared, "anonymous": True, "created": clock.now(), "changed": clock.now()}
    with pytest.raises(IntegrityError, match="anonymous_within_share"), transaction.atomic():
        Booking.objects.create(**row)
    with pytest.raises(IntegrityError, match="only bookings change"), transaction.atomic():
        Sitting.objects.filter(pk=shared.pk).update(anonymous=0)
    with connection.cursor() as cursor, pytest.raises(IntegrityError) as refused, transaction.atomic():
        cursor.execute("UPDATE mensa_sitting SET anonymous_limit = 3 WHERE id = %s", [shared.pk])
    assert isinstance(refused.value.__cause__, psycopg.errors.CheckViolation)


def test_whoever_left_an_address_waits_too_and_is_told(shared: Sitting, amina: Guest) -> None:
    """The second way to the waiting list, with something to say: the number is drawn under the lock."""
    set_email(amina, email="amina@example.org")
    book(shared, party=4)
    waits = book(shared, guest=amina, anonymous=True)
    assert waits.status == Status.WAITING
    assert [notice.kind for notice in Notice.objects.all()] == ["booking_waiting"]
