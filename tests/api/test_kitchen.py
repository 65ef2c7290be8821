"""The kitchen and the ledger by the API: the same verbs, the same refusals, and nothing of another canteen."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from canteens.models import Canteen, Role, User
from mensa.booking import book
from mensa.models import Sitting
from recovery import kitchen, receipt
from recovery.donations import Line, log
from recovery.models import Dish, Lot, Shop
from recovery.stock import Take
from tests.api.conftest import Helper, with_token


@pytest.fixture
def nico(helper: Helper) -> APIClient:
    """Nico cooks."""
    return with_token(helper("Nico", Role.COOK))


@pytest.fixture
def market(canteen: Canteen) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Mercato", kind=Shop.Kind.MARKET)


def weighed(shop: Shop, line: Line, ref: str = "a") -> Lot:
    return receipt.weigh(log(shop, lines=[line], client_ref=ref).lots.get(), gross=line.grams, by=None)


@pytest.fixture
def crate(market: Shop, lunch: Sitting) -> Lot:
    """10 kg of celery."""
    return weighed(market, Line("Sedano", "vegetables", 10_000, kind="celery"))


def test_the_morning(nico: APIClient, lunch: Sitting, crate: Lot) -> None:
    book(lunch, party=4)
    assert nico.get(f"/api/v1/sittings/{lunch.pk}/kitchen/").json() == {
        "sitting": lunch.pk, "day": "2026-11-23", "booked": 4, "usual": None, "cook_for": 4,
        "use_first": [{
            "id": crate.pk, "food": "Sedano", "category": "vegetables", "state": "accepted", "doubt": "",
            "received_grams": 10_000, "left_grams": 10_000, "safe_until": "2026-11-25", "allergens": ["celery"],
            "contents": [],
        }],
    }  # fmt: skip


def test_a_dish(nico: APIClient, lunch: Sitting, crate: Lot) -> None:
    ref = str(uuid.uuid4())
    said = {
        "name": "Zuppa", "portions": 20, "client_ref": ref, "allergens": ["milk"],
        "takes": [{"lot": crate.pk, "part": "half"}],
    }  # fmt: skip
    where = f"/api/v1/sittings/{lunch.pk}/dishes/"
    made, again = (nico.post(where, said, format="json") for _tap in range(2))
    assert (made.status_code, again.status_code, made.json() == again.json()) == (201, 200, True)
    facts = made.json()
    assert {name: facts[name] for name in ("name", "portions", "allergens", "allergens_known", "parts")} == {
        "name": "Zuppa", "portions": 20, "allergens": ["celery", "milk"], "allergens_known": True,
        "parts": [{"lot": crate.pk, "food": "Sedano", "grams": 5_000}],
    }  # fmt: skip
    assert (nico.get(where).json(), nico.get(f"/api/v1/dishes/{facts['id']}/").json()) == ([facts], facts)


@pytest.mark.parametrize(
    ("take", "status", "code"),
    [
        ({"grams": 10_001}, 409, "not_enough_left"),
        ({"grams": 10_500, "found": 500}, 201, None),
        ({"grams": 100, "part": "all"}, 400, "invalid"),
        ({}, 400, "invalid"),
    ],
)
def test_more_than_there_is(
    nico: APIClient, lunch: Sitting, crate: Lot, take: dict[str, Any], status: int, code: str | None
) -> None:
    said = {"name": "Zuppa", "portions": 20, "takes": [{"lot": crate.pk} | take]}
    answer = nico.post(f"/api/v1/sittings/{lunch.pk}/dishes/", said, format="json")
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert Dish.objects.count() == (1 if status == 201 else 0)


def test_another_canteens_lot_is_not_cooked(
    nico: APIClient, lunch: Sitting, elsewhere: Canteen, friday: dt.datetime
) -> None:
    shop = Shop.objects.create(canteen=elsewhere, name="Lontano", kind=Shop.Kind.MARKET)
    theirs = weighed(shop, Line("Patate", "vegetables", 1_000))
    said = {"name": "Zuppa", "portions": 20, "takes": [{"lot": theirs.pk, "grams": 1}]}
    assert nico.post(f"/api/v1/sittings/{lunch.pk}/dishes/", said, format="json").status_code == 400
    assert [
        nico.get(f"/api/v1/lots/{theirs.pk}/movements/").status_code,
        nico.get(f"/api/v1/canteens/{elsewhere.pk}/lots/").status_code,
    ] == [404, 404]


def test_the_way_to_the_table(nico: APIClient, doria: User, lunch: Sitting, crate: Lot) -> None:
    dish = kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crate, 1_000)], by=None)
    sent = nico.post(f"/api/v1/dishes/{dish.pk}/carriages/", {"portions": 20, "celsius": "71.5"}, format="json")
    more = nico.post(f"/api/v1/dishes/{dish.pk}/carriages/", {"portions": 1, "celsius": "71"}, format="json")
    assert (sent.status_code, more.status_code, more.json()["code"]) == (201, 400, "no_portions")
    came = with_token(doria).post(f"/api/v1/carriages/{sent.json()['id']}/arrive/", {"celsius": "66"}, format="json")
    assert (came.json()["celsius_out"], came.json()["celsius_in"]) == ("71.5", "66.0")
    left = nico.patch(f"/api/v1/dishes/{dish.pk}/", {"left_over": 2}, format="json")
    assert (left.json()["left_over"], [row["celsius_in"] for row in left.json()["carriages"]]) == (2, ["66.0"])


def test_the_pantry(nico: APIClient, canteen: Canteen, crate: Lot) -> None:
    [row] = nico.get(f"/api/v1/canteens/{canteen.pk}/lots/").json()
    assert (row["id"], row["shop"], row["storage"], row["left_grams"]) == (crate.pk, "Mercato", "shelf", 10_000)


@pytest.mark.parametrize(
    ("said", "grams"),
    [
        ({"kind": "discarded", "grams": 500, "destination": "refuse", "edible": False, "why": "terra"}, 500),
        ({"kind": "animals", "grams": 300, "edible": False}, 300),
        ({"kind": "compost", "grams": 200, "edible": True}, 200),
        ({"kind": "passed_on", "grams": 1_000, "to": "Emporio"}, 1_000),
        ({"kind": "corrected", "counted": 10_400, "why": "inventario"}, -400),
    ],
)
def test_what_became_of_it(nico: APIClient, crate: Lot, said: dict[str, Any], grams: int) -> None:
    where = f"/api/v1/lots/{crate.pk}/movements/"
    said |= {"client_ref": str(uuid.uuid4())}
    made = nico.post(where, said, format="json")
    if said["kind"] != "corrected":  # counted again, there is no difference left to write
        assert nico.post(where, said, format="json").json() == made.json()
    assert (made.status_code, nico.get(where).json()) == (201, [made.json()])
    row = made.json()
    assert (row["kind"], row["grams"], row["by"]) == (said["kind"], grams, "Nico")


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "cooked", "grams": 1},
        {"kind": "discarded", "grams": 1, "edible": True},
        {"kind": "passed_on", "grams": 1},
        {"kind": "corrected", "grams": 1, "why": "x"},
        {"kind": "passed_on", "grams": 1, "to": "Emporio", "destination": "refuse"},
    ],
)
def test_what_is_missing_or_idle_is_refused(nico: APIClient, crate: Lot, said: dict[str, Any]) -> None:
    answer = nico.post(f"/api/v1/lots/{crate.pk}/movements/", said, format="json")
    assert (answer.status_code, crate.movements.count()) == (400, 0)


def test_counted_and_right(nico: APIClient, crate: Lot) -> None:
    said = {"kind": "corrected", "counted": 10_000, "why": "inventario"}
    assert nico.post(f"/api/v1/lots/{crate.pk}/movements/", said, format="json").status_code == 204


def test_the_balance(carla: User, canteen: Canteen, lunch: Sitting, crate: Lot) -> None:
    kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crate, 4_000)], by=None)
    where = f"/api/v1/canteens/{canteen.pk}/balance/?first=2026-11-20&last=2026-11-20"
    sums = {
        "received": 10_000, "cooked": 4_000, "passed_on": 0, "animals": 0, "compost": 0, "discarded": 0,
        "corrected": 0, "untraced": 0, "stock": 6_000,
    }  # fmt: skip
    asker = with_token(carla)
    assert asker.get(where).json() == {
        "by": "category", "first": "2026-11-20", "last": "2026-11-20",
        "rows": [{"key": "vegetables", "name": "Verdura"} | sums], "total": {"key": "", "name": ""} | sums,
    }  # fmt: skip
    names = {by: asker.get(f"{where}&by={by}").json()["rows"][0]["name"] for by in ("shop", "day", "lot")}
    assert names == {"shop": "Mercato", "day": "2026-11-20", "lot": "Sedano"}
    assert asker.get(f"{where}&by=moon").status_code == 400


def test_the_menu_is_for_everybody(anybody: APIClient, lunch: Sitting, crate: Lot) -> None:
    kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crate, 4_000)], by=None)
    assert anybody.get(f"/api/v1/sittings/{lunch.pk}/menu/").json() == {
        "sitting": lunch.pk, "day": "2026-11-23", "menu": "",
        "dishes": [{
            "name": "Zuppa", "allergens": [{"number": 9, "code": "celery", "word": "sedano"}], "allergens_known": True,
            "contents": [], "contents_known": True,
            "remarks": [
                "Senza ingredienti con glutine; tracce possibili.",
                "Nessun ingrediente con maiale, altra carne, pesce, alcol o gelatina.",
            ],
        }],
    }  # fmt: skip


def test_the_rules_of_food(nico: APIClient, canteen: Canteen) -> None:
    rules = {row["code"]: row for row in nico.get(f"/api/v1/canteens/{canteen.pk}/food-rules/").json()}
    assert (len(rules), rules["fish"]["max_celsius"], rules["bread"]["allergens"]) == (33, "4.0", None)


def test_lists_take_a_constant_number_of_queries(
    nico: APIClient, canteen: Canteen, lunch: Sitting, crate: Lot, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        dish = kitchen.cook(lunch, name=f"Zuppa {number}", portions=20, takes=[Take(crate, 100)], by=None)
        kitchen.send_off(dish, portions=5, celsius=Decimal(70))
    expected = {
        f"/api/v1/sittings/{lunch.pk}/dishes/": 3 + 5,  # sitting, dishes, movements, lots, carriages
        f"/api/v1/canteens/{canteen.pk}/lots/": 3 + 3,  # canteen, lots, kinds
        f"/api/v1/lots/{crate.pk}/movements/": 3 + 2,  # lot, movements
    }  # token, its user, the roles: 3
    for where, count in expected.items():
        with django_assert_num_queries(count):
            nico.get(where)
