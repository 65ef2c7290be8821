"""The demo's board: what one can do, who said *ci sto*, and what was done in the last weeks. All of it invented."""

import datetime as dt

from canteens import clock
from canteens.models import User
from impact.demo.lunch import Table
from restituzione import giving

BOARD: list[tuple[str, str, dict[str, str]]] = [
    ("garden", "martedì dopo pranzo", {"it": "Annaffiare l'orto", "en": "Water the garden", "ar": "سقي الحديقة"}),
    ("store", "sabato mattina", {"it": "Mettere in ordine la dispensa", "en": "Tidy the store"}),
    ("recipe", "", {"it": "Una ricetta del tuo paese", "en": "A recipe from your country", "ar": "وصفة من بلدك"}),
]
DONE: list[tuple[int, int, int | None]] = [(20, 0, 2), (18, 1, 3), (13, 0, 2), (11, 2, None), (6, 1, 3), (4, 0, 1)]
"""How many days ago, which offer, and the hours if somebody counted."""


def put_up(table: Table, *, by: User, now: dt.datetime) -> None:
    """The board is three weeks old; two guests wait for thanks."""
    with clock.at(now - dt.timedelta(days=21)):
        board = [giving.offer(table.canteen, kind=kind, when=when, words=words) for kind, when, words in BOARD]
    for days, number, hours in DONE:
        with clock.at(now - dt.timedelta(days=days)):
            giving.thank(giving.join(board[number], guest=table.guests[days]), by=by, hours=hours)
    for number, guest in enumerate(table.guests[:2]):
        giving.join(board[number], guest=guest)
