"""The caller's card, while they say it: faces and what people like to be called, and nothing of what they booked.

What was found is chosen by a sealed number: no code stands on the screen for whoever looks over a shoulder.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from canteens.models import Canteen
from guests.models import Guest
from guests.register import CodeUnknown, card_said
from guests.search import cards_like
from web.door_access import DoorRequest, at_the_door
from web.throttle import slow_down, too_many

SALT = "door-card"


@dataclass(frozen=True)
class Found:
    """What a search shows: cards with the seal that chooses each, or that one searched too often."""

    cards: list[tuple[str, Guest]]
    chosen: str = ""
    searched: bool = False
    enough: bool = False


@require_POST
@at_the_door
def cards(request: DoorRequest) -> HttpResponse:
    """The cards that match what is typed so far. It is posted, so that no name stands in an address or a log."""
    return render(request, "door/cards.html", {"found": find(request)})


def find(request: DoorRequest) -> Found:
    """Search for what the form says. A door's phone looks for a card a few times an hour; a thief, for all."""
    query = request.POST.get("code", "").strip()
    if len(query) < 2:
        return Found([])
    if too_many(request, "cards", limit=settings.WEB_CARD_SEARCHES_AN_HOUR):
        return Found([], enough=True)
    slow_down(request, "cards")
    rows = cards_like(request.doorway.canteen, query=query)
    return Found([(sealed(guest), guest) for guest in rows], chosen=request.POST.get("card", ""), searched=True)


def sealed(guest: Guest) -> str:
    """What chooses this card on this page, the same each time, so that a choice outlives the next letter."""
    return signing.Signer(salt=SALT).sign_object([guest.pk, guest.canteen_id])


def card_of(canteen: Canteen, *, card: str, code: str) -> Guest | None:
    """The card that was chosen or, where none was, the one whose whole code was typed; None where nothing was.

    Raises CodeUnknown.
    """
    if not card:
        return card_said(canteen, code=code) if code else None
    try:
        pk, here = signing.Signer(salt=SALT).unsign_object(card)
    except signing.BadSignature as wrong:
        raise CodeUnknown from wrong
    found = Guest.objects.filter(pk=pk, canteen=canteen).first() if here == canteen.pk else None
    if found is None:
        raise CodeUnknown
    return found
