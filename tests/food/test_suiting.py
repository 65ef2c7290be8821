"""Which dishes somebody may eat, as far as is known: for the cook who decides about a plate."""

import pytest

from guests.needs import Need
from recovery.models import Allergen, Content, Dish
from recovery.suiting import suits


def dish(allergens: str = "", contents: str = "", *, known: bool = True) -> Dish:
    return Dish(
        name="Zuppa", allergens=allergens.split(), contents=contents.split(),
        allergens_known=known, contents_known=known,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("needs", "made", "contains", "possible"),
    [
        ("pork", dish(contents="pork"), ("maiale",), False),
        ("pork", dish(contents="other_meat"), (), True),
        ("pork", dish(allergens="milk", known=False), (), False),
        ("meat", dish(contents="other_meat"), ("altra carne",), False),
        ("vegetarian", dish(allergens="fish", contents="fish"), ("pesce",), False),
        ("vegetarian", dish(allergens="milk eggs"), (), True),
        ("vegan", dish(allergens="milk eggs"), ("uova", "latte"), False),
        ("halal", dish(contents="alcohol"), ("alcol",), False),
        ("halal", dish(contents="other_meat"), ("altra carne",), False),
        ("gluten", dish(allergens="milk"), (), True),
        ("gluten", dish(allergens="gluten milk"), ("glutine",), False),
        ("gluten milk", dish(allergens="gluten milk"), ("glutine", "latte"), False),
        ("diabetes", dish(), (), False),
        ("soft", dish(), (), False),
    ],
)
def test_dish_for_a_need(needs: str, made: Dish, contains: tuple[str, ...], possible: bool) -> None:
    found = suits(made, needs.split())
    assert (found.contains, found.possible) == (contains, possible)


def test_every_need_is_known_to_labels_or_to_nobody() -> None:
    full = dish(" ".join(Allergen.values), " ".join(Content.values))
    assert [need.value for need in Need if not suits(full, [need]).contains] == ["diabetes", "soft"]
