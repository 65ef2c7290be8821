"""A week on two pages: the numbers of the golden week, what makes them provisional, and room for the fullest week."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from canteens import clock
from canteens.days import Week as IsoWeek
from canteens.models import Canteen, Membership, Role, User
from impact import closing
from impact.report import week_paper, week_pdf
from impact.trend import Change
from papers.pdf import pdf
from recovery.donations import Line, log
from recovery.models import Category, RefusalReason, Shop
from recovery.models.ledger import Destination
from tests.impact.golden import Week
from tests.papers.reading import Paper

W47 = IsoWeek(2026, 47)
WEEKS = [(f"2026-W{number}", 1_000_000) for number in range(36, 47)] + [("2026-W47", 1_612_500)]
SUMMARY = "Settimana 47: 120,25 kg. La settimana più ricca delle ultime 12 è la 47: 120,25 kg."
WAYS = {
    "offered": 2_000_000, "accepted": 1_612_500, "awaiting": 1, "quarantined": 2, "refused": 3, "stock_start": 4,
    "cooked": 967_500, "passed_on": 322_500, "animals": 5, "compost": 6, "discarded": 80_000, "untraced": 7,
    "corrected": 8, "unexplained": 9, "stock_end": 200_000,
}  # fmt: skip


@pytest.fixture
def canteen(db: None) -> Canteen:
    return Canteen.objects.create(
        name="Cittadella", place="Chieri", seats=10, room_limit=12, kept_at_door=2, portions=4
    )  # fmt: skip


@pytest.fixture
def sunday(canteen: Canteen) -> Iterator[dt.datetime]:
    """The golden week as its Sunday evening sees it."""
    week = Week(canteen)
    week.live()
    with clock.at(week.at(6, 20)):
        yield clock.now()


def estimate(name: str) -> dict[str, Any]:
    return {
        "value": 2_580_000, "low": 1_773_750, "high": 4_031_250, "factor": name, "version": "2026-11",
        "factor_value": 1600, "factor_low": 1100, "factor_high": 2500, "unit": "g/kg", "source": "Who said so. " * 50,
    }  # fmt: skip


def fullest() -> dict[str, Any]:
    """Everything that a week can have, and more of it than fits."""
    seats = (
        "offered booked came no_shows fewer released not_recorded expected walk_ins takeaway counted given_back "
        "late_cancels refilled waiting_unmet seated"
    )  # fmt: skip
    categories = [category for category in Category.values if category != "non_food"]
    return {
        "canteen": "Cittadella del Volontariato", "first": "2026-11-16", "last": "2026-11-22",
        "unclosed": ["2026-11-20", "2026-11-21"], "unweighed": 3, "recovered_grams": 1_612_500,
        "by_category": [{"key": key, "name": key, "grams": 90_000, "food": WAYS} for key in categories],
        "by_shop": [{"key": str(n), "name": f"包子店 {n}", "grams": 60_000, "food": WAYS} for n in range(25)],
        "food": WAYS, "kitchen": {"dishes": 12, "portions": 160, "left_over": 9}, "plates": 131, "occupancy": 87,
        "grams_per_plate": 12_309, "seats": {name: number for number, name in enumerate(seats.split(), 1)},
        "discards": [
            {"destination": end, "edible": edible, "grams": 1_000}
            for end in Destination.values
            for edible in (True, False)
        ],
        "refusals": [{"key": key, "grams": 2_000} for key in RefusalReason.values],
        "equivalents": estimate("grams_a_meal"), "co2e": estimate("co2e"), "water": estimate("water"),
        "euro": estimate("euro"),
    }  # fmt: skip


def fullest_paper(**more: Any) -> dict[str, Any]:
    return week_paper(fullest(), week=W47, weeks=WEEKS, change=Change(12, -4), **more)


def read(paper: dict[str, Any]) -> Paper:
    return Paper(pdf("impact/typst/week.typ", paper))


@pytest.mark.usefixtures("sunday")
def test_the_golden_week(canteen: Canteen) -> None:
    """Its sums stand in test_golden_week."""
    paper = Paper(week_pdf(canteen, W47))
    told = [
        "Settimana 47", "16 novembre – 22 novembre 2026", "consuntivo provvisorio",
        "Manca ancora: la settimana non è finita; le presenze di venerdì; 7 casse da pesare.",
        "Recuperati 120,25 kg", "Verdura 65,5 54,5", "Frutta 30 24,9", "Pane e pizza 22,5 18,7", "Dolci 2,25 1,9",
        "Cascina 95,5 79,4", "Panetteria 24,75 20,6", "Totale 120,25 100", "Posti offerti 40", "– di questi, venuti 11",
        "da 192 a 286", "500 g 420 – 626 grams_a_meal 2026-11",
        SUMMARY,
    ]  # fmt: skip
    assert [words for words in told if words not in paper.text] == []
    assert paper.pages == 2


@pytest.mark.usefixtures("sunday")
def test_a_screen_reader_can_read_it(canteen: Canteen) -> None:
    paper = Paper(week_pdf(canteen, W47))
    assert paper.facts == {"marked": True, "lang": "it", "title": "Settimana 47", "shows title": True, "ua": True}
    assert paper.pictures == [
        f"Kg recuperati per settimana. {SUMMARY}"
    ]  # fmt: skip
    counted = {tag: paper.tags.count(tag) for tag in ("/H1", "/H2", "/Table", "/THead", "/TH")}
    # The food, people, categories, shops, estimates: 2 + 2 + 7 + 7 + 6 heads. The chart and the method have a title.
    assert counted == {"/H1": 1, "/H2": 7, "/Table": 5, "/THead": 5, "/TH": 24}


@pytest.mark.usefixtures("sunday")
def test_it_is_the_same_file_each_time(canteen: Canteen) -> None:
    assert week_pdf(canteen, W47) == week_pdf(canteen, W47)


@pytest.mark.parametrize("language", ["it", "en", "ar"])
def test_the_fullest_week_has_two_pages(language: str) -> None:
    with translation.override(language):
        paper = read(fullest_paper())
    assert (paper.pages, paper.facts["lang"]) == (2, language)


def test_what_does_not_fit_is_added_up() -> None:
    categories, shops = fullest_paper()["shares"]
    # 17 categories of 90 kg: ten and seven together; 25 shops of 60 kg: seven and eighteen.
    assert (len(categories["rows"]), categories["rows"][-1][:2]) == (11, ["altri 7", "630"])
    assert (len(shops["rows"]), shops["rows"][-1][:2]) == (8, ["altri 18", "1.080"])
    assert categories["rows"][-1][3:] == ["6.772,5", "2.257,5", "560", "1.400"]  # 7 × 967.5, 322.5, 80, 200
    discards, refusals = fullest_paper()["ends"]
    assert (discards["rows"][-1], discards["total"]) == (["altri 10", "10"], ["Totale", "14"])
    assert (refusals["rows"][-1], refusals["total"]) == (["altri 4", "8"], ["Totale", "16"])


def test_at_most_seven_figures_with_their_change() -> None:
    assert [(stat["label"], stat["value"], stat["change"]) for stat in fullest_paper()["stats"]] == [
        ("Recuperati", "1.612,5\u00a0kg", "+12\u00a0%"), ("Pasti serviti (contati)", "131", "−4"),
        ("Posti occupati", "87\u00a0%", ""), ("Cucinati", "967,5\u00a0kg", ""), ("Scartati", "80\u00a0kg", ""),
        ("CO₂e evitata (stima)", "2.580\u00a0kg", ""), ("Pasti equivalenti (stima)", "2.580.000", ""),
    ]  # fmt: skip


def test_each_estimate_names_its_factor_version_source_and_range() -> None:
    estimates = fullest_paper()["estimates"]
    assert estimates["rows"][1] == [
        "CO₂e evitata", "2.580\u00a0kg", "da 1.774 a 4.031", "1.600 g/kg", "1.100 – 2.500", "co2e 2026-11"
    ]  # fmt: skip
    assert [source["name"] for source in estimates["sources"]] == [row[0] for row in estimates["rows"]]
    assert {source["text"] for source in estimates["sources"]} == {"Who said so. " * 50}


def test_provisional_names_what_is_missing_and_final_its_revision() -> None:
    assert fullest_paper(is_over=False)["missing"] == [
        "Manca ancora: la settimana non è finita; le presenze di venerdì, sabato; 3 casse da pesare."
    ]
    whole = fullest() | {"unclosed": [], "unweighed": 0}
    final = week_paper(whole, week=W47, weeks=WEEKS, change=None, revision=2)
    assert (final["state"], final["is_final"], final["missing"]) == ("consuntivo definitivo, revisione 2", True, [])


def test_more_tables_can_be_given() -> None:
    section = {
        "title": "Ceduti", "head": [{"text": "A chi", "number": False}, {"text": "kg", "number": True}],
        "rows": [["Emporio", "12"]], "total": ["Totale", "12"],
    }  # fmt: skip
    paper = fullest_paper(sections=[section])
    assert "Ceduti A chi kg Emporio 12 Totale 12" in read(paper | {"estimates": None}).text


@pytest.fixture
def carla(canteen: Canteen, client: Client) -> Client:
    """The browser of Carla, who coordinates."""
    user = User.objects.create_user("carla@example.org", None, name="Carla")
    Membership.objects.create(user=user, canteen=canteen, role=Role.COORDINATOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.usefixtures("sunday")
def test_how_it_arrives(canteen: Canteen, carla: Client) -> None:
    answer = carla.get("/numeri/settimana.pdf?settimana=2026-W47")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", 'inline; filename="reciprocamensa-2026-W47.pdf"'
    )  # fmt: skip
    assert answer.content == week_pdf(canteen, W47)
    assert carla.get("/numeri/settimana.pdf").content == answer.content  # the week to speak of


def test_other_days_have_no_report(canteen: Canteen, carla: Client) -> None:
    assert carla.get("/numeri/settimana.pdf?da=2026-11-01&a=2026-11-23").status_code == 404


@pytest.mark.usefixtures("sunday")
def test_a_closed_week_prints_as_it_was_written_down(canteen: Canteen, carla: Client) -> None:
    """What comes in later is in the next revision; the first one stays to be printed."""
    shop = Shop.objects.get(name="Panetteria")
    with clock.at(canteen.instant(dt.date(2026, 11, 23), dt.time(9))):
        closing.confirm(canteen, W47, by=None)
        log(shop, lines=[Line("Pane", "bread", 1_000)], client_ref="late", day=dt.date(2026, 11, 20))
        first = Paper(week_pdf(canteen, W47)).text
        closing.revise(canteen, W47, by=None, reason="una cassa in ritardo")
        second = Paper(carla.get("/numeri/settimana.pdf?settimana=2026-W47").content).text
        again = Paper(carla.get("/numeri/settimana.pdf?settimana=2026-W47&revisione=1").content).text
    assert ["Recuperati 120,25 kg" in text for text in (first, second, again)] == [True, False, True]
    assert ("Recuperati 121,25 kg" in second, "revisione 2" in second) == (True, True)
    assert again == first


@pytest.mark.parametrize("role", [Role.DOOR, Role.COOK, Role.DRIVER, Role.SHOP])
def test_it_is_for_coordinators(canteen: Canteen, carla: Client, role: str) -> None:
    Membership.objects.update(role=role)
    assert carla.get("/numeri/settimana.pdf").status_code == 403
