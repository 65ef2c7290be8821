"""Weights as people write and read them; inside there are only integer grams."""

import re
from decimal import Decimal

from django.utils.formats import number_format

# Points group thousands, the comma starts the decimals: 1.250,5 – never 12.50, which could be either.
ITALIAN = re.compile(r"(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d{1,3})?")
MOST = 1_000_000_000
"""A thousand tonnes in grams: more is a slip of the finger, and so large that the database could not hold it."""
POINT_DECIMALS = re.compile(r"\d+\.\d{1,2}|0\.\d{3}")


def grams_of(text: str, *, typed: bool = False) -> int:
    """Grams of the kilograms in `text`, written as in Italian: `1.250,5` is 1,250,500 g.

    `typed`: from a phone's keyboard, where a point with one or two digits after it can only mean decimals; `1.250`
    stays twelve hundred and fifty kilograms, and the question above the usual weight catches who meant less.
    Raises ValueError for anything that could be read in two ways, for zero, for parts of a gram and for more
    than a thousand tonnes.
    """
    text = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").lower().removesuffix("kg")
    if ITALIAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not (typed and POINT_DECIMALS.fullmatch(text)):
        raise ValueError("not a weight")
    grams = int(Decimal(text) * 1000)
    if not 1 <= grams <= MOST:
        raise ValueError("not a weight")
    return grams


def kilograms(grams: int) -> str:
    """The exact kilograms in the active language, without needless zeros: `1.612,5`."""
    amount = Decimal(grams) / 1000
    whole = amount == amount.to_integral_value()
    exact = amount.quantize(Decimal(1)) if whole else amount.normalize()
    return number_format(exact, use_l10n=True, force_grouping=True)


def whole(number: int) -> str:
    """A whole number with its thousands grouped, in the active language."""
    return number_format(number, use_l10n=True, force_grouping=True)
