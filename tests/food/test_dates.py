"""Printed dates as people type them."""

import datetime as dt

import pytest

from recovery.dates import as_printed, printed_date


@pytest.mark.parametrize(
    ("text", "day", "precision", "again"),
    [
        ("25/11/2026", "2026-11-25", "day", "25/11/2026"),
        ("5.3.2027", "2027-03-05", "day", "05/03/2027"),
        ("25-11-26", "2026-11-25", "day", "25/11/2026"),
        (" 25 11 2026 ", "2026-11-25", "day", "25/11/2026"),
        ("2/2028", "2028-02-29", "month", "02/2028"),
        ("2027", "2027-12-31", "year", "2027"),
    ],
)
def test_a_date_is_as_exact_as_it_is_printed(text: str, day: str, precision: str, again: str) -> None:
    assert printed_date(text) == (dt.date.fromisoformat(day), precision)
    assert as_printed(*printed_date(text)) == again


@pytest.mark.parametrize(
    "text", ["", "11/26", "31/02/2026", "13/2026", "1850", "2/2/2", "domani", "2026/11/25", "0/2026"]
)
def test_what_is_unclear_is_never_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        printed_date(text)
