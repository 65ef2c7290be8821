"""From where people come: how many a consortium or a Comune told of us, and how many associations and parishes.

Published as *64 % by the Consorzio, 36 % by local associations* (https://reciprocamensa.it/chi-siamo). Page, API and
CSV show the answer of `shares`; what leaves the house goes through `published`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteens.days import Period
from canteens.models import Canteen
from guests.models import Referral, Referrer
from papers.sheets import Cell

Kind = Referrer.Kind
THRESHOLD = 5
"""Fewer people than that are not published: one of them could be somebody whom a reader knows."""
SIDES: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "services": (gettext_lazy("dal Consorzio e dai Comuni"), (Kind.CONSORTIUM, Kind.COMUNE)),
    "associations": (gettext_lazy("da associazioni e parrocchie"), (Kind.ASSOCIATION, Kind.PARISH)),
}


@dataclass(frozen=True)
class Side:
    """People of one origin. `people` and `percent` are None where they are not published."""

    key: str
    people: int | None
    percent: int | None


@dataclass(frozen=True)
class Shares:
    """People with a referral in force on a local day from `first` to `last`, each counted once: where they were sent
    from first. `sides` sum to `people`, `kinds` too."""

    first: dt.date
    last: dt.date
    people: int | None
    sides: tuple[Side, ...]
    kinds: tuple[Side, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON."""
        return asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}


def shares(canteen: Canteen, period: Period) -> Shares:
    """The origins of the people of `canteen` in `period`, in one statement. Who has two cards is one person, and
    belongs to the body that spoke of us first; a forgotten guest still counts, by the empty row that is left."""
    rows: QuerySet[Any] = Referral.objects.live_in(period).filter(referrer__canteen=canteen)
    spoken = rows.annotate(person=Coalesce("guest__merged_into", "guest", -F("pk"))).order_by("-starts", "-pk")
    first = dict(spoken.values_list("person", "referrer__kind"))  # of several the last one read, the first to speak
    by_kind = Counter(first.values())
    by_side = {key: sum(by_kind[kind] for kind in kinds) for key, (_words, kinds) in SIDES.items()}
    return Shares(
        period.first, period.last, by_kind.total(), _sides(by_side),
        _sides({str(kind): by_kind[kind] for kind in Kind}),
    )  # fmt: skip


def published(made: Shares) -> Shares:
    """What anybody may read of it: only the two sides, and none that could be reckoned back to fewer than five."""
    counts = suppressed([side.people or 0 for side in made.sides])
    people = made.people if (made.people or 0) >= THRESHOLD or made.people == 0 else None
    sides = [
        replace(side, people=count, percent=None if count is None else side.percent)
        for side, count in zip(made.sides, counts, strict=True)
    ]
    return replace(made, people=people, sides=tuple(sides), kinds=())


def suppressed(counts: Sequence[int]) -> list[int | None]:
    """`counts` without those from 1 to 4, and without the smallest others until what is hidden is two or more and
    sums to five or more: the total less what is shown must not give a small one away."""
    hidden = {n for n, count in enumerate(counts) if 0 < count < THRESHOLD}
    rest = sorted((n for n, count in enumerate(counts) if count >= THRESHOLD), key=lambda n: counts[n])
    while hidden and rest and (len(hidden) < 2 or sum(counts[n] for n in hidden) < THRESHOLD):
        hidden.add(rest.pop(0))
    return [None if n in hidden else count for n, count in enumerate(counts)]


def sentence(made: Shares) -> str:
    """What may be published, as one sentence; empty where there is nothing to publish."""
    public = published(made)
    if not public.people or any(side.percent is None for side in public.sides):
        return ""
    parts = [f"{side.percent}\u00a0% {SIDES[side.key][0]}" for side in public.sides]
    return _("Di {people} persone inviate: {parts}.").format(people=public.people, parts=", ".join(parts))


def rows(made: Shares) -> list[list[Cell]]:
    """The same as rows of a spreadsheet."""
    table: list[list[Cell]] = [[_("Da dove"), _("Persone"), _("Per cento")]]
    table += [[str(Kind(side.key).label), side.people, side.percent] for side in made.kinds]
    table += [[str(SIDES[side.key][0]), side.people, side.percent] for side in made.sides]
    return [*table, [_("Tutte"), made.people, None]]


def _sides(counts: dict[str, int]) -> tuple[Side, ...]:
    """With percents that sum to 100: what rounding leaves goes to the largest remainders, the first of equals."""
    total = sum(counts.values())
    if not total:
        return tuple(Side(key, 0, None) for key in counts)
    whole = {key: count * 100 // total for key, count in counts.items()}
    left = 100 - sum(whole.values())
    for key in sorted(counts, key=lambda key: -(counts[key] * 100 % total))[:left]:
        whole[key] += 1
    return tuple(Side(key, count, whole[key]) for key, count in counts.items())
