"""A booking as a calendar entry (RFC 5545). Its title is neutral: a phone shows it on the locked screen."""

import icalendar
from django.utils.text import capfirst

from canteens import clock
from mensa.models import Booking


def calendar_file(booking: Booking, *, address: str) -> bytes:
    """The entry; `address` is the ticket's own. A second download replaces the first: the UID stays."""
    sitting = booking.sitting
    event = icalendar.Event()
    event.add("uid", f"posto-{booking.pk}@reciprocamensa")
    event.add("dtstamp", clock.now())
    event.add("dtstart", sitting.starts)
    event.add("dtend", sitting.ends)
    event.add("summary", capfirst(sitting.get_service_display()))
    event.add("location", sitting.canteen.place)
    event.add("url", address)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Reciprocamensa//IT")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
