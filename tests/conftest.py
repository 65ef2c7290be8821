"""What every test may use: a canteen, a lunch, people with names; and what no test may do: log an error."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pgtrigger
import pytest
import pytest_django
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card
from mensa.models import Sitting
from mensa.sittings import plan

MONDAY = dt.date(2026, 11, 23)
"""The day of the lunch in most tests; nothing special happens to clocks or calendars around it."""
FRIDAY = dt.date(2026, 11, 20)

OpenSitting = Callable[..., Sitting]
REFERENCE = [
    "impact.migrations.0002_grams_a_meal", "impact.migrations.0003_factors_of_food",
    "recovery.migrations.0002_food_kinds",
]  # fmt: skip
"""The migrations that write data."""


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test that provokes an error on purpose asserts it and then calls `caplog.clear()`."""
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    assert errors == []


@pytest.fixture(autouse=True)
def no_throttle_is_left() -> Iterator[None]:
    """Throttles count in Valkey, which no transaction rolls back."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def no_language_is_left() -> Iterator[None]:
    """A page that was asked for in another language leaves it active in this thread."""
    yield
    translation.deactivate()


WRITTEN_ONCE = [
    "mensa.Booking:no_truncate", "recovery.Movement:movements_stay", "recovery.Series:series_stay",
    "recovery.TransportDocument:documents_stay", "impact.ClosedWeek:closings_stay",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def flush_may_truncate() -> Iterator[None]:
    """The guards against TRUNCATE hold for everybody but Django's own emptying of the test database, which then gets
    back what its migrations wrote: factors and kinds of food."""
    teardown = TransactionTestCase._fixture_teardown
    reference = [import_module(name).add for name in REFERENCE]

    def unguarded(case: TransactionTestCase) -> None:
        with pgtrigger.ignore(*WRITTEN_ONCE):
            teardown(case)
        for add in reference:
            add(apps, None)

    TransactionTestCase._fixture_teardown = unguarded  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Rows get numbers as in the third year of a canteen: a page that trusts them to be short, or prints them with
    the thousands parted, is found by the first test that opens it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT setval(format('%I.%I', schemaname, sequencename), 1234567) FROM pg_sequences")


@pytest.fixture
def canteen(db: None) -> Canteen:
    """25 seats, 3 kept at the door, Monday to Saturday, 12:00 to 13:30 in Rome; new cards may hold all of them."""
    return Canteen.objects.create(
        name="Cittadella del Volontariato", place="via Giovanni XXIII 8b, Chieri", anonymous_share=100
    )


@pytest.fixture
def friday(canteen: Canteen) -> Iterator[dt.datetime]:
    """It is Friday, 9 o'clock: Monday's lunch can be booked, and the evening before it is still to come."""
    with clock.at(canteen.instant(FRIDAY, dt.time(9))):
        yield clock.now()


@pytest.fixture
def sitting_on(canteen: Canteen) -> OpenSitting:
    """Open the lunch of a day with the canteen's settings, some of them changed."""

    def opened(day: dt.date, **facts: Any) -> Sitting:
        return Sitting.objects.create(canteen=canteen, day=day, **plan(canteen, day) | facts)

    return opened


@pytest.fixture
def lunch(friday: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch, empty, seen from Friday."""
    return sitting_on(MONDAY)


@pytest.fixture
def small_lunch(friday: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch with 5 seats, one of them kept at the door, 2 takeaway portions, and room for 6."""
    return sitting_on(MONDAY, seats=5, kept_at_door=1, portions=2, room_limit=6)


@pytest.fixture
def amina(canteen: Canteen) -> Guest:
    """Amina reads Arabic."""
    return new_card(canteen, language="ar")


@pytest.fixture
def bruno(canteen: Canteen) -> Guest:
    """Bruno reads Italian."""
    return new_card(canteen)


@pytest.fixture
def chen(canteen: Canteen) -> Guest:
    """Chen reads English."""
    return new_card(canteen, language="en")


@pytest.fixture
def dalia(canteen: Canteen) -> Guest:
    """Dalia, a fourth."""
    return new_card(canteen)
