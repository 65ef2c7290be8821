"""Anna coordinates, Dario stands at the door, Carla cooks, Sara has a shop; Nora helps nowhere here."""

from collections.abc import Callable

import pytest
from django.test import Client

from canteens.models import Canteen, Role, User
from canteens.staff import take_in

PASSWORD = "quattro parole a caso"

SignedIn = Callable[[User], Client]


@pytest.fixture
def anna(canteen: Canteen) -> User:
    return _helper(canteen, "anna@example.org", Role.COORDINATOR)


@pytest.fixture
def dario(canteen: Canteen) -> User:
    return _helper(canteen, "dario@example.org", Role.DOOR)


@pytest.fixture
def carla(canteen: Canteen) -> User:
    return _helper(canteen, "carla@example.org", Role.COOK)


@pytest.fixture
def sara(canteen: Canteen) -> User:
    return _helper(canteen, "sara@example.org", Role.SHOP)


@pytest.fixture
def nora(canteen: Canteen) -> User:
    return User.objects.create_user("nora@example.org", PASSWORD, name="Nora")


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser in which somebody has signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


def _helper(canteen: Canteen, email: str, role: Role) -> User:
    user = take_in(canteen, email=email, name=email.partition("@")[0].title(), roles=[role])
    user.set_password(PASSWORD)
    user.save()
    return user
