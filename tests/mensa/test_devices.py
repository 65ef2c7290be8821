"""Many bookings of one phone: seen by a coordinator, freed at once, forgotten soon."""

import datetime as dt
from uuid import UUID

import pytest

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card, set_email
from mensa import devices, door
from mensa.booking import book, cancel
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.words import remind_by_email
from notices.models import Notice
from tests.conftest import MONDAY, OpenSitting

PHONE = UUID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")
OTHER = UUID("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb")


@pytest.fixture
def days(friday: dt.datetime, sitting_on: OpenSitting) -> list[Sitting]:
    """Monday and Tuesday, three seats each."""
    return [sitting_on(MONDAY + dt.timedelta(days=n), seats=3, kept_at_door=0) for n in range(2)]


@pytest.fixture
def hoard(days: list[Sitting]) -> list[Booking]:
    """One phone took all six seats."""
    return [book(day, device=PHONE) for day in days for _ in range(3)]


def test_a_phone_with_many_bookings_is_shown_and_one_with_few_is_not(days: list[Sitting], hoard: list[Booking]) -> None:
    book(days[0], device=OTHER)
    [phone] = devices.phones(days[0])
    assert (phone.bookings, phone.people) == (hoard, 6)
    assert devices.phones(days[0], many=6) == []


def test_all_are_freed_at_once_and_the_list_moves_up(days: list[Sitting], hoard: list[Booking], amina: Guest) -> None:
    set_email(amina, email="amina@example.org")
    waits = book(days[0], guest=amina, party=2)
    remind_by_email(hoard[0].guest, email="scherzo@example.org")  # type: ignore[arg-type]
    freed = devices.free(devices.of_phone(hoard[0]))
    assert [booking.pk for booking in freed] == [booking.pk for booking in hoard]
    waits.refresh_from_db()
    assert (waits.status, [Sitting.objects.get(pk=day.pk).taken for day in days]) == ("confirmed", [2, 0])
    assert (devices.phones(days[0]), differences()) == ([], [])
    told = Notice.objects.order_by("contact", "pk").values_list("contact", "kind", "state")
    assert set(told.exclude(contact=amina.contact).values_list("state", flat=True)) == {Notice.State.WITHDRAWN}
    assert [kind for _, kind, state in told.filter(contact=amina.contact) if state == Notice.State.QUEUED] == [
        "booking_waiting", "booking_promoted", "booking_reminder",
    ]  # fmt: skip


def test_who_was_freed_may_book_again(days: list[Sitting], hoard: list[Booking]) -> None:
    devices.free(devices.of_phone(hoard[0]))
    assert book(days[0], guest=hoard[0].guest, device=PHONE).status == Booking.Status.CONFIRMED


def test_who_has_come_or_gone_meanwhile_is_left_alone(
    canteen: Canteen, days: list[Sitting], hoard: list[Booking]
) -> None:
    phone = devices.of_phone(hoard[0])
    cancel(hoard[1])
    with clock.at(canteen.instant(MONDAY, dt.time(12))):
        door.seat(hoard[0])
        devices.free(phone)
    assert list(Booking.objects.order_by("pk").values_list("status", flat=True)) == ["seated"] + ["cancelled"] * 5


def test_without_a_mark_nobody_is_grouped(days: list[Sitting]) -> None:
    for _ in range(3):
        book(days[0])
    assert (devices.phones(days[0], many=0), devices.of_phone(Booking.objects.first()).bookings) == ([], [])  # type: ignore[arg-type]


def test_the_mark_is_forgotten_and_stands_in_no_history(canteen: Canteen, hoard: list[Booking]) -> None:
    events = hoard[0].events.model  # type: ignore[attr-defined]
    assert "device" not in {field.name for field in events._meta.get_fields()}
    written = events.objects.count()
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=3), dt.time(13, 30))):
        assert devices.forget() == 0
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=3), dt.time(13, 31))):
        assert devices.forget() == 3  # Monday's
    assert Booking.objects.filter(device=PHONE).count() == 3
    assert events.objects.count() == written


def test_another_canteens_bookings_are_another_matter(days: list[Sitting], hoard: list[Booking]) -> None:
    elsewhere = Canteen.objects.create(name="Altra sala", place="Torino")
    new_card(elsewhere)
    assert devices.coming(elsewhere).count() == 0
