"""*Da chiamare*: who is to be told by voice, on the telephone or at the door.

Only people who signed in come here: the phone at the entrance goes from hand to hand and sees no number. A number is
shown to whoever has the call in hand, while it is; it stands in no address and in no log.
"""

from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import LANGUAGES, Role, User
from guests.models import Look
from mensa import untold
from mensa.models import Untold
from notices import calls
from notices.mail import voice
from notices.models import Call, Channel, Notice
from web.access import needs
from web.acts import told
from web.middleware import place
from web.outbox import KINDS
from web.records import note_look


class Said(NamedTuple):
    """What to say, in one language."""

    language: str
    name: str
    lines: list[str]


@require_safe
@never_cache
@needs(Role.DOOR)
def to_call(request: HttpRequest) -> HttpResponse:
    """The calls to be made, most pressing first, and the faces of who is to be told at the door."""
    canteen = place(request)
    rows = [_row(notice, user=_me(request)) for notice in calls.to_make(canteen)]
    faces = [{"untold": one, "kind": KINDS.get(one.kind, one.kind)} for one in untold.to_tell(canteen)]
    return render(request, "calls/page.html", {"rows": rows, "faces": faces})


@require_safe
@never_cache
@needs(Role.DOOR)
def one_call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what to say and, for whoever has it in hand, the number and what came of it."""
    notice = _call(request, pk)
    languages = dict.fromkeys([get_language() or "it", notice.contact.language])
    context = {
        "row": _row(notice, user=_me(request)), "said": [_said(notice, language) for language in languages],
        "outcomes": Call.Outcome.choices, "made": notice.calls.all(),
    }  # fmt: skip
    return render(request, "calls/call.html", context)


@require_POST
@needs(Role.DOOR)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """*Chiamo io*."""
    notice = _call(request, pk)
    try:
        calls.take(notice, by=_me(request))
    except Refusal as refusal:
        told(request, refusal)
        return redirect("calls")
    note_look(request, getattr(notice.contact, "guest", None), Look.Purpose.CALL)
    return redirect("call", pk)


@require_POST
@needs(Role.DOOR)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it; nothing chosen leaves it to others."""
    notice, outcome = _call(request, pk), request.POST.get("outcome", "")
    try:
        if outcome in Call.Outcome.values:
            calls.record(notice, outcome=outcome, by=_me(request))
            messages.success(request, _("Segnato. Grazie!"))
        else:
            calls.put_back(notice, by=_me(request))
    except Refusal as refusal:
        told(request, refusal)
    return redirect("calls")


@require_POST
@needs(Role.DOOR)
def said_at_door(request: HttpRequest, pk: int) -> HttpResponse:
    """*Detto*: somebody without a telephone knows now."""
    rows = Untold.objects.filter(booking__sitting__canteen=place(request).pk)
    untold.tell(get_object_or_404(rows, pk=pk), by=_me(request))
    messages.success(request, _("Segnato. Grazie!"))
    return redirect("calls")


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)  # the guard has asked everybody else to sign in


def _call(request: HttpRequest, pk: int) -> Notice:
    rows = Notice.objects.filter(canteen=place(request).pk, channel=Channel.CALL)
    return get_object_or_404(rows.select_related("contact__guest", "contact__user", "caller", "canteen"), pk=pk)


def _row(notice: Notice, *, user: User) -> dict[str, Any]:
    """A call in words, by the card's face."""
    return {
        "notice": notice, "guest": getattr(notice.contact, "guest", None), "user": notice.contact.user,
        "kind": KINDS.get(notice.kind, notice.kind), "mine": calls.in_hand_of(notice, user),
        "open": notice.state in {Notice.State.QUEUED, Notice.State.CLAIMED},
    }  # fmt: skip


def _said(notice: Notice, language: str) -> Said:
    return Said(language, dict(LANGUAGES).get(language, language), voice(notice, language=language).splitlines())
