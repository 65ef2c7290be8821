"""Twenty cooks at one crate, twenty drivers at one shop: exact, and each guard off shows what it is for."""

from collections import Counter

import pgtrigger
import pytest

from canteens import clock
from canteens.models import Canteen
from mensa.models import Sitting
from mensa.sittings import open_day
from recovery import kitchen, receipt
from recovery.donations import Line, log
from recovery.models import Dish, Donation, Lot, Movement, Shop, TransportDocument
from recovery.refusals import NotEnoughLeft
from recovery.stock import Take
from tests.races.crowd import at_once, deadlocks, errors, without

COOKS = DRIVERS = 20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def canteen(transactional_db: None) -> Canteen:
    return Canteen.objects.create(name="Cittadella", place="Chieri")


@pytest.fixture
def shop(canteen: Canteen) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Mercato", kind=Shop.Kind.MARKET)


@pytest.fixture
def sitting(canteen: Canteen) -> Sitting:
    return open_day(canteen, canteen.today())


def crates(shop: Shop, count: int = 1) -> list[Lot]:
    """Crates of 10 kg, weighed."""
    lines = [Line("Patate", "vegetables", 10_000)] * count
    donation = log(shop, lines=lines, client_ref=str(clock.now()), confirm=True)
    return [receipt.weigh(lot, gross=10_000, by=None) for lot in donation.lots.all()]


def test_twenty_cooks_take_three_kilos_of_ten(shop: Shop, sitting: Sitting) -> None:
    [crate] = crates(shop)
    results = at_once([[lambda: _cook(sitting, crate)]] * COOKS)
    assert Counter(type(result) for result in results) == {Dish: 3, NotEnoughLeft: 17}
    crate.refresh_from_db()
    assert (crate.left_grams, Movement.objects.count()) == (1_000, 3)  # 10 kg - 3 x 3 kg


def test_control_without_counting_fifteen_kilos_and_more_are_cooked(shop: Shop, sitting: Sitting) -> None:
    [crate] = crates(shop)

    def cook() -> Dish:
        with pgtrigger.ignore("recovery.Movement:movement_moves"):
            return _cook(sitting, crate)

    assert errors(at_once([[cook]] * COOKS)) == []
    assert Movement.objects.count() == 20  # 60 kg of a crate of 10


def test_cooks_who_reach_for_the_same_crates_in_any_order_never_wait_for_each_other(
    shop: Shop, sitting: Sitting
) -> None:
    both = crates(shop, 2)

    def cook(turn: int) -> Dish:
        takes = [Take(crate, 500) for crate in (both if turn % 2 else both[::-1])]
        return kitchen.cook(sitting, name="Zuppa", portions=5, takes=takes, by=None)

    results = at_once([[lambda turn=turn: cook(turn)] for turn in range(COOKS)])
    assert (deadlocks(results), errors(results)) == ([], [])
    assert [lot.left_grams for lot in Lot.objects.order_by("pk")] == [0, 0]  # 20 x 500 g of each


def test_twenty_hand_overs_at_once_have_twenty_numbers(shop: Shop) -> None:
    results = at_once([[lambda donation=donation: _load(donation)] for donation in _donations(shop)])
    assert errors(results) == []
    assert sorted(TransportDocument.objects.values_list("number", flat=True)) == list(range(1, DRIVERS + 1))


def test_control_numbers_counted_by_hand_repeat(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's own function with the trigger off: each hand-over counts for itself what is there."""
    donations = _donations(shop)
    monkeypatch.setattr(TransportDocument, "save", _save_counted)

    def load(donation: Donation) -> Donation:
        with pgtrigger.ignore("recovery.TransportDocument:document_is_numbered"):
            return _load(donation)

    with without("recovery_transportdocument", "one_document_a_number"):
        results = at_once([[lambda donation=donation: load(donation)] for donation in donations])
        numbers = list(TransportDocument.objects.values_list("number", flat=True))
        with pgtrigger.ignore("recovery.TransportDocument:document_stays"):
            TransportDocument.objects.all().delete()
    assert errors(results) == []
    assert len(set(numbers)) < len(numbers)


def test_one_donation_is_loaded_once(shop: Shop) -> None:
    donation = log(shop, lines=[Line("Patate", "vegetables", 10_000)], client_ref="a")
    results = at_once([[lambda: _load(donation)]] * DRIVERS)
    assert len(errors(results)) == DRIVERS - 1
    assert TransportDocument.objects.count() == 1


def _cook(sitting: Sitting, crate: Lot) -> Dish:
    return kitchen.cook(sitting, name="Purè", portions=6, takes=[Take(crate, 3_000)], by=None)


def _donations(shop: Shop) -> list[Donation]:
    line = Line("Patate", "vegetables", 10_000)
    return [log(shop, lines=[line], client_ref=f"d{number}") for number in range(DRIVERS)]


def _load(donation: Donation) -> Donation:
    return receipt.load(donation, failed_checks=[], by=None)


def _save_counted(document: TransportDocument) -> None:
    document.number = TransportDocument.objects.filter(shop=document.shop).count() + 1
    document.save_base()
