"""Asking the API: as anybody, as a guest with her card, as somebody who helps with a token."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from canteens import clock
from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from guests.models import Guest
from mensa.models import Sitting
from mensa.sittings import plan
from tests.conftest import MONDAY, OpenSitting

Helper = Callable[..., User]


def with_card(guest: Guest) -> APIClient:
    """The guest's own programme."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Card {guest.token}")
    return client


def with_token(user: User) -> APIClient:
    """Signed in."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user=user)[1]}")
    return client


@pytest.fixture
def anybody() -> APIClient:
    return APIClient()


@pytest.fixture
def helper(canteen: Canteen) -> Helper:
    """Somebody with a role at the canteen, or at another one."""

    def taken_in(name: str, role: Role, *, at: Canteen = canteen) -> User:
        return take_in(at, email=f"{name.lower()}@example.org", name=name, roles=[role])

    return taken_in


@pytest.fixture
def doria(helper: Helper) -> User:
    """Doria keeps the door."""
    return helper("Doria", Role.DOOR)


@pytest.fixture
def carla(helper: Helper) -> User:
    """Carla coordinates."""
    return helper("Carla", Role.COORDINATOR)


@pytest.fixture
def elsewhere(canteen: Canteen) -> Canteen:
    """Another canteen of the network."""
    return Canteen.objects.create(name="Altra sala", place="via Lontana 1, Torino")


@pytest.fixture
def stella(helper: Helper, elsewhere: Canteen) -> User:
    """Stella coordinates another canteen, and is a stranger here."""
    return helper("Stella", Role.COORDINATOR, at=elsewhere)


@pytest.fixture
def noon(canteen: Canteen) -> Iterator[None]:
    """It is Monday, noon: the door is open, nothing is released yet."""
    with clock.at(canteen.instant(MONDAY, dt.time(12))):
        yield


@pytest.fixture
def tiny(sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch with 2 seats, none kept, 3 portions and room for 3."""
    return sitting_on(MONDAY, seats=2, kept_at_door=0, portions=3, room_limit=3)


@pytest.fixture
def their_lunch(elsewhere: Canteen) -> Sitting:
    """Monday's lunch at the other canteen."""
    return Sitting.objects.create(canteen=elsewhere, day=MONDAY, **plan(elsewhere, MONDAY))
