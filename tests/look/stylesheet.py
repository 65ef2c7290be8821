"""The committed stylesheet, read for its tokens; and WCAG 2.2's contrast."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
CSS = (STATIC / "css/reciprocamensa.css").read_text()
TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", re.IGNORECASE)


def light() -> dict[str, str]:
    """The colours that hold where nobody asked for dark."""
    block = CSS[: CSS.index("prefers-color-scheme: dark")] if "prefers-color-scheme: dark" in CSS else ""
    return {name: full(value) for name, value in TOKEN.findall(block)}


def dark() -> dict[str, str]:
    """The colours of a phone that asks for dark."""
    start = CSS.index("prefers-color-scheme: dark")
    return light() | {name: full(value) for name, value in TOKEN.findall(CSS[start : CSS.index("}}", start)])}


def full(colour: str) -> str:
    """A colour with six digits."""
    digits = colour.lstrip("#").lower()
    return "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
