"""A shop as the coordinator writes it down: where it is, when the van passes, what it usually gives."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from recovery.kinds import Kinds, kinds_on
from recovery.models import Allergen, Category, Content, DateMark, Shop, UsualItem
from recovery.shops import Usual, keep, shopkeepers
from recovery.weights import kilograms
from web.canteen import WEEKDAYS
from web.shop_form import Kilograms

SPARE = 3
"""Empty rows for more usual foods."""
UNKNOWN, NONE = "unknown", "none"
FACTS = [
    "name",
    "kind",
    "address",
    "telephone",
    "arrival_notes",
    "collected_at",
    "crates_lent",
    "legal_name",
    "tax_code",
]


class Codes(forms.MultipleChoiceField):
    """Which of some kinds a food holds: none of them and *not known* are answers of their own."""

    def __init__(self, *, kinds: type[TextChoices], **options: Any) -> None:
        choices = [(UNKNOWN, _("non so")), (NONE, _("nessuno")), *kinds.choices]
        super().__init__(choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> Any:
        """The codes: an empty tuple for none of them, None where it is not known."""
        said = super().clean(value)
        if len(said) > 1 and {UNKNOWN, NONE} & set(said):
            raise forms.ValidationError(_("«Nessuno» e «non so» stanno da soli."))
        return None if said in ([], [UNKNOWN]) else tuple(code for code in said if code != NONE)


def as_codes(codes: list[str] | None) -> list[str]:
    """What is ticked for codes that are known, or not."""
    return [UNKNOWN] if codes is None else codes or [NONE]


@dataclass(frozen=True)
class UsualRow:
    """The fields of one usual food: what everybody fills in, and what stands behind *Altro*."""

    food: BoundField
    main: list[BoundField]
    more: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Whether something is wrong in what stands behind *Altro*."""
        return any(field.errors for field in self.more)


class ShopForm(forms.Form):
    """A shop with its usual foods, one a row."""

    name = forms.CharField(label=_("Nome"), max_length=80)
    kind = forms.ChoiceField(label=_("Che cosa è?"), choices=Shop.Kind.choices)
    ask_above = Kilograms(label=_("Chiedi conferma sopra i kg"), needed=True)
    address = forms.CharField(label=_("Indirizzo"), max_length=200, required=False)
    telephone = forms.CharField(
        label=_("Telefono"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    arrival_notes = forms.CharField(
        label=_("Come si arriva"), max_length=200, required=False, help_text=_("Per esempio: suona sul retro.")
    )
    collected_at = forms.TimeField(
        label=_("Il furgone passa alle"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    collected_on = forms.TypedMultipleChoiceField(
        label=_("Il furgone passa di"), choices=WEEKDAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Anche senza una consegna scritta. Nessun giorno: solo quando il negozio consegna."),
    )  # fmt: skip
    crates_lent = forms.IntegerField(label=_("Casse da riportare"), min_value=0, max_value=999, required=False)
    legal_name = forms.CharField(
        label=_("Ragione sociale"), max_length=120, required=False, help_text=_("Come sta sui documenti.")
    )
    tax_code = forms.CharField(label=_("Partita IVA o codice fiscale"), max_length=16, required=False)

    def __init__(self, data: Any, *, shop: Shop) -> None:
        items = list(shop.usual_items.all()) if shop.pk else []
        self.shop, self.count, self.kinds = shop, len(items) + SPARE, kinds_on(shop.canteen.today())
        start: dict[str, Any] = {name: getattr(shop, name) for name in FACTS} | {
            "kind": shop.kind or Shop.Kind.BAKERY, "ask_above": kilograms(shop.ask_above_grams),
            "collected_on": shop.collected_on, "people": list(shop.people.all()) if shop.pk else [],
        }  # fmt: skip
        for n, item in enumerate(items):
            start |= {f"{name}_{n}": value for name, value in _facts_of(item).items()}
        super().__init__(data, initial=start)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            shopkeepers(shop.canteen), label=_("Chi consegna"), required=False, widget=forms.CheckboxSelectMultiple
        )
        for n in range(self.count):
            self.fields |= {f"{name}_{n}": field for name, field in _usual_fields(self._kind_choices()).items()}

    @property
    def about(self) -> list[BoundField]:
        """The fields of the shop itself."""
        return [self[name] for name in ("name", "kind", "ask_above", "people")]

    @property
    def round(self) -> list[BoundField]:
        """What the driver needs."""
        names = ("address", "telephone", "arrival_notes", "collected_at", "collected_on", "crates_lent")
        return [self[name] for name in names]

    @property
    def papers(self) -> list[BoundField]:
        """What documents need."""
        return [self[name] for name in ("legal_name", "tax_code")]

    @property
    def rows(self) -> list[UsualRow]:
        """The fields of each usual food."""
        main, more = ("category", "crate"), ("tare", "date_mark", "allergens", "contents", "confirmed_on")
        return [
            UsualRow(self[f"food_{n}"], [self[f"{x}_{n}"] for x in main], [self[f"{x}_{n}"] for x in more])
            for n in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """A food needs the weight of its crate."""
        cleaned = super().clean() or {}
        for n in range(self.count):
            if cleaned.get(f"food_{n}") and not cleaned.get(f"crate_{n}") and f"crate_{n}" not in self.errors:
                self.add_error(f"crate_{n}", _("Scrivi quanto pesa una cassa."))
        return cleaned

    def kept(self) -> Shop:
        """Write it down. Raises what `keep` raises."""
        said = self.cleaned_data
        for name in FACTS:
            setattr(self.shop, name, said[name])
        self.shop.crates_lent, self.shop.collected_on = said["crates_lent"] or 0, said["collected_on"]
        self.shop.ask_above_grams = said["ask_above"]
        foods = [n for n in range(self.count) if said[f"food_{n}"]]
        return keep(self.shop, people=said["people"], usual=[self._usual(n) for n in foods])

    def _usual(self, n: int) -> Usual:
        """A row; what is known of its allergens is confirmed today where no day was written."""
        names = ("food", "category", "crate", "tare", "date_mark", "allergens", "contents", "confirmed_on")
        said = {name: self.cleaned_data[f"{name}_{n}"] for name in names}
        code = said["category"] or Category.OTHER
        category = self.kinds[code].category if code in self.kinds else code
        known = said["allergens"] is not None
        return Usual(
            said["food"], category, said["crate"], tare_grams=said["tare"] or 0, kind="" if code == category else code,
            date_mark=said["date_mark"] or DateMark.NONE, allergens=said["allergens"], contents=said["contents"],
            confirmed_on=(said["confirmed_on"] or self.shop.canteen.today()) if known else None,
        )  # fmt: skip

    def _kind_choices(self) -> list[tuple[Any, list[tuple[str, str]]]]:
        """Kinds of food below their categories, the category's own first."""
        return [
            (label, sorted(_kinds_of(self.kinds, category), key=lambda one: one[0] != category))
            for category, label in Category.choices
        ]


def _kinds_of(kinds: Kinds, category: str) -> list[tuple[str, str]]:
    return [(kind.code, kind.name) for kind in kinds.values() if kind.category == category]


def _facts_of(item: UsualItem) -> dict[str, Any]:
    return {
        "food": item.food, "category": item.kind or item.category, "crate": kilograms(item.crate_grams),
        "tare": kilograms(item.tare_grams) if item.tare_grams else "", "date_mark": item.date_mark,
        "allergens": as_codes(item.allergens), "contents": as_codes(item.contents),
        "confirmed_on": item.confirmed_on,
    }  # fmt: skip


def _usual_fields(kinds: list[tuple[Any, list[tuple[str, str]]]]) -> dict[str, forms.Field]:
    day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return {
        "food": forms.CharField(label=_("Cibo"), max_length=60, required=False),
        "category": forms.ChoiceField(label=_("Categoria"), choices=kinds, required=False),
        "crate": Kilograms(label=_("kg di una cassa")),
        "tare": Kilograms(label=_("Cassa vuota, in kg")),
        "date_mark": forms.ChoiceField(label=_("Data sulla confezione"), choices=DateMark.choices, required=False),
        "allergens": Codes(label=_("Allergeni, come li conferma il negozio"), kinds=Allergen),
        "contents": Codes(label=_("Contiene"), kinds=Content),
        "confirmed_on": forms.DateField(label=_("Confermati il"), required=False, widget=day),
    }
