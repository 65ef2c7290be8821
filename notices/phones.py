"""Telephone numbers, as people write them and as they are kept."""

from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal

SHORTEST, LONGEST = 6, 15
"""Digits of a number: ITU-T E.164 allows fifteen; Italian landlines of few digits still exist."""
BETWEEN = set(" .-/()\u00a0")


class PhoneNotPossible(Refusal):
    """No telephone has such a number."""

    code = "phone_not_possible"
    message = _("Controlla il numero. Per esempio: 333 123 4567")
    status = 400


def read_phone(text: str) -> str:
    """The number somebody wrote, as digits with at most one + in front; empty for nothing. Digits of every script.

    Whether it rings, only a call can tell. Raises PhoneNotPossible.
    """
    said = "".join(character for character in text if character not in BETWEEN)
    plus, digits = ("+", said[1:]) if said.startswith("+") else ("", said)
    if not said:
        return ""
    if not (digits.isdecimal() and SHORTEST <= len(digits) <= LONGEST):
        raise PhoneNotPossible
    return plus + "".join(str(int(digit)) for digit in digits)
