"""The nightly check: what only a database's owner could bend is found, and a person is told."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import connection

from canteens.models import Canteen, Role
from mensa.guards import COUNTER_COLUMNS
from mensa.models import Sitting
from notices import outbox
from notices.staff import staff_contacts


@dataclass(frozen=True)
class Difference:
    """A sitting whose counter is not the sum of its bookings."""

    sitting: int
    counter: str
    counted: int
    summed: int


def differences() -> list[Difference]:
    """Every counter of every sitting that differs from the sum over its bookings; empty when all is well."""
    found = []
    for counter, weight in COUNTER_COLUMNS.items():
        # Names and expressions are this module's own; nothing comes from outside.
        query = f"""
            SELECT s.id, s.{counter}, COALESCE(SUM({weight}), 0)
            FROM mensa_sitting s LEFT JOIN mensa_booking b ON b.sitting_id = s.id
            GROUP BY s.id HAVING s.{counter} <> COALESCE(SUM({weight}), 0) ORDER BY s.id
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query)
            found += [Difference(row[0], counter, row[1], row[2]) for row in cursor.fetchall()]
    return found


def check_counters() -> int:
    """Compare, and tell the coordinators of each canteen that is touched, once a day; returns how many differ."""
    found = differences()
    canteens = dict(Sitting.objects.filter(pk__in={row.sitting for row in found}).values_list("pk", "canteen_id"))
    for canteen in Canteen.objects.filter(pk__in=canteens.values()):
        _tell(canteen, [row for row in found if canteens[row.sitting] == canteen.pk])
    return len(found)


def _tell(canteen: Canteen, found: list[Difference]) -> None:
    today = canteen.today()
    for contact in staff_contacts(canteen, Role.COORDINATOR):
        outbox.post(
            key=f"counters:{today}:{contact.pk}", contact=contact, kind="counters_differ",
            payload={"differences": [asdict(row) for row in found]},
            expires=canteen.instant(today + dt.timedelta(days=7), dt.time()),
        )  # fmt: skip
