"""Every component on one page, with invented data: for who changes the look."""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from web.rendering import LookRenderer


class Face(NamedTuple):
    """A card's face as guests.cards derives it."""

    pictogram: str
    colour: str
    number: str


FACES = (
    Face("fish", "blue", "42"),
    Face("carrot", "orange", "17"),
    Face("mushroom", "brown", "08"),
    Face("leaf", "green", "31"),
    Face("cheese", "gold", "55"),
    Face("bread", "brown", "70"),
    Face("apple", "red", "26"),
    Face("egg", "purple", "99"),
    Face("lemon", "gold", "63"),
    Face("soup", "orange", "12"),
    Face("cherry", "red", "84"),
    Face("banana", "blue", "39"),
    Face("milk", "black", "05"),
    Face("flower", "purple", "77"),
    Face("bell", "green", "21"),
    Face("butterfly", "black", "48"),
)
CHART = mark_safe(  # noqa: S308 - a constant
    '<svg viewBox="0 0 400 150">'
    + "".join(
        f'<rect x="{10 + i * 33}" y="{140 - h}" width="24" height="{h}" rx="4" '
        f'fill="var(--bar{"-now" if i == 11 else ""})"/>'
        for i, h in enumerate((84, 90, 71, 98, 106, 90, 112, 104, 120, 111, 116, 131))
    )
    + "</svg>"
)
QR = mark_safe(
    '<svg class="qr" viewBox="0 0 8 8" role="img" aria-label="QR">'
    '<path d="M0 .5h3m2 0h3m-8 1h1m1 0h1m2 0h1m1 0h1M0 2.5h3m2 0h3m-6 1h2m1 0h1M1 5.5h2m2 0h3" /></svg>'
)


class SampleForm(forms.Form):
    """A form of each kind of field, one of them wrong."""

    alias = forms.CharField(label="Come ti chiamiamo?", help_text="Se vuoi. Un nome qualsiasi.")
    email = forms.EmailField(label="E-mail")
    tongue = forms.ChoiceField(label="Lingua", choices=[("it", "Italiano"), ("ar", "العربية")])
    reminder = forms.BooleanField(label="Ricordamelo la sera prima", required=False)
    diet = forms.MultipleChoiceField(
        label="Che cosa non mangi?",
        choices=[("pork", "maiale"), ("fish", "pesce")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; it reads nothing, changes nothing, and is not there in production."""
    if not settings.DEVELOPMENT:
        raise Http404
    form = SampleForm({"alias": "Amina", "email": "amina@", "tongue": "ar"}, renderer=LookRenderer())
    return render(request, "gallery.html", sample() | {"form": form})


def sample() -> dict[str, Any]:
    """What the components need, invented."""
    return {
        "faces": FACES,
        "chart": CHART,
        "qr": QR,
        "waiting": _("Lista d'attesa"),
        "columns": [("Categoria", False), ("kg", True), ("cucinati", True), ("in dispensa", True)],
        "rows": [("Verdura", (498, 301, 46)), ("Frutta", (334, 140, 22)), ("Pane e pizza", (100, 61, 0))],
        "total": ("Totale", (932, 502, 68)),
    }
