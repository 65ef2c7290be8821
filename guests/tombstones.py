"""Erasures, kept as a card's number and a time: in a table, and in a file that outlives an older backup.

Each line of the file is one erasure as JSON. The file is only ever added to.
"""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

from guests.models import Erasure

Tombstone = tuple[int, dt.datetime]


def write(number: int, erased: dt.datetime) -> None:
    """Note that the card with this number was erased; noting it twice is noting it once."""
    Erasure.objects.bulk_create([Erasure(number=number, erased=erased)], ignore_conflicts=True)


def export(file: Path) -> int:
    """Add to the file what it does not hold yet; returns how many lines that were."""
    known = set(read(file)) if file.exists() else set()
    rows = Erasure.objects.order_by("erased", "number").values_list("number", "erased")
    new = [row for row in rows if row not in known]
    with file.open("a") as lines:
        lines.writelines(json.dumps({"guest": number, "erased": at.isoformat()}) + "\n" for number, at in new)
    return len(new)


def read(file: Path) -> list[Tombstone]:
    """What stands in the file. Raises ValueError where a line is none of ours."""
    return list(_parsed(file.read_text().splitlines()))


def _parsed(lines: Iterable[str]) -> Iterable[Tombstone]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            yield int(row["guest"]), dt.datetime.fromisoformat(row["erased"])
        except (KeyError, TypeError, ValueError) as wrong:
            raise ValueError(f"line {number} is no erasure") from wrong
