"""What the door's templates say of a row."""

from django import template

from mensa.models import Booking
from web.door_words import plainly, tapped, who, why
from web.guest_words import face_words, named, people, when

register = template.Library()
register.filter(who)
register.filter(plainly)
register.filter(why)
register.filter(tapped)
register.filter(people)
register.filter("named", named, expects_localtime=True)
register.filter(face_words)
register.filter(when)


@register.filter
def parts(booking: Booking) -> list[int]:
    """How many of the party may have come, but for what is recorded already."""
    return [came for came in range(1, booking.party + 1) if came != (booking.came or booking.party)]
