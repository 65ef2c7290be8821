"""Eat first, register later: a temporary card is as good as any other, and reminds a person of a talk.

`Canteen.talk_days` is a week where nobody says otherwise: at the Casa San Francesco guests eat from the first day and
are met within one (http://www.casasanfrancescodassisi.it/csfa/index.php?option=com_content&view=article&id=34).
"""

import datetime as dt

from django.db.models import QuerySet

from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card


def temporary_card(canteen: Canteen, *, language: str = "it") -> Guest:
    """A card for somebody new, who eats now and talks with us within `talk_days`."""
    guest = new_card(canteen, language=language)
    begin(guest)
    return guest


def begin(guest: Guest) -> None:
    """From today the card is temporary: a talk is due in `talk_days`. One that is due already stays as it is."""
    if guest.temporary_until is None:
        guest.temporary_until = guest.canteen.today() + dt.timedelta(days=guest.canteen.talk_days)
        guest.save(update_fields=["temporary_until"])


def talked(guest: Guest) -> None:
    """We have talked: the card is temporary no more."""
    guest.temporary_until = None
    guest.save(update_fields=["temporary_until"])


def due(canteen: Canteen) -> QuerySet[Guest]:
    """The cards whose talk is due today or was before, the longest first."""
    rows = Guest.objects.filter(canteen=canteen, merged_into=None, temporary_until__lte=canteen.today())
    return rows.order_by("temporary_until", "pk")
