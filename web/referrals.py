"""What a referring body sees: whom it sent, and until when. Never who came, what they ate or what they are called."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import LANGUAGES, Canteen, Role, User
from guests import referrals as verbs
from guests.models import Referral, Referrer
from mensa.models import Booking, Sitting
from mensa.referring import Issued, issue
from web.access import View, needs, roles_of
from web.acts import Act
from web.card_sheets import paper, sealed, unsealed
from web.guest_words import named, people, when
from web.middleware import place

MONTHS = [
    (30, gettext_lazy("un mese")), (91, gettext_lazy("tre mesi")), (182, gettext_lazy("sei mesi")),
    (365, gettext_lazy("un anno")),
]  # fmt: skip
"""For how long, in days. Emporio Prato gives three months at a time, Emporio Settimo a year (DOMAIN 1.3)."""
NO_LUNCH = ""


def for_a_body(view: Callable[..., HttpResponse]) -> View:
    """Let in who speaks for a body of this canteen; a coordinator is led to the bodies' page."""

    @never_cache
    @needs(Role.REFERRER)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        body = verbs.body_of(cast("User", request.user), place(request))
        if body is None:
            if Role.COORDINATOR in roles_of(request):
                return redirect("referrers")
            return render(request, "referrals/no_body.html", status=403)
        request.body_sent = body  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def body_of(request: HttpRequest) -> Referrer:
    """The body that the guard found."""
    body: Referrer = request.body_sent  # type: ignore[attr-defined]
    return body


@for_a_body
@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """The people a body sent, those to think of first."""
    body = body_of(request)
    today = body.canteen.today()
    rows = body.referrals.known().select_related("guest").order_by("until", "pk")
    listed = [(row, row.state_on(today)) for row in rows]
    order = [Referral.State.EXPIRING, Referral.State.ACTIVE, Referral.State.EXPIRED]
    listed.sort(key=lambda one: order.index(one[1]))
    return render(request, "referrals/list.html", {"body": body, "rows": listed})


class DurationForm(forms.Form):
    """For how long, and when one talks again."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Per quanto tempo?"), choices=MONTHS, coerce=int, initial=91, widget=forms.RadioSelect
    )
    review = forms.DateField(
        label=gettext_lazy("Quando ne riparliamo?"), required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Se lasci vuoto: due settimane prima della fine."),
    )  # fmt: skip


def last_day(canteen: Canteen, days: int) -> dt.date:
    """The last of so many days from today."""
    return canteen.today() + dt.timedelta(days=days)


class IssueForm(DurationForm):
    """A new card and the first lunch."""

    sitting = forms.ChoiceField(label=gettext_lazy("Il primo pranzo"), required=False, widget=forms.RadioSelect)
    party = forms.IntegerField(label=gettext_lazy("Quanti siete?"), initial=1, min_value=1)
    language = forms.ChoiceField(label=gettext_lazy("Che lingua legge?"), choices=LANGUAGES, initial="it")
    reference = forms.CharField(
        label=gettext_lazy("Il vostro riferimento"), max_length=30, required=False,
        help_text=gettext_lazy("Se serve: una sigla della vostra pratica. Mai un nome."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    client_ref = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["sitting", "party", "days", "language", "review", "reference"]

    def __init__(self, *args: Any, canteen: Canteen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = Sitting.objects.coming(canteen).select_related("canteen")
        self.open = {str(sitting.pk): sitting for sitting in coming if sitting.bookable}
        choices = [(pk, _title(sitting)) for pk, sitting in self.open.items()]
        cast(forms.ChoiceField, self.fields["sitting"]).choices = [*choices, (NO_LUNCH, _("Non ancora"))]
        roomy = (pk for pk, sitting in self.open.items() if sitting.free_ahead > 0)
        self.fields["sitting"].initial = next(roomy, NO_LUNCH)
        self.fields["party"].widget.attrs |= {"max": canteen.party_limit, "inputmode": "numeric"}

    def issued(self, body: Referrer, *, by: User) -> Issued:
        """Issue what the form says. Raises Refusal."""
        said = self.cleaned_data
        return issue(
            body, until=last_day(body.canteen, said["days"]), review=said["review"], reference=said["reference"],
            language=said["language"], first=self.open.get(said["sitting"]), party=said["party"], by=by,
            client_ref=said["client_ref"],
        )  # fmt: skip


def _title(sitting: Sitting) -> str:
    return f"{capfirst(named(sitting.day, 'l j F'))} · {sitting.availability.label}"


@for_a_body
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks once, and answers with the card to hand over."""
    body = body_of(request)
    asked = request.POST if request.method == "POST" else None
    form = IssueForm(asked, canteen=body.canteen, initial={"client_ref": uuid4()})
    if not form.is_valid():
        return render(request, "referrals/new.html", {"form": form}, status=400 if form.is_bound else 200)
    try:
        made = form.issued(body, by=cast("User", request.user))
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "referrals/new.html", {"form": form}, status=refusal.status)
    return redirect("referral_card", sealed([made.guest]))


@for_a_body
@require_safe
def given(request: HttpRequest, seal: str) -> HttpResponse:
    """The card that was just issued, with its first lunch, to hand over. Later nobody but the guest sees its link."""
    body = body_of(request)
    guests = unsealed(seal, canteen=body.canteen)
    referral = get_object_or_404(body.referrals.open(), guest__in=guests)
    first = Booking.objects.filter(guest__in=guests).select_related("sitting__canteen").order_by("pk").first()
    context = {
        "referral": referral, "pages": paper(request, guests), "first": first,
        "when": when(first.sitting) if first else "", "people": people(first.party) if first else "",
    }  # fmt: skip
    return render(request, "referrals/card.html", context)


def referral_here(request: HttpRequest, pk: int) -> Referral:
    """A referral of the asker's body, or of any body here for a coordinator; of any other not even that it exists."""
    rows = Referral.objects.known().select_related("referrer__canteen").filter(referrer__canteen=place(request).pk)
    if Role.COORDINATOR not in roles_of(request):
        body = verbs.body_of(cast("User", request.user), place(request))
        if body is None:
            raise PermissionDenied
        rows = rows.filter(referrer=body)
    return get_object_or_404(rows, pk=pk)


class Renew(Act):
    """Longer."""

    form_class = DurationForm
    title = gettext_lazy("Rinnovare")
    lead = gettext_lazy("La carta resta la stessa.")
    button = gettext_lazy("Rinnova")
    done = gettext_lazy("Rinnovato.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.referral = referral_here(request, kwargs["pk"])

    def act(self, facts: dict[str, Any]) -> None:
        until = last_day(self.referral.referrer.canteen, facts["days"])
        verbs.renew(self.referral, until=until, review=facts["review"])

    def target(self) -> str:
        return _back(self.request, self.referral)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It no longer holds; the card is as good as before."""
    referral = referral_here(request, pk)
    verbs.end(referral)
    messages.success(request, _("Concluso. La persona può sempre venire a pranzo."))
    return redirect(_back(request, referral))


def _back(request: HttpRequest, referral: Referral) -> str:
    if Role.COORDINATOR in roles_of(request):
        return reverse("card_of", args=[referral.guest_id])
    return reverse("referrals")
