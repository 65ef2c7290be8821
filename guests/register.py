"""Cards and what their owners choose to tell: making one, finding one again, alias and reminder with consent."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen
from guests import cards, consents
from guests.models import Consent, Guest
from notices.models import Contact, Notice

WRONG_PINS = 5
LOCK = dt.timedelta(hours=1)


class CardNotFound(Refusal):
    """Code and PIN do not belong together; which of the two is wrong is not told."""

    code = "card_not_found"
    message = _("Codice o PIN non giusti. Controlla i numeri e prova ancora.")
    status = 404


class CodeUnknown(Refusal):
    """No card has the code that somebody read out."""

    code = "code_unknown"
    message = _("Questo codice non c'è. Fattelo leggere ancora: nove numeri.")
    status = 404


class CardLocked(Refusal):
    """Too many wrong PINs for one card."""

    code = "card_locked"
    message = _("Troppe prove. Riprova fra un'ora, o chiedi a un volontario.")
    status = 429


def new_card(canteen: Canteen, *, language: str = "it") -> Guest:
    """A card for somebody who told us nothing. Nothing but the language is asked for.

    A code that somebody has is drawn again: with 20,000 cards that is one draw in 5,000.
    """
    guest = blank_card(canteen, language=language)
    try:
        with transaction.atomic():
            guest.save(force_insert=True)
    except IntegrityError:
        if not Guest.objects.filter(code=guest.code).exists():
            raise
        return new_card(canteen, language=language)
    return guest


def blank_card(canteen: Canteen, *, language: str) -> Guest:
    """The same card, not written yet: for a booking that writes it along with itself."""
    return Guest(canteen=canteen, language=language, created=clock.now())


def find_card(canteen: Canteen, *, code: str, pin: str) -> Guest:
    """The card that code and PIN open. Five wrong PINs lock a card for an hour, counted in the database.

    Raises CardNotFound or CardLocked.
    """
    with transaction.atomic():
        guest = _locked_row(canteen, code)
        wrong = not _same(guest.pin, pin)
        if wrong:
            _count_wrong(guest)
        else:
            Guest.objects.filter(pk=guest.pk).update(wrong_pins=0, locked_until=None)
    if wrong:  # raised only now, so that the count is kept
        raise CardNotFound
    return guest


def card_said(canteen: Canteen, *, code: str) -> Guest:
    """The card whose code somebody said at the door or on the telephone: for volunteers, who may book on it but see
    nothing of it. Raises CodeUnknown."""
    try:
        return Guest.objects.get(canteen=canteen, code=cards.read_code(code))
    except (ValueError, Guest.DoesNotExist) as unknown:
        raise CodeUnknown from unknown


def _locked_row(canteen: Canteen, code: str) -> Guest:
    try:
        code = cards.read_code(code)
        guest = Guest.objects.select_for_update(no_key=True).get(canteen=canteen, code=code)
    except (ValueError, Guest.DoesNotExist) as unknown:
        raise CardNotFound from unknown
    if guest.locked_until and guest.locked_until > clock.now():
        raise CardLocked
    return guest


def _same(pin: str, typed: str) -> bool:
    digits = "".join(str(int(character)) for character in typed if character.isdecimal())
    return cards.equal(pin, digits)


def _count_wrong(guest: Guest) -> None:
    full = guest.wrong_pins + 1 >= WRONG_PINS
    Guest.objects.filter(pk=guest.pk).update(
        wrong_pins=0 if full else F("wrong_pins") + 1, locked_until=clock.now() + LOCK if full else None
    )


@transaction.atomic
def set_alias(guest: Guest, *, alias: str) -> None:
    """Keep what the guest likes to be called, with consent; an empty alias withdraws both."""
    guest.alias = alias.strip()
    guest.save(update_fields=["alias"])
    _consent(guest, Consent.Purpose.ALIAS, given=bool(guest.alias))


@transaction.atomic
def set_language(guest: Guest, *, language: str) -> None:
    """Speak to the guest in `language` from now on, in notices already written too."""
    guest.language = language
    guest.save(update_fields=["language"])
    Contact.objects.filter(guest=guest).update(language=language)


@transaction.atomic
def set_email(guest: Guest, *, email: str) -> None:
    """Write reminders to `email`, with consent; an empty address withdraws consent and deletes the rest."""
    if email:
        contact = guest.contact or Contact(canteen=guest.canteen)
        contact.email, contact.language = email, guest.language
        contact.save()
        guest.contact = contact
    elif guest.contact:
        # The withdrawn ones too: their keys would keep the same words from being written anew to a new address.
        Notice.objects.filter(contact=guest.contact, state__in=[Notice.State.QUEUED, Notice.State.WITHDRAWN]).delete()
        Contact.objects.filter(pk=guest.contact.pk).update(email="")
        guest.contact.email = ""
    guest.save(update_fields=["contact"])
    _consent(guest, Consent.Purpose.REMINDER, given=bool(email))


def _consent(guest: Guest, purpose: Consent.Purpose, *, given: bool) -> None:
    (consents.give if given else consents.take_back)(guest, purpose)
