"""The cook's morning in a real browser: taps counted, in two languages, and on a phone that runs no script."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from canteens.models import Canteen, Role
from mensa.booking import book
from mensa.models import Sitting
from mensa.sittings import plan
from recovery import receipt
from recovery.donations import Line, log
from recovery.models import Category, Dish, Lot, Shop
from tests.browser.conftest import Phone, Watch, chromium, phone, watch
from tests.browser.house import PASSWORD, helper
from tests.browser.looking import findings
from tests.browser.taps import Hand
from tests.conftest import MONDAY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium", "phone", "watch"]
WAYS = [("it", True), ("en", True), ("it", False)]


@pytest.fixture
def lunch(chromium: Any, transactional_db: None, watch: Watch) -> Sitting:
    """Monday, 8:30: 7 have booked, 24 came last Monday; potatoes and celery were weighed on Saturday."""
    canteen = Canteen.objects.create(name="Reciprocamensa", place="Cittadella del Volontariato, Chieri")
    watch.set("2026-11-21T16:00")
    before = MONDAY - dt.timedelta(weeks=1)
    Sitting.objects.create(canteen=canteen, day=before, **plan(canteen, before) | {"status": "closed", "counted": 24})
    sitting = Sitting.objects.create(canteen=canteen, day=MONDAY, **plan(canteen, MONDAY))
    for party in (3, 4):
        book(sitting, party=party)
    shop = Shop.objects.create(canteen=canteen, name="Mercato", kind=Shop.Kind.MARKET)
    lines = [
        Line("Patate", Category.VEGETABLES, 10_000), Line("Sedano", Category.VEGETABLES, 3_000, kind="celery")
    ]  # fmt: skip
    for lot in log(shop, lines=lines, client_ref="a").lots.all():
        receipt.weigh(lot, gross=lot.declared_grams, by=None)
    helper(canteen, "nico", Role.COOK)
    watch.set("2026-11-23T08:30")
    return sitting


@pytest.fixture(params=WAYS, ids=["italian", "english", "no-script"])
def cook(request: pytest.FixtureRequest, lunch: Sitting, phone: Phone) -> Iterator[Hand]:
    """Nico, who has signed in; whatever his browser complains about fails the test."""
    tongue, script = request.param
    hand = Hand(phone(tongue, java_script_enabled=script), script=script)
    hand.open("/entra/")
    hand.press("[name=username]", "nico@example.org")
    hand.press("[name=password]", PASSWORD)
    hand.tap("main form .btn-act")
    hand.page.wait_for_url("**/oggi/")
    hand.tongue = tongue  # type: ignore[attr-defined]
    yield hand
    assert hand.complaints == []


def look(hand: Hand, name: str) -> list[str]:
    """What a careful eye finds; it needs a script of its own."""
    return findings(hand.page, tongue=hand.tongue, name=f"cook-{name}-{hand.tongue}") if hand.script else []  # type: ignore[attr-defined]


def test_a_dish_in_five_taps_and_its_name(cook: Hand, lunch: Sitting) -> None:
    """Today's page, the kitchen, *Scrivi un piatto*, its name, all of the potatoes, half of the celery, done."""
    cook.taps = 0
    cook.tap("main a[href='/cucina/']")
    cook.sees(".cook-count", "24")
    assert look(cook, "morning") == []
    cook.tap("main a.btn-act")
    cook.page.wait_for_url("**/piatto/")
    assert cook.page.locator("[name=portions]").input_value() == "24"
    taps = cook.taps
    cook.press("[name=name]", "Zuppa")
    typed = cook.taps - taps
    potatoes, celery = Lot.objects.order_by("pk")
    _choose(cook, potatoes, "all")
    _choose(cook, celery, "half")
    assert look(cook, "written") == []
    cook.tap("main form button.btn-act")
    cook.page.wait_for_url("**/cucina/piatto/*/")
    assert look(cook, "dish") == []
    assert cook.taps - typed == 5
    dish = Dish.objects.get()
    assert (dish.name, dish.portions, dish.allergens) == ("Zuppa", 24, ["celery"])
    assert [(row.lot.food, row.grams) for row in dish.movements.all()] == [("Patate", 10_000), ("Sedano", 1_500)]


def test_there_is_more_of_it_in_one_more_tap(cook: Hand, lunch: Sitting) -> None:
    cook.open(f"/cucina/{lunch.pk}/piatto/")
    potatoes = Lot.objects.order_by("pk")[0]
    cook.press("[name=name]", "Zuppa")
    _choose(cook, potatoes, "kg")
    cook.press(f"[name=kg_{potatoes.pk}]", "12")
    cook.tap("main form button.btn-act")
    cook.sees("main .toast-warning")
    assert look(cook, "more") == []
    cook.tap("main form button[name=more]")
    cook.page.wait_for_url("**/cucina/piatto/*/")
    assert [(row.kind, row.grams) for row in potatoes.movements.all()] == [("corrected", -2_000), ("cooked", 12_000)]


def _choose(hand: Hand, lot: Lot, part: str) -> None:
    hand.tap(f"label:has([name=part_{lot.pk}][value={part}])")
