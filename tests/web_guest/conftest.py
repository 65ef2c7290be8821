"""A Sunday evening in Chieri, a canteen open for its fortnight, and the phones of three people.

Amina has booked before and her phone knows her; Boris never came; Chiara is a stranger.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from canteens import clock
from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card
from mensa.models import Booking, Sitting
from mensa.sittings import open_ahead
from web.guest_phone import COOKIE

SUNDAY = dt.datetime(2026, 11, 22, 19, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def sunday() -> Iterator[None]:
    cache.clear()
    with clock.at(SUNDAY):
        yield


@pytest.fixture
def canteen(db: None) -> Canteen:
    canteen = Canteen.objects.create(
        name="Reciprocamensa", place="Cittadella del Volontariato, Chieri", anonymous_share=100
    )
    open_ahead(canteen)
    return canteen


@pytest.fixture
def monday(canteen: Canteen) -> Sitting:
    return Sitting.objects.get(canteen=canteen, day=dt.date(2026, 11, 23))


@pytest.fixture
def amina(canteen: Canteen) -> Guest:
    guest = new_card(canteen)
    guest.code, guest.token = "428103955", "a" * 22
    guest.save()
    return guest


@pytest.fixture
def booking(monday: Sitting, amina: Guest) -> Booking:
    from mensa.booking import book

    return book(monday, guest=amina, party=3)


@pytest.fixture
def phone(client: Client, amina: Guest) -> Client:
    """Amina's phone."""
    from django.core.signing import get_cookie_signer

    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE).sign(amina.token)
    return client


def fill(sitting: Sitting, *, seats: int) -> None:
    """Give `seats` seats to others."""
    from mensa.booking import book

    for _ in range(seats):
        book(sitting)
