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
from canteens.pattern import Meal
from guests import care, reviews
from mensa import awaiting, plates, taps, untold
from mensa.models import Sitting
from mensa.needs import needs_of
from mensa.patterns import now_serving, soonest
from notices import calls
from notices.models import Notice
from recovery.awaiting import cooked, food
from recovery.check import ledger_differs
from web.access import needs, roles_of
from web.calendar import SOON
from web.guest_words import day_and_meal, day_title, named
from web.middleware import place

LATELY = dt.timedelta(days=3)


class Task(NamedTuple):
    """One thing that waits for somebody, and where it is done."""

    text: str
    href: str
    pressing: bool = False


@require_safe
@never_cache
@needs(Role.COOK, Role.DRIVER, Role.DOOR)
def today(request: HttpRequest) -> HttpResponse:
    """Today's sitting, or the next one; what awaits is for coordinators alone."""
    canteen = place(request)
    served = soonest(canteen)
    sitting = now_serving(served)
    coordinates = Role.COORDINATOR in roles_of(request)
    context = {
        "kinds": plates.kinds(sitting) if sitting else [], "needs": needs_of(sitting) if sitting else None,
        "sitting": sitting, "people": awaiting.people(sitting) if sitting else None,
        "title": day_title(sitting.day, today=canteen.today()) if sitting else _("Nessun servizio in vista"),
        "others": [one for one in served if one != sitting], "meal": len(served) > 1 or _not_lunch(sitting),
        "at_the_door": sitting and sitting.day == canteen.today(), "coordinates": coordinates,
        "cooks": Role.COOK in roles_of(request),
        "tasks": tasks(canteen) if coordinates else _at_the_door(request, canteen),
        "food": food(canteen) if coordinates else None,
        "cooked": cooked(sitting) if coordinates and sitting else None,
    }  # fmt: skip
    return render(request, "staff/today.html", context)


def _not_lunch(sitting: Sitting | None) -> bool:
    return sitting is not None and sitting.service != Meal.LUNCH


def tasks(canteen: Canteen) -> list[Task]:
    """What awaits a coordinator, most pressing first."""
    return [
        *_counters(canteen), *_ledger(canteen), *_conflicts(canteen), *_by_voice(canteen), *_unclosed(canteen),
        *_unreached(canteen), *_to_review(canteen), *_plates(canteen),
        *_undecided(canteen), *_missed(canteen),
    ]  # fmt: skip


def _at_the_door(request: HttpRequest, canteen: Canteen) -> list[Task]:
    """What awaits a volunteer who welcomes."""
    return _by_voice(canteen) if Role.DOOR in roles_of(request) else []


def _by_voice(canteen: Canteen) -> list[Task]:
    ringing, standing = calls.to_make(canteen).count(), untold.to_tell(canteen).count()
    texts = []
    if ringing:
        texts.append(ngettext("{n} persona da chiamare", "{n} persone da chiamare", ringing).format(n=ringing))
    if standing:
        text = ngettext("{n} persona a cui dirlo all'ingresso", "{n} persone a cui dirlo all'ingresso", standing)
        texts.append(text.format(n=standing))
    return [Task(text, reverse("calls"), pressing=True) for text in texts]


def _plates(canteen: Canteen) -> list[Task]:
    texts = {sitting: ngettext("{day}: {n} piatto speciale da decidere", "{day}: {n} piatti speciali da decidere", n)
             .format(n=n, day=day_title(sitting.day, today=canteen.today()))
             for sitting, n in plates.unanswered(canteen)}  # fmt: skip
    return [Task(text, reverse("kitchen_plates", args=[sitting.pk])) for sitting, text in texts.items()]


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
        Task(text.format(day=day_and_meal(sitting).capitalize()), f"{link}?day={sitting.day}&serving={sitting.pk}")
        for sitting in awaiting.unclosed(canteen)
    ]


def _unreached(canteen: Canteen) -> list[Task]:
    count = Notice.objects.unreached().filter(canteen=canteen, due__gte=clock.now() - LATELY).count()
    if not count:
        return []
    text = ngettext("{n} messaggio non è arrivato", "{n} messaggi non sono arrivati", count)
    return [Task(text.format(n=count), reverse("outbox"))]


def _to_review(canteen: Canteen) -> list[Task]:
    count = reviews.waiting(canteen)
    if not count:
        return []
    text = ngettext("{n} carta da rivedere", "{n} carte da rivedere", count)
    return [Task(text.format(n=count), reverse("card_reviews"))]


def _undecided(canteen: Canteen) -> list[Task]:
    first = canteen.today()
    rows = canteen.closures.filter(state=Closure.State.PROPOSED, day__range=(first, first + SOON))
    text = _("{day}, {reason}: siamo chiusi?")
    return [
        Task(text.format(day=named(row.day, "l j F").capitalize(), reason=row.reason), reverse("calendar"))
        for row in rows
    ]


def _missed(canteen: Canteen) -> list[Task]:
    return [Task(_("Ci manca qualcuno: chiedi come sta"), reverse("care"))] if care.open_notes(canteen).exists() else []
