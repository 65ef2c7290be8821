"""Whose card is this? What a card shows when it is scanned: its link's secret, or its code."""

from canteens.models import Canteen
from guests.merging import survivor
from guests.models import Guest
from guests.register import CodeUnknown, card_said


def guest_of_card(canteen: Canteen, shown: str) -> Guest | None:
    """The guest of this canteen whose card it is, where two were merged the one that is kept; None for any other card,
    and for what is no card."""
    found: Guest | None = Guest.objects.filter(canteen=canteen, token=shown).first()
    try:
        return survivor(found or card_said(canteen, code=shown))
    except CodeUnknown:
        return None
