"""Tables for a spreadsheet program: CSV as Italian programs open it."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | int | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(rows: Iterable[Sequence[Cell]]) -> str:
    """CSV with semicolons, decimal commas and a byte order mark, without which Excel would read UTF-8 wrongly.

    A text that a spreadsheet would run as a formula gets an apostrophe in front: names come from people.
    """
    file = io.StringIO()
    file.write("\N{BYTE ORDER MARK}")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([_cell(cell) for cell in row] for row in rows)
    return file.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell
    return str(cell).replace(".", ",")
