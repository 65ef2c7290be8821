"""The outbox: what was said to whom and what became of it; who could not be reached stands first."""

from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens import clock
from canteens.errors import Refusal
from guests.models import Look
from notices import outbox
from notices.models import Channel, KeptMail, Notice
from web.acts import told
from web.middleware import place
from web.records import note_look

KINDS = {
    "booking_confirmed": gettext_lazy("posto confermato"),
    "booking_waiting": gettext_lazy("lista d'attesa"),
    "booking_promoted": gettext_lazy("posto liberato"),
    "booking_reminder": gettext_lazy("promemoria"),
    "sitting_changed": gettext_lazy("ora cambiata"),
    "sitting_cancelled": gettext_lazy("servizio annullato"),
    "sitting_takeaway": gettext_lazy("pasto da portare via"),
    "sitting_sheet": gettext_lazy("foglio dell'accoglienza"),
    "door_not_open": gettext_lazy("telefono dell'accoglienza non aperto"),
    "care_note": gettext_lazy("ci manca qualcuno"),
    "counters_differ": gettext_lazy("conti dei posti"),
    "ledger_differs": gettext_lazy("conti del cibo"),
    "staff_invited": gettext_lazy("invito"),
    "password_reset": gettext_lazy("password nuova"),
    "weekly_figures": gettext_lazy("consuntivo della settimana"),
    "giving_thanks": gettext_lazy("grazie a chi aiuta"),
    "shop_week": gettext_lazy("grazie al negozio"),
}
ERRORS = {
    "SMTPRecipientsRefused": gettext_lazy("l'indirizzo non esiste o rifiuta la posta"),
    "TimeoutError": gettext_lazy("il server di posta non risponde"),
    "ConnectionRefusedError": gettext_lazy("il server di posta è spento"),
    "SMTPServerDisconnected": gettext_lazy("il server di posta ha chiuso la linea"),
    "SMTPAuthenticationError": gettext_lazy("il server di posta non accetta la nostra password"),
    "WorkerLost": gettext_lazy("chi spedisce si è fermato più volte"),
}
PAGE = 40
LETTER_POLICY = {
    "default-src": [NONE], "style-src": [UNSAFE_INLINE], "img-src": ["data:"], "frame-ancestors": [NONE],
    "sandbox": ["allow-popups"],
}  # fmt: skip
State = Notice.State
TO_CALL = [State.QUEUED, State.CLAIMED]
URGENT = Case(
    When(state__in=[State.FAILED, State.MISSED], then=Value(0)),
    When(channel=Channel.CALL, state__in=TO_CALL, then=Value(0)),
    default=Value(1), output_field=IntegerField(),
)  # fmt: skip


@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """All notices of the canteen, or those in one state."""
    state = request.GET.get("stato", "")
    rows = Notice.objects.filter(canteen=place(request).pk)
    if state in State.values:
        rows = rows.filter(state=state)
    rows = rows.select_related("contact__user", "contact__guest").order_by(URGENT, "-due", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {"page": page, "rows": [_row(notice) for notice in page], "states": State.choices, "state": state}
    return render(request, "staff/outbox.html", context)


@require_safe
@never_cache
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice; in the demo with the mail that would have gone."""
    found = _notice(request, pk)
    note_look(request, getattr(found.contact, "guest", None), Look.Purpose.LETTER)
    mails = found.kept_mails.all()
    return render(request, "staff/notice.html", {"row": _row(found), "mails": mails})


@require_safe
@never_cache
@csp(LETTER_POLICY)  # type: ignore[arg-type]
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept mail as its reader sees it: a page of its own that may run and load nothing."""
    here = KeptMail.objects.filter(notice__canteen=place(request).pk)
    found = get_object_or_404(here.select_related("notice__contact__guest"), pk=pk)
    if found.notice:
        note_look(request, getattr(found.notice.contact, "guest", None), Look.Purpose.LETTER)
    return HttpResponse(found.html)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a notice that failed once more."""
    try:
        outbox.again(_notice(request, pk))
    except Refusal as refusal:
        told(request, refusal)
    else:
        messages.success(request, _("Lo mandiamo ancora, adesso."))
    return redirect("outbox")


def _notice(request: HttpRequest, pk: int) -> Notice:
    here = Notice.objects.filter(canteen=place(request).pk)
    return get_object_or_404(here.select_related("contact__user", "contact__guest"), pk=pk)


def _row(notice: Notice) -> dict[str, Any]:
    """A notice in words. A guest is shown by the card's face, never by the address."""
    user, guest = notice.contact.user, getattr(notice.contact, "guest", None)
    return {
        "notice": notice, "guest": guest, "user": user,
        "kind": KINDS.get(notice.kind, notice.kind), "error": ERRORS.get(notice.error, notice.error),
        "unreached": notice.state in {State.FAILED, State.MISSED},
        "to_call": notice.channel == Channel.CALL and notice.state in TO_CALL and notice.due <= clock.now(),
    }  # fmt: skip
