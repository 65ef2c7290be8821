"""*Ci manca qualcuno*: whom to ask how they are, for coordinators."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from canteens.errors import Refusal
from canteens.models import Canteen, User
from guests import care
from guests.models import CareNote, Look
from web.acts import Act, told
from web.guest_words import named
from web.middleware import place
from web.records import note_look

Reason = CareNote.Reason
REASONS = [("", gettext_lazy("non ci siamo sentiti")), *Reason.choices]


class AskedForm(forms.Form):
    """What the guest chose to tell."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Che cosa ti ha detto?"), choices=REASONS, required=False, initial="",
        help_text=gettext_lazy("Solo se lo vuole dire. Nessuno perde il posto."),
    )  # fmt: skip


@require_safe
@never_cache
def missed(request: HttpRequest) -> HttpResponse:
    """The notes that wait for a person."""
    canteen = place(request)
    notes = list(care.open_notes(canteen))
    for note in notes:
        note_look(request, note.guest, Look.Purpose.CARE)
    rows = [
        (note, AskedForm(prefix=str(note.pk)), named(note.expires.astimezone(canteen.tz).date(), "j F"))
        for note in notes
    ]
    return render(request, "staff/care.html", {"rows": rows})


@require_POST
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes one."""
    note = get_object_or_404(CareNote, pk=pk, guest__canteen=place(request))
    form = AskedForm(request.POST, prefix=str(pk))
    if form.is_valid():
        try:
            care.close(note, by=cast(User, request.user), **form.cleaned_data)
        except Refusal as refusal:
            told(request, refusal)
        else:
            messages.success(request, _("Grazie di averle pensato."))
    return redirect("care")


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """When somebody is missed, and for how long that is remembered."""

    class Meta:
        model = Canteen
        fields = ["care_after", "care_days", "care_reason"]


class Settings(Act):
    """When and for how long."""

    title = gettext_lazy("Quando ci manca qualcuno")
    lead = gettext_lazy("Vale solo per chi ha detto sì a «Se non ti vediamo, possiamo sentirti?».")
    button = gettext_lazy("Salva")
    done = gettext_lazy("Salvato.")
    back = "care"

    def form(self, data: Any = None) -> SettingsForm:
        return SettingsForm(data, instance=Canteen.objects.get(pk=place(self.request).pk))

    def act(self, facts: dict[str, Any]) -> None:
        Canteen.objects.filter(pk=place(self.request).pk).update(**facts)
