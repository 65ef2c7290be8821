"""The camera at the door: the code of a card, read in the phone and posted, seats today's booking at once.

At once, since the guest stands there with her ticket held out: the row turns green, and the same tap takes it back.
The secret of a card stands in no address and in no page; the page for a card without a booking is sealed.
"""

from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guests.merging import cards_of
from guests.models import Guest
from guests.shown import guest_of_card
from mensa import door as verbs
from mensa.models import Booking, Sitting
from web.door import CARD, seat_row, todays
from web.door_access import DoorRequest, at_the_door
from web.guest_words import face_words


@require_POST
@at_the_door
def scan(request: DoorRequest) -> HttpResponse:
    """Today's booking of the card is seated; without one, the ways that are left for whoever holds it."""
    sitting = todays(request)
    guest = guest_of_card(request.doorway.canteen, request.POST.get("code", ""))
    if guest is None:
        messages.warning(request, _("Questo codice non è di una carta di qui. Cerca il numero, o tocca +1 arrivo."))
        return redirect("door")
    booking = todays_booking(sitting, guest)
    if booking is None:
        card = {"face": guest.face, "words": face_words(guest.face), "card": sealed(guest), "client_ref": uuid4()}
        return render(request, "door/card.html", card | {"sitting": sitting})
    return seat_row(request, booking)


def todays_booking(sitting: Sitting, guest: Guest) -> Booking | None:
    """What the guest has at this sitting, the newest first where a ceded one was booked anew."""
    rows = sitting.bookings.filter(guest__in=cards_of(guest), status__in=verbs.COMES).order_by("-pk")
    found: Booking | None = rows.select_related("guest", "sitting__canteen").first()
    return found


def sealed(guest: Guest) -> str:
    """The card, as a field of the page that was opened by showing it."""
    return signing.dumps(guest.pk, salt=CARD)
