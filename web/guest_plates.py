"""A guest's special plates: what somebody in the party does not eat, with a yes, and what the kitchen answered."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from canteens.errors import Refusal
from guests import diets
from guests.consents import text_lazy
from guests.models import Consent
from guests.needs import Need
from mensa import plates
from mensa.models import Booking
from web.guest_phone import holder
from web.guest_ticket import STILL_MINE, ticket_context, ticket_or_404

OTHERS = tuple(need for need in Need if need not in diets.FIRST)


def choices(needs: "tuple[Need, ...]") -> list[tuple[str, str | Promise]]:
    """Needs as a list to tick."""
    return [(need.value, capfirst(need.label)) for need in needs]


class PlateForm(forms.Form):
    """What is not eaten, by how many, and the yes."""

    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Che cosa non mangi?"), choices=choices(diets.FIRST), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    more = forms.MultipleChoiceField(
        label=gettext_lazy("Altri allergeni"), choices=choices(OTHERS), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    people = forms.IntegerField(
        label=gettext_lazy("Per quante persone?"), min_value=1, initial=1,
        error_messages=dict.fromkeys(["required", "invalid"], gettext_lazy("Scrivi un numero: 1, 2, 3…")),
    )  # fmt: skip
    agreed = forms.BooleanField(label=text_lazy(Consent.Purpose.PLATES), required=False)
    remember = forms.BooleanField(label=gettext_lazy("Ricordatelo per le prossime volte"), required=False)

    def __init__(self, *args: Any, party: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].widget.attrs |= {"max": party, "inputmode": "numeric", "autocomplete": "off"}
        if party == 1:
            self.fields["people"].widget = forms.HiddenInput()

    def facts(self) -> dict[str, Any]:
        """What the verb is told."""
        said = dict(self.cleaned_data)
        return said | {"needs": [*said["needs"], *said.pop("more")]}


class Plates(View):
    """The party's special plates, and one more."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.booking: Booking = ticket_or_404(kwargs["token"], kwargs["pk"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        usual = set() if self.booking.plates.exists() else set(diets.usual(holder(self.booking)))
        first = {"needs": [*usual & {*map(str, diets.FIRST)}], "more": [*usual & {*map(str, OTHERS)}], "people": 1}
        return self.page(PlateForm(initial=first, party=self.booking.party))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = PlateForm(request.POST, party=self.booking.party)
        if not form.is_valid():
            return self.page(form, status=400)
        try:
            plates.ask(self.booking, **form.facts())
        except Refusal as refusal:
            form.add_error("agreed" if isinstance(refusal, plates.ConsentNeeded) else None, refusal.sentence)
            return self.page(form, status=refusal.status)
        return self.done(_("Segnato. La sera prima ti diciamo se la cucina può."))

    def page(self, form: PlateForm, *, status: int = 200) -> HttpResponse:
        """What is asked for already, and the question."""
        asked = list(self.booking.plates.order_by("pk"))
        context = ticket_context(self.request, self.booking) | {
            "form": form, "plates": asked, "room": self.booking.party - sum(plate.people for plate in asked),
            "still": self.booking.status in STILL_MINE, "usual": diets.usual(holder(self.booking)),
        }  # fmt: skip
        return render(self.request, "guest/plates.html", context, status=status)

    def done(self, said: str) -> HttpResponse:
        """Back to the page, with a word."""
        messages.success(self.request, said)
        return redirect("guest_plates", holder(self.booking).token, self.booking.pk)


class TakeBack(Plates):
    """One plate is an ordinary one after all; or, without naming one, everything is forgotten."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        number = request.POST.get("plate", "")
        try:
            if number.isdecimal() and len(number) < 19:
                plates.take_back(self.booking, plate=int(number))
            elif number == "all":
                plates.withdraw(holder(self.booking))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return redirect("guest_plates", holder(self.booking).token, self.booking.pk)
        return self.done(_("Tolto: non lo sappiamo più."))


def page(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The party's plates, on the ticket's own link."""
    return cast(HttpResponse, Plates.as_view()(request, token=token, pk=pk))


@require_POST
def take_back(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One plate less, or none remembered."""
    return cast(HttpResponse, TakeBack.as_view()(request, token=token, pk=pk))
