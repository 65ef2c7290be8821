"""What our fonts can draw. A paper must come out whatever a shop is called: PDF/UA knows no missing letter."""

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "\N{REPLACEMENT CHARACTER}"
"""Seen by everybody as "here stood something"."""
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""The invisible ones that shape letters: Arabic and emoji need them."""


def printable(value: Any) -> Any:
    """Plain JSON with every text as our fonts can draw it."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def _text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    signs: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if not (signs and signs[-1] == STAND_IN and _leans(letter)):  # no font has both the sign and any mark
            signs.append(_sign(letter))
    return "".join(signs)


def _leans(letter: str) -> bool:
    """Whether it stands on the letter before it, and is drawn with it or not at all."""
    return letter in JOINERS or unicodedata.category(letter)[0] == "M"


def _sign(letter: str) -> str:
    """Invisible signs go, those that turn the direction of a line among them; line ends become spaces."""
    if letter.isspace():
        return letter if unicodedata.category(letter) == "Zs" and ord(letter) in _drawable() else " "
    if letter in JOINERS:
        return letter
    if unicodedata.category(letter) in {"Cc", "Cf"} or "VARIATION SELECTOR" in unicodedata.name(letter, ""):
        return ""
    return letter if ord(letter) in _drawable() else STAND_IN


@cache
def _drawable() -> frozenset[int]:
    """The code points that some font of ours has."""
    return frozenset(code for font in FONTS.glob("*.ttf") for code in _codes(font.read_bytes()))


def _codes(font: bytes) -> Iterator[int]:
    """What the Unicode tables of a font map (OpenType, cmap, formats 4 and 12)."""
    tables = {
        font[at : at + 4]: struct.unpack_from(">II", font, at + 8) for at in range(12, 12 + 16 * _u16(font, 4), 16)
    }
    start = tables[b"cmap"][0]
    for at in range(start + 4, start + 4 + 8 * _u16(font, start + 2), 8):
        (offset,) = struct.unpack_from(">I", font, at + 4)
        form = _u16(font, start + offset)
        if form == 12:
            yield from _groups(font, start + offset)
        elif form == 4:
            yield from _segments(font, start + offset)


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for first, last, _glyph in struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * count]):
        yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    double = _u16(font, at + 6)
    ends, starts, deltas, offsets = (at + 14, at + 16 + double, at + 16 + 2 * double, at + 16 + 3 * double)
    for row in range(0, double, 2):
        first, last, delta, offset = (_u16(font, part + row) for part in (starts, ends, deltas, offsets))
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = _u16(font, offsets + row + offset + 2 * (code - first)) if offset else code
            if glyph and (glyph + delta) % 0x10000:
                yield code


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")
