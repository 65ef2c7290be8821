"""A lunch that can be booked now, by threads: the clock is the true one, since held clocks do not reach threads."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from canteens import clock
from canteens.models import Canteen
from mensa.models import Sitting

Lunch = Callable[..., Sitting]


@pytest.fixture
def lunch_now(transactional_db: None) -> Lunch:
    """A sitting that can be booked, or (`served=True`) one that is being served, its release hour passed."""
    canteen = Canteen.objects.create(name="Cittadella del Volontariato", place="via Giovanni XXIII 8b, Chieri")
    minute = dt.timedelta(minutes=1)

    def opened(*, offset: int = 0, served: bool = False, **facts: int) -> Sitting:
        now = clock.now()
        start = now - 45 * minute if served else now + dt.timedelta(days=2)
        seats = {"seats": 25, "kept_at_door": 0, "portions": 20, "room_limit": 30} | facts
        sitting = Sitting.objects.create(
            canteen=canteen, day=canteen.today() + dt.timedelta(days=offset), starts=start, ends=now + 4000 * minute,
            booking_opens=now - 100 * minute, booking_closes=now + 100 * minute,
            release_at=start + 30 * minute, **seats,
        )  # fmt: skip
        return Sitting.objects.select_related("canteen").get(pk=sitting.pk)

    return opened


@pytest.fixture(autouse=True)
def short_deadlock_timeout(transactional_db: None) -> Iterator[None]:
    """Deadlocks are found after 50 ms instead of a second, so that controls do not take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        database = cursor.fetchone()[0]
        cursor.execute(f"ALTER DATABASE \"{database}\" SET deadlock_timeout = '50ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{database}" RESET deadlock_timeout')
