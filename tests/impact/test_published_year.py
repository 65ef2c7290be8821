"""The published project year, 83,161 kg, comes out of every output as exactly those numbers.

25,607 + 17,228 + 5,147 + 4,910 + 30,269 = 83,161.
83,161 kg / 500 g = 166,322 meals; / 626 g = 132,845; / 420 g = 198,002.
"""

import datetime as dt

import pytest
from django.test import Client

from canteens import clock
from canteens.days import Period, Week
from canteens.models import Canteen, Membership, Role, User
from impact.demo.shops import PUBLISHED_YEAR
from impact.figures import figures
from impact.mail import post_week
from notices.mail import compose
from notices.models import Notice
from recovery import imports
from tests.api.conftest import with_token
from tests.papers.reading import Paper

WEEK = Week(2025, 16)
PARTS = {"Altro cibo": "30.269", "Verdura": "25.607", "Frutta": "17.228", "Pane e pizza": "5.147", "Carne": "4.910"}


@pytest.fixture
def published(canteen: Canteen) -> Canteen:
    imports.apply(canteen, imports.plan(canteen, PUBLISHED_YEAR))
    return canteen


@pytest.fixture
def coordinator(canteen: Canteen) -> User:
    carla = User.objects.create_user("carla@example.org", "quattro parole a caso", name="Carla")
    Membership.objects.create(user=carla, canteen=canteen, role=Role.COORDINATOR)
    return carla


@pytest.fixture
def browser(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("period", [WEEK.period, Period(dt.date(2024, 4, 16), dt.date(2025, 4, 16))])
def test_figures(published: Canteen, period: Period) -> None:
    made = figures(published, period)
    assert [(share.key, share.grams) for share in made.by_category] == [
        ("other", 30_269_000), ("vegetables", 25_607_000), ("fruit", 17_228_000),
        ("bread", 5_147_000), ("meat", 4_910_000),
    ]  # fmt: skip
    assert made.recovered_grams == 83_161_000
    assert made.equivalents is not None
    assert (made.equivalents.value, made.equivalents.low, made.equivalents.high) == (166_322, 132_845, 198_002)
    assert made.plates == 0


def test_page(published: Canteen, browser: Client) -> None:
    page = browser.get("/numeri/?settimana=2025-W16").content.decode()
    assert '<p class="stat-value">83.161\N{NO-BREAK SPACE}kg</p>' in page
    assert '<p class="stat-value">166.322</p><p class="stat-note">da 132.845 a 198.002</p>' in page
    rows = [f'<th scope="row">{name}</th><td class="number">{kg}</td>' for name, kg in PARTS.items()]
    assert [row for row in rows if row not in page] == []
    shares = ["36,4", "30,8", "20,7", "6,2", "5,9"]  # as published, and 36.4 % of other food
    assert [page.count(f'<td class="number">{share}</td>') for share in shares] == [1] * 5


def test_api(published: Canteen, coordinator: User) -> None:
    answer = with_token(coordinator).get(f"/api/v1/canteens/{published.pk}/figures/?week=2025-W16").json()
    assert answer == figures(published, WEEK.period).as_dict() | {"closing": None}
    assert {share["key"]: share["grams"] for share in answer["by_category"]} == {
        "other": 30_269_000, "vegetables": 25_607_000, "fruit": 17_228_000, "bread": 5_147_000, "meat": 4_910_000,
    }  # fmt: skip
    assert (answer["recovered_grams"], answer["equivalents"]["value"]) == (83_161_000, 166_322)


def test_spreadsheet(published: Canteen, browser: Client) -> None:
    answer = browser.get("/numeri/foglio.csv?da=2025-04-15&a=2025-04-15")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="reciprocamensa-2025-04-15-2025-04-15.csv"'
    assert lines[4:11] == [
        "Cibo recuperato;;83161;kg",
        "Cibo recuperato, per categoria;Altro cibo;30269;kg",
        "Cibo recuperato, per categoria;Verdura;25607;kg",
        "Cibo recuperato, per categoria;Frutta;17228;kg",
        "Cibo recuperato, per categoria;Pane e pizza;5147;kg",
        "Cibo recuperato, per categoria;Carne;4910;kg",
        "Cibo recuperato, per negozio;Totale pubblicato 2024-25;83161;kg",
    ]


def test_mail(published: Canteen, coordinator: User) -> None:
    with clock.at(published.instant(dt.date(2025, 4, 21), dt.time(4, 30))):
        assert post_week(published) == 1
    mail = compose(Notice.objects.select_related("contact", "canteen").get())
    text = str(mail.body).replace("\N{NO-BREAK SPACE}", " ")
    assert "Recuperati: 83.161 kg\n" in text
    assert "Pasti equivalenti (stima): 166.322 (da 132.845 a 198.002)\n" in text
    assert "Fattore: grams_a_meal 2026-11, 500 g\n" in text
    assert [f"- {name}: {kg} kg\n" in text for name, kg in PARTS.items()] == [True] * 5
    html = str(mail.alternatives[0][0])
    assert [f"{kg} kg" in html for kg in ("83.161", *PARTS.values())] == [True] * 6


def test_paper(published: Canteen, browser: Client, coordinator: User) -> None:
    paper = Paper(browser.get("/numeri/settimana.pdf?settimana=2025-W16").content)
    told = ["Recuperati 83.161 kg", "166.322 da 132.845 a 198.002", "Totale pubblicato 2024-25 83.161 100"]
    told += [f"{name} {kg} " for name, kg in PARTS.items()]
    assert [words for words in told if words not in paper.text] == []
    address = f"/api/v1/canteens/{published.pk}/figures/pdf/?week=2025-W16"
    again = with_token(coordinator).get(address, HTTP_ACCEPT_LANGUAGE="it")
    assert Paper(again.content).text == paper.text
