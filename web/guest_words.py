"""How a guest's pages say a day, an hour, a party and a card: words only, no rule."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from canteens.pattern import Meal
from guests.cards import Face
from mensa.line import Place
from mensa.models import Booking, Sitting
from web.numbers import in_words


def named(day: dt.date, pattern: str) -> str:
    """A day by its names; Italian writes them small, which Django's own names do not."""
    name = date_format(day, pattern)
    return name.lower() if get_language() == "it" else name


def weekday(number: int) -> str:
    """An ISO weekday by its name: *lunedì*."""
    return named(dt.date(2024, 1, number), "l")  # which began on a Monday


def day_title(day: dt.date, *, today: dt.date) -> str:
    """*Oggi, lunedì*; *Domani, martedì*; *Mercoledì*."""
    weekday = named(day, "l")
    if day == today:
        return _("Oggi, {weekday}").format(weekday=weekday)
    if day == today + dt.timedelta(days=1):
        return _("Domani, {weekday}").format(weekday=weekday)
    return capfirst(weekday)


def day_and_meal(sitting: Sitting, pattern: str = "l j F") -> str:
    """*lunedì 23 novembre*, and *lunedì 23 novembre, cena*: lunch goes without saying."""
    day = named(sitting.day, pattern)
    if sitting.service == Meal.LUNCH:
        return day
    return _("{day}, {meal}").format(day=day, meal=sitting.get_service_display())


def meal_at(sitting: Sitting) -> str:
    """*cena, ore 19*."""
    return _("{meal}, ore {hour}").format(meal=sitting.get_service_display(), hour=hour(sitting.starts, sitting))


def hour(instant: dt.datetime, sitting: Sitting) -> str:
    """A local hour as one says it: *12*, *12:30*."""
    local = localtime(instant, sitting.canteen.tz)
    return date_format(local, "G:i" if local.minute else "G")


def when(sitting: Sitting) -> str:
    """*lunedì 23 novembre, ore 12*."""
    return _("{day}, ore {hour}").format(day=named(sitting.day, "l j F"), hour=hour(sitting.starts, sitting))


def people(party: int) -> str:
    """*1 persona*, *3 persone*."""
    return ngettext("{n} persona", "{n} persone", party).format(n=party)


def place_words(place: Place) -> str:
    """*In lista sei il numero 2.*"""
    return _("In lista sei il numero {n}.").format(n=place.number)


def passed_words(place: Place, booking: Booking) -> str:
    """Why somebody who came later has a seat already; nothing where nobody passed."""
    by, need = place.passed_by, booking.party
    if not by:
        return ""
    if by >= need:  # not for want of room
        return _(
            "Un posto libero è andato a chi ha già la carta: quelli per chi prenota qui la prima volta sono presi."
        )
    text = ngettext(
        "Un posto libero è andato a chi era da solo: per voi ne servono {need}.",
        "{by} posti liberi sono andati a un gruppo di {by}: per voi ne servono {need}.",
        by,
    )
    return text.format(by=by, need=need)


def face_words(face: Face) -> str:
    """*pesce · quarantadue*."""
    return f"{face.word} · {in_words(face.number, language=get_language() or 'it')}"


def aloud(face: Face, sitting: Sitting) -> str:
    """What *Ascolta* reads."""
    number = in_words(face.number, language=get_language() or "it")
    sentence = _("Il tuo posto: {when}. La tua carta: {picture}, colore {colour}, numero {number}.")
    return sentence.format(when=when(sitting), picture=face.word, colour=face.colour_word, number=number)
