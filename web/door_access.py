"""Who stands at the door: an enrolled phone, today and in opening hours; or somebody signed in who may.

Everything that a page of the door needs to know of that is decided here, once; a refusal of any of its verbs becomes
a toast here too.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

import pghistory
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache

from canteens.devices import device_of, door_is_open, seen
from canteens.errors import Refusal
from canteens.models import Canteen, Device, Role
from mensa.models import Sitting
from mensa.patterns import now_serving, of_day
from web.access import View, needs, roles_of
from web.middleware import place

COOKIE = "door"
SERVING = "serving"
A_WHILE = 15 * 60
"""A phone that looked at dinner in the morning is about lunch again by noon."""
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Doorway:
    """Where a request stands: at which canteen, for which day, on which phone (None for somebody signed in)."""

    canteen: Canteen
    day: dt.date
    device: Device | None = None
    asked: str = ""
    """The number of the sitting that was chosen, where the day has several."""

    @property
    def is_today(self) -> bool:
        """Whether guests can be seated: on any other day one only looks."""
        return self.day == self.canteen.today()

    @property
    def query(self) -> str:
        """What a link needs to stay on that day."""
        if self.is_today:
            return ""
        return f"?day={self.day}&serving={self.asked}" if self.asked else f"?day={self.day}"

    def back(self) -> HttpResponse:
        """To its list."""
        return redirect(reverse("door") + self.query)

    @cached_property
    def sittings(self) -> list[Sitting]:
        """All that is served on that day, in order."""
        return of_day(self.canteen, self.day)

    @property
    def current(self) -> Sitting | None:
        """The one that is on now."""
        return now_serving(self.sittings)

    def sitting(self) -> Sitting | None:
        """The sitting that was chosen, else the one that is on now."""
        return next((one for one in self.sittings if str(one.pk) == self.asked), self.current)


class DoorRequest(HttpRequest):
    """A request that the guard let through."""

    doorway: Doorway


def at_the_door(view: View) -> View:
    """Let in an enrolled phone in opening hours, and people with the door's role; write who into the history."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _may_sign(request):
            return _answer(view, request, _of_person(request), *args, **kwargs)
        token = request.get_signed_cookie(COOKIE, "", max_age=YEAR)
        if not token:
            return ask_to_sign_in(request)
        device = device_of(token)
        if device is None:
            return render(request, "door/revoked.html", status=403)
        if not door_is_open(device.canteen):
            return render(request, "door/shut.html", {"canteen": device.canteen}, status=403)
        if "day" in request.GET:
            raise PermissionDenied
        with pghistory.context(device=device.pk):
            doorway = Doorway(device.canteen, device.canteen.today(), device, _asked(request))
            return _answer(view, request, doorway, *args, **kwargs)

    guarded.roles = (Role.DOOR,)  # type: ignore[attr-defined]
    return guarded


@needs(Role.DOOR)
def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Reached only by whoever may not: the guard asks to sign in, or refuses."""
    return redirect("door")


def _may_sign(request: HttpRequest) -> bool:
    return not roles_of(request).isdisjoint({Role.DOOR, Role.COORDINATOR})


def _of_person(request: HttpRequest) -> Doorway:
    """Today; a coordinator may look at another day, and close it."""
    canteen = place(request)
    day = _day_asked(request) or canteen.today()
    if day != canteen.today() and Role.COORDINATOR not in roles_of(request):
        raise PermissionDenied
    return Doorway(canteen, day, asked=_asked(request))


def _asked(request: HttpRequest) -> str:
    """The sitting that a form or link is about, else the one that this phone looks at for a while."""
    asked = request.POST.get("serving") or request.GET.get("serving") or request.COOKIES.get(SERVING, "")
    return asked if asked.isdecimal() else ""


def _day_asked(request: HttpRequest) -> dt.date | None:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


def _answer(view: View, request: HttpRequest, doorway: Doorway, *args: Any, **kwargs: Any) -> HttpResponse:
    request.doorway = doorway  # type: ignore[attr-defined]
    request.canteen = doorway.canteen  # type: ignore[attr-defined]
    if doorway.is_today:
        seen(doorway.canteen, doorway.device)
    timezone.activate(doorway.canteen.tz)  # until the place's middleware ends the request
    try:
        return view(request, *args, **kwargs)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return doorway.back()


def look_at(response: HttpResponse, doorway: Doorway) -> HttpResponse:
    """Keep this phone at the sitting that was chosen, for a while; at the one that is on now, no choice is kept."""
    if doorway.sitting() == doorway.current:
        response.delete_cookie(SERVING, samesite="Lax")
    else:
        response.set_cookie(
            SERVING, doorway.asked, max_age=A_WHILE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def keep_token(response: HttpResponse, token: str) -> HttpResponse:
    """Give the phone its secret for a year: signed, out of scripts' reach, over TLS alone but in development."""
    response.set_signed_cookie(
        COOKIE, token, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
