"""Bruna's bakery and Gino's market; Carla coordinates, Nico cooks, Doria keeps the door. It is Friday, 9 o'clock."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from canteens.models import Canteen, Membership, Role, User
from recovery.models import Category, Shop, UsualItem

Browser = Callable[[User], Client]


@pytest.fixture
def bakery(canteen: Canteen, friday: dt.datetime) -> Shop:
    """Bread in crates of 4 kg, cakes in crates of 2.5 kg; above 100 kg it asks."""
    shop = Shop.objects.create(canteen=canteen, name="Panetteria del Borgo", kind=Shop.Kind.BAKERY)
    UsualItem.objects.create(shop=shop, food="Pane", category=Category.BREAD, crate_grams=4_000)
    UsualItem.objects.create(shop=shop, food="Dolci", category=Category.PASTRY, crate_grams=2_500)
    return shop


@pytest.fixture
def market(canteen: Canteen, friday: dt.datetime) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Mercato", kind=Shop.Kind.MARKET, ask_above_grams=600_000)


@pytest.fixture
def bruna(canteen: Canteen, bakery: Shop) -> User:
    """Bruna speaks for the bakery."""
    user = _helper(canteen, "Bruna", Role.SHOP)
    bakery.people.add(user)
    return user


@pytest.fixture
def gino(canteen: Canteen, market: Shop) -> User:
    """Gino speaks for the market."""
    user = _helper(canteen, "Gino", Role.SHOP)
    market.people.add(user)
    return user


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla coordinates."""
    return _helper(canteen, "Carla", Role.COORDINATOR)


@pytest.fixture
def nico(canteen: Canteen) -> User:
    """Nico cooks."""
    return _helper(canteen, "Nico", Role.COOK)


@pytest.fixture
def doria(canteen: Canteen) -> User:
    """Doria stands at the door."""
    return _helper(canteen, "Doria", Role.DOOR)


@pytest.fixture
def browser_of() -> Browser:
    """The browser of somebody who signed in."""

    def opened(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return opened


def _helper(canteen: Canteen, name: str, role: Role) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", "quattro parole a caso", name=name)
    Membership.objects.create(user=user, canteen=canteen, role=role)
    return user
