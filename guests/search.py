"""Finding a card while somebody says it: for volunteers, who see its face and what its owner likes to be called."""

from collections.abc import Iterable

from django.db.models import Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Mod, Substr

from canteens.models import Canteen
from guests.cards import COLOURS, PICTOGRAMS
from guests.models import Guest

MOST = 8
"""So many cards are shown: a screen of them. More words find fewer."""


def cards_like(canteen: Canteen, *, query: str, most: int = MOST) -> list[Guest]:
    """The cards that match every word of `query`, by number: the card's number or a part of its code, a pictogram or
    a colour in the active language, or the start of an alias. Nothing for an empty query.
    """
    words = query.casefold().split()
    digits = "".join(word for word in words if word.isdecimal())
    rows = _drawn(Guest.objects.filter(canteen=canteen))
    for word in [*(word for word in words if not word.isdecimal()), *([digits] if digits else [])]:
        rows = rows.filter(_fits(word))
    return list(rows.order_by("code")[:most]) if words else []


def _drawn(rows: QuerySet[Guest]) -> QuerySet[Guest]:
    """Picture and colour follow from the code (`cards.face`), so the database can tell them too."""
    picture = Mod(Cast(Substr("code", 3, 3), IntegerField()), Value(len(PICTOGRAMS)))
    colour = Mod(Cast(Substr("code", 6, 1), IntegerField()), Value(len(COLOURS)))
    return rows.annotate(picture=picture, colour=colour, said=Func("alias", function="LOWER"))


def _fits(word: str) -> Q:
    if word.isdecimal():
        digits = "".join(str(int(digit)) for digit in word)
        return Q(code__contains=digits) if len(digits) > 2 else Q(code__startswith=digits)
    named = Q(picture__in=_starting(word, PICTOGRAMS.values())) | Q(colour__in=_starting(word, COLOURS.values()))
    return named | Q(said__startswith=word)


def _starting(word: str, names: Iterable[object]) -> list[int]:
    return [place for place, name in enumerate(names) if str(name).casefold().startswith(word)]
