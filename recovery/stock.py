"""The ledger's verbs: grams leave a lot, and each time somebody says where to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from canteens import clock
from canteens.models import User
from mensa.refusals import constraint
from recovery.models import KnownBy, Lot, Movement
from recovery.refusals import MayNotBeUsed, NotEnoughLeft
from recovery.weights import kilograms

Kind = Movement.Kind
PARTS = {"all": 1, "half": 2, "quarter": 4}
"""How cooks say how much: all that is left, half of it, a quarter of it."""


@dataclass(frozen=True)
class Take:
    """Grams out of a lot; `found` grams of them were more than the ledger knew."""

    lot: Lot
    grams: int
    found: int = 0
    known_by: str = KnownBy.SCALE


def part_of(lot: Lot, part: str) -> int:
    """Grams of `all`, `half` or `quarter` of what is left, to the nearest gram and at least one."""
    parts = PARTS[part]
    return max((2 * lot.left_grams + parts) // (2 * parts), 1)


def discard(
    lot: Lot,
    *,
    grams: int,
    destination: str,
    edible: bool,
    why: str = "",
    by: User | None,
    client_ref: UUID | None = None,
) -> Movement:
    """Throw grams of a lot away, and say where to and whether they could be eaten. Raises NotEnoughLeft."""
    return move(
        lot,
        kind=Kind.DISCARDED,
        grams=grams,
        destination=destination,
        edible=edible,
        why=why,
        by=by,
        client_ref=client_ref,
    )


def feed(
    lot: Lot, *, grams: int, kind: str, edible: bool, why: str = "", by: User | None, client_ref: UUID | None = None
) -> Movement:
    """Give grams of a lot to animals or to the compost, as `kind` says. Raises NotEnoughLeft."""
    return move(lot, kind=kind, grams=grams, edible=edible, why=why, by=by, client_ref=client_ref)


def pass_on(lot: Lot, *, grams: int, to: str, by: User | None, client_ref: UUID | None = None) -> Movement:
    """Give grams of a lot to another body, which is named: one step forward (Reg. 178/2002, DOMAIN 2.5)."""
    return move(lot, kind=Kind.PASSED_ON, grams=grams, to=to, by=by, client_ref=client_ref)


def correct(lot: Lot, *, counted: int, why: str, by: User | None, client_ref: UUID | None = None) -> Movement | None:
    """Write the difference between what was `counted` and what the ledger says is left; None where there is none."""
    with transaction.atomic():
        left = Lot.objects.select_for_update(no_key=True).get(pk=lot.pk).left_grams
        if left == counted:
            return None
        return move(lot, kind=Kind.CORRECTED, grams=left - counted, why=why, by=by, client_ref=client_ref)


def move(lot: Lot, *, grams: int, client_ref: UUID | None = None, **facts: Any) -> Movement:
    """Write one movement; the database counts, and refuses the gram that is not there.

    A double tap with one `client_ref` moves once. Raises NotEnoughLeft, MayNotBeUsed.
    """
    try:
        with transaction.atomic():
            return write([Take(lot, grams)], client_ref=client_ref, **facts)[-1]
    except IntegrityError as refused:
        guard = constraint(refused)
        if guard == "one_movement_a_reference":
            return Movement.objects.get(lot=lot, client_ref=client_ref)
        raise refusal_of(guard, lot) or refused from refused


def write(takes: Sequence[Take], *, client_ref: UUID | None = None, **facts: Any) -> list[Movement]:
    """The movements of `takes` in one statement of the caller's transaction, as the database may refuse them; of each
    lot first what was found, so that it is there to be taken."""
    said = facts | {"client_ref": client_ref}
    rows = [row for take in takes for row in (*_found(take, by=facts.get("by")), _movement(take, **said))]
    return Movement.objects.bulk_create(rows)


def _found(take: Take, *, by: User | None) -> list[Movement]:
    if not take.found:
        return []
    return [_movement(replace(take, grams=-take.found), kind=Kind.CORRECTED, by=by, why="found")]


def _movement(take: Take, **facts: Any) -> Movement:
    canteen = take.lot.donation.canteen
    return Movement(
        canteen=canteen, lot=take.lot, grams=take.grams, day=canteen.today(), at=clock.now(), known_by=take.known_by,
        **facts,
    )  # fmt: skip


def refusal_of(guard: str, lot: Lot) -> NotEnoughLeft | MayNotBeUsed | None:
    """What a guard of the ledger says, as a sentence about `lot`."""
    lot.refresh_from_db()
    if guard == "lot_not_below_zero":
        return NotEnoughLeft(food=lot.food, left=kilograms(lot.left_grams))
    if guard == "lot_may_be_used":
        return MayNotBeUsed(food=lot.food, why=lot.get_state_display())
    return None
