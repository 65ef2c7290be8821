"""What a gift and a dish cost, in statements of SQL: literal, so that one more is somebody's decision."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from mensa.models import Sitting
from recovery import receipt
from recovery.donations import Line, log
from recovery.models import Lot, Shop
from tests.api.conftest import with_token


@pytest.fixture
def shop(canteen: Canteen, lunch: Sitting) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Mercato", kind=Shop.Kind.MARKET)


@pytest.fixture
def carla(canteen: Canteen) -> User:
    return take_in(canteen, email="carla@example.org", name="Carla", roles=[Role.COORDINATOR])


def crates(shop: Shop, count: int) -> list[Lot]:
    lines = [Line(f"Patate {number}", "vegetables", 10_000) for number in range(count)]
    given = log(shop, lines=lines, client_ref=str(uuid4()), confirm=True)
    return [receipt.weigh(lot, gross=10_000, by=None) for lot in given.lots.order_by("pk")]


def second(client: APIClient, path: str, body: dict[str, Any]) -> int:
    """Statements of the second request: the first also loads what is loaded once."""
    for _turn in range(2):
        with CaptureQueriesContext(connection) as said:
            answer = client.post(path, body | {"client_ref": str(uuid4())}, format="json")
        assert answer.status_code == 201
    return len(said)


@pytest.mark.parametrize("count", [2, 5])
def test_a_dish(lunch: Sitting, shop: Shop, carla: User, count: int) -> None:
    takes = [{"lot": lot.pk, "grams": 100} for lot in crates(shop, count)]
    dish = {"name": "Zuppa", "portions": 9, "takes": takes}
    # Who asks 3; lunch, dish and lots as they are 4; SAVEPOINT, lots locked, dish, movements, RELEASE 5; the answer 3.
    assert second(with_token(carla), f"/api/v1/sittings/{lunch.pk}/dishes/", dish) == 15


@pytest.mark.parametrize("count", [2, 5])
def test_a_gift(shop: Shop, carla: User, count: int) -> None:
    lines = [{"food": f"Pane {number}", "category": "bread", "grams": 800} for number in range(count)]
    # Who asks 3; the shop, the reference 2; SAVEPOINT, donation, kinds, lots, RELEASE 5; the answer 1.
    assert second(with_token(carla), f"/api/v1/shops/{shop.pk}/donations/", {"lines": lines}) == 11
