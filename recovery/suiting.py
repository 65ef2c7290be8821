"""Which dishes of a sitting somebody may eat, as far as their lots tell: for the cook who decides about a plate."""

from collections.abc import Iterable
from dataclasses import dataclass

from guests.needs import Need
from mensa.models import Sitting
from recovery.models import Allergen, Content, Dish

MEAT = {Content.PORK, Content.OTHER_MEAT}
CONTENTS: dict[str, set[Content]] = {
    Need.PORK: {Content.PORK}, Need.MEAT: MEAT, Need.FISH: {Content.FISH}, Need.ALCOHOL: {Content.ALCOHOL},
    Need.GELATINE: {Content.GELATINE}, Need.VEGETARIAN: {*MEAT, Content.FISH, Content.GELATINE},
    Need.VEGAN: {*MEAT, Content.FISH, Content.GELATINE},
    Need.HALAL: {*MEAT, Content.ALCOHOL, Content.GELATINE},
}  # fmt: skip
"""What each need avoids of what dishes are labelled with. Halal without a certificate: no meat at all."""
ALLERGENS: dict[str, set[Allergen]] = {one.value: {one} for one in Allergen} | {
    Need.VEGETARIAN: {Allergen.FISH, Allergen.CRUSTACEANS, Allergen.MOLLUSCS},
    Need.VEGAN: {Allergen.FISH, Allergen.CRUSTACEANS, Allergen.MOLLUSCS, Allergen.EGGS, Allergen.MILK},
}
UNTOLD = {Need.DIABETES, Need.SOFT}
"""No label of a lot tells of these: the cook knows, or nobody."""


@dataclass(frozen=True)
class Suits:
    """A dish for a need. `contains`: it can't be; `unknown`: nobody may say that it can."""

    dish: Dish
    contains: tuple[str, ...]
    unknown: bool

    @property
    def possible(self) -> bool:
        """Nothing of it is avoided, as far as is known: no promise of a plate without traces (DOMAIN 5.13)."""
        return not self.contains and not self.unknown


def suits(dish: Dish, needs: Iterable[str]) -> Suits:
    """Whether a dish has what `needs` avoid; what is not known of it stays unknown, never absent."""
    allergens, contents = _avoided(needs)
    found = [str(one.label) for one in Allergen if one in allergens and one in dish.allergens]
    found += [str(one.label) for one in Content if one in contents and one in dish.contents]
    blind = (bool(allergens) and not dish.allergens_known) or (bool(contents) and not dish.contents_known)
    return Suits(dish, tuple(dict.fromkeys(found)), blind or bool(UNTOLD & set(needs)))


def suiting(sitting: Sitting, needs: Iterable[str]) -> list[Suits]:
    """The same for every dish of a sitting, in the order in which they were cooked."""
    said = tuple(needs)
    return [suits(dish, said) for dish in sitting.dishes.all()]


def _avoided(needs: Iterable[str]) -> tuple[set[Allergen], set[Content]]:
    said = list(needs)
    return (
        set().union(*(ALLERGENS.get(need, set()) for need in said)),
        set().union(*(CONTENTS.get(need, set()) for need in said)),
    )
