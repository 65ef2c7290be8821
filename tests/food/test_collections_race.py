"""Ten drivers at one stop: it is loaded once, and the locks off show what they are for."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from canteens.models import Canteen
from recovery.collections import visit
from recovery.donations import Line, log
from recovery.models import Collection, Donation, Shop, TransportDocument
from recovery.refusals import NotLoadable
from tests.races.crowd import at_once

DRIVERS = 10
FOOD = [Line("Pane", "bread", 4_000), Line("Torta", "pastry", 2_000)]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bakery(transactional_db: None) -> Shop:
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    return Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY, crates_lent=8)


def collecting(shop: Shop) -> Callable[[], Collection]:
    """One more donation, and what each driver does about it."""
    donation = log(shop, lines=FOOD, client_ref=str(Donation.objects.count()))
    return lambda: visit(shop, outcome="collected", donations=[donation.pk], crates_returned=3, by=None)


def test_one_driver_loads_and_nine_are_told(bakery: Shop) -> None:
    results = at_once([[collecting(bakery)]] * DRIVERS)
    assert Counter(type(result) for result in results) == {Collection: 1, NotLoadable: 9}
    bakery.refresh_from_db()
    assert (TransportDocument.objects.count(), bakery.crates_lent) == (1, 5)  # 8 crates less 3


def test_control_without_locks_papers_are_issued_twice(bakery: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    for burst in range(1, 11):  # one can pass by luck
        at_once([[collecting(bakery)]] * DRIVERS)
        if TransportDocument.objects.count() > burst:
            return
    raise AssertionError("no harm was done without the locks")
