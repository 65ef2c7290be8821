"""Figures, their rows and closed weeks, for programs: the same as the page."""

import datetime as dt
from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from canteens import clock
from canteens.days import Week
from canteens.models import Canteen, User
from impact import closing, rows
from impact.figures import figures
from recovery.donations import Line, log
from recovery.models import Shop
from tests.api.conftest import with_token
from tests.impact.golden_food import Circle

W47 = Week(2026, 47)


@pytest.fixture
def circle(canteen: Canteen) -> Iterator[Circle]:
    """The golden week, on the Monday after it."""
    circle = Circle(canteen)
    circle.live()
    with clock.at(circle.at(7, 9)):
        yield circle


@pytest.fixture
def asked(circle: Circle, carla: User) -> APIClient:
    return with_token(carla)


def at(canteen: Canteen, path: str) -> str:
    return f"/api/v1/canteens/{canteen.pk}/{path}"


def test_figures_of_a_week(canteen: Canteen, asked: APIClient) -> None:
    answer = asked.get(at(canteen, "figures/?week=2026-W47")).json()
    assert answer == figures(canteen, W47.period).as_dict() | {"closing": None}


@pytest.mark.parametrize("figure", ["recovered", "plates", "booked", "stock_end"])
def test_rows_add_up_to_their_figure(canteen: Canteen, asked: APIClient, figure: str) -> None:
    answer = asked.get(at(canteen, f"figures/{figure}/rows/?week=2026-W47")).json()
    made = rows.KINDS[figure].value(figures(canteen, W47.period))
    assert (answer["figure"], answer["total"], sum(row["amount"] for row in answer["rows"])) == (figure, made, made)


def test_rows_of_a_figure_that_is_none(canteen: Canteen, asked: APIClient) -> None:
    assert asked.get(at(canteen, "figures/names/rows/")).status_code == 404


def test_a_week_is_closed_and_revised(canteen: Canteen, asked: APIClient, circle: Circle) -> None:
    first = asked.post(at(canteen, "weeks/2026-W47/"), {}, format="json")
    assert (first.status_code, first.json()["revision"], first.json()["cause"]) == (201, 1, "confirmed")
    assert first.json()["missing"] == {"crates": 1}
    same = asked.post(at(canteen, "weeks/2026-W47/"), {"reason": "Mele"}, format="json")
    assert (same.status_code, same.json()["code"]) == (409, "nothing_changed")
    log(circle.farm, lines=[Line("Mele", "fruit", 1_000)], client_ref="late", day=dt.date(2026, 11, 20))
    silent = asked.post(at(canteen, "weeks/2026-W47/"), {}, format="json")
    assert (silent.status_code, silent.json()["code"]) == (400, "reason_missing")
    second = asked.post(at(canteen, "weeks/2026-W47/"), {"reason": "Mele dimenticate"}, format="json")
    assert (second.json()["revision"], second.json()["reason"]) == (2, "Mele dimenticate")
    listed = asked.get(at(canteen, "weeks/")).json()
    assert [(one["week"], one["revision"]) for one in listed] == [("2026-W47", 2)]
    assert [one["revision"] for one in asked.get(at(canteen, "weeks/2026-W47/")).json()] == [2, 1]
    told = [asked.get(at(canteen, f"weeks/2026-W47/{number}/")) for number in (1, 2, 3)]
    assert [answer.status_code for answer in told] == [200, 200, 404]
    assert [answer.json()["recovered_grams"] for answer in told[:2]] == [35_300, 36_300]
    newest = asked.get(at(canteen, "figures/?week=2026-W47")).json()
    assert (newest["recovered_grams"], newest["closing"]["revision"]) == (36_300, 2)


def test_a_week_that_runs_is_not_closed(canteen: Canteen, asked: APIClient) -> None:
    answer = asked.post(at(canteen, "weeks/2026-W48/"), {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "week_not_over")


def test_weeks_that_are_none(canteen: Canteen, asked: APIClient) -> None:
    assert [asked.get(at(canteen, f"weeks/{week}/")).status_code for week in ("2026-W60", "abc")] == [404, 404]


def test_listing_weeks_costs_the_same_however_many(
    canteen: Canteen, asked: APIClient, circle: Circle, django_assert_num_queries: object
) -> None:
    shop = Shop.objects.get(name="Forno")
    for weeks in range(1, 7):
        day = dt.date(2026, 11, 16) - dt.timedelta(weeks=weeks)
        log(shop, lines=[Line("Pane", "bread", 1_000)], client_ref=str(day), day=day)
    closing.tend(canteen)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(asked.get(at(canteen, "weeks/")).json()) == 6  # the golden one waits for its apples
