"""What guests read: food is labelled, not people; what is not known is never said to be absent."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from canteens.models import User
from mensa.models import Sitting
from recovery import kitchen, receipt
from recovery.donations import Line, log
from recovery.labels import NUMBERS, label
from recovery.models import Allergen, Dish, Lot, Shop
from recovery.stock import Take
from tests.food.conftest import Browser
from tests.food.test_kitchen_page import text

NO_GLUTEN = "Senza ingredienti con glutine; tracce possibili."
UNKNOWN = "Non conosciamo tutti gli allergeni: chiedi prima di mangiare."
NOT_SAID = "Non sappiamo se contiene maiale, altra carne, pesce, alcol o gelatina: chiedi prima di mangiare."
NONE_OF_FIVE = "Nessun ingrediente con maiale, altra carne, pesce, alcol o gelatina."


def test_the_fourteen_have_the_numbers_of_the_annex() -> None:
    assert [(NUMBERS[one], one.value) for one in Allergen] == [
        (1, "gluten"), (2, "crustaceans"), (3, "eggs"), (4, "fish"), (5, "peanuts"), (6, "soy"), (7, "milk"),
        (8, "nuts"), (9, "celery"), (10, "mustard"), (11, "sesame"), (12, "sulphites"), (13, "lupin"), (14, "molluscs"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "remarks"),
    [
        ({}, (NO_GLUTEN, NONE_OF_FIVE)),
        ({"allergens": ["gluten"]}, (NONE_OF_FIVE,)),
        ({"allergens_known": False}, (UNKNOWN, NONE_OF_FIVE)),
        ({"allergens": ["milk"], "allergens_known": False, "contents_known": False}, (UNKNOWN, NOT_SAID)),
        ({"contents": ["pork"]}, (NO_GLUTEN,)),
        ({"contents": ["pork"], "contents_known": False}, (NO_GLUTEN, NOT_SAID)),
    ],
)
def test_what_is_said_in_words(facts: dict[str, Any], remarks: tuple[str, ...]) -> None:
    said = label(Dish(**{"allergens": [], "contents": []} | facts)).remarks
    assert said == remarks
    assert [each for each in said if "senza glutine" in each.lower()] == []


@pytest.fixture
def dishes(market: Shop, bakery: Shop, lunch: Sitting) -> list[Dish]:
    """Pork with celery; then bread of which somebody cleared the allergens and not what else is in it."""
    meat = Line("Maiale", "meat", 4_000, kind="dairy_hard", allergens=(), contents=("pork",))
    lots = [weighed(market, meat, "a"), weighed(market, Line("Sedano", "vegetables", 2_000, kind="celery"), "b")]
    bread = weighed(bakery, Line("Pane", "bread", 3_000, allergens=("gluten", "sesame")), "c")
    return [
        kitchen.cook(lunch, name="Brasato", portions=20, takes=[Take(lot, 1_000) for lot in lots], by=None),
        kitchen.cook(lunch, name="Pancotto", portions=20, takes=[Take(bread, 1_000)], by=None),
    ]


def weighed(shop: Shop, line: Line, ref: str) -> Lot:
    return receipt.weigh(log(shop, lines=[line], client_ref=ref).lots.get(), gross=line.grams, by=None)


def test_guests_read_the_menu(client: Client, dishes: list[Dish], lunch: Sitting) -> None:
    answer = client.get(reverse("menu", args=[lunch.pk]))
    page = text(answer)
    assert f"Brasato maiale Allergeni 9 sedano {NO_GLUTEN}" in page
    assert f"Pancotto Allergeni 1 glutine 11 sesamo {NOT_SAID}" in page
    assert re.findall(r"pictograms.svg#(pig|meat|fish|glass-full|bone)", answer.content.decode()) == ["pig"]
    assert "20" not in re.sub("2026|1169/2011", "", page)  # no portions: they would tell how many come


def test_nothing_is_known_of_some_of_it(client: Client, dishes: list[Dish], lunch: Sitting) -> None:
    Dish.objects.filter(pk=dishes[0].pk).update(allergens_known=False)
    page = text(client.get(reverse("menu", args=[lunch.pk])))
    assert f"Brasato maiale Allergeni, almeno questi 9 sedano {UNKNOWN}" in page


@pytest.mark.parametrize("menu", ["", "pasta e ceci"])
@pytest.mark.parametrize("cooked", [False, True])
def test_the_days_card_leads_there_once_there_is_something_to_read(
    client: Client, lunch: Sitting, market: Shop, menu: str, cooked: bool
) -> None:
    Sitting.objects.filter(pk=lunch.pk).update(menu=menu)
    if cooked:
        lot = weighed(market, Line("Patate", "vegetables", 2_000), "a")
        kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(lot, 1_000)], by=None)
    link = f'href="{reverse("menu", args=[lunch.pk])}"'
    assert client.get("/").content.decode().count(link) == (1 if menu or cooked else 0)


def test_before_anything_is_cooked(client: Client, lunch: Sitting) -> None:
    assert "Ancora nessun piatto" in text(client.get(reverse("menu", args=[lunch.pk])))
    Sitting.objects.filter(pk=lunch.pk).update(menu="pasta e ceci")
    assert "pasta e ceci Gli ingredienti e gli allergeni" in text(client.get(reverse("menu", args=[lunch.pk])))


def test_cards_speak_every_language(nico: User, browser_of: Browser, dishes: list[Dish], lunch: Sitting) -> None:
    page = browser_of(nico).get(reverse("menu_cards", args=[lunch.pk])).content.decode()
    assert page.count('class="card table-card"') == 2
    first = page.partition("table-card")[2].partition("</article>")[0]
    assert sorted(set(re.findall(r'lang="(\w+)"', first))) == ["ar", "en", "it"]


def test_the_menu_takes_three_queries(
    client: Client, dishes: list[Dish], lunch: Sitting, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):  # canteen, sitting, dishes
        client.get(reverse("menu", args=[lunch.pk]))
