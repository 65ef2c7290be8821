"""The ledger's check: what only a database's owner could bend is found, and a person is told.

Compared are what is left of each lot with its movements, our series of documents with the documents that are there,
and each document with the fingerprint it was issued with.
"""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import connection

from canteens.models import Canteen, Role
from notices import outbox
from notices.models import Notice
from notices.staff import staff_contacts
from recovery.documents import is_whole
from recovery.guards import HELD
from recovery.models import Series, Shop, TransportDocument


@dataclass(frozen=True)
class Difference:
    """A lot, a series or a document that is not what was written: what is recorded, and what should be."""

    what: str
    name: str
    recorded: int
    found: int


EXPECTED = f"CASE WHEN l.state IN {HELD} THEN COALESCE(l.received_grams, 0) ELSE 0 END - COALESCE(m.moved, 0)"
# Words of this module and of recovery.guards; nothing comes from outside.
LOTS = f"""
    SELECT d.canteen_id, l.id, l.food, l.left_grams, {EXPECTED}
    FROM recovery_lot l JOIN recovery_donation d ON d.id = l.donation_id
    LEFT JOIN (SELECT lot_id, SUM(grams) AS moved FROM recovery_movement GROUP BY lot_id) m ON m.lot_id = l.id
    WHERE l.left_grams <> {EXPECTED} ORDER BY l.id
"""  # noqa: S608
NUMBERS = """
    SELECT shop_id, year, COUNT(*), COUNT(DISTINCT number), MAX(number) FROM recovery_transportdocument
    WHERE number IS NOT NULL GROUP BY shop_id, year
"""


def differences() -> dict[int, list[Difference]]:
    """Everything that is bent, by canteen; empty when all is well."""
    found: dict[int, list[Difference]] = {}
    for canteen, difference in [*_lots(), *_series(), *_documents()]:
        found.setdefault(canteen, []).append(difference)
    return found


def check_ledger() -> int:
    """Compare, and tell the coordinators of each canteen that is touched, once a day; returns how many differ."""
    found = differences()
    for canteen in Canteen.objects.filter(pk__in=found).order_by("pk"):
        _tell(canteen, found[canteen.pk])
    return sum(len(rows) for rows in found.values())


def ledger_differs(canteen: Canteen) -> bool:
    """Whether today's check has found something."""
    return Notice.objects.filter(canteen=canteen, key__startswith=f"ledger:{canteen.today()}:").exists()


def _lots() -> list[tuple[int, Difference]]:
    with connection.cursor() as cursor:
        cursor.execute(LOTS)
        rows = cursor.fetchall()
    return [(place, Difference("lot", f"{pk}: {food}", left, due)) for place, pk, food, left, due in rows]


def _series() -> list[tuple[int, Difference]]:
    """A gap or a repeat: as many numbers as documents, each once, the last of them the highest."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS)
        there = {(shop, year): counts for shop, year, *counts in cursor.fetchall()}
    last = {(row.shop_id, row.year): row.last for row in Series.objects.all()}
    bent = [key for key in sorted({*there, *last}) if there.get(key, [0] * 3) != [last.get(key, 0)] * 3]
    shops = Shop.objects.in_bulk([shop for shop, _year in bent])
    return [
        (shops[shop].canteen_id, Difference(
            "series", f"{shops[shop].name} {year}", last.get((shop, year), 0), there.get((shop, year), [0, 0])[1]
        ))
        for shop, year in bent
    ]  # fmt: skip


def _documents() -> list[tuple[int, Difference]]:
    rows = TransportDocument.objects.select_related("shop").order_by("pk").iterator(chunk_size=500)
    return [
        (row.shop.canteen_id, Difference("document", f"{row.shop.name} {row.name}", row.pk, 0))
        for row in rows
        if not is_whole(row)
    ]


def _tell(canteen: Canteen, found: list[Difference]) -> None:
    today = canteen.today()
    for contact in staff_contacts(canteen, Role.COORDINATOR):
        outbox.post(
            key=f"ledger:{today}:{contact.pk}", contact=contact, kind="ledger_differs",
            payload={"differences": [asdict(row) for row in found]},
            expires=canteen.instant(today + dt.timedelta(days=7), dt.time()),
        )  # fmt: skip
