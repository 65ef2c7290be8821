"""What there is to eat, for guests: each dish with its pictograms; and the cards that stand on the table."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from canteens.models import Role
from mensa.models import Sitting
from recovery.labels import Label, labels
from recovery.models import Content
from web.access import needs
from web.guest_words import when
from web.middleware import place

PICTURES = {
    Content.PORK: "pig", Content.OTHER_MEAT: "meat", Content.FISH: "fish", Content.ALCOHOL: "glass-full",
    Content.GELATINE: "bone",
}  # fmt: skip


@dataclass(frozen=True)
class Tongue:
    """A card's words in one language."""

    code: str
    bidi: bool
    label: Label


@require_safe
@cache_control(private=True, no_cache=True)
def menu(request: HttpRequest, pk: int) -> HttpResponse:
    """The dishes of a sitting, for anybody."""
    sitting = _sitting(request, pk)
    return render(request, "menu/page.html", {"sitting": sitting, "when": when(sitting), "labels": labels(sitting)})


@require_safe
@needs(Role.COOK, Role.DOOR)
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """One card a dish, large, in every language, for the printer."""
    sitting = _sitting(request, pk)
    return render(request, "menu/cards.html", {"sitting": sitting, "when": when(sitting), "cards": _cards(sitting)})


def _sitting(request: HttpRequest, pk: int) -> Sitting:
    here = Sitting.objects.select_related("canteen").prefetch_related("dishes").filter(canteen=place(request).pk)
    found: Sitting = get_object_or_404(here, pk=pk)
    return found


def _cards(sitting: Sitting) -> list[list[Tongue]]:
    """Each dish in the languages of the house, the page's own first."""
    spoken = translation.get_language()
    codes = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != spoken)
    by_tongue = []
    for code in codes:
        with translation.override(code):
            by_tongue.append([Tongue(code, translation.get_language_bidi(), label) for label in labels(sitting)])
    return [list(dish) for dish in zip(*by_tongue, strict=True)]
