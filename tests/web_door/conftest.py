"""Monday noon at the door: Lucia coordinates, Dario welcomes, Carla cooks, and a phone is enrolled."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from canteens import clock, devices
from canteens.models import Canteen, Device, Membership, Role, User
from guests.models import Guest
from guests.register import new_card
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting
from web.door_access import COOKIE

AT_TEN, NOON, LATE = dt.time(10), dt.time(12), dt.time(12, 40)
Booked = Callable[..., Booking]


@pytest.fixture
def noon(canteen: Canteen) -> Iterator[dt.datetime]:
    """Monday, twelve o'clock: booking is closed, seats are still held until 12:30."""
    with clock.at(canteen.instant(MONDAY, NOON)):
        yield clock.now()


@pytest.fixture
def today(noon: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch, 25 seats, 3 kept at the door."""
    return sitting_on(MONDAY)


@pytest.fixture
def small(noon: dt.datetime, sitting_on: OpenSitting) -> Sitting:
    """Monday's lunch with 2 seats, a room for 3, 2 meals to take away."""
    return sitting_on(MONDAY, seats=2, kept_at_door=0, room_limit=3, portions=2)


@pytest.fixture
def booked(canteen: Canteen) -> Booked:
    """Book a guest with a given code, as it was before noon."""

    def book(sitting: Sitting, code: str, *, alias: str = "", **facts: object) -> Booking:
        guest = Guest.objects.create(canteen=canteen, code=code, alias=alias, created=clock.now())
        return Booking.objects.create(sitting=sitting, guest=guest, created=clock.now(), changed=clock.now(), **facts)

    return book


def staff(canteen: Canteen, name: str, *roles: Role) -> User:
    """Somebody who helps."""
    user = User.objects.create_user(f"{name.lower()}@example.org", "una frase lunga", name=name)
    for role in roles:
        Membership.objects.create(user=user, canteen=canteen, role=role)
    return user


@pytest.fixture
def lucia(canteen: Canteen) -> User:
    """Lucia coordinates."""
    return staff(canteen, "Lucia", Role.COORDINATOR)


@pytest.fixture
def dario(canteen: Canteen) -> User:
    """Dario welcomes at the door."""
    return staff(canteen, "Dario", Role.DOOR)


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla cooks, and has no business at the door."""
    return staff(canteen, "Carla", Role.COOK)


def signed_in(user: User) -> Client:
    """A browser where `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def enrolled(canteen: Canteen) -> tuple[Device, str]:
    """The phone at the entrance."""
    with clock.at(canteen.instant(MONDAY, AT_TEN)):
        _device, secret = devices.invite(canteen, name="Ingresso", by=None)
        return devices.enrol(secret)


def with_token(token: str) -> Client:
    """A phone that holds `token`."""
    from django.http import HttpResponse

    from web.door_access import keep_token

    client = Client()
    client.cookies[COOKIE] = keep_token(HttpResponse(), token).cookies[COOKIE].value
    return client


@pytest.fixture
def phone(enrolled: tuple[Device, str]) -> Client:
    """The browser of the phone at the entrance."""
    return with_token(enrolled[1])


@pytest.fixture
def guests(canteen: Canteen) -> list[Guest]:
    """Twenty-five people."""
    return [new_card(canteen) for _ in range(25)]
