"""A lost card: its person gets a new code and a new secret link; the old ones are dead.

Bookings stay where they are, since they hang on the guest and not on the code.
"""

import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal
from guests import cards
from guests.merging import cards_of, survivor
from guests.models import Guest, ReplacedCard


class CardReplaced(Refusal):
    """The code or the link of a card that was replaced. Whose it was is not told, and not known."""

    code = "card_replaced"
    message = _("Questa carta non vale più: al suo posto ce n'è una nuova. Chiedi a un volontario.")
    status = 410


@transaction.atomic
def replace(guest: Guest) -> Guest:
    """The person's card with a new code and link. Those of every card merged into it die too, since whoever finds one
    of them would open this one. A lock after wrong PINs ends: the new PIN is another."""
    guest = survivor(guest)
    own = cards_of(guest).order_by("pk").select_for_update(no_key=True)
    for card in own:
        _give_new(card)
    return Guest.objects.select_related("contact", "canteen").get(pk=guest.pk)


def is_replaced(token: str) -> bool:
    """Whether this was the secret of a link that died."""
    return ReplacedCard.objects.filter(link_hash=_hash(token)).exists()


def is_used(code: str) -> bool:
    """Whether it is somebody's, or was. Asked in this order: one that is being given up is always either of both."""
    return Guest.objects.filter(code=code).exists() or was_code(code)


def was_code(code: str) -> bool:
    """Whether this was the code of a card that was replaced."""
    return ReplacedCard.objects.filter(code=code).exists()


def _give_new(card: Guest) -> None:
    ReplacedCard.objects.create(code=card.code, link_hash=_hash(card.token), day=card.canteen.today())
    _draw(card)


def _draw(card: Guest) -> None:
    """As with a new card: a code that somebody has, or had, is drawn again."""
    code = cards.new_code()
    try:
        with transaction.atomic():
            Guest.objects.filter(pk=card.pk).update(code=code, token=cards.new_token(), wrong_pins=0, locked_until=None)
    except IntegrityError:
        if not is_used(code):
            raise
        _draw(card)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
