"""The door's sheet of a sitting as PDF: the faces and codes of who is expected, and boxes to tick by hand.

Paper is left lying about, so no name stands on it: number, picture, colour and code, as on the page that is printed.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guests.cards import PICTOGRAMS
from mensa.door import door_list
from mensa.models import Booking, Sitting
from papers.pdf import pdf

Status = Booking.Status
TEMPLATE = "mensa/typst/sheet.typ"
BY_HAND = 8
"""Lines for who comes without a booking."""
INK = {
    "blue": "#1d6fad", "orange": "#c2541b", "brown": "#6b3a22", "green": "#2b7d4e", "gold": "#8f6f00",
    "red": "#b3262e", "purple": "#6d3fa0", "black": "#2b2b2b",
}  # fmt: skip
"""The colours of cards, as the look has them (--disc-… of its tokens)."""


def sheet_pdf(sitting: Sitting) -> bytes:
    """The sheet as it is now, in the active language."""
    return pdf(TEMPLATE, sheet_paper(sitting))


def sheet_name(sitting: Sitting) -> str:
    """What its file is called."""
    return f"{_('accoglienza')}-{sitting.day}"


def sheet_paper(sitting: Sitting) -> dict[str, Any]:
    """What the template prints: rows in the order of the door's list, then the waiting list in order of arrival."""
    rows = [booking for booking in door_list(sitting) if booking.guest]
    waiting = [booking for booking in rows if booking.status == Status.WAITING]
    return {
        "lang": get_language() or "it", "title": _("Foglio dell'accoglienza"), "day": sitting.day.isoformat(),
        "named": _named(sitting), "canteen": sitting.canteen.name, "count": f"{sitting.taken} / {sitting.seats}",
        "until": _("Il posto è tenuto fino alle {until}.").format(until=_hour(sitting)),
        "expected": [_row(booking) for booking in rows if booking.status != Status.WAITING],
        "waiting": [_row(booking) for booking in sorted(waiting, key=lambda row: row.pk)],
        "icons": {name: _icon(name) for name in PICTOGRAMS}, "inks": INK, "lines": BY_HAND, "words": _words(),
    }  # fmt: skip


def plain_parts(booking: Booking) -> list[str]:
    """What a row says of a booking, in words and without a name."""
    parts = [_came(booking) if 0 < booking.came < booking.party else _people(booking.party)]
    if booking.kind == Booking.Kind.TAKEAWAY:
        parts.append(_("da portare via"))
    if booking.status == Status.RELEASED:
        parts.append(_("posto ceduto"))
    if booking.arrives_late and booking.status != Status.SEATED:
        parts.append(_("arriva tardi"))
    if booking.set_aside:
        parts.append(_("pasto messo da parte"))
    if booking.high_chairs:
        parts.append(_("seggioloni: {n}").format(n=booking.high_chairs))
    if booking.step_free:
        parts.append(_("senza gradini: {n}").format(n=booking.step_free))
    if special := sum(plate.people for plate in booking.plates.all()):
        parts.append(_("piatti speciali: {n}").format(n=special))
    return parts


def _people(party: int) -> str:
    return ngettext("{n} persona", "{n} persone", party).format(n=party)


def _came(booking: Booking) -> str:
    return _("{came} di {party} persone").format(came=booking.came, party=booking.party)


def _row(booking: Booking) -> dict[str, Any]:
    assert booking.guest is not None  # noqa: S101 - nameless bookings have no row
    face = booking.guest.face
    return {
        "icon": face.pictogram, "ink": face.colour, "face": f"{face.word}, {face.colour_word}",
        "number": face.number, "code": booking.guest.spaced_code, "said": " · ".join(plain_parts(booking)),
        "ticked": bool(booking.came),
    }  # fmt: skip


def _named(sitting: Sitting) -> str:
    name = date_format(sitting.day, "l j F Y")
    return name.lower() if get_language() == "it" else name


def _hour(sitting: Sitting) -> str:
    return date_format(localtime(sitting.release_at, sitting.canteen.tz), "H:i")


def _words() -> dict[str, str]:
    return {
        "here": _("C'è"), "face": _("Figura"), "number": _("Numero"), "code": _("Codice"), "people": _("Persone"),
        "waiting": _("Lista d'attesa, in ordine di arrivo"), "nameless": _("Senza prenotazione"),
        "away": _("Da portare via"), "total": _("Totale a tavola"), "nobody": _("Nessuno ha prenotato."),
    }  # fmt: skip


def _icon(name: str) -> str:
    """A pictogram of the sprite, white, for a disc of any colour."""
    shapes = re.search(rf'<symbol id="{name}" viewBox="0 0 24 24">(.*?)</symbol>', _sprite())
    drawn = shapes[1] if shapes else ""
    stroke = 'fill="none" stroke="#ffffff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" {stroke}>{drawn}</svg>'


@cache
def _sprite() -> str:
    return Path(settings.BASE_DIR, "static", "pictograms.svg").read_text()
