"""What becomes of a lot but a dish: thrown away, to animals, to the compost, passed on, counted anew."""

import re
import uuid
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteens.models import User
from recovery import stock
from recovery.models import Destination, Lot, Movement
from recovery.weights import kilograms
from web import amounts
from web.acts import Act
from web.shop_form import Kilograms
from web.stock import lot_of

NOTHING = re.compile(r"0+(?:[.,]0+)?")
EDIBLE = [("yes", _("Sì, si poteva mangiare")), ("no", _("No: bucce, ossa, rovinato"))]


class AmountForm(forms.Form):
    """How much of a lot; `client_ref` makes a double tap one movement."""

    part = forms.ChoiceField(
        label=_("Quanto?"), choices=amounts.CHOICES, widget=forms.RadioSelect,
        error_messages={"required": _("Scegli quanto.")},
    )  # fmt: skip
    kg = amounts.weight_field(label=_("Quanti kg, se hai scelto kg?"))
    client_ref = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Kilograms where kilograms were chosen."""
        cleaned = super().clean() or {}
        if "kg" not in self.errors and amounts.missing_weight(cleaned):
            self.add_error("kg", _("Scrivi quanti chili."))
        return cleaned


class EdibleForm(AmountForm):
    """Whether it could be eaten: the standard counts food and peel apart (DOMAIN 3.5)."""

    edible = forms.ChoiceField(
        label=_("Si poteva mangiare?"), choices=EDIBLE, widget=forms.RadioSelect,
        error_messages={"required": _("Scegli sì o no.")},
    )  # fmt: skip


class DiscardForm(EdibleForm):
    """Thrown away: where to."""

    destination = forms.ChoiceField(label=_("Dove è andato?"), choices=Destination.choices)
    why = forms.CharField(label=_("Perché? (se vuoi)"), max_length=120, required=False)


class FeedForm(EdibleForm):
    """To animals or to the compost."""

    kind = forms.ChoiceField(
        label=_("Dove va?"), widget=forms.RadioSelect,
        choices=[(Movement.Kind.ANIMALS, _("Agli animali")), (Movement.Kind.COMPOST, _("Nel compost"))],
        error_messages={"required": _("Scegli dove va.")},
    )  # fmt: skip


class PassOnForm(AmountForm):
    """To another body."""

    to = forms.CharField(
        label=_("A chi? (nome dell'ente)"), max_length=120, error_messages={"required": _("Scrivi a chi lo dai.")}
    )


class Counted(Kilograms):
    """Kilograms that may be none."""

    def clean(self, value: Any) -> Any:
        """Zero is a count too."""
        return 0 if NOTHING.fullmatch(str(value or "").strip()) else super().clean(value)


class CorrectForm(forms.Form):
    """What is there, and how it came to differ."""

    counted = Counted(label=_("Quanti kg ci sono adesso?"), needed=True)
    why = forms.CharField(
        label=_("Perché è diverso?"), max_length=120, error_messages={"required": _("Scrivi perché.")}
    )
    client_ref = forms.UUIDField(widget=forms.HiddenInput)


class LotAct(Act):
    """An act on a lot of the request's canteen."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.lot: Lot = lot_of(request, kwargs["pk"])
        self.lead = _("{food}: restano {kg} kg").format(food=self.lot.food, kg=kilograms(self.lot.left_grams))

    def initial(self) -> dict[str, Any]:
        return {"client_ref": uuid.uuid4()}

    def target(self) -> str:
        return reverse("lot", args=[self.lot.pk])

    def act(self, facts: dict[str, Any]) -> None:
        """Write the movement, as grams and with who it was."""
        grams = amounts.grams(self.lot, facts)
        rest = {name: value for name, value in facts.items() if name not in {"part", "kg"}}
        if "edible" in rest:
            rest["edible"] = rest["edible"] == "yes"
        self.move(grams=grams, by=cast("User", self.request.user), **rest)

    def move(self, **facts: Any) -> None:
        """The ledger's verb."""
        raise NotImplementedError


class Discard(LotAct):
    form_class = DiscardForm
    title = _("Quanto butti?")
    button = _("Scrivo lo scarto")
    done = _("Lo scarto è scritto.")

    def move(self, **facts: Any) -> None:
        stock.discard(self.lot, **facts)


class Feed(LotAct):
    form_class = FeedForm
    title = _("Agli animali o nel compost")
    button = _("Scrivo")
    done = _("È scritto.")

    def move(self, **facts: Any) -> None:
        stock.feed(self.lot, **facts)


class PassOn(LotAct):
    form_class = PassOnForm
    title = _("A chi lo cedi?")
    button = _("Scrivo la cessione")
    done = _("La cessione è scritta.")

    def move(self, **facts: Any) -> None:
        stock.pass_on(self.lot, **facts)


class Correct(LotAct):
    form_class = CorrectForm
    title = _("Conta di nuovo")
    button = _("Scrivo la rettifica")
    done = _("Il conto è giusto.")

    def act(self, facts: dict[str, Any]) -> None:
        stock.correct(self.lot, by=cast("User", self.request.user), **facts)
