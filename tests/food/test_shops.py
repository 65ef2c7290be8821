"""The coordinator's shops."""

import datetime as dt
import re

import pytest

from canteens.models import User
from recovery.models import Shop
from recovery.refusals import FoodTwice, ShopNameTaken
from recovery.shop_links import link_of
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


def test_all_that_a_coordinator_writes_of_a_shop(browser_of: Browser, carla: User) -> None:
    sent = ABOUT | {
        "address": "via Roma 1", "telephone": "011 942 00 00", "arrival_notes": "Suona sul retro",
        "collected_at": "19:40", "collected_on": ["1", "3"], "crates_lent": "4", "legal_name": "Forno Nuovo Srl",
        "tax_code": "01234567890", "food_0": "Pan carré", "category_0": "bread_packaged", "crate_0": "5",
        "tare_0": "0,8", "date_mark_0": "best_before", "allergens_0": ["gluten", "milk"], "contents_0": ["none"],
    }  # fmt: skip
    assert browser_of(carla).post("/negozio/nuovo/", sent).status_code == 302
    shop = Shop.objects.get(name="Forno Nuovo")
    assert (shop.address, shop.telephone, shop.arrival_notes) == ("via Roma 1", "011 942 00 00", "Suona sul retro")
    assert (shop.collected_at, shop.collected_on, shop.crates_lent) == (dt.time(19, 40), [1, 3], 4)
    assert (shop.legal_name, shop.tax_code) == ("Forno Nuovo Srl", "01234567890")
    item = shop.usual_items.get()
    assert (item.category, item.kind, item.crate_grams, item.tare_grams) == ("bread", "bread_packaged", 5_000, 800)
    assert (item.date_mark, item.allergens, item.contents) == ("best_before", ["gluten", "milk"], [])
    assert item.confirmed_on == shop.canteen.today()
    page = browser_of(carla).get(f"/negozio/{shop.pk}/modifica/").content.decode()
    assert re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page) == [
        ("collected_on", "1"), ("collected_on", "3"), ("allergens_0", "gluten"), ("allergens_0", "milk"),
        ("contents_0", "none"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ticked", "kept"), [([], None), (["unknown"], None), (["none"], []), (["gluten"], ["gluten"])]
)
def test_none_and_not_known_are_two_answers(
    browser_of: Browser, carla: User, ticked: list[str], kept: list[str] | None
) -> None:
    food = {"food_0": "Pane", "category_0": "bread", "crate_0": "4", "allergens_0": ticked}
    browser_of(carla).post("/negozio/nuovo/", ABOUT | food)
    item = Shop.objects.get().usual_items.get()
    assert (item.allergens, item.confirmed_on is None) == (kept, kept is None)


def test_not_known_stands_alone(browser_of: Browser, carla: User) -> None:
    food = {"food_0": "Pane", "category_0": "bread", "crate_0": "4", "allergens_0": ["unknown", "milk"]}
    assert browser_of(carla).post("/negozio/nuovo/", ABOUT | food).status_code == 400


def test_the_link_stands_on_the_coordinators_page(browser_of: Browser, carla: User, bakery: Shop) -> None:
    page = browser_of(carla).get(f"/negozio/{bakery.pk}/modifica/").content.decode()
    assert f"http://testserver/negozio/apri/{link_of(bakery)}/" in page
    assert "/negozio/apri/" not in browser_of(carla).get("/negozio/nuovo/").content.decode()
