"""The coordinator's page of figures."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from canteens import clock
from canteens.days import Week as IsoWeek
from canteens.models import Canteen, Membership, Role, User
from guests.models import Guest
from impact import weeks
from mensa import sittings
from recovery import receipt
from recovery.donations import Line, log
from recovery.models import Shop
from tests.impact.golden import Week

SUNDAY = dt.datetime(2026, 11, 22, 19, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def sunday() -> Iterator[None]:
    with clock.at(SUNDAY):
        yield


@pytest.fixture
def canteen(db: None) -> Canteen:
    return Canteen.objects.create(
        name="Cittadella", place="Chieri", seats=10, room_limit=12, kept_at_door=2, portions=4
    )  # fmt: skip


@pytest.fixture
def carla(canteen: Canteen, client: Client) -> Client:
    """Carla coordinates."""
    return signed_in(client, canteen, "carla@example.org", Role.COORDINATOR)


def signed_in(client: Client, canteen: Canteen, email: str, role: Role) -> Client:
    user = User.objects.create_user(email, None)
    Membership.objects.create(user=user, canteen=canteen, role=role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def stats(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'class="stat-label">(.*?)</p><p class="stat-value">(.*?)</p>', page)
    return [(label, value.replace("\N{NO-BREAK SPACE}", " ")) for label, value in found]


def test_the_golden_week_in_seven_figures(canteen: Canteen, carla: Client) -> None:
    Week(canteen).live()
    page = carla.get("/numeri/").content.decode()
    assert stats(page) == [
        ("Recuperati", "120,25 kg"),
        ("Pasti serviti (contati)", "27"),
        ("Posti occupati", "60 %"),
        ("Cucinati", "0 kg"),
        ("Scartati", "0 kg"),
        ("CO₂e evitata (stima)", "192 kg"),  # 120.25 x 1.6 = 192.4
        ("Pasti equivalenti (stima)", "241"),
    ]
    assert "provvisoria: manca venerdì · 7 casse da pesare" in " ".join(page.split())
    assert page.count("<rect") == 12
    total = [cell for cell in re.findall(r"<tfoot>(.*?)</tfoot>", page) if "Totale" in cell]
    numbers = ["120,25", "100", "0", "0", "0", "0"]  # kg, %, cooked, passed on, discarded, in the house
    assert [re.findall(r'class="number">([^<]*)<', cells) for cells in total] == [numbers, numbers]


def test_the_spreadsheet_has_the_same_numbers(canteen: Canteen, carla: Client) -> None:
    Week(canteen).live()
    rows = carla.get("/numeri/foglio.csv?settimana=2026-W47").content.decode("utf-8-sig").splitlines()
    wanted = {
        "Dal giorno;;16/11/2026;", "Al giorno;;22/11/2026;", "Cibo recuperato;;120,25;kg",
        "Pasti serviti (contati);;27;pasti", "Pasti equivalenti (stima);valore;241;pasti",
        "Pasti equivalenti (stima);minimo;192;pasti", "Pasti equivalenti (stima);massimo;286;pasti",
        "Fattore;grams_a_meal 2026-11;500;g", "Grammi recuperati per pasto servito;;4454;g", "Posti offerti;;40;posti",
        "Posti prenotati;;20;posti", "Persone sedute;;17;persone", "Assenti;;1;persone",
        "In lista d'attesa senza posto;;1;persone",
    }  # fmt: skip
    assert wanted - set(rows) == set()


def test_a_shops_name_is_no_formula(canteen: Canteen, carla: Client) -> None:
    shop = Shop.objects.create(canteen=canteen, name='=HYPERLINK("x")', kind=Shop.Kind.OTHER)
    log(shop, lines=[Line("Pane", "bread", 1_000)], client_ref="a")
    rows = carla.get("/numeri/foglio.csv").content.decode("utf-8-sig").splitlines()
    assert [row for row in rows if "per negozio" in row] == ['Cibo recuperato, per negozio;"\'=HYPERLINK(""x"")";1;kg']


def test_an_empty_canteen_is_told_so(carla: Client) -> None:
    page = carla.get("/numeri/").content.decode()
    assert "Ancora nessun numero" in page
    assert stats(page) == []


def test_weeks_before_and_after(canteen: Canteen, carla: Client) -> None:
    page = carla.get("/numeri/?settimana=2026-W45").content.decode()
    assert re.findall(r'rel="(\w+)" href="\?settimana=([^"]*)"', page) == [("prev", "2026-W44"), ("next", "2026-W46")]
    page = carla.get("/numeri/?settimana=2026-W47").content.decode()
    assert re.findall(r'rel="(\w+)" href="\?settimana=([^"]*)"', page) == [("prev", "2026-W46")]


def test_any_days(canteen: Canteen, carla: Client) -> None:
    Week(canteen).live()
    page = carla.get("/numeri/?da=2026-11-16&a=2026-11-17").content.decode()
    assert stats(page)[:2] == [("Recuperati", "84,75 kg"), ("Pasti serviti (contati)", "18")]  # 9 + 9
    assert "16 novembre 2026 – 17 novembre 2026" in " ".join(page.split())
    assert "/numeri/foglio.csv?da=2026-11-16&amp;a=2026-11-17" in page
    assert "/numeri/righe/plates/?da=2026-11-16&amp;a=2026-11-17" in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("da=2026-11-17&a=2026-11-16", "Il primo giorno viene dopo l&#x27;ultimo: scambiali."),
        ("da=ieri&a=2026-11-16", 'role="alert"'),
        ("da=2026-11-16", 'role="alert"'),
        ("da=9999-12-31&a=9999-12-31", 'role="alert"'),
        ("da=0001-01-01&a=0001-01-02", "Scegli giorni tra il 2000 e il 2099."),
        ("da=2000-01-01&a=2099-12-31", "Ancora nessun numero"),
        ("settimana=2026-W60", "Settimana 46"),
        ("settimana=abc", "Settimana 46"),
        ("settimana=0000-W01", "Settimana 46"),
        ("settimana=9999-W52", "Settimana 46"),
        ("settimana=0001-W01", "Settimana 46"),
    ],
)
def test_addresses_that_say_something_else_still_open(carla: Client, query: str, told: str) -> None:
    answer = carla.get(f"/numeri/?{query}")
    assert (answer.status_code, told in answer.content.decode()) == (200, True)


def test_a_week_says_what_changed(canteen: Canteen, carla: Client) -> None:
    shop = Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY)
    for day, grams in ((dt.date(2026, 11, 11), 40_000), (dt.date(2026, 11, 18), 12_000)):
        log(shop, lines=[Line("Pane", "bread", grams)], client_ref=str(day), day=day)
    page = carla.get("/numeri/").content.decode()
    # 40 kg in four weeks are 10 kg a week; 12 kg are 20 % more.
    assert "<strong>+20\N{NO-BREAK SPACE}%</strong> sulle ultime 4 settimane" in page


def test_only_coordinators_come_in(canteen: Canteen, client: Client) -> None:
    assert client.get("/numeri/").headers["Location"] == "/entra/?next=/numeri/"
    cook = signed_in(client, canteen, "piera@example.org", Role.COOK)
    assert [cook.get(f"/numeri/{path}").status_code for path in PATHS] == [403] * 6


PATHS = [
    "", "foglio.csv", "dati.json", "righe/recovered/", "consuntivo/2026-W46/conferma/", "consuntivo/2026-W46/revisione/"
]  # fmt: skip


def test_json_is_what_the_api_says(canteen: Canteen, carla: Client) -> None:
    Week(canteen).live()
    told = carla.get("/numeri/dati.json?settimana=2026-W47")
    assert told.headers["Content-Disposition"] == 'attachment; filename="reciprocamensa-2026-W47.json"'
    assert told.json() == weeks.told(canteen, IsoWeek(2026, 47).period).as_dict()


def test_a_figure_opens_its_rows(canteen: Canteen, carla: Client) -> None:
    Week(canteen).live()
    page = carla.get("/numeri/?settimana=2026-W47").content.decode()
    links = set(re.findall(r'href="(/numeri/righe/[^"]*)"', page))
    assert len(links) == 22
    assert {carla.get(link.replace("&amp;", "&")).status_code for link in links} == {200}
    opened = carla.get("/numeri/righe/recovered/?settimana=2026-W47").content.decode()
    assert opened.count('<th scope="row">lun 16 nov</th>') == 4
    assert '<th scope="row" colspan="2">Totale</th><td class="number">120,25</td>' in opened
    assert carla.get("/numeri/righe/names/").status_code == 404


def test_rows_of_people_show_cards_and_no_names(canteen: Canteen, carla: Client) -> None:
    week = Week(canteen)
    week.live()
    Guest.objects.update(alias="Nome Segreto")
    opened = carla.get("/numeri/righe/booked/?settimana=2026-W47").content.decode()
    face = week.guests["amina"].face
    assert (f"<bdi>{face.word} {face.number}</bdi>" in opened, "Segreto" in opened) == (True, False)
    assert '<td class="number">20</td></tr></tfoot>' in opened


def test_rows_cost_the_same_however_many(canteen: Canteen, carla: Client, django_assert_num_queries: object) -> None:
    Week(canteen).live()
    for figure in ("recovered", "booked"):
        with django_assert_num_queries(15):  # type: ignore[operator]
            carla.get(f"/numeri/righe/{figure}/?settimana=2026-W47")


def test_a_coordinator_confirms_a_week_and_revises_it(canteen: Canteen, carla: Client) -> None:
    Week(canteen).live()
    with clock.at(dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)):
        page = carla.get("/numeri/consuntivo/2026-W47/conferma/").content.decode()
        assert "Venerdì 20 novembre: presenze da chiudere".lower() in page.lower()
        assert carla.post("/numeri/consuntivo/2026-W47/conferma/").headers["Location"] == "/numeri/?settimana=2026-W47"
        again = carla.post("/numeri/consuntivo/2026-W47/conferma/")
        assert (again.status_code, "c&#x27;è già" in again.content.decode()) == (409, True)
        shop = Shop.objects.get(name="Cascina")
        log(shop, lines=[Line("Mele", "fruit", 1_000)], client_ref="late", day=dt.date(2026, 11, 20))
        assert stats(carla.get("/numeri/?settimana=2026-W47").content.decode())[0] == ("Recuperati", "120,25 kg")
        rows = carla.get("/numeri/righe/recovered/?settimana=2026-W47").content.decode()
        assert ("Dopo il consuntivo (revisione 1)" in rows, "121,25" in rows) == (True, True)
        missing = carla.post("/numeri/consuntivo/2026-W47/revisione/", {"reason": ""})
        assert missing.status_code == 400
        carla.post("/numeri/consuntivo/2026-W47/revisione/", {"reason": "Mele dimenticate"})
        page = carla.get("/numeri/?settimana=2026-W47").content.decode()
        assert stats(page)[0] == ("Recuperati", "121,25 kg")
        assert ("revisione 2" in page, "Mele dimenticate" in page) == (True, True)
        first = carla.get("/numeri/?settimana=2026-W47&revisione=1").content.decode()
        assert stats(first)[0] == ("Recuperati", "120,25 kg")
        assert ("Settimana 47: 120,25 kg." in first, "Settimana 47: 121,25 kg." in page) == (True, True)  # the charts
        sheet = carla.get("/numeri/foglio.csv?settimana=2026-W47").content.decode("utf-8-sig").splitlines()
        assert [row for row in sheet if row.startswith(("Consuntivo", "Revisione"))] == [
            "Consuntivo;;provvisorio;", "Revisione;Mele dimenticate;2;",
        ]  # fmt: skip


def test_today_tells_what_waits(canteen: Canteen, carla: Client) -> None:
    with clock.at(dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)):
        sittings.open_day(canteen, dt.date(2026, 11, 23))
        shop = Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY)
        apart, _waits = log(
            shop, lines=[Line("Torte", "pastry", 2_000), Line("Pane", "bread", 1_500)], client_ref="a"
        ).lots.order_by("pk")
        receipt.weigh(apart, gross=2_100, by=None)
        page = " ".join(carla.get("/oggi/").content.decode().split())
    assert ("1 cassa · 1,5 kg" in page, "1 cassa · 2,1 kg" in page, "0 piatti" in page) == (True, True, True)


def test_the_page_costs_the_same_however_many_weeks(
    canteen: Canteen, carla: Client, django_assert_max_num_queries: object
) -> None:
    Week(canteen).live()
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        carla.get("/numeri/?settimana=2026-W47")
