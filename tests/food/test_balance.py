"""Received = cooked + passed on + animals + compost + discarded + corrected + untraced + in stock, to the gram."""

import datetime as dt
from typing import Any

import pytest

from canteens import clock
from canteens.days import Period
from canteens.models import Canteen
from mensa.models import Sitting
from recovery import kitchen, receipt, stock
from recovery.archive import PastGift, remember
from recovery.balance import Balance, balance, total
from recovery.donations import Line, log
from recovery.models import Lot, Movement, Shop
from recovery.stock import Take
from tests.conftest import FRIDAY

WEEK = Period(dt.date(2026, 11, 16), dt.date(2026, 11, 23))


def weighed(shop: Shop, *lines: Line, ref: str, day: dt.date = FRIDAY) -> list[Lot]:
    donation = log(shop, lines=lines, client_ref=ref, day=day)
    return [receipt.weigh(lot, gross=lot.declared_grams, by=None) for lot in donation.lots.order_by("pk")]


@pytest.fixture
def lived(market: Shop, bakery: Shop, lunch: Sitting) -> dict[str, Lot]:
    """Two shops, two days, three foods; some cooked, some passed on, thrown away, found, used long ago, refused."""
    potatoes, apples = weighed(market, Line("Patate", "vegetables", 10_000), Line("Mele", "fruit", 6_000), ref="a")
    carrots = weighed(bakery, Line("Carote", "vegetables", 3_000), ref="b", day=dt.date(2026, 11, 19))[0]
    kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(potatoes, 4_000), Take(carrots, 3_200, 200)], by=None)
    stock.pass_on(apples, grams=2_500, to="Emporio", by=None)
    stock.feed(potatoes, grams=700, kind=Movement.Kind.ANIMALS, edible=False, by=None)
    stock.feed(potatoes, grams=300, kind=Movement.Kind.COMPOST, edible=False, by=None)
    stock.discard(apples, grams=400, destination="digestion", edible=True, by=None)
    stock.correct(potatoes, counted=4_900, why="inventario", by=None)
    remember(market.canteen, [PastGift(market, "c", FRIDAY, Line("Pane", "bread", 8_000))])
    [bread] = weighed(bakery, Line("Pane", "bread", 5_000), ref="d")
    receipt.refuse(bread, reason="spoiled", by=None)
    return {"potatoes": potatoes, "apples": apples, "carrots": carrots}


POTATOES: dict[str, Any] = {
    "received": 10_000, "cooked": 4_000, "animals": 700, "compost": 300,
    "corrected": 100,  # 10,000 - 4,000 - 700 - 300 = 5,000 by the ledger; 4,900 were counted
    "stock": 4_900,
}  # fmt: skip
APPLES: dict[str, Any] = {"received": 6_000, "passed_on": 2_500, "discarded": 400, "stock": 3_100}
CARROTS: dict[str, Any] = {"received": 3_000, "cooked": 3_200, "corrected": -200}
BREAD: dict[str, Any] = {"received": 8_000, "untraced": 8_000}


def test_by_lot(canteen: Canteen, lived: dict[str, Lot]) -> None:
    bread = Lot.objects.get(food="Pane", state="accepted")
    assert balance(canteen, WEEK, by="lot") == [
        Balance(str(lived["potatoes"].pk), "Patate", **POTATOES), Balance(str(bread.pk), "Pane", **BREAD),
        Balance(str(lived["apples"].pk), "Mele", **APPLES), Balance(str(lived["carrots"].pk), "Carote", **CARROTS),
    ]  # fmt: skip
    one = balance(canteen, WEEK, by="lot", lot=lived["apples"].pk)
    assert one == [Balance(str(lived["apples"].pk), "Mele", **APPLES)]


def test_by_category(canteen: Canteen, lived: dict[str, Lot]) -> None:
    vegetables = POTATOES | {
        "received": 13_000, "cooked": 7_200, "corrected": -100,  # 10,000 + 3,000; 4,000 + 3,200; 100 - 200
    }  # fmt: skip
    assert balance(canteen, WEEK, by="category") == [
        Balance("vegetables", "Verdura", **vegetables), Balance("bread", "Pane e pizza", **BREAD),
        Balance("fruit", "Frutta", **APPLES),
    ]  # fmt: skip


def test_by_day_and_by_shop(canteen: Canteen, lived: dict[str, Lot], market: Shop, bakery: Shop) -> None:
    friday = {
        "received": 24_000, "cooked": 4_000, "passed_on": 2_500, "animals": 700, "compost": 300, "discarded": 400,
        "corrected": 100, "untraced": 8_000, "stock": 8_000,  # 10,000 + 6,000 + 8,000; 4,900 + 3,100
    }  # fmt: skip
    assert balance(canteen, WEEK, by="day") == [
        Balance("2026-11-19", "2026-11-19", **CARROTS), Balance("2026-11-20", "2026-11-20", **friday)
    ]  # fmt: skip
    assert balance(canteen, WEEK, by="shop") == [
        Balance(str(market.pk), "Mercato", **friday), Balance(str(bakery.pk), "Panetteria del Borgo", **CARROTS)
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["day", "category", "shop", "lot"])
def test_it_closes_whatever_it_is_drawn_up_by(canteen: Canteen, lived: dict[str, Lot], by: str) -> None:
    rows = balance(canteen, WEEK, by=by)
    assert [row.bent for row in rows] == [0] * len(rows)
    assert total(rows) == Balance(
        "", "", received=27_000, cooked=7_200, passed_on=2_500, animals=700, compost=300, discarded=400,
        corrected=-100, untraced=8_000, stock=8_000,
    )  # fmt: skip
    # 7,200 + 2,500 + 700 + 300 + 400 - 100 + 8,000 + 8,000 = 27,000


def test_other_days_and_other_canteens_are_left_out(canteen: Canteen, lived: dict[str, Lot]) -> None:
    elsewhere = Canteen.objects.create(name="Altra sala", place="Torino")
    assert balance(elsewhere, WEEK, by="lot") == []
    assert balance(canteen, Period(dt.date(2026, 11, 21), dt.date(2026, 11, 30)), by="lot") == []


def test_what_leaves_later_counts_for_the_day_it_came(canteen: Canteen, lived: dict[str, Lot]) -> None:
    with clock.at(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        stock.pass_on(lived["apples"], grams=3_100, to="Emporio", by=None)
    [row] = balance(canteen, WEEK, by="lot", lot=lived["apples"].pk)
    assert (row.passed_on, row.stock, row.bent) == (5_600, 0, 0)  # 2,500 + 3,100


@pytest.mark.parametrize("by", ["day", "category", "shop", "lot"])
def test_it_takes_two_queries(canteen: Canteen, lived: dict[str, Lot], by: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        balance(canteen, WEEK, by=by)
