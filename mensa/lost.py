"""A lost card, with what was going to be said of it."""

from django.db import transaction

from guests.models import Guest
from guests.replacing import replace
from mensa.words import readdress


@transaction.atomic
def replace_card(guest: Guest) -> Guest:
    """The guest with a new code and a new link; bookings stay, and notices not sent yet name the new ones."""
    fresh = replace(guest)
    readdress(fresh)
    return fresh
