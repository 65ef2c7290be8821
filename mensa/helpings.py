"""Second helpings: a number of the sitting, counted apart from the people who ate."""

from django.db import transaction

from mensa.booking import locked
from mensa.models import Sitting
from mensa.refusals import NotPossibleNow, SittingShut


@transaction.atomic
def help_again(sitting: Sitting, *, by: int = 1) -> Sitting:
    """Count `by` second helpings more (below zero: fewer), each change a row of the sitting's history.

    Raises SittingShut, NotPossibleNow where fewer than none would be left.
    """
    return _counted(fresh := locked(sitting), fresh.second_helpings + by)


@transaction.atomic
def set_helpings(sitting: Sitting, *, total: int) -> Sitting:
    """Write the total, as it stands on paper. Raises SittingShut."""
    return _counted(locked(sitting), total)


def _counted(fresh: Sitting, total: int) -> Sitting:
    if fresh.status != Sitting.Status.OPEN:
        raise SittingShut
    if not 0 <= total <= 9999:
        raise NotPossibleNow
    if total != fresh.second_helpings:
        fresh.second_helpings = total
        fresh.save(update_fields=["second_helpings"])
    return fresh
