"""The scale, the quarantine and the register of documents, without JavaScript. It is Friday, 9 o'clock."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from canteens.models import Canteen, Role, User
from recovery import documents, receipt, shops, stock
from recovery.donations import Line, log
from recovery.models import Donation, Lot, Shop
from recovery.shops import Usual
from tests.food.conftest import Browser, _helper

PLUMS = Line("Prugne secche", "preserves", 6_000, 2, date_mark="best_before")
WEIGHED = {"gross": "10,3", "tare": "0,8", "known_by": "scale"}


@pytest.fixture
def cosimo(canteen: Canteen) -> User:
    """Cosimo cooks."""
    return _helper(canteen, "Cosimo", Role.COOK)


@pytest.fixture
def desk(cosimo: User, browser_of: Browser) -> Client:
    return browser_of(cosimo)


def loaded(shop: Shop, *lines: Line, ref: str = "a", failed: list[str] | None = None) -> Donation:
    return receipt.load(log(shop, lines=lines, client_ref=ref), failed_checks=failed or [], by=None)


@pytest.fixture
def potatoes(market: Shop) -> Lot:
    lot: Lot = loaded(market, Line("Patate", "vegetables", 10_000, 1)).lots.get()
    return lot


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_tare_of_the_usual_crates_stands_there(desk: Client, bakery: Shop) -> None:
    shops.keep(bakery, people=[], usual=[Usual("Pane", "bread", 4_000, tare_grams=350)])
    lot = loaded(bakery, Line("Pane", "bread", 12_000, 3)).lots.get()
    assert 'name="tare" value="1,05"' in text(desk.get(f"/bilancia/{lot.pk}/")).replace('type="text" ', "")


def test_one_weighing_takes_a_lot_in(desk: Client, cosimo: User, potatoes: Lot) -> None:
    assert "Patate" in text(desk.get("/bilancia/"))
    answer = desk.post(f"/bilancia/{potatoes.pk}/", WEIGHED, follow=True)
    potatoes.refresh_from_db()
    assert answer.redirect_chain == [(f"/bilancia/{potatoes.pk}/esito/", 302)]
    assert "Accettata. Si serve fino a mercoledì 25 novembre." in text(answer)
    assert (potatoes.received_grams, potatoes.tare_grams, potatoes.received_by) == (9_500, 800, cosimo)
    assert desk.get(f"/bilancia/{potatoes.pk}/").headers["Location"] == f"/bilancia/{potatoes.pk}/esito/"
    assert "Niente da pesare" in text(desk.get("/bilancia/"))


def test_the_second_weighing_is_told(desk: Client, potatoes: Lot) -> None:
    desk.post(f"/bilancia/{potatoes.pk}/", WEIGHED)
    again = desk.post(f"/bilancia/{potatoes.pk}/", WEIGHED | {"gross": "12"})
    potatoes.refresh_from_db()
    assert (again.status_code, "è già stata pesata" in text(again)) == (409, True)
    assert potatoes.received_grams == 9_500


def test_what_has_lost_some_is_no_longer_sent_away(desk: Client, plums: Lot) -> None:
    stock.discard(plums, grams=1_000, destination="refuse", edible=False, by=None)
    answer = desk.post(f"/bilancia/{plums.pk}/no/", {"reason": "spoiled"})
    plums.refresh_from_db()
    assert (answer.status_code, "Una parte è già stata buttata: butta anche il resto." in text(answer)) == (409, True)
    assert (plums.state, plums.left_grams) == ("quarantined", 5_000)


def test_nor_by_what_is_learnt_of_it(desk: Client, plums: Lot) -> None:
    stock.discard(plums, grams=1_000, destination="refuse", edible=False, by=None)
    known = {"allergens": ["sulphites"], "contents": ["none"], "checked": "on", "printed": "2020"}
    answer = desk.post(f"/bilancia/{plums.pk}/controllo/", known)
    plums.refresh_from_db()
    assert (answer.status_code, "butta anche il resto" in text(answer), plums.state) == (409, True, "quarantined")


def test_the_lots_page_leads_to_its_check(desk: Client, plums: Lot, market: Shop) -> None:
    potatoes = loaded(market, Line("Patate", "vegetables", 10_000, 1), ref="b").lots.get()
    for lot, leads in ((plums, True), (potatoes, False)):
        assert (f'href="/bilancia/{lot.pk}/controllo/"' in text(desk.get(reverse("lot", args=[lot.pk])))) is leads


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"gross": "0,8"}, "Tolta la tara non resta peso"),
        ({"gross": ""}, 'role="alert"'),
        ({"gross": "molto"}, "Scrivi i chili con la virgola"),
    ],
)
def test_a_weight_that_is_none(desk: Client, potatoes: Lot, facts: dict[str, str], told: str) -> None:
    answer = desk.post(f"/bilancia/{potatoes.pk}/", WEIGHED | facts)
    potatoes.refresh_from_db()
    assert (answer.status_code, told in text(answer), potatoes.state) == (400, True, "offered")


def test_a_label_that_is_wrong_on_date_or_allergens_is_refused(desk: Client, potatoes: Lot) -> None:
    answer = desk.post(f"/bilancia/{potatoes.pk}/", WEIGHED | {"label_fault": "on"}, follow=True)
    assert "Non possiamo usarlo perché l&#x27;etichetta sbaglia la data o gli allergeni." in text(answer)


def test_food_carried_in_is_weighed_with_its_temperature(desk: Client, market: Shop) -> None:
    lot = log(market, lines=[Line("Spezzatino", "meat", 5_000)], client_ref="a").lots.get()
    assert "Temperatura, in °C" in text(desk.get(f"/bilancia/{lot.pk}/"))
    answer = desk.post(f"/bilancia/{lot.pk}/", WEIGHED | {"celsius": "12"}, follow=True)
    assert "Non possiamo usarlo perché non era alla temperatura giusta." in text(answer)


def test_the_shop_reads_why_not(desk: Client, potatoes: Lot, gino: User, browser_of: Browser) -> None:
    assert "Patate: non possiamo usarlo perché…" in text(desk.get(f"/bilancia/{potatoes.pk}/no/"))
    answer = desk.post(f"/bilancia/{potatoes.pk}/no/", {"reason": "spoiled"}, follow=True)
    assert "Non possiamo usarlo perché è rovinato." in text(answer)
    page = text(browser_of(gino).get(f"/negozio/{potatoes.donation.shop_id}/"))
    assert "Patate: non possiamo usarlo perché è rovinato." in page
    assert "Documento RM-2026-0001" in page
    again = desk.post(f"/bilancia/{potatoes.pk}/no/", {"reason": "spoiled"})
    assert again.status_code == 409
    assert desk.post(f"/bilancia/{potatoes.pk}/no/", {"reason": "ugly"}).status_code == 400


@pytest.fixture
def plums(market: Shop) -> Lot:
    """Dried plums in quarantine: neither allergens nor date are known, and one check was in doubt."""
    lot = loaded(market, PLUMS, failed=["packaging"]).lots.get()
    return receipt.weigh(lot, gross=6_000, by=None)


def test_what_is_missing_is_asked_and_nothing_else(desk: Client, plums: Lot) -> None:
    assert "Prugne secche" in text(desk.get("/bilancia/controllo/"))
    page = text(desk.get(f"/bilancia/{plums.pk}/controllo/"))
    asked = [name for name in ("allergens", "contents", "printed", "celsius", "checked") if f'name="{name}"' in page]
    assert asked == ["allergens", "contents", "printed", "checked"]
    assert "Confezioni intere" in page


def test_a_date_that_nobody_wrote_is_written_when_it_is_looked_at(desk: Client, plums: Lot) -> None:
    known = {"allergens": ["sulphites"], "contents": ["none"], "checked": "on"}
    short = desk.post(f"/bilancia/{plums.pk}/controllo/", known)
    assert (short.status_code, "Scrivi prima quello che manca: data non scritta." in text(short)) == (400, True)
    answer = desk.post(f"/bilancia/{plums.pk}/controllo/", known | {"printed": "10/2026"}, follow=True)
    plums.refresh_from_db()
    assert (plums.state, plums.marked_day, plums.precision) == ("accepted", dt.date(2026, 10, 31), "month")
    assert plums.safe_until == dt.date(2026, 11, 30)  # 31 October and the 30 days of preserves
    assert (plums.allergens, plums.contents, plums.left_grams) == (["sulphites"], [], 6_000)
    assert "Si serve fino a lunedì 30 novembre." in text(answer)


def test_a_date_past_its_window_refuses_it_after_all(desk: Client, plums: Lot) -> None:
    known = {"allergens": ["none"], "contents": ["none"], "checked": "on", "printed": "9/2026"}
    answer = desk.post(f"/bilancia/{plums.pk}/controllo/", known, follow=True)
    plums.refresh_from_db()
    assert (plums.state, plums.refusal, plums.left_grams) == ("refused", "too_old", 0)
    assert "Non possiamo usarlo perché è troppo oltre la data." in text(answer)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"allergens": ["unknown"]}, "Scrivi prima quello che manca: allergeni sconosciuti."),
        ({"allergens": ["none", "milk"]}, "stanno da soli"),
        ({"allergens": ["none"], "printed": "11/26"}, "Scrivi la data come"),
        ({"allergens": ["none"], "printed": "2027"}, "Scrivi prima quello che manca: un controllo non è chiaro."),
    ],
)
def test_a_check_that_leaves_something_open(desk: Client, plums: Lot, facts: dict[str, object], told: str) -> None:
    answer = desk.post(f"/bilancia/{plums.pk}/controllo/", facts)
    plums.refresh_from_db()
    assert (answer.status_code, told in text(answer), plums.state) == (400, True, "quarantined")


def test_what_was_decided_is_not_asked_again(desk: Client, potatoes: Lot) -> None:
    where = f"/bilancia/{potatoes.pk}/controllo/"
    assert desk.get(where).headers["Location"] == f"/bilancia/{potatoes.pk}/esito/"
    assert desk.get(f"/bilancia/{potatoes.pk}/esito/").headers["Location"] == f"/bilancia/{potatoes.pk}/"
    assert desk.post(where, {}).status_code == 409


PAGES = ["/bilancia/", "/bilancia/controllo/", "/bilancia/{lot}/", "/bilancia/{lot}/esito/", "/bilancia/{lot}/no/",
         "/documenti/"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_who_may_weigh(
    browser_of: Browser, client: Client, potatoes: Lot, cosimo: User, carla: User, gino: User, path: str
) -> None:
    where = path.format(lot=potatoes.pk)
    door = _helper(potatoes.donation.canteen, "Doria", Role.DOOR)
    driver = _helper(potatoes.donation.canteen, "Davide", Role.DRIVER)
    let_in = [browser_of(user).get(where).status_code in {200, 302} for user in (cosimo, driver, carla, gino, door)]
    assert let_in == [True, True, True, False, False]
    assert client.get(where).headers["Location"] == f"/entra/?next={where}"


@pytest.mark.parametrize("path", ["/bilancia/{lot}/", "/bilancia/{lot}/esito/", "/bilancia/{lot}/no/",
                                  "/bilancia/{lot}/controllo/", "/documenti/{paper}/"])  # fmt: skip
def test_what_is_elsewhere_does_not_exist(desk: Client, friday: dt.datetime, path: str) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    shop = Shop.objects.create(canteen=elsewhere, name="Forno di Torino")
    donation = loaded(shop, Line("Pane", "bread", 8_000))
    where = path.format(lot=donation.lots.get().pk, paper=donation.documents.get().pk)
    assert desk.get(where).status_code == 404


@pytest.mark.parametrize("lots", [1, 5])
def test_the_queue_takes_a_constant_number_of_queries(
    desk: Client, market: Shop, lots: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    loaded(market, *[Line(f"Cibo {number}", "vegetables", 1_000) for number in range(lots)])
    with django_assert_num_queries(4 + 2):  # who asks and where: 4; lots with their shops, how many wait for a check
        desk.get("/bilancia/")


@pytest.mark.parametrize("gifts", [1, 4])
def test_the_shops_page_takes_a_constant_number_of_queries(
    market: Shop, gino: User, browser_of: Browser, gifts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(gifts):
        loaded(market, Line("Mele", "fruit", 9_000), ref=str(number))
    phone = browser_of(gino)
    # who asks and where: 4; roles and the shop: 2; usual items, where yesterday's food went, the last time, its
    # latest: donations, lots, papers
    with django_assert_num_queries(4 + 2 + 6):
        phone.get(f"/negozio/{market.pk}/")


def test_a_document_opens_as_a_page(desk: Client, potatoes: Lot, gino: User, bruna: User, browser_of: Browser) -> None:
    paper = potatoes.donation.documents.get()
    page = text(desk.get(f"/documenti/{paper.pk}/"))
    wanted = ["RM-2026-0001", "Mercato", "Patate", "10 kg", "Verdura", "venerdì 20 novembre 2026, 09:00"]
    assert [word for word in wanted if word not in page] == []
    asked = [browser_of(user).get(f"/documenti/{paper.pk}/").status_code for user in (gino, bruna)]
    assert asked == [200, 404]


def test_a_coordinator_takes_a_document_back(
    desk: Client, potatoes: Lot, carla: User, gino: User, browser_of: Browser
) -> None:
    paper = potatoes.donation.documents.get()
    where = f"/documenti/{paper.pk}/annulla/"
    assert [browser.post(where, {"why": "x"}).status_code for browser in (desk, browser_of(gino))] == [403, 403]
    office = browser_of(carla)
    assert office.get(where).status_code == 200
    answer = office.post(where, {"why": "peso sbagliato"}, follow=True)
    assert "Annullato dal documento RM-2026-0002: peso sbagliato." in text(answer)
    assert office.post(where, {"why": "ancora"}).status_code == 409
    counter = paper.annulled_by
    assert "Annulla il documento RM-2026-0001: peso sbagliato." in text(office.get(f"/documenti/{counter.pk}/"))
    register = text(office.get("/documenti/"))
    assert [word in register for word in ("annulla RM-2026-0001", "annullato", "valido")] == [True, True, False]
    assert documents.current(potatoes.donation) is None


@pytest.mark.parametrize("papers", [1, 4])
def test_the_register_takes_a_constant_number_of_queries(
    desk: Client, market: Shop, papers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(papers):
        loaded(market, Line("Mele", "fruit", 9_000), ref=str(number))
    with django_assert_num_queries(4 + 2):  # who asks and where: 4; how many, and one page of them
        desk.get("/documenti/")
