"""How the door's pages say a row: words only, no rule."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mensa import refusals
from mensa.line import Place
from mensa.models import Booking
from mensa.sheet import plain_parts
from mensa.tap import Tap
from web.guest_words import passed_words, people

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


WHY = {
    refusal.code: refusal
    for refusal in (
        refusals.SittingFull, refusals.SittingShut, refusals.SeatedSince, refusals.NoTakeawayLeft, refusals.TooEarly,
        refusals.NotPossibleNow,
    )
}  # fmt: skip


def why(tap: Tap) -> str:
    """Why a tap could not be done, as its refusal says it."""
    return WHY.get(tap.code, refusals.NotPossibleNow)().sentence


def tapped(tap: Tap) -> str:
    """*2 persone senza prenotazione*, or what was tapped on a row."""
    if tap.verb == Tap.Verb.WALK_IN:
        return _("{people}, senza prenotazione").format(people=people(tap.number or 1))
    return str(tap.get_verb_display())


def greeting(booking: Booking) -> str:
    """What the screen says to whoever was just seated."""
    if booking.guest is None:
        return _("Benvenuto a chi è arrivato.")
    face = booking.guest.face
    name = booking.guest.alias or f"{face.number} · {face.word}"
    if booking.kind == Booking.Kind.TAKEAWAY:
        return _("{name}: pasto consegnato. Buon pranzo!").format(name=name)
    return _("{name}: c'è. Buon pranzo!").format(name=name)
