"""A coordinator's shops through the API, and a donation that a nervous network sends twenty times."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from recovery.models import Donation, Shop, UsualItem
from recovery.shop_links import shop_of
from tests.api.conftest import Helper, with_token
from tests.races.crowd import at_once, errors

TAPS = 20
BREAD = {
    "food": "Pane", "kind": "bread", "crate_grams": 8_000, "tare_grams": 400, "date_mark": "best_before",
    "allergens": ["gluten"], "contents": [],
}  # fmt: skip
FACTS: dict[str, Any] = {
    "name": "Forno Nuovo", "kind": "bakery", "ask_above_grams": 80_000, "address": "via Roma 1",
    "telephone": "011 942 00 00", "arrival_notes": "Suona sul retro", "collected_at": "19:40", "collected_on": [1, 3],
    "crates_lent": 4, "legal_name": "Forno Nuovo Srl", "tax_code": "01234567890",
}  # fmt: skip


@pytest.fixture
def fausto(helper: Helper) -> User:
    return helper("Fausto", Role.SHOP)


@pytest.fixture
def forno(canteen: Canteen, fausto: User, friday: dt.datetime) -> Shop:
    shop = Shop.objects.create(canteen=canteen, name="Forno Fausto", kind=Shop.Kind.BAKERY, crates_lent=2)
    shop.people.add(fausto)
    UsualItem.objects.create(shop=shop, food="Pane", category="bread", crate_grams=8_000)
    return shop


def test_a_new_shop_with_its_people_and_food(carla: User, fausto: User, canteen: Canteen, friday: dt.datetime) -> None:
    desk, address = with_token(carla), f"/api/v1/canteens/{canteen.pk}/shops/"
    made = desk.post(address, FACTS | {"people": [fausto.pk], "items": [BREAD]}, "json")
    shop = Shop.objects.get()
    item = shop.usual_items.get()
    expected = FACTS | {
        "id": shop.pk, "canteen": canteen.pk, "people": [fausto.pk],
        "items": [{"id": item.pk, "category": "bread", "confirmed_on": "2026-11-20"} | BREAD],
    }  # fmt: skip
    assert (made.status_code, made.json()) == (201, expected)
    assert desk.get(address).json() == [expected]
    assert desk.get(f"/api/v1/shops/{shop.pk}/").json() == expected


def test_what_is_not_sent_stays(carla: User, fausto: User, forno: Shop) -> None:
    answer = with_token(carla).put(f"/api/v1/shops/{forno.pk}/", {"name": "Forno", "kind": "deli"}, "json").json()
    told = {name: answer[name] for name in ("name", "kind", "crates_lent", "people")}
    assert told == {"name": "Forno", "kind": "deli", "crates_lent": 2, "people": [fausto.pk]}
    assert [item["food"] for item in answer["items"]] == ["Pane"]


def test_foods_are_sent_whole(carla: User, forno: Shop) -> None:
    kept = forno.usual_items.get().pk
    plain = {"food": "Ricotta", "kind": "dairy", "crate_grams": 2_000}
    said = {"name": "Forno", "kind": "bakery", "people": [], "items": [BREAD, plain]}
    with_token(carla).put(f"/api/v1/shops/{forno.pk}/", said, "json")
    rows = forno.usual_items.values_list("food", "tare_grams", "allergens", "confirmed_on")
    assert list(rows) == [("Pane", 400, ["gluten"], dt.date(2026, 11, 20)), ("Ricotta", 0, None, None)]
    assert (forno.usual_items.get(food="Pane").pk, list(forno.people.all())) == (kept, [])


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"name": "Mercato"}, 409, "shop_name_taken"),
        ({"items": [BREAD, BREAD | {"food": "pane"}]}, 400, "food_twice"),
        ({"items": [BREAD | {"kind": "stone"}]}, 400, "invalid"),
        ({"items": [{"food": "Pane"}]}, 400, "invalid"),
        ({"items": [BREAD | {"crate_grams": 0}]}, 400, "invalid"),
        ({"people": [10**9]}, 400, "invalid"),
        ({"collected_on": [8]}, 400, "invalid"),
        ({"kind": ""}, 400, "invalid"),
    ],
)
def test_what_can_not_be_written(
    carla: User, canteen: Canteen, forno: Shop, facts: dict[str, Any], status: int, code: str
) -> None:
    Shop.objects.create(canteen=canteen, name="Mercato")
    said = {"name": "Forno", "kind": "bakery"} | facts
    answer = with_token(carla).put(f"/api/v1/shops/{forno.pk}/", said, "json")
    forno.refresh_from_db()
    assert (answer.status_code, answer.json()["code"], forno.name) == (status, code, "Forno Fausto")


def test_a_new_link_shuts_the_old_one_out(carla: User, forno: Shop) -> None:
    desk, address = with_token(carla), f"/api/v1/shops/{forno.pk}/link/"
    old, again, new = (desk.get(address).json(), desk.get(address).json(), desk.post(address).json())
    secrets = [link["address"].rstrip("/").rpartition("/")[2] for link in (old, again, new)]
    assert old["address"].startswith("http://testserver/negozio/apri/")
    assert [shop_of(secret) for secret in secrets] == [None, None, forno]


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_once_are_one_201(transactional_db: None) -> None:
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    shop = Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY)
    nora = take_in(canteen, email="nora@example.org", name="Nora", roles=[Role.SHOP])
    shop.people.add(nora)
    gift = {"client_ref": "till-1", "lines": [{"food": "Pane", "category": "bread", "grams": 8_000}]}
    tills = [with_token(nora) for _ in range(TAPS)]
    results = at_once(
        [[lambda till=till: till.post(f"/api/v1/shops/{shop.pk}/donations/", gift, "json")] for till in tills]
    )
    assert errors(results) == []
    assert Counter(answer.status_code for answer in results) == {201: 1, 200: 19}
    assert {answer.json()["id"] for answer in results} == {Donation.objects.get().pk}
