"""Past food, written by the thousand: taken in and used in the same breath, without a trace.

It counts as recovered and never as stock, and has neither document nor quarantine: nobody can still check it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from canteens import clock
from canteens.models import Canteen
from recovery.donations import Line, lot_of
from recovery.kinds import kinds_over_time
from recovery.models import Donation, KnownBy, Lot, Movement, Shop

BATCH = 1_000
"""Rows a statement: their number does not grow with the file's rows but with its thousands."""


@dataclass(frozen=True)
class PastGift:
    """One food that a shop gave on a day gone by."""

    shop: Shop
    reference: str
    day: dt.date
    line: Line


@transaction.atomic
def remember(canteen: Canteen, gifts: Sequence[PastGift]) -> int:
    """Write past gifts, each with its lot and an equal movement *used, not traced*, all or nothing; returns how many.

    The database counts and refuses as for any other movement.
    """
    rows = iter(gifts)
    while batch := list(islice(rows, BATCH)):
        _write(canteen, batch, now=clock.now())
    return len(gifts)


def _write(canteen: Canteen, gifts: Sequence[PastGift], *, now: dt.datetime) -> None:
    kinds_on = kinds_over_time()
    donations = Donation.objects.bulk_create(
        Donation(
            canteen=canteen, shop=gift.shop, client_ref=gift.reference, day=gift.day, declared=now,
            source=Donation.Source.HISTORICAL, state=Donation.State.WEIGHED,
        )
        for gift in gifts
    )  # fmt: skip
    lots = [lot_of(given, gift.line, kinds_on(gift.day)) for given, gift in zip(donations, gifts, strict=True)]
    for lot in lots:
        lot.state, lot.received_grams = Lot.State.ACCEPTED, lot.declared_grams
        lot.known_by, lot.received_at = KnownBy.ESTIMATE, now
    Movement.objects.bulk_create(
        Movement(
            canteen=canteen, lot=lot, kind=Movement.Kind.UNTRACED, grams=lot.declared_grams, day=lot.donation.day,
            at=now, known_by=KnownBy.ESTIMATE,
        )
        for lot in Lot.objects.bulk_create(lots)
    )  # fmt: skip
