"""The card: a code that can be said in any language, and the face that is drawn from it.

A code is eight random digits and a check digit (ISO 7064 mod 11,10), shown as `428 103 957`. Its face (number,
pictogram, colour) follows from the code, so the ticket, the door's list and the printed sheet can't disagree.
"""

import hmac
import secrets
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

PICTOGRAMS: dict[str, Promise] = {
    "fish": _("pesce"),
    "carrot": _("carota"),
    "mushroom": _("fungo"),
    "leaf": _("foglia"),
    "cheese": _("formaggio"),
    "bread": _("pane"),
    "apple": _("mela"),
    "egg": _("uovo"),
    "lemon": _("limone"),
    "soup": _("zuppa"),
    "cherry": _("ciliegie"),
    "banana": _("banana"),
    "milk": _("latte"),
    "flower": _("fiore"),
    "bell": _("campana"),
    "butterfly": _("farfalla"),
}
COLOURS: dict[str, Promise] = {
    "blue": _("blu"),
    "orange": _("arancione"),
    "brown": _("marrone"),
    "green": _("verde"),
    "gold": _("oro"),
    "red": _("rosso"),
    "purple": _("viola"),
    "black": _("nero"),
}


@dataclass(frozen=True)
class Face:
    """What a person shows and a volunteer looks for; any one of its parts is enough to find the other."""

    number: str
    pictogram: str
    colour: str

    @property
    def word(self) -> str:
        """The pictogram's name in the active language."""
        return str(PICTOGRAMS[self.pictogram])

    @property
    def colour_word(self) -> str:
        """The colour's name in the active language."""
        return str(COLOURS[self.colour])


def new_code() -> str:
    """A random code with its check digit; unique only once the database has taken it."""
    digits = f"{secrets.randbelow(10**8):08}"
    return digits + str(mod_11_10.calc_check_digit(digits))


def new_token() -> str:
    """The secret of a card's link: 128 random bits, safe in a URL."""
    return secrets.token_urlsafe(16)


def face(code: str) -> Face:
    """The face of a code: number 00-99 from its first two digits, picture and colour from the next four."""
    pictures, colours = list(PICTOGRAMS), list(COLOURS)
    return Face(code[:2], pictures[int(code[2:5]) % len(pictures)], colours[int(code[5]) % len(colours)])


def pin(token: str) -> str:
    """Four digits that open a card together with its code. Derived from the link's secret, so stored nowhere."""
    digest = hmac.digest(token.encode(), b"pin", "sha256")
    return f"{int.from_bytes(digest[:8]) % 10_000:04}"


def equal(pin_of_card: str, typed: str) -> bool:
    """Whether two PINs are the same, in a time that tells nothing."""
    return hmac.compare_digest(pin_of_card, typed)


def read_code(text: str) -> str:
    """The code somebody typed or said, without its spaces; raises ValueError where the check digit is wrong."""
    digits = "".join(character for character in text if character.isdecimal())
    try:
        code = mod_11_10.validate("".join(str(int(digit)) for digit in digits))
    except ValidationError as wrong:
        raise ValueError("not a card's code") from wrong
    if len(code) != 9:
        raise ValueError("not a card's code")
    return str(code)


def spaced(code: str) -> str:
    """The code in threes, as it is printed and said."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"
