"""Asking how somebody is: the guest's yes to it, and the notes for a person, which are closed and forgotten."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen, User
from guests.models import CareNote, CareNoteQuerySet, Consent, Guest
from guests.register import consent
from notices import outbox

MAY_ASK = Exists(Consent.objects.filter(guest=OuterRef("guest"), purpose=Consent.Purpose.CARE, withdrawn=None))
"""The same as `may_ask`, of rows that point to a guest."""


class CareNoteClosed(Refusal):
    """Somebody else has asked already."""

    code = "care_note_closed"
    message = _("Un'altra persona l'ha già sentita.")


def may_ask(guest: Guest) -> bool:
    """Whether the guest said yes to *Se non ti vediamo, possiamo sentirti?*."""
    return bool(guest.consents.filter(purpose=Consent.Purpose.CARE, withdrawn=None).exists())


@transaction.atomic
def let_ask(guest: Guest, *, agreed: bool) -> None:
    """Keep the guest's yes; taking it back deletes every note, and what was not yet said of them."""
    consent(guest, Consent.Purpose.CARE, given=agreed)
    if not agreed:
        _forget(CareNote.objects.filter(guest=guest))


def raise_note(guest: Guest) -> CareNote | None:
    """A note for a person, forgotten after the canteen's days; None where one is open already."""
    now = clock.now()
    expires = now + dt.timedelta(days=guest.canteen.care_days)
    note, new = CareNote.objects.get_or_create(guest=guest, closed=None, defaults={"raised": now, "expires": expires})
    return note if new else None


def open_notes(canteen: Canteen) -> CareNoteQuerySet:
    """Those of `canteen` that wait for a person, oldest first."""
    rows: CareNoteQuerySet = CareNote.objects.open().filter(guest__canteen=canteen)
    return rows.select_related("guest__contact", "guest__canteen")


def close(note: CareNote, *, reason: str, by: User) -> None:
    """Somebody has asked, or has let it be; `reason` is what the guest chose to tell. Raises CareNoteClosed."""
    told = CareNote.objects.open().filter(pk=note.pk).update(reason=reason, closed=clock.now(), closed_by=by)
    if not told:
        raise CareNoteClosed


@transaction.atomic
def forget_over() -> int:
    """Delete the notes whose days have passed, open or closed; returns how many."""
    return _forget(CareNote.objects.over())


def _forget(notes: CareNoteQuerySet) -> int:
    for pk in notes.values_list("pk", flat=True):
        outbox.withdraw(notice_key(pk))
    return int(notes.delete()[0])


def notice_key(note: int) -> str:
    """How the keys of notices about a note start."""
    return f"care:{note}:"
