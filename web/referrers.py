"""The coordinator's bodies: who sends people, who speaks for whom, and a body's word for a card that is there."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from canteens.errors import Refusal
from canteens.models import User
from guests.models import Referrer
from guests.referrals import keep, refer, speakers
from web.cards import CardAct
from web.middleware import place
from web.referrals import DurationForm, last_day


class ReferrerForm(forms.Form):
    """A body and who speaks for it."""

    name = forms.CharField(label=gettext_lazy("Nome"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("Che cosa è?"), choices=Referrer.Kind.choices)

    def __init__(self, data: Any, *, referrer: Referrer) -> None:
        mine = User.objects.filter(referrer_person__referrer=referrer.pk) if referrer.pk else User.objects.none()
        start = {"name": referrer.name, "kind": referrer.kind, "people": list(mine)}
        super().__init__(data, initial=start)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            speakers(referrer.canteen), label=_("Chi parla per l'ente"), required=False,
            widget=forms.CheckboxSelectMultiple, help_text=_("Prima si invita in Persone, come ente inviante."),
        )  # fmt: skip


@require_safe
@never_cache
def referrers(request: HttpRequest) -> HttpResponse:
    """Every body, with how many speak for it."""
    rows = place(request).referrers.annotate(speakers=Count("people")).order_by("name", "pk")
    return render(request, "referrals/bodies.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new body, or one that is there."""
    canteen = place(request)
    referrer = get_object_or_404(Referrer, pk=pk, canteen=canteen.pk) if pk else Referrer(canteen_id=canteen.pk)
    form = ReferrerForm(request.POST if request.method == "POST" else None, referrer=referrer)
    if form.is_valid():
        try:
            keep(referrer, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("L'ente è salvato."))
            return redirect("referrers")
    context = {"form": form, "title": referrer.name or _("Nuovo ente")}
    return render(request, "referrals/body.html", context, status=400 if form.errors else 200)


class ReferForm(DurationForm):
    """Which body, and for how long."""

    referrer = forms.ModelChoiceField(
        Referrer.objects.none(), label=gettext_lazy("Quale ente?"), empty_label=None,
        error_messages={"required": gettext_lazy("Prima scrivi l'ente nella pagina Enti.")},
    )  # fmt: skip
    field_order = ["referrer", "days", "review"]


class Refer(CardAct):
    """A coordinator writes down that a body told this card's person of us."""

    form_class = ReferForm
    title = gettext_lazy("Chi ha parlato di noi")
    button = gettext_lazy("Salva")
    done = gettext_lazy("Scritto.")

    def form(self, data: Any = None) -> forms.BaseForm:
        form = super().form(data)
        cast(forms.ModelChoiceField, form.fields["referrer"]).queryset = place(self.request).referrers.all()  # type: ignore[type-arg]
        return form

    def act(self, facts: dict[str, Any]) -> None:
        guest = self.guest
        until, by = last_day(guest.canteen, facts["days"]), cast(User, self.request.user)
        refer(facts["referrer"], guest=guest, until=until, review=facts["review"], by=by)
