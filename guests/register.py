"""Cards and what their owners choose to tell: making one, finding one again, alias and reminder with consent."""

import datetime as dt
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen
from guests import cards, consents
from guests.merging import survivor
from guests.models import Consent, Guest
from guests.replacing import CardReplaced, is_used, was_code
from notices import outbox
from notices.models import Channel, Contact
from notices.phones import read_phone

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

    A code that somebody has, or had, is drawn again: with 20,000 cards that is one draw in 5,000.
    """
    guest = blank_card(canteen, language=language)
    try:
        with transaction.atomic():
            guest.save(force_insert=True)
    except IntegrityError:
        if not is_used(guest.code):
            raise
        return new_card(canteen, language=language)
    return guest


def blank_card(canteen: Canteen, *, language: str) -> Guest:
    """The same card, not written yet: for a booking that writes it along with itself."""
    return Guest(canteen=canteen, language=language, created=clock.now())


def find_card(canteen: Canteen, *, code: str, pin: str) -> Guest:
    """The card that code and PIN open; those of a merged card open the surviving one. Five wrong PINs lock a card
    for an hour, counted in the database.

    Raises CardNotFound, CardLocked, or CardReplaced for a code that is dead.
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
    return survivor(guest)


def card_said(canteen: Canteen, *, code: str) -> Guest:
    """The card whose code somebody said at the door or on the telephone (of a merged one the surviving card): for
    volunteers, who may book on it but see nothing of it. Raises CodeUnknown, CardReplaced."""
    try:
        guest = Guest.objects.select_related("merged_into").get(canteen=canteen, code=cards.read_code(code))
    except (ValueError, Guest.DoesNotExist) as unknown:
        _refuse_replaced(code)
        raise CodeUnknown from unknown
    return survivor(guest)


def _refuse_replaced(code: str) -> None:
    with suppress(ValueError):
        if was_code(cards.read_code(code)):
            raise CardReplaced


def _locked_row(canteen: Canteen, code: str) -> Guest:
    try:
        code = cards.read_code(code)
        guest = Guest.objects.select_for_update(no_key=True).get(canteen=canteen, code=code)
    except (ValueError, Guest.DoesNotExist) as unknown:
        _refuse_replaced(code)
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
    consent(guest, Consent.Purpose.ALIAS, given=bool(guest.alias))


@transaction.atomic
def set_language(guest: Guest, *, language: str) -> None:
    """Speak to the guest in `language` from now on, in notices already written too."""
    guest.language = language
    guest.save(update_fields=["language"])
    Contact.objects.filter(guest=guest).update(language=language)


def set_email(guest: Guest, *, email: str) -> None:
    """Write reminders to `email`, with consent; an empty address withdraws consent. The telephone stays as it is."""
    known = guest.contact or Contact()
    set_reach(guest, email=email, phone=known.phone, first=known.channels[0], call_reminders=known.call_reminders)


@transaction.atomic
def set_reach(
    guest: Guest, *, email: str, phone: str, first: str = Channel.EMAIL, call_reminders: bool = False
) -> None:
    """How the guest wants to be told, with consent for each: e-mail, telephone, which comes `first`, and whether to
    call the evening before too. What is empty is forgotten with its consent. Raises PhoneNotPossible."""
    phone = read_phone(phone)
    if email or phone or guest.contact:
        contact = guest.contact or Contact(canteen=guest.canteen)
        contact.email, contact.phone, contact.language = email, phone, guest.language
        contact.channels = sorted(Channel.values, key=lambda channel: channel != first)
        contact.call_reminders = call_reminders and bool(phone)
        contact.save()
        guest.contact = contact
        outbox.follow(contact)
    guest.save(update_fields=["contact"])
    consent(guest, Consent.Purpose.REMINDER, given=bool(email))
    consent(guest, Consent.Purpose.CALL, given=bool(phone))


def consent(guest: Guest, purpose: Consent.Purpose, *, given: bool) -> None:
    """Keep that the guest said yes to `purpose`, or takes it back; saying either twice changes nothing."""
    (consents.give if given else consents.take_back)(guest, purpose)
