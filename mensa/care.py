"""Who is missed: somebody who booked several times, did not come, and said that we may ask. A note goes to a person.

Nothing else follows from it: no rule of booking, door or waiting list reads what is written here.
"""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, Role
from guests import care
from guests.models import CareNote, Consent, Guest
from mensa.models import Booking
from notices import outbox
from notices.staff import staff_contacts

KIND = "care_note"
Status = Booking.Status


@transaction.atomic
def raise_notes(canteen: Canteen) -> int:
    """A note, and a notice to coordinators, for each guest who is missed; returns how many.

    Absences are NO_SHOW alone, which only a ticked sitting gives: a seat given back, however late, is none, and
    neither is one that was released or not recorded. Coming once, or having been asked, begins anew.
    """
    said_yes = Consent.objects.filter(purpose=Consent.Purpose.CARE, withdrawn=None, guest__canteen=canteen)
    since = dict(said_yes.values_list("guest", "given"))
    for rows in (_last_here(since), _last_asked(since)):
        since |= {guest: max(since[guest], last) for guest, last in rows}
    raised = [note for guest in _missed(canteen, since) if (note := care.raise_note(guest))]
    for note in raised:
        _tell(canteen, note)
    return len(raised)


def _last_here(guests: dict[int, dt.datetime]) -> list[tuple[int, dt.datetime]]:
    seen = Booking.objects.filter(guest__in=guests, status=Status.SEATED)
    return list(seen.values_list("guest").annotate(Max("sitting__starts")).order_by())


def _last_asked(guests: dict[int, dt.datetime]) -> list[tuple[int, dt.datetime]]:
    return list(CareNote.objects.filter(guest__in=guests).values_list("guest").annotate(Max("raised")).order_by())


def _missed(canteen: Canteen, since: dict[int, dt.datetime]) -> list[Guest]:
    empty: defaultdict[int, int] = defaultdict(int)
    rows = Booking.objects.filter(guest__in=since, status=Status.NO_SHOW, sitting__starts__lte=clock.now())
    for guest, starts in rows.values_list("guest", "sitting__starts"):
        empty[guest] += starts > since[guest]
    enough = [guest for guest, lunches in empty.items() if lunches >= canteen.care_after]
    return list(Guest.objects.filter(pk__in=enough).select_related("canteen").order_by("pk"))


def _tell(canteen: Canteen, note: CareNote) -> None:
    for contact in staff_contacts(canteen, Role.COORDINATOR):
        outbox.post(
            key=f"{care.notice_key(note.pk)}{contact.pk}", contact=contact, kind=KIND,
            payload={"url": reverse("care")}, expires=note.expires,
        )  # fmt: skip
