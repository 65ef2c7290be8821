"""The demo's clock: whoever tries the canteen at night moves it to noon. Exists only with the embedded database."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canteens import clock
from canteens.models import Canteen
from impact import mail
from mensa import sittings
from mensa.models import Sitting
from web.middleware import place


def moments(canteen: Canteen) -> dict[str, tuple[str, dt.datetime]]:
    """The hours worth living, by name: what each is called and when it is."""
    sitting = Sitting.objects.coming(canteen).filter(ends__gt=clock.now()).first()
    if sitting is None:
        return {}
    quarter = dt.timedelta(minutes=15)
    evening = canteen.instant(sitting.day - dt.timedelta(days=1), canteen.reminder_time)
    monday = sitting.day + dt.timedelta(days=7 - sitting.day.weekday())
    return {
        "evening": (_("la sera prima: partono i promemoria"), evening + dt.timedelta(minutes=1)),
        "before": (_("poco prima del pranzo"), sitting.starts - quarter),
        "release": (_("dopo l'ora in cui i posti si cedono"), sitting.release_at + dt.timedelta(minutes=1)),
        "monday": (_("lunedì presto: parte la settimana"), canteen.instant(monday, dt.time(4, 31))),
    }


def ribbon(request: HttpRequest) -> dict[str, object]:
    """What the ribbon shows: that the data are invented, and what time the demo believes it is."""
    canteen = place(request) if settings.EMBEDDED else None
    if not canteen:
        return {"embedded": settings.EMBEDDED}
    clocks = {"demo_now": clock.now(), "demo_moved": clock.moved(), "demo_moments": lambda: moments(canteen)}
    return {"embedded": True} | clocks


@require_POST
def set_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock to one of its moments, or back to the true time, and do at once what beat would do then."""
    if not settings.EMBEDDED:
        raise Http404
    canteen = place(request)
    _name, instant = moments(canteen).get(request.POST.get("moment", ""), ("", None))
    if instant:
        clock.shift_to(instant)
    else:
        clock.shift_back()
    sittings.open_ahead(canteen)
    mail.post_week(canteen)
    return redirect("home")
