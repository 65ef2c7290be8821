"""No meal depends on what one gives back: the code that books cannot read it, and neither can its statements."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from canteens import clock
from guests.models import Guest
from guests.register import new_card
from mensa import booking, door, sittings
from mensa.models import Booking, Sitting
from restituzione import giving
from restituzione.models import Offer
from tests.api.conftest import with_card
from tests.conftest import MONDAY, OpenSitting


@contextmanager
def without_sight() -> Iterator[CaptureQueriesContext]:
    """As a database role that may read and write everything but the tables of restituzione."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE blind")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO blind")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO blind")
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'restituzione%'")
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) == 3
        cursor.execute(f"REVOKE ALL ON {', '.join(tables)} FROM blind")
        cursor.execute("SET LOCAL ROLE blind")
    with CaptureQueriesContext(connection) as seen:
        yield seen
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def live_a_lunch(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    """Full, waiting, given back and moved up, by page and by programme; the door; a walk-in; moved, closed."""
    held = booking.book(lunch, party=4)
    waiting = booking.book(lunch, guest=amina)
    where = reverse("ticket", args=[amina.token, waiting.pk])
    browser, programme = Client(), with_card(bruno)
    answers = [
        browser.get("/"), browser.get(reverse("party", args=[lunch.pk])), browser.get(where),
        programme.post(f"/api/v1/sittings/{lunch.pk}/bookings/", {"party": 1}, format="json"),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 200, 200, 201]
    booking.cancel(held)
    sittings.move(lunch, starts=dt.time(12, 15), ends=dt.time(13, 45))
    lunch.refresh_from_db()
    with clock.at(lunch.starts + dt.timedelta(minutes=1)):
        door.walk_in(lunch)
        door.seat(Booking.objects.get(pk=waiting.pk))
    with clock.at(lunch.ends):
        door.close(lunch)


def test_booking_works_where_it_cannot_be_read(garden: Offer, amina: Guest, bruno: Guest, small_lunch: Sitting) -> None:
    giving.join(garden, guest=bruno)
    with without_sight() as seen:
        live_a_lunch(small_lunch, amina, bruno)
    assert [query["sql"] for query in seen if "restituzione" in query["sql"]] == []
    assert len(seen) > 20


def test_that_role_would_have_told(garden: Offer) -> None:
    """The control."""
    with without_sight(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        giving.open_offers(garden.canteen).first()


def test_who_gives_back_waits_like_everybody(
    garden: Offer, amina: Guest, bruno: Guest, sitting_on: OpenSitting
) -> None:
    """Bruno gave forty times, Amina never; she came first."""
    for _time in range(40):
        giving.thank(giving.join(garden, guest=bruno), by=None, hours=3)
    full = sitting_on(MONDAY, seats=1, kept_at_door=0, room_limit=1, portions=1)
    held = booking.book(full, guest=new_card(garden.canteen))
    rows = [booking.book(full, guest=amina), booking.book(full, guest=bruno)]
    assert [(row.status, row.set_aside) for row in rows] == [("waiting", True), ("waiting", False)]
    booking.cancel(held)
    assert [Booking.objects.get(pk=row.pk).status for row in rows] == ["confirmed", "waiting"]
