"""The coordinator's shops."""

import re

import pytest

from canteens.models import User
from recovery.models import Shop
from recovery.refusals import FoodTwice, ShopNameTaken
from recovery.shops import Usual, keep, shopkeepers
from tests.food.conftest import Browser

ABOUT = {"name": "Forno Nuovo", "kind": "bakery", "ask_above": "80"}


def usual_of(shop: Shop) -> list[tuple[str, str, int]]:
    return list(shop.usual_items.values_list("food", "category", "crate_grams"))


def test_a_new_shop_with_its_people_and_food(browser_of: Browser, carla: User, bruna: User) -> None:
    food = {
        "food_0": "Pane",
        "category_0": "bread",
        "crate_0": "4,5",
        "food_2": "Torte",
        "category_2": "pastry",
        "crate_2": "2",
    }
    answer = browser_of(carla).post("/negozio/nuovo/", ABOUT | food | {"people": [bruna.pk]})
    assert answer.headers["Location"] == "/negozio/"
    shop = Shop.objects.get(name="Forno Nuovo")
    assert (shop.kind, shop.ask_above_grams, list(shop.people.all())) == ("bakery", 80_000, [bruna])
    assert usual_of(shop) == [("Pane", "bread", 4_500), ("Torte", "pastry", 2_000)]


def test_a_shop_is_changed_and_its_other_foods_stay(
    browser_of: Browser, carla: User, bruna: User, bakery: Shop
) -> None:
    page = browser_of(carla).get(f"/negozio/{bakery.pk}/modifica/").content.decode()
    assert re.findall(r'name="food_\d"(?: value="(\w+)")?', page) == ["Pane", "Dolci", "", "", ""]
    sent = {"name": "Panetteria", "kind": "bakery", "ask_above": "1.250,5", "people": [bruna.pk]}
    food = {
        "food_0": "Pane",
        "category_0": "bread",
        "crate_0": "5",
        "food_1": "",
        "category_1": "pastry",
        "crate_1": "2,5",
    }
    browser_of(carla).post(f"/negozio/{bakery.pk}/modifica/", sent | food)
    bakery.refresh_from_db()
    assert (bakery.name, bakery.ask_above_grams, usual_of(bakery)) == (
        "Panetteria",
        1_250_500,
        [("Pane", "bread", 5_000)],
    )


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": "Mercato"}, "C&#x27;è già un negozio che si chiama Mercato."),
        ({"food_0": "Pane", "crate_0": "1", "food_1": "pane", "crate_1": "2"}, "Lo stesso cibo è scritto due volte."),
        ({"food_0": "Pane"}, "Scrivi quanto pesa una cassa."),
        ({"ask_above": ""}, 'role="alert"'),
    ],
)
def test_what_is_wrong_is_said(browser_of: Browser, carla: User, market: Shop, sent: dict[str, str], told: str) -> None:
    categories = {f"category_{n}": "bread" for n in range(3)}
    answer = browser_of(carla).post("/negozio/nuovo/", ABOUT | categories | sent)
    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert list(Shop.objects.all()) == [market]


def test_only_coordinators_change_shops(browser_of: Browser, bruna: User, bakery: Shop) -> None:
    phone = browser_of(bruna)
    assert [phone.get(path).status_code for path in ("/negozio/nuovo/", f"/negozio/{bakery.pk}/modifica/")] == [
        403,
        403,
    ]


def test_only_shopkeepers_can_speak_for_a_shop(bakery: Shop, bruna: User, gino: User, carla: User) -> None:
    gino.is_active = False
    gino.save()
    assert list(shopkeepers(bakery.canteen)) == [bruna]


def test_refused_whole(bakery: Shop, market: Shop) -> None:
    bakery.name = "Mercato"
    with pytest.raises(ShopNameTaken):
        keep(bakery, people=[], usual=[])
    with pytest.raises(FoodTwice):
        keep(market, people=[], usual=[Usual("Pane", "bread", 1), Usual("PANE", "bread", 2)])
    assert usual_of(bakery) == [("Pane", "bread", 4_000), ("Dolci", "pastry", 2_500)]
