"""Two volunteers, two phones, one row: tapped in the same moment it is seated once."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from canteens import clock
from mensa import door
from mensa.check import differences
from mensa.models import Booking, Sitting
from tests.web_door.conftest import Booked, with_token

PHONES = 6
REF = "11111111-1111-4111-8111-111111111111"
pytestmark = pytest.mark.django_db(transaction=True)


def tap_at_once(token: str, address: str, data: dict[str, str]) -> list[int]:
    """The answers of all phones, which wait for each other and then tap; each a second apart by its own clock, so
    that each write is one in the history."""
    together, start = Barrier(PHONES), clock.now()

    def tap(number: int) -> int:
        phone: Client = with_token(token)
        together.wait()
        try:
            with clock.at(start + dt.timedelta(seconds=number)):
                return phone.post(address, data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(PHONES) as pool:
        return list(pool.map(tap, range(PHONES)))


def seatings(booking: Booking) -> int:
    """How often its history says that it was seated."""
    return booking.events.filter(status=Booking.Status.SEATED).count()  # type: ignore[attr-defined, no-any-return]


def test_one_row_tapped_at_once_is_seated_once(
    noon: dt.datetime, today: Sitting, booked: Booked, enrolled: tuple[object, str]
) -> None:
    booking = booked(today, "428103957", party=2)
    assert tap_at_once(enrolled[1], f"/accoglienza/{booking.pk}/arrivato/", {}) == [302] * PHONES
    booking.refresh_from_db()
    today.refresh_from_db()
    assert (booking.status, booking.came, today.taken, seatings(booking)) == (Booking.Status.SEATED, 2, 2, 1)


def test_control_without_the_lock_it_is_seated_by_each(
    noon: dt.datetime, today: Sitting, booked: Booked, enrolled: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    booking, together = booked(today, "428103957", party=2), Barrier(PHONES)

    def unlocked(row: Booking) -> tuple[Sitting, Booking]:
        fresh = Booking.objects.select_related("guest", "sitting__canteen").get(pk=row.pk)
        together.wait()
        return fresh.sitting, fresh

    monkeypatch.setattr(door, "locked_booking", unlocked)
    tap_at_once(enrolled[1], f"/accoglienza/{booking.pk}/arrivato/", {})
    assert seatings(booking) == PHONES


def test_plus_one_tapped_at_once_on_one_page_is_one_person(
    noon: dt.datetime, today: Sitting, enrolled: tuple[object, str]
) -> None:
    assert tap_at_once(enrolled[1], "/accoglienza/arrivo/", {"client_ref": REF}) == [302] * PHONES
    today.refresh_from_db()
    assert (today.taken, Booking.objects.count()) == (1, 1)


def test_control_without_the_reference_each_tap_is_a_person(
    noon: dt.datetime, today: Sitting, enrolled: tuple[object, str]
) -> None:
    tap_at_once(enrolled[1], "/accoglienza/arrivo/", {})
    today.refresh_from_db()
    assert today.taken == PHONES


def test_one_chair_for_a_double_tap(noon: dt.datetime, small: Sitting, enrolled: tuple[object, str]) -> None:
    Sitting.objects.filter(pk=small.pk).update(room_limit=20)
    for _ in range(2):
        with_token(enrolled[1]).post("/accoglienza/arrivo/")
    data = {"way": "chair", "reason": "cold", "client_ref": REF}
    assert tap_at_once(enrolled[1], "/accoglienza/pieno/", data) == [302] * PHONES
    small.refresh_from_db()
    assert (small.seats, small.taken) == (3, 3)


def test_seats_undos_and_walk_ins_interleaved(
    noon: dt.datetime, today: Sitting, booked: Booked, enrolled: tuple[object, str]
) -> None:
    """Six phones tap ten rows up and down in orders of their own, with second helpings and people who just arrive."""
    rows = [booked(today, f"{number:02}8103957", party=1 + number % 2) for number in range(10, 20)]
    together, start = Barrier(PHONES), clock.now()
    references = [str(UUID(int=number, version=4)) for number in range(1, 10)]

    def acts(number: int) -> list[tuple[str, dict[str, str]]]:
        """Each row is seated, taken back and seated again; each arrival is tapped by two phones that share a page."""
        chance = random.Random(number)
        taps = [(f"{row.pk}/{act}/", {}) for row in rows for act in ("arrivato", "annulla", "arrivato")]
        arrivals = [("arrivo/", {"client_ref": reference}) for reference in references[number % 3 :: 3]]
        seconds = [("bis/", {"by": "1"})] * 2
        mixed: list[tuple[str, dict[str, str]]] = [*taps, *arrivals, *seconds]
        chance.shuffle(mixed)
        return mixed

    def live(number: int) -> set[int]:
        phone = with_token(enrolled[1])
        together.wait()
        try:
            with clock.at(start):
                return {phone.post(f"/accoglienza/{where}", data).status_code for where, data in acts(number)}
        finally:
            connection.close()

    with ThreadPoolExecutor(PHONES) as pool:
        assert list(pool.map(live, range(PHONES))) == [{302}] * PHONES
    today.refresh_from_db()
    arrived = Booking.objects.filter(sitting=today, guest=None, status=Booking.Status.SEATED)
    held = Booking.objects.filter(sitting=today, status__in=["seated", "confirmed"])
    # 5 x 1 + 5 x 2 booked, 9 arrivals though each was tapped twice; 2 helpings a phone
    assert (arrived.count(), today.taken, sum(one.came or one.party for one in held)) == (9, 24, 24)
    assert (today.second_helpings, differences()) == (12, [])
