"""Monday noon, an offer on the board, and Doria at the door."""

import pytest

from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from restituzione import giving
from restituzione.models import Offer


@pytest.fixture
def garden(canteen: Canteen, friday: object) -> Offer:
    """Watering the garden, in Italian and in Arabic."""
    return giving.offer(canteen, kind="garden", words={"it": "Annaffiare l'orto", "ar": "سقي الحديقة"}, when="martedì")


@pytest.fixture
def doria(canteen: Canteen) -> User:
    """Doria keeps the door."""
    return take_in(canteen, email="doria@example.org", name="Doria", roles=[Role.DOOR])


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla coordinates."""
    return take_in(canteen, email="carla@example.org", name="Carla", roles=[Role.COORDINATOR])
