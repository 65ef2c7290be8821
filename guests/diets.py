"""What somebody does not eat: a fixed list of words, the yes to keep them, and the guest's usual plate.

Health and faith can be read from them (GDPR art. 9): kept only with an explicit yes, for one sitting, unless the guest
says *ricordatelo*.
"""

from collections.abc import Iterable

from django.db import transaction

from guests import consents
from guests.models import Consent, Guest, UsualPlate
from guests.needs import Need

FIRST: tuple[Need, ...] = (
    Need.PORK, Need.MEAT, Need.FISH, Need.ALCOHOL, Need.VEGETARIAN, Need.VEGAN, Need.HALAL, Need.GLUTEN, Need.MILK,
    Need.DIABETES, Need.SOFT,
)  # fmt: skip
"""What is asked for most; the other allergens stand behind *Altro*."""

__all__ = ["FIRST", "Need", "agree", "forget", "in_order", "remember", "usual"]


def in_order(needs: Iterable[str]) -> list[str]:
    """Each once, in the list's own order, so that the same plate is always written the same way."""
    said = set(needs)
    return [need.value for need in Need if need in said]


def agree(guest: Guest) -> None:
    """Keep that the guest said yes to the use of what they do not eat; a second yes changes nothing."""
    consents.give(guest, Consent.Purpose.PLATES)


def usual(guest: Guest) -> list[str]:
    """What the guest asked us to remember; empty where nothing is kept."""
    kept = UsualPlate.objects.filter(guest=guest).first()
    return list(kept.needs) if kept else []


@transaction.atomic
def remember(guest: Guest, *, needs: Iterable[str]) -> None:
    """Keep the guest's usual plate beyond the sitting, as they asked, with their yes."""
    agree(guest)
    UsualPlate.objects.update_or_create(guest=guest, defaults={"needs": in_order(needs)})


@transaction.atomic
def forget(guest: Guest) -> None:
    """The usual plate goes, and the yes with it; what was asked for a sitting is mensa's to forget."""
    UsualPlate.objects.filter(guest=guest).delete()
    consents.take_back(guest, Consent.Purpose.PLATES)
