"""What the phone kept while it had no network: the list it sends, and what a person has still to look at."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mensa import taps as verbs
from mensa.models import Sitting
from mensa.tap import Tap
from web.door_access import DoorRequest, Doorway, at_the_door

DAY = 24 * 3600 * 1000


@require_POST
@at_the_door
def taps(request: DoorRequest) -> HttpResponse:
    """Apply the phone's list in its order, and say of each tap what became of it. The same list again changes nothing.

    A tap of another day is over: it was for a lunch that somebody has closed, or will close, from paper.
    """
    try:
        told = [_read(one) for one in _listed(request.body)]
    except (ValueError, TypeError, KeyError, RawPostDataException):  # the last: a form, which was read already
        return JsonResponse({"code": "not_readable"}, status=400)
    sittings = {sitting.pk: sitting for sitting in _sittings(request.doorway)}
    made = [(one, _applied(sittings.get(pk), one)) for pk, one in told]
    return JsonResponse({"taps": [{"client_ref": str(one.client_ref), "outcome": outcome} for one, outcome in made]})


def _listed(body: bytes) -> list[dict[str, Any]]:
    listed = json.loads(body)["taps"]
    if not isinstance(listed, list) or len(listed) > verbs.MOST or not all(isinstance(one, dict) for one in listed):
        raise ValueError
    return listed


def _read(one: dict[str, Any]) -> tuple[int, verbs.Told]:
    """A tap and its sitting's number. Raises ValueError, TypeError, KeyError."""
    number, booking = one.get("number"), one.get("booking")
    told = verbs.Told(
        UUID(one["client_ref"]), str(Tap.Verb(one["verb"])), _whole(booking, most=2**63 - 1),
        _whole(number, most=999), dt.timedelta(milliseconds=_whole(one["age"], most=DAY) or 0),
    )  # fmt: skip
    return int(one["sitting"]), told


def _whole(value: Any, *, most: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or abs(value) > most:
        raise ValueError
    return value


def _sittings(doorway: Doorway) -> list[Sitting]:
    rows = Sitting.objects.filter(canteen=doorway.canteen, day=doorway.canteen.today())
    return list(rows.select_related("canteen"))


def _applied(sitting: Sitting | None, told: verbs.Told) -> str:
    return verbs.apply(sitting, [told])[0].outcome if sitting else "over"


@require_safe
@at_the_door
def conflicts(request: DoorRequest) -> HttpResponse:
    """What could not be done when a phone came back, until somebody has looked at it."""
    return render(request, "door/conflicts.html", {"conflicts": open_conflicts(request.doorway), "here": True})


def open_conflicts(doorway: Doorway) -> list[Tap]:
    """Those of the canteen; a door phone sees today's alone."""
    found = verbs.conflicts(doorway.canteen)
    return [tap for tap in found if tap.sitting.day == doorway.day] if doorway.device else found


@require_POST
@at_the_door
def settle(request: DoorRequest, pk: int) -> HttpResponse:
    """Somebody looked: it is well as it is, or the party sits there and gets a chair more."""
    rows = Tap.objects.filter(pk__in=[tap.pk for tap in open_conflicts(request.doorway)])
    tap = get_object_or_404(rows.select_related("sitting__canteen"), pk=pk)
    verbs.settle(tap, chair=request.POST.get("how") == "chair")
    messages.success(request, _("Va bene, è sistemato."))
    return redirect("door_conflicts" if "here" in request.POST else "door")
