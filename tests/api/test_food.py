"""Donations through the API, and the figures they become."""

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from canteens.days import Week
from canteens.models import Canteen, Role, User
from impact.figures import figures
from recovery.models import Donation, Shop, UsualItem
from tests.api.conftest import Helper, with_token


@pytest.fixture
def forno(canteen: Canteen, fausto: User, friday: dt.datetime) -> Shop:
    """Fausto's bakery gives bread in crates of 8 kg."""
    shop = Shop.objects.create(canteen=canteen, name="Forno Fausto", kind=Shop.Kind.BAKERY, ask_above_grams=50_000)
    shop.people.add(fausto)
    UsualItem.objects.create(shop=shop, food="Pane", category="bread", crate_grams=8_000)
    return shop


@pytest.fixture
def fausto(helper: Helper) -> User:
    return helper("Fausto", Role.SHOP)


@pytest.fixture
def gina(helper: Helper, canteen: Canteen, friday: dt.datetime) -> User:
    """Gina has another shop."""
    gina = helper("Gina", Role.SHOP)
    Shop.objects.create(canteen=canteen, name="Frutta Gina", kind=Shop.Kind.FARM).people.add(gina)
    return gina


def gifts(shop: Shop) -> str:
    return f"/api/v1/shops/{shop.pk}/donations/"


def bread(shop: Shop, crates: int = 2, **facts: object) -> dict[str, Any]:
    return {"client_ref": "till-1", "lines": [{"item": shop.usual_items.get().pk, "crates": crates}]} | facts


def test_a_shop_knows_what_it_usually_gives(fausto: User, gina: User, forno: Shop) -> None:
    item = forno.usual_items.get()
    assert with_token(fausto).get("/api/v1/shops/").json() == [
        {
            "id": forno.pk, "canteen": forno.canteen_id, "name": "Forno Fausto", "kind": "bakery",
            "items": [
                {
                    "id": item.pk, "food": "Pane", "category": "bread", "kind": "bread", "crate_grams": 8_000,
                    "tare_grams": 0, "date_mark": "none", "allergens": None, "contents": None, "confirmed_on": None,
                }
            ],
        }
    ]  # fmt: skip


def test_two_crates_are_written_once(fausto: User, forno: Shop) -> None:
    till = with_token(fausto)
    first, again = till.post(gifts(forno), bread(forno)), till.post(gifts(forno), bread(forno))
    gift = {
        "id": Donation.objects.get().pk, "shop": forno.pk, "day": "2026-11-20", "declared": "2026-11-20T08:00:00Z",
        "client_ref": "till-1", "grams": 16_000,  # 2 crates of 8,000 g
        "lines": [{"food": "Pane", "category": "bread", "grams": 16_000, "crates": 2}],
    }  # fmt: skip
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == gift
    assert till.get(gifts(forno)).json() == [gift]


def test_grams_and_crates_together(fausto: User, forno: Shop) -> None:
    lines = [*bread(forno)["lines"], {"food": "Focaccia", "category": "bread", "grams": 1_500}]
    assert with_token(fausto).post(gifts(forno), bread(forno, lines=lines)).json()["grams"] == 17_500


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"lines": []}, 400, "nothing_given"),
        ({"day": "2026-11-21"}, 400, "day_to_come"),
        ({"day": "1999-12-31"}, 400, "day_too_old"),
        ({"lines": [{"food": "Pane", "category": "bread", "grams": 50_001}]}, 409, "unusual_weight"),
        ({"lines": [{"food": "Pane", "category": "bread"}]}, 400, "invalid"),
        ({"lines": [{"item": 10**18, "crates": 1}]}, 400, "invalid"),
        ({"client_ref": ""}, 400, "invalid"),
    ],
)
def test_what_can_not_be_written(facts: dict[str, Any], status: int, code: str, fausto: User, forno: Shop) -> None:
    answer = with_token(fausto).post(gifts(forno), bread(forno, **facts))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Donation.objects.count() == 0


def test_said_again_an_unusual_weight_holds(fausto: User, forno: Shop) -> None:
    heavy = [{"food": "Pane", "category": "bread", "grams": 60_000}]
    answer = with_token(fausto).post(gifts(forno), bread(forno, lines=heavy, confirm=True))
    assert (answer.status_code, answer.json()["grams"]) == (201, 60_000)


def test_one_reference_holds_one_content(fausto: User, forno: Shop) -> None:
    till = with_token(fausto)
    till.post(gifts(forno), bread(forno))
    answer = till.post(gifts(forno), bread(forno, crates=3))
    assert (answer.status_code, answer.json()["code"]) == (409, "already_sent")


def test_no_shop_sees_or_speaks_for_another(gina: User, stella: User, carla: User, doria: User, forno: Shop) -> None:
    for user, status in ((gina, 404), (stella, 404), (doria, 403), (carla, 200)):
        assert with_token(user).get(gifts(forno)).status_code == status
    assert with_token(gina).post(gifts(forno), bread(forno)).status_code == 404


def test_figures_are_those_of_the_page(carla: User, fausto: User, canteen: Canteen, forno: Shop) -> None:
    with_token(fausto).post(gifts(forno), bread(forno))
    expected = figures(canteen, Week(2026, 47).period).as_dict() | {"closing": None}
    desk, address = with_token(carla), f"/api/v1/canteens/{canteen.pk}/figures/"
    for query in ("", "?week=2026-W47", "?first=2026-11-16&last=2026-11-22"):
        assert desk.get(address + query).json() == expected
    [bread_share] = expected["by_category"]
    assert (bread_share["key"], bread_share["grams"], bread_share["food"]["awaiting"]) == ("bread", 16_000, 16_000)


@pytest.mark.parametrize(
    "query", ["week=2026-W54", "week=soon", "first=2026-11-16", "first=2026-11-16&last=2026-11-15",
              "week=2026-W47&first=2026-11-16&last=2026-11-17", "first=0001-01-01&last=9999-12-31", "week=0000-W01",
              "first=9999-12-31&last=9999-12-31"]
)  # fmt: skip
def test_days_that_are_none(query: str, carla: User, canteen: Canteen, friday: dt.datetime) -> None:
    answer = with_token(carla).get(f"/api/v1/canteens/{canteen.pk}/figures/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_figures_are_for_coordinators(
    anybody: APIClient, fausto: User, stella: User, canteen: Canteen, friday: dt.datetime
) -> None:
    address = f"/api/v1/canteens/{canteen.pk}/figures/"
    asked = [client.get(address).status_code for client in (anybody, with_token(fausto), with_token(stella))]
    assert asked == [401, 403, 404]
