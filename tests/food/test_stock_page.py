"""The pantry's pages: what spoils when, and what becomes of a lot but a dish."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Sitting
from recovery import kitchen, receipt, stock
from recovery.donations import Line, log
from recovery.models import FoodKind, Lot, Shop
from recovery.stock import Take
from tests.conftest import FRIDAY, MONDAY
from tests.food.conftest import Browser
from tests.food.test_kitchen_page import text

ACTS = ["lot_discard", "lot_feed", "lot_pass_on", "lot_correct"]


@pytest.fixture
def cook(nico: User, browser_of: Browser) -> Client:
    return browser_of(nico)


@pytest.fixture
def crate(market: Shop) -> Lot:
    """10 kg of potatoes."""
    return weighed(market, Line("Patate", "vegetables", 10_000), ref="a")


def weighed(shop: Shop, line: Line, *, ref: str) -> Lot:
    return receipt.weigh(log(shop, lines=[line], client_ref=ref).lots.get(), gross=line.grams, by=None)


def said(**facts: Any) -> dict[str, Any]:
    return {"part": "half", "kg": "", "client_ref": str(uuid.uuid4())} | facts


def test_what_spoils_first_stands_first_in_its_place(cook: Client, market: Shop, canteen: Canteen, crate: Lot) -> None:
    weighed(market, Line("Mele", "fruit", 6_000), ref="b")
    weighed(market, Line("Sale", "other", 1_000, allergens=()), ref="c")
    rice = Line("Riso", "dry_goods", 2_000, allergens=(), date_mark="use_by", marked_day=FRIDAY)
    weighed(market, rice, ref="d")
    milk = log(market, lines=[Line("Latte", "dairy", 3_000, allergens=("milk",))], client_ref="e")
    receipt.load(milk, failed_checks=[], celsius={milk.lots.get().pk: 3}, by=None)  # type: ignore[dict-item]
    receipt.weigh(milk.lots.get(), gross=3_000, by=None)
    weighed(market, Line("Torta", "pastry", 4_000), ref="f")
    page = text(cook.get(reverse("stock")))
    assert page.partition("Altro cibo ")[2] == (
        "Frigorifero 3 kg Latte Mercato entro lun 23 nov 3 kg "
        "Scaffale 23 kg Riso Mercato entro oggi 2 kg "
        "Torta Mercato · allergeni sconosciuti da controllare entro lun 23 nov 4 kg "
        "Patate Mercato entro mer 25 nov 10 kg Mele Mercato entro gio 26 nov 6 kg Sale Mercato senza data 1 kg"
    )  # 2 + 4 + 10 + 6 + 1 = 23
    fruit = text(cook.get(reverse("stock") + "?categoria=fruit"))
    assert (fruit.startswith("Dispensa 6 kg"), "Patate" in fruit) == (True, False)


def test_what_is_past_is_said(cook: Client, crate: Lot, canteen: Canteen) -> None:
    with clock.at(canteen.instant(dt.date(2026, 11, 26), dt.time(9))):
        assert "oltre: 25 novembre" in text(cook.get(reverse("stock")))


def test_thrown_away(cook: Client, nico: User, crate: Lot) -> None:
    facts = said(edible="yes", destination="digestion", why="ammuffite")
    answer = cook.post(reverse("lot_discard", args=[crate.pk]), facts)
    [row] = crate.movements.all()
    assert answer.headers["Location"] == reverse("lot", args=[crate.pk])
    assert (row.kind, row.grams, row.destination, row.edible, row.why, row.by) == (
        "discarded", 5_000, "digestion", True, "ammuffite", nico
    )  # fmt: skip


def test_to_animals_or_to_the_compost(cook: Client, crate: Lot) -> None:
    for kind, kg in (("animals", "1,5"), ("compost", "0,5")):
        facts = said(part="kg", kg=kg, kind=kind, edible="no")
        assert cook.post(reverse("lot_feed", args=[crate.pk]), facts).status_code == 302
    rows = [(row.kind, row.grams, row.edible) for row in crate.movements.all()]
    assert rows == [("animals", 1_500, False), ("compost", 500, False)]


def test_passed_on_to_somebody_who_is_named(cook: Client, crate: Lot) -> None:
    where = reverse("lot_pass_on", args=[crate.pk])
    answers = [cook.post(where, said(part="quarter", to=to)).status_code for to in ("", "Emporio solidale")]
    assert (answers, [(row.grams, row.to) for row in crate.movements.all()]) == (
        [400, 302], [(2_500, "Emporio solidale")]
    )  # fmt: skip


def test_what_is_missing_is_asked_for(cook: Client, crate: Lot) -> None:
    page = cook.post(reverse("lot_pass_on", args=[crate.pk]), {"client_ref": str(uuid.uuid4())}).content.decode()
    asked = ("Scegli quanto.", "Scrivi a chi lo dai.", "Campo obbligatorio.")
    assert [page.count(sentence) for sentence in asked] == [1, 1, 0]


@pytest.mark.parametrize(("counted", "grams"), [("9,5", 500), ("10,2", -200), ("0", 10_000), ("0,0", 10_000)])
def test_counted_anew(cook: Client, crate: Lot, counted: str, grams: int) -> None:
    facts = {"counted": counted, "why": "inventario", "client_ref": str(uuid.uuid4())}
    assert cook.post(reverse("lot_correct", args=[crate.pk]), facts).status_code == 302
    assert [(row.kind, row.grams, row.why) for row in crate.movements.all()] == [("corrected", grams, "inventario")]


def test_a_double_tap_moves_once(cook: Client, crate: Lot) -> None:
    facts = said(edible="yes", destination="digestion")
    answers = [cook.post(reverse("lot_discard", args=[crate.pk]), facts).status_code for _tap in range(2)]
    assert (answers, crate.movements.count()) == ([302, 302], 1)


def test_more_than_there_is_is_refused_and_kept(cook: Client, crate: Lot) -> None:
    facts = said(part="kg", kg="12", edible="yes", destination="sewer", why="perdeva")
    answer = cook.post(reverse("lot_discard", args=[crate.pk]), facts)
    assert (answer.status_code, crate.movements.count()) == (409, 0)
    page = answer.content.decode()
    for kept in ("Di «Patate» restano 10 kg.", 'value="12"', 'value="perdeva"', '<option value="sewer" selected'):
        assert kept in page


def test_the_lot_tells_its_story(cook: Client, nico: User, crate: Lot, lunch: Sitting) -> None:
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 4_000)], by=nico)
    stock.pass_on(crate, grams=1_000, to="Emporio", by=nico)
    stock.discard(crate, grams=500, destination="refuse", edible=False, why="terra", by=None)
    stock.correct(crate, counted=4_600, why="inventario", by=nico)
    page = text(cook.get(reverse("lot", args=[crate.pk]))).partition("Che cosa kg ")[2]
    assert page == (
        "20/11/2026 09:00 Nico cucinato: Purè 4 kg "
        "20/11/2026 09:00 Nico ceduto ad altro ente: Emporio 1 kg "
        "20/11/2026 09:00 scarto: indifferenziato · non si poteva mangiare terra 0,5 kg "
        "20/11/2026 09:00 Nico rettifica inventario -0,1 kg "
        "Restano 4,6 kg La dispensa"
    )  # 10 - 4 - 1 - 0.5 = 4.5 by the ledger, 4.6 are there


@pytest.mark.parametrize("page", ["lot", *ACTS])
def test_another_canteens_lot_is_not_there(cook: Client, page: str, canteen: Canteen, friday: dt.datetime) -> None:
    elsewhere = Canteen.objects.create(name="Altra sala", place="Torino")
    shop = Shop.objects.create(canteen=elsewhere, name="Lontano", kind=Shop.Kind.MARKET)
    lot = weighed(shop, Line("Patate", "vegetables", 1_000), ref="z")
    where = reverse(page, args=[lot.pk])
    assert [cook.get(where).status_code, cook.post(where, said()).status_code] == ([404, 404] if page != "lot" else [
        404, 405
    ])  # fmt: skip


@pytest.mark.parametrize("page", ["lot", *ACTS])
@pytest.mark.parametrize(("who", "status"), [("nico", 200), ("carla", 200), ("doria", 403), ("bruna", 403)])
def test_who_opens_what(
    request: pytest.FixtureRequest, browser_of: Browser, crate: Lot, page: str, who: str, status: int
) -> None:
    assert browser_of(request.getfixturevalue(who)).get(reverse(page, args=[crate.pk])).status_code == status


@pytest.mark.parametrize("moves", [1, 5])
def test_pages_take_a_constant_number_of_queries(
    cook: Client, nico: User, market: Shop, crate: Lot, lunch: Sitting, moves: int, django_assert_num_queries: Any
) -> None:
    for number in range(moves):
        kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 100)], by=nico)
        weighed(market, Line("Mele", "fruit", 6_000), ref=f"q{number}")
    with django_assert_num_queries(4 + 2):  # session, user, canteen, roles; the lot, its movements
        cook.get(reverse("lot", args=[crate.pk]))
    with django_assert_num_queries(4 + 2):  # lots, kinds
        cook.get(reverse("stock"))


@pytest.mark.usefixtures("friday")
class TestBalancePage:
    """Coordinators see that it closes."""

    def test_by_category(self, carla: User, browser_of: Browser, crate: Lot, lunch: Sitting, market: Shop) -> None:
        weighed(market, Line("Mele", "fruit", 2_500), ref="b")
        kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 4_000)], by=None)
        stock.discard(crate, grams=500, destination="refuse", edible=False, by=None)
        page = text(browser_of(carla).get(reverse("balance")))
        assert (
            "Verdura 10 4 0 0 0 0,5 0 0 5,5 Frutta 2,5 0 0 0 0 0 0 0 2,5 Totale 12,5 4 0 0 0 0,5 0 0 8 Il conto" in page
        )

    @pytest.mark.parametrize(
        ("by", "heading"), [("shop", "Mercato"), ("day", "ven 20 nov"), ("lot", "Patate"), ("no", "Verdura")]
    )
    def test_by_anything_else(self, carla: User, browser_of: Browser, crate: Lot, by: str, heading: str) -> None:
        page = text(browser_of(carla).get(reverse("balance") + f"?per={by}&da=2026-11-20&a=2026-11-20"))
        assert f"{heading} 10 0 0 0 0 0 0 0 10 Totale" in page

    @pytest.mark.parametrize(("who", "status"), [("nico", 403), ("doria", 403), ("bruna", 403), ("carla", 200)])
    @pytest.mark.parametrize("page", ["balance", "food_kinds"])
    def test_for_coordinators(
        self, request: pytest.FixtureRequest, browser_of: Browser, page: str, who: str, status: int
    ) -> None:
        assert browser_of(request.getfixturevalue(who)).get(reverse(page)).status_code == status


@pytest.mark.usefixtures("friday")
class TestRulesOfFood:
    """Dated data with their source."""

    FACTS = {
        "valid_from": "2026-11-23", "name": "Pesce fresco", "max_celsius": "2", "min_celsius": "", "keeps_days": "1",
        "days_after_best_before": "", "known": "known", "allergens": ["fish", "molluscs"], "contents": ["fish"],
        "source": "ASL TO5, novembre 2026",
    }  # fmt: skip

    def test_a_new_version(self, carla: User, browser_of: Browser) -> None:
        browser = browser_of(carla)
        assert browser.post(reverse("food_kind", args=["fish"]), self.FACTS).status_code == 302
        old, new = FoodKind.objects.filter(code="fish").order_by("valid_from")
        assert (str(old.max_celsius), old.allergens) == ("4.0", ["fish"])
        assert (str(new.max_celsius), new.allergens, new.valid_from, new.source) == (
            "2.0", ["fish", "molluscs"], MONDAY, "ASL TO5, novembre 2026"
        )  # fmt: skip
        assert "Cambia dal 23/11/2026" in text(browser.get(reverse("food_kinds")))

    def test_allergens_that_only_the_label_tells(self, carla: User, browser_of: Browser) -> None:
        browser_of(carla).post(reverse("food_kind", args=["fish"]), self.FACTS | {"known": "unknown"})
        assert FoodKind.objects.get(code="fish", valid_from=MONDAY).allergens is None

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"valid_from": "2026-11-20"}, "Quello che vale oggi resta com'è: scegli un giorno da domani in poi."),
            ({"source": ""}, "Campo obbligatorio."),
            ({"min_celsius": "3"}, "È più del massimo: scambiali."),
        ],
    )
    def test_refused(self, carla: User, browser_of: Browser, facts: dict[str, str], sentence: str) -> None:
        answer = browser_of(carla).post(reverse("food_kind", args=["fish"]), self.FACTS | facts)
        assert (answer.status_code, FoodKind.objects.filter(code="fish").count()) == (400, 1)
        assert sentence in re.sub("&#x27;", "'", answer.content.decode())

    def test_no_such_kind(self, carla: User, browser_of: Browser) -> None:
        assert browser_of(carla).get(reverse("food_kind", args=["drago"])).status_code == 404
