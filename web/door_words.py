"""How the door's pages say a row: words only, no rule."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mensa.line import Place
from mensa.models import Booking
from mensa.sheet import plain_parts
from web.guest_words import passed_words

Status = Booking.Status


def who(booking: Booking) -> SafeString:
    """*Amina · 3 persone · arriva tardi*; the name keeps its own direction."""
    name = [format_html("<bdi>{}</bdi>", booking.guest.alias)] if booking.guest and booking.guest.alias else []
    return format_html_join(" · ", "{}", ((part,) for part in [*name, *plain_parts(booking)]))


def plainly(booking: Booking) -> str:
    """The same for paper, which is left lying about: without the name."""
    return " · ".join(plain_parts(booking))


def in_line(place: Place, booking: Booking) -> list[str]:
    """Where a party waits, and why somebody who came later has a seat already: to be read out to them."""
    return [_("Numero {n} in lista.").format(n=place.number), passed_words(place, booking)]


def greeting(booking: Booking) -> str:
    """What the screen says to whoever was just seated."""
    if booking.guest is None:
        return _("Benvenuto a chi è arrivato.")
    face = booking.guest.face
    name = booking.guest.alias or f"{face.number} · {face.word}"
    if booking.kind == Booking.Kind.TAKEAWAY:
        return _("{name}: pasto consegnato. Buon pranzo!").format(name=name)
    return _("{name}: c'è. Buon pranzo!").format(name=name)
