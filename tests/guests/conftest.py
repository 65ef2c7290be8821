"""Bodies that refer people, and who coordinates."""

import pytest

from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from guests import referrals
from guests.models import Referrer


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla coordinates."""
    return take_in(canteen, email="carla@example.org", name="Carla", roles=[Role.COORDINATOR])


@pytest.fixture
def elena(canteen: Canteen) -> User:
    """Elena works for the consortium."""
    return take_in(canteen, email="elena@example.org", name="Elena", roles=[Role.REFERRER])


@pytest.fixture
def consortium(canteen: Canteen, elena: User) -> Referrer:
    return referrals.keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[elena])


@pytest.fixture
def parish(canteen: Canteen) -> Referrer:
    return referrals.keep(Referrer(canteen=canteen), name="San Giorgio", kind="parish", people=[])
