"""One tap, sent twenty times at once by a nervous network: one donation."""

from uuid import uuid4

import pytest

from canteens.models import Canteen
from recovery.donations import Line, log
from recovery.models import Donation, Lot, Shop
from tests.races.crowd import at_once, errors, without

BREAD = Line("Pane", "bread", 8_000, 2)
TAPS = 20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    return Shop.objects.create(canteen=canteen, name="Panetteria", kind=Shop.Kind.BAKERY)


def tap(shop: Shop, reference: str) -> int:
    return log(shop, lines=[BREAD], client_ref=reference).pk


def test_twenty_taps_are_one_donation(shop: Shop) -> None:
    reference = str(uuid4())
    results = at_once([[lambda: tap(shop, reference)]] * TAPS)
    assert errors(results) == []
    assert results == [Donation.objects.get().pk] * TAPS
    assert Lot.objects.count() == 1


def test_twenty_shops_at_once_are_twenty_donations(shop: Shop) -> None:
    results = at_once([[lambda: tap(shop, str(uuid4()))]] * TAPS)
    assert errors(results) == []
    assert (len(set(results)), Donation.objects.count()) == (TAPS, TAPS)


def test_control_without_the_unique_reference_bread_is_counted_again(shop: Shop) -> None:
    reference = str(uuid4())
    with without("recovery_donation", "one_donation_a_reference"):
        at_once([[lambda: tap(shop, reference)]] * TAPS)
        counted = Donation.objects.count()
        Donation.objects.all().delete()
    assert counted > 1
