"""The coordinator's today: one sitting, what awaits, and where to go."""

import datetime as dt
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canteens import clock
from canteens.models import Canteen, Closure, Role
from mensa import awaiting, taps
from mensa.models import Sitting
from notices.models import Notice
from recovery.awaiting import cooked, food
from recovery.check import ledger_differs
from web.access import needs, roles_of
from web.calendar import SOON
from web.guest_words import day_title, named
from web.middleware import place

LATELY = dt.timedelta(days=3)


class Task(NamedTuple):
    """One thing that waits for somebody, and where it is done."""

    text: str
    href: str


@require_safe
@never_cache
@needs(Role.COOK, Role.DRIVER, Role.DOOR)
def today(request: HttpRequest) -> HttpResponse:
    """Today's sitting, or the next one; what awaits is for coordinators alone."""
    canteen = place(request)
    sitting = Sitting.objects.coming(canteen).first()
    coordinates = Role.COORDINATOR in roles_of(request)
    context = {
        "sitting": sitting, "people": awaiting.people(sitting) if sitting else None,
        "title": day_title(sitting.day, today=canteen.today()) if sitting else _("Nessun servizio in vista"),
        "at_the_door": sitting and sitting.day == canteen.today(), "coordinates": coordinates,
        "cooks": Role.COOK in roles_of(request),
        "tasks": tasks(canteen) if coordinates else [], "food": food(canteen) if coordinates else None,
        "cooked": cooked(sitting) if coordinates and sitting else None,
    }  # fmt: skip
    return render(request, "staff/today.html", context)


def tasks(canteen: Canteen) -> list[Task]:
    """What awaits a coordinator, most pressing first."""
    urgent = [*_counters(canteen), *_ledger(canteen), *_conflicts(canteen)]
    return [*urgent, *_unclosed(canteen), *_unreached(canteen), *_undecided(canteen)]


def _counters(canteen: Canteen) -> list[Task]:
    if not awaiting.counters_differ(canteen):
        return []
    return [Task(_("I conti dei posti non tornano: leggi il messaggio"), reverse("outbox"))]


def _ledger(canteen: Canteen) -> list[Task]:
    if not ledger_differs(canteen):
        return []
    return [Task(_("I conti del cibo non tornano: leggi il messaggio"), reverse("outbox"))]


def _conflicts(canteen: Canteen) -> list[Task]:
    count = len(taps.conflicts(canteen))
    if not count:
        return []
    text = ngettext("{n} tocco senza rete da guardare", "{n} tocchi senza rete da guardare", count)
    return [Task(text.format(n=count), reverse("door_conflicts"))]


def _unclosed(canteen: Canteen) -> list[Task]:
    link = reverse("door_close")
    text = _("{day}: presenze da chiudere")
    return [
        Task(text.format(day=named(sitting.day, "l j F").capitalize()), f"{link}?day={sitting.day}")
        for sitting in awaiting.unclosed(canteen)
    ]


def _unreached(canteen: Canteen) -> list[Task]:
    count = Notice.objects.unreached().filter(canteen=canteen, due__gte=clock.now() - LATELY).count()
    if not count:
        return []
    text = ngettext("{n} messaggio non è arrivato", "{n} messaggi non sono arrivati", count)
    return [Task(text.format(n=count), reverse("outbox"))]


def _undecided(canteen: Canteen) -> list[Task]:
    first = canteen.today()
    rows = canteen.closures.filter(state=Closure.State.PROPOSED, day__range=(first, first + SOON))
    text = _("{day}, {reason}: siamo chiusi?")
    return [
        Task(text.format(day=named(row.day, "l j F").capitalize(), reason=row.reason), reverse("calendar"))
        for row in rows
    ]
