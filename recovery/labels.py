"""What stands beside a dish, so that nobody has to ask: food is labelled, not people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mensa.models import Sitting
from recovery.models import Allergen, Content, Dish

NUMBERS = {allergen: number for number, allergen in enumerate(Allergen, start=1)}
"""The numbers by which Italian menus call the fourteen, in the order of Reg. (EU) 1169/2011, Annex II."""


@dataclass(frozen=True)
class Label:
    """A dish for its guests: allergens in the law's order, contents, and what has to be said in words."""

    dish: Dish
    allergens: tuple[tuple[int, Allergen], ...]
    contents: tuple[Content, ...]
    remarks: tuple[str, ...]


def label(dish: Dish) -> Label:
    """The label of a dish. Unknown is said to be unknown, never absent; and no absence makes a dish gluten-free: that
    would be a promise of at most 20 mg/kg (DOMAIN 5.13)."""
    allergens = tuple((number, one) for one, number in NUMBERS.items() if one in dish.allergens)
    contents = tuple(one for one in Content if one in dish.contents)
    return Label(dish, allergens, contents, tuple(_remarks(dish)))


def _remarks(dish: Dish) -> Iterable[str]:
    if not dish.allergens_known:
        yield _("Non conosciamo tutti gli allergeni: chiedi prima di mangiare.")
    elif Allergen.GLUTEN not in dish.allergens:
        yield _("Senza ingredienti con glutine; tracce possibili.")
    if not dish.contents_known:
        yield _("Non sappiamo se contiene maiale, altra carne, pesce, alcol o gelatina: chiedi prima di mangiare.")
    elif not dish.contents:
        yield _("Nessun ingrediente con maiale, altra carne, pesce, alcol o gelatina.")


def labels(sitting: Sitting) -> list[Label]:
    """The labels of a sitting's dishes, in the order in which they were cooked."""
    return [label(dish) for dish in sitting.dishes.all()]
