"""The demo's food, computed from raw rows: published proportions, and every gram somewhere."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Count, F, Q, Sum

from canteens.models import Canteen
from impact.demo import cooking, lunch, mornings, van
from mensa.models import Sitting
from recovery import kitchen
from recovery.documents import is_whole
from recovery.models import (
    Carriage,
    Collection,
    Dish,
    Donation,
    Lot,
    Movement,
    Series,
    Shop,
    TransportDocument,
    UsualItem,
)
from tests.demo.conftest import Lived

pytestmark = pytest.mark.django_db
WEEKS = (dt.date(2026, 11, 2), dt.date(2026, 11, 22))
"""Three whole weeks; the Sunday belongs to the last of them."""
PUBLISHED = {"vegetables": 30.8, "fruit": 20.7, "bread": 6.2, "meat": 5.9, "the rest": 36.4}


@pytest.fixture(scope="module")
def canteen(lived: Lived) -> Iterator[Canteen]:
    with lived(weeks=2) as canteen:
        yield canteen


def given() -> Counter[str]:
    """Grams that were taken in, by category."""
    rows = Lot.objects.filter(donation__source="logged", donation__day__range=WEEKS, state="accepted").order_by()
    return Counter(dict(rows.values_list("category").annotate(Sum("received_grams"))))


def test_the_published_proportions_within_three_points(canteen: Canteen) -> None:
    grams = given()
    parts = {name: 100 * grams[name] / grams.total() for name in PUBLISHED}
    parts["the rest"] = 100 - sum(parts.values())
    assert {name: part for name, part in parts.items() if abs(part - PUBLISHED[name]) > 3} == {}


def test_the_published_kilos_of_a_week_within_a_tenth(canteen: Canteen) -> None:
    assert 1_599 * 0.9 < given().total() / 1000 / 3 < 1_599 * 1.1  # 83,161 kg / 52


def test_the_balance_of_each_lot_closes_to_the_gram(canteen: Canteen) -> None:
    moved = Sum("movements__grams", default=0)
    held = Lot.objects.filter(state__in=["accepted", "quarantined"]).annotate(moved=moved)
    assert held.exclude(received_grams=F("moved") + F("left_grams")).count() == 0
    others = Lot.objects.exclude(state__in=["accepted", "quarantined"]).annotate(moved=moved)
    assert others.exclude(moved=0, left_grams=0).count() == 0
    assert Lot.objects.filter(left_grams__lt=0).count() == 0


def test_the_same_seed_moves_the_same_grams(canteen: Canteen) -> None:
    rows = Movement.objects.exclude(kind="untraced").order_by().values("kind").annotate(n=Count("pk"), g=Sum("grams"))
    assert {row["kind"]: (row["n"], row["g"]) for row in rows} == {
        "cooked": (81, 148_410), "passed_on": (266, 4_244_611), "compost": (21, 15_890), "animals": (3, 5_720),
        "discarded": (8, 23_239), "corrected": (4, -500),
    }  # fmt: skip


def test_stock_is_days_of_food_and_none_of_it_is_past_its_day(canteen: Canteen) -> None:
    stock = Lot.objects.in_stock(canteen)
    kilos = stock.aggregate(grams=Sum("left_grams"))["grams"] / 1000
    assert 80 < kilos < 1_000
    assert stock.filter(safe_until__lt=WEEKS[1]).count() == 0


def test_our_numbers_run_without_a_gap_and_each_load_has_one(canteen: Canteen) -> None:
    for shop in Shop.objects.filter(canteen=canteen, documents__isnull=False).distinct():
        numbers = list(shop.documents.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert Series.objects.get(shop=shop).last == len(numbers)
    loaded = Donation.objects.filter(source="logged").exclude(state="proposed")
    assert TransportDocument.objects.count() == loaded.count() == loaded.filter(documents__isnull=False).count()
    assert [paper.name for paper in TransportDocument.objects.all() if not is_whole(paper)] == []


def test_each_lunch_has_a_dish_or_three_with_what_is_in_them(canteen: Canteen) -> None:
    lunches = Sitting.objects.filter(canteen=canteen, status="closed")
    dishes = lunches.annotate(dishes_made=Count("dishes")).order_by("day").values_list("dishes_made", flat=True)
    assert [made for made in dishes if not 1 <= made <= 3] == []
    assert len(dishes) == 18  # 3 x 6
    assert Dish.objects.exclude(allergens_known=True, contents_known=True, left_over__isnull=False).count() == 0
    assert Dish.objects.filter(sitting__in=lunches).count() == Dish.objects.count() == Carriage.objects.count()
    cold = Q(celsius_in__lte=10, celsius_out__lte=10)
    assert Carriage.objects.exclude(cold).exclude(celsius_in__gte=65, celsius_out__gte=70).count() == 0


def test_a_portion_is_a_portion(canteen: Canteen) -> None:
    """Nobody cooks a crate for a plate: between 20 and 450 grams went into each."""
    grams = Sum("movements__grams")
    each = Dish.objects.annotate(each=grams / F("portions")).values_list("name", "each")
    assert [row for row in each if not 20 <= row[1] <= 450] == []


def test_driver_scale_and_kitchen_have_something_to_do(canteen: Canteen) -> None:
    waiting = Donation.objects.exclude(state="weighed").order_by("state", "shop__name")
    assert list(waiting.values_list("state", "shop__name", "day")) == [
        ("loaded", "Mercato all'ingrosso", WEEKS[1]), ("loaded", "Orto dei Fratelli Re", WEEKS[1]),
        ("proposed", "Panetteria del Borgo", WEEKS[1]), ("proposed", "Supermercato Il Ponte", WEEKS[1]),
    ]  # fmt: skip
    apart = Lot.objects.filter(state="quarantined").values_list("food", "doubt", "received_grams")
    assert list(apart) == [("Torte salate", "allergens", 3_800)]  # 4,700 - 900
    monday = Sitting.objects.coming(canteen)[0]
    assert (len(kitchen.morning(monday).use_first), monday.menu) == (5, cooking.words_of(monday.day))


def test_shops_are_ready_for_the_van(canteen: Canteen) -> None:
    shops = Shop.objects.filter(canteen=canteen).exclude(kind="other")
    lacking = Q(telephone="") | Q(address="") | Q(legal_name="") | Q(collected_at=None) | Q(collected_on=[])
    assert (shops.count(), shops.filter(lacking).count()) == (11, 0)
    unsaid = UsualItem.objects.filter(allergens=None).exclude(category__in=["vegetables", "fruit"])
    assert [item.food for item in unsaid] == ["Cassa mista"]
    assert Collection.objects.exclude(by__name="Nino Ferrero").count() == 0


def test_everything_went_through_the_products_own_functions() -> None:
    """No module of the demo that lives writes a row itself; triggers and constraints held for each."""
    writes = re.compile(r"\.(?:create|bulk_create|save|update|delete|get_or_create|update_or_create)\(|pgtrigger")
    parts = {part.__name__: Path(str(part.__file__)).read_text() for part in (cooking, lunch, mornings, van)}
    assert {name: writes.findall(text) for name, text in parts.items() if writes.search(text)} == {}
