"""The driver's pages without JavaScript. It is Friday, 9 o'clock."""

import datetime as dt
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from canteens.models import Canteen, Role, User
from recovery.donations import Line, log
from recovery.models import Check, Collection, Donation, Shop
from tests.food.conftest import Browser, _helper

ALL = list(Check.values)


@pytest.fixture
def davide(canteen: Canteen) -> User:
    """Davide drives the van."""
    return _helper(canteen, "Davide", Role.DRIVER)


@pytest.fixture
def van(davide: User, browser_of: Browser) -> Client:
    return browser_of(davide)


@pytest.fixture
def bread(bakery: Shop) -> Donation:
    facts = {
        "address": "via Roma 1",
        "telephone": "011 942 00 00",
        "arrival_notes": "Suona sul retro",
        "crates_lent": 4,
    }
    Shop.objects.filter(pk=bakery.pk).update(collected_at=dt.time(19, 40), **facts)
    lines = [Line("Pane", "bread", 8_000, 2), Line("Spezzatino", "meat", 5_000)]
    return log(bakery, lines=lines, client_ref="a")


def test_the_round_says_all_that_a_driver_needs(van: Client, bread: Donation) -> None:
    page = van.get("/giro/").content.decode()
    wanted = [
        "19:40", "via Roma 1", 'href="tel:0119420000"', "Suona sul retro", "4 casse da riportare",
        "Pane, 2 casse, 8 kg", "1 fermata da fare",
    ]  # fmt: skip
    assert [word for word in wanted if word not in page] == []


def test_only_the_next_stop_is_green(van: Client, bread: Donation) -> None:
    canteen = bread.shop.canteen
    Shop.objects.create(canteen=canteen, name="Ultima", kind=bread.shop.kind, collected_on=list(range(7)))
    page = van.get("/giro/").content.decode()
    assert (page.count("Sono qui"), page.count("btn-act")) == (2, 1)


def sent(bread: Donation, **facts: object) -> dict[str, object]:
    meat = bread.lots.get(food="Spezzatino")
    start = {"outcome": "collected", "donation": [bread.pk], "checks": ALL, f"celsius_{meat.pk}": "3,5"}
    return start | {"crates_returned": "4"} | facts


def test_the_form_starts_with_all_in_order(van: Client, bread: Donation) -> None:
    page = van.get(f"/giro/{bread.shop_id}/").content.decode()
    assert len(re.findall(r'name="checks"[^>]* checked', page)) == 6
    assert "Spezzatino: °C" in page
    assert "Pane: °C" not in page


def test_one_tap_and_the_food_is_on_the_van(van: Client, davide: User, bread: Donation) -> None:
    answer = van.post(f"/giro/{bread.shop_id}/", sent(bread), follow=True)
    assert answer.redirect_chain == [("/giro/", 302)]
    assert "Panetteria del Borgo: ritirato." in answer.content.decode()
    bread.refresh_from_db()
    bread.shop.refresh_from_db()
    went = Collection.objects.get()
    assert (bread.state, bread.failed_checks, bread.loaded_by, bread.shop.crates_lent) == ("loaded", [], davide, 0)
    assert (went.outcome, went.crates_returned, str(bread.lots.get(food="Spezzatino").celsius)) == (
        "collected",
        4,
        "3.5",
    )
    page = van.get(f"/giro/{bread.shop_id}/").content.decode()
    assert "Documento RM-2026-0001" in page


def test_a_second_tap_is_told(van: Client, bread: Donation) -> None:
    form = sent(bread)
    van.post(f"/giro/{bread.shop_id}/", form)
    again = van.post(f"/giro/{bread.shop_id}/", form)
    assert (again.status_code, "Questa consegna è già stata ritirata." in again.content.decode()) == (409, True)
    assert (bread.documents.count(), Collection.objects.get().crates_returned) == (1, 4)


def test_a_check_that_is_not_in_order_is_written_down(van: Client, bread: Donation) -> None:
    van.post(f"/giro/{bread.shop_id}/", sent(bread, checks=[code for code in ALL if code != "senses"]))
    bread.refresh_from_db()
    assert bread.failed_checks == ["senses"]


def test_the_shops_own_number(van: Client, bread: Donation) -> None:
    van.post(f"/giro/{bread.shop_id}/", sent(bread, **{f"own_{bread.pk}": "DDT 77/B"}))
    assert bread.documents.get().name == "DDT 77/B"


@pytest.mark.parametrize(
    ("facts", "status", "told"),
    [
        ({"celsius": ""}, 400, "Misura la temperatura di: Spezzatino."),
        ({"celsius": "tiepido"}, 400, 'role="alert"'),
        ({"outcome": "partly"}, 400, "Tocca che cosa resta al negozio."),
        ({"donation": []}, 409, "Qui non c&#x27;è niente da ritirare."),
        ({"outcome": "gone"}, 400, ""),
    ],
)
def test_what_is_wrong_is_said(van: Client, bread: Donation, facts: dict[str, object], status: int, told: str) -> None:
    meat = bread.lots.get(food="Spezzatino")
    named = {f"celsius_{meat.pk}" if name == "celsius" else name: value for name, value in facts.items()}
    answer = van.post(f"/giro/{bread.shop_id}/", sent(bread, **named))
    assert (answer.status_code, told in answer.content.decode()) == (status, True)
    assert (Collection.objects.count(), bread.documents.count()) == (0, 0)


def test_closed_gives_no_crate_back(van: Client, bread: Donation) -> None:
    van.post(f"/giro/{bread.shop_id}/", sent(bread, outcome="closed"))
    bread.shop.refresh_from_db()
    assert (Collection.objects.get().outcome, bread.shop.crates_lent) == ("closed", 4)


def test_the_crates_start_empty_and_all_of_them_are_one_tap(van: Client, bread: Donation) -> None:
    page = van.get(f"/giro/{bread.shop_id}/").content.decode()
    assert re.findall(r'name="crates_returned"[^>]*value', page) == []
    assert "Tutte: 4" in page
    van.post(f"/giro/{bread.shop_id}/", sent(bread, crates_returned="", all_crates="on"))
    bread.shop.refresh_from_db()
    assert (Collection.objects.get().crates_returned, bread.shop.crates_lent) == (4, 0)
    assert "Tutte" not in van.get(f"/giro/{bread.shop_id}/").content.decode()


def test_all_crates_and_another_number_is_asked(van: Client, bread: Donation) -> None:
    answer = van.post(f"/giro/{bread.shop_id}/", sent(bread, crates_returned="2", all_crates="on"))
    assert (answer.status_code, "Scrivi un numero oppure tocca «Tutte»." in answer.content.decode()) == (400, True)
    assert Collection.objects.count() == 0


def test_a_form_that_is_sent_twice_is_one_visit(van: Client, bread: Donation) -> None:
    page = van.get(f"/giro/{bread.shop_id}/").content.decode()
    [ref] = re.findall(r'name="client_ref" value="([^"]+)"', page)
    form = sent(bread, client_ref=ref)
    answers = [van.post(f"/giro/{bread.shop_id}/", form).headers.get("Location") for _ in range(2)]
    assert answers == ["/giro/", "/giro/"]
    assert (bread.documents.count(), Collection.objects.get().crates_returned) == (1, 4)


def test_nothing_today_takes_it_out_of_the_queue(
    van: Client, bread: Donation, carla: User, browser_of: Browser
) -> None:
    van.post(f"/giro/{bread.shop_id}/", sent(bread, outcome="nothing", crates_returned=""))
    bread.refresh_from_db()
    assert bread.state == "withdrawn"
    assert "Niente da pesare" in van.get("/bilancia/").content.decode()
    lot = bread.lots.first()
    assert "Annullata: non c&#x27;era." in van.get(f"/bilancia/{lot.pk}/", follow=True).content.decode()
    shop = browser_of(carla).get(f"/negozio/{bread.shop_id}/").content.decode()
    assert ("annullata: non c&#x27;era" in shop, "Come " in shop) == (True, False)


def test_an_archives_name_is_neither_a_stop_nor_a_giver(
    van: Client, canteen: Canteen, carla: User, browser_of: Browser, friday: dt.datetime
) -> None:
    shop = Shop.objects.create(canteen=canteen, name="Totale pubblicato")
    Donation.objects.create(
        canteen=canteen, shop=shop, client_ref="x", day=canteen.today(), declared=friday,
        source=Donation.Source.HISTORICAL, state=Donation.State.WEIGHED,
    )  # fmt: skip
    assert [van.get(path).status_code for path in (f"/giro/{shop.pk}/", f"/negozio/{shop.pk}/")] == [404, 404]
    page = browser_of(carla).get("/negozio/").content.decode()
    assert (f'href="/negozio/{shop.pk}/"' in page, f'href="/negozio/{shop.pk}/modifica/"' in page) == (False, True)


def test_at_the_counter_the_driver_writes_and_collects(van: Client, bakery: Shop) -> None:
    page = van.get(f"/giro/{bakery.pk}/").content.decode()
    assert f'href="/negozio/{bakery.pk}/"' in page
    item = bakery.usual_items.get(food="Pane")
    form = {"client_ref": "van-1", "others": "1", f"crates_{item.pk}": "2"}
    thanks = van.post(f"/negozio/{bakery.pk}/", form, follow=True).content.decode()
    assert f'href="/giro/{bakery.pk}/"' in thanks


@pytest.mark.parametrize("path", ["/giro/", "/giro/{shop}/"])
def test_who_may_see_the_round(
    browser_of: Browser, canteen: Canteen, bakery: Shop, carla: User, bruna: User, path: str
) -> None:
    cuoco = _helper(canteen, "Cosimo", Role.COOK)
    where = path.format(shop=bakery.pk)
    assert [browser_of(user).get(where).status_code for user in (carla, cuoco, bruna)] == [200, 403, 403]


def test_a_shop_elsewhere_does_not_exist(van: Client, canteen: Canteen, friday: dt.datetime) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    shop = Shop.objects.create(canteen=elsewhere, name="Forno di Torino")
    assert van.get(f"/giro/{shop.pk}/").status_code == 404


def test_the_round_takes_a_constant_number_of_queries(
    van: Client, canteen: Canteen, friday: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        shop = Shop.objects.create(canteen=canteen, name=f"Forno {number}")
        log(shop, lines=[Line("Pane", "bread", 8_000)], client_ref="a")
    with django_assert_num_queries(4 + 4):  # who asks and where: 4; donations, lots, today's stops, shops
        van.get("/giro/")
