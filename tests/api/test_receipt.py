"""The way in through the API: the round, the scale, the check, the papers. It is Friday, 9 o'clock."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from canteens.models import Canteen, Role, User
from recovery import receipt
from recovery.donations import Line, log
from recovery.models import Check, Collection, Donation, Lot, Shop
from tests.api.conftest import Helper, with_token

BREAD, MEAT = Line("Pane", "bread", 8_000, 2), Line("Spezzatino", "meat", 5_000)


@pytest.fixture
def forno(canteen: Canteen, friday: dt.datetime) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Forno Fausto", kind=Shop.Kind.BAKERY, crates_lent=4)


@pytest.fixture
def davide(helper: Helper) -> User:
    """Davide drives."""
    return helper("Davide", Role.DRIVER)


@pytest.fixture
def cosimo(helper: Helper) -> User:
    """Cosimo cooks."""
    return helper("Cosimo", Role.COOK)


@pytest.fixture
def gift(forno: Shop) -> Donation:
    return log(forno, lines=[BREAD, MEAT], client_ref="a")


@pytest.fixture
def loaded(forno: Shop) -> Lot:
    donation = receipt.load(log(forno, lines=[BREAD], client_ref="b"), failed_checks=[], by=None)
    lot: Lot = donation.lots.get()
    return lot


def meat_of(gift: Donation) -> Lot:
    lot: Lot = gift.lots.get(food="Spezzatino")
    return lot


def test_the_round(davide: User, canteen: Canteen, gift: Donation) -> None:
    stop = with_token(davide).get(f"/api/v1/canteens/{canteen.pk}/stops/").json()[0]
    lots = stop["donations"][0]["lots"]
    assert {name: stop[name] for name in ("name", "crates_lent", "outcome", "done", "cold")} == {
        "name": "Forno Fausto", "crates_lent": 4, "outcome": None, "done": False, "cold": [meat_of(gift).pk]
    }  # fmt: skip
    assert [(lot["food"], lot["declared_grams"], lot["state"]) for lot in lots] == [
        ("Pane", 8_000, "offered"), ("Spezzatino", 5_000, "offered")
    ]  # fmt: skip


@pytest.mark.parametrize("gifts", [1, 4])
def test_the_round_takes_a_constant_number_of_queries(
    davide: User, canteen: Canteen, forno: Shop, gifts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(gifts):
        log(forno, lines=[BREAD], client_ref=str(number))
    van = with_token(davide)
    # Who asks and what they may: 3, the canteen: 1; kinds of food, donations, their lots, today's stops, shops.
    with django_assert_num_queries(4 + 5):
        van.get(f"/api/v1/canteens/{canteen.pk}/stops/")


def test_a_stop_loads_all_that_was_seen(davide: User, forno: Shop, gift: Donation) -> None:
    said: dict[str, Any] = {
        "outcome": "collected", "donations": [gift.pk], "celsius": [{"lot": meat_of(gift).pk, "celsius": "4.5"}],
        "crates_returned": 4, "own_numbers": [{"donation": gift.pk, "number": "DDT 9"}],
    }  # fmt: skip
    van = with_token(davide)
    first, again = (van.post(f"/api/v1/shops/{forno.pk}/stop/", said, "json") for _ in range(2))
    assert first.json() == {
        "shop": forno.pk, "day": "2026-11-20", "outcome": "collected", "crates_returned": 4,
        "at": "2026-11-20T08:00:00Z",
    }  # fmt: skip
    assert (again.status_code, again.json()["code"]) == (409, "not_loadable")
    assert (gift.documents.get().name, Collection.objects.count()) == ("DDT 9", 1)


def test_nothing_there_withdraws_and_a_retry_changes_nothing(davide: User, forno: Shop, gift: Donation) -> None:
    said = {"outcome": "nothing", "donations": [gift.pk], "crates_returned": 1, "client_ref": str(uuid4())}
    van = with_token(davide)
    answers = [van.post(f"/api/v1/shops/{forno.pk}/stop/", said, "json").json() for _ in range(2)]
    forno.refresh_from_db()
    assert [answer["crates_returned"] for answer in answers] == [1, 1]
    assert ([lot.state for lot in gift.lots.all()], forno.crates_lent) == (["withdrawn", "withdrawn"], 3)  # 4 - 1
    refused = van.post(f"/api/v1/donations/{gift.pk}/load/", {"failed_checks": []}, "json")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_there")


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"outcome": "collected"}, 409, "nothing_offered"),
        ({"outcome": "partly", "donations": ["gift"]}, 400, "say_what_stays"),
        ({"outcome": "collected", "donations": ["gift"]}, 400, "temperature_missing"),
        ({"outcome": "gone"}, 400, "invalid"),
        ({}, 400, "invalid"),
    ],
)
def test_a_stop_that_can_not_be(
    davide: User, forno: Shop, gift: Donation, facts: dict[str, Any], status: int, code: str
) -> None:
    said = facts | ({"donations": [gift.pk]} if facts.get("donations") else {})
    answer = with_token(davide).post(f"/api/v1/shops/{forno.pk}/stop/", said, "json")
    assert (answer.status_code, answer.json()["code"], Collection.objects.count()) == (status, code, 0)


def test_one_donation_is_loaded(davide: User, gift: Donation) -> None:
    said = {"failed_checks": ["senses"], "left_behind": [meat_of(gift).pk]}
    answer = with_token(davide).post(f"/api/v1/donations/{gift.pk}/load/", said, "json")
    assert [(lot["food"], lot["state"], lot["refusal"]) for lot in answer.json()] == [
        ("Pane", "offered", ""), ("Spezzatino", "refused", "no_room")
    ]  # fmt: skip


def test_the_scale_by_one_person(cosimo: User, canteen: Canteen, loaded: Lot) -> None:
    scale = with_token(cosimo)
    waiting = scale.get(f"/api/v1/canteens/{canteen.pk}/to-weigh/").json()
    assert [lot["id"] for lot in waiting] == [loaded.pk]
    said = {"gross": 8_700, "tare": 700}
    first, again = (scale.post(f"/api/v1/lots/{loaded.pk}/weigh/", said, "json") for _ in range(2))
    weighed = first.json()
    assert (weighed["received_grams"], weighed["state"], weighed["doubt"]) == (8_000, "quarantined", "allergens")
    assert (again.status_code, again.json()["code"]) == (409, "already_weighed")
    assert [lot["id"] for lot in scale.get(f"/api/v1/canteens/{canteen.pk}/quarantine/").json()] == [loaded.pk]


def test_what_was_looked_at_is_cleared(cosimo: User, loaded: Lot) -> None:
    receipt.weigh(loaded, gross=8_000, by=None)
    scale, where = with_token(cosimo), f"/api/v1/lots/{loaded.pk}/clear/"
    assert scale.post(where, {}, "json").json()["code"] == "still_unknown"
    cleared = scale.post(where, {"allergens": ["gluten"], "contents": []}, "json").json()
    assert (cleared["state"], cleared["allergens"], cleared["contents"]) == ("accepted", ["gluten"], [])
    assert (cleared["left_grams"], cleared["safe_until"]) == (8_000, "2026-11-23")  # Friday and 3 days of bread
    assert scale.post(where, {}, "json").json()["code"] == "not_in_quarantine"


def test_a_refusal_has_its_reason(cosimo: User, loaded: Lot) -> None:
    scale, where = with_token(cosimo), f"/api/v1/lots/{loaded.pk}/refuse/"
    assert scale.post(where, {"reason": "ugly"}, "json").status_code == 400
    assert scale.post(where, {"reason": "spoiled"}, "json").json()["refusal"] == "spoiled"


def test_a_paper_is_read_and_annulled(carla: User, cosimo: User, canteen: Canteen, loaded: Lot) -> None:
    document = loaded.donation.documents.get()
    office = with_token(carla)
    paper = office.get(f"/api/v1/documents/{document.pk}/").json()
    assert (paper["name"], paper["payload"]["grams"], paper["sha256"]) == ("RM-2026-0001", 8_000, document.sha256)
    counter = office.post(f"/api/v1/documents/{document.pk}/annul/", {"why": "peso"}, "json")
    assert (counter.status_code, counter.json()["annuls"]) == (201, document.pk)
    register = with_token(cosimo).get(f"/api/v1/canteens/{canteen.pk}/documents/").json()
    assert [(one["name"], one["annulled_by"]) for one in register] == [
        ("RM-2026-0002", None), ("RM-2026-0001", counter.json()["id"])
    ]  # fmt: skip
    again = office.post(f"/api/v1/documents/{document.pk}/annul/", {"why": "ancora"}, "json")
    assert again.json()["code"] == "already_annulled"


def test_what_drivers_and_cooks_may(
    davide: User, cosimo: User, stella: User, canteen: Canteen, gift: Donation, forno: Shop, helper: Helper
) -> None:
    lot, paper = gift.lots.get(food="Pane"), receipt.load(
        log(forno, lines=[BREAD], client_ref="b"), failed_checks=list(Check.values), by=None
    ).documents.get()  # fmt: skip
    stranger = helper("Sonia", Role.SHOP)
    routes = {
        ("get", f"canteens/{canteen.pk}/stops/"): (200, 403, 403),
        ("post", f"shops/{forno.pk}/stop/"): (400, 403, 403),
        ("post", f"donations/{gift.pk}/load/"): (400, 403, 403),
        ("get", f"canteens/{canteen.pk}/to-weigh/"): (200, 200, 403),
        ("get", f"canteens/{canteen.pk}/quarantine/"): (200, 200, 403),
        ("post", f"lots/{lot.pk}/weigh/"): (400, 400, 403),
        ("post", f"lots/{lot.pk}/refuse/"): (400, 400, 403),
        ("post", f"lots/{lot.pk}/clear/"): (409, 409, 403),
        ("get", f"canteens/{canteen.pk}/documents/"): (200, 200, 403),
        ("get", f"documents/{paper.pk}/"): (200, 200, 404),
        ("post", f"documents/{paper.pk}/annul/"): (403, 403, 403),
        ("post", f"shops/{forno.pk}/donations/"): (400, 400, 404),
    }
    askers = [with_token(user) for user in (davide, cosimo, stranger)]
    answers = {
        (method, path): tuple(asker.generic(method.upper(), f"/api/v1/{path}", "{}", "application/json").status_code
                              for asker in askers)
        for method, path in routes
    }  # fmt: skip
    assert answers == routes
    assert with_token(stella).get(f"/api/v1/documents/{paper.pk}/").status_code == 404


@pytest.mark.parametrize("facts", [{"origin": "agea"}, {"kind": "bread_packaged"}, {"allergens": ["gluten"]},
                                   {"contents": []}, {"date_mark": "use_by"}])  # fmt: skip
def test_what_coordinators_alone_may_say(davide: User, carla: User, forno: Shop, facts: dict[str, Any]) -> None:
    line: dict[str, Any] = {"food": "Pane", "category": "bread", "grams": 8_000}
    if "origin" not in facts:
        line |= facts
    said = {"client_ref": "till", "lines": [line]} | {name: facts[name] for name in facts if name == "origin"}
    where = f"/api/v1/shops/{forno.pk}/donations/"
    assert [with_token(user).post(where, said, "json").status_code for user in (davide, carla)] == [403, 201]


def test_a_coordinator_says_all_that_is_known(carla: User, forno: Shop) -> None:
    line = {
        "food": "Pan carré", "category": "bread", "grams": 3_000, "kind": "bread_packaged", "allergens": ["gluten"],
        "date_mark": "best_before", "marked_day": "2026-12-03", "precision": "month", "contents": [],
    }  # fmt: skip
    said = {"client_ref": "till", "origin": "purchased", "lines": [line]}
    with_token(carla).post(f"/api/v1/shops/{forno.pk}/donations/", said, "json")
    lot = Lot.objects.select_related("donation").get()
    assert (lot.donation.origin, lot.kind, lot.allergens, lot.contents) == (
        "purchased", "bread_packaged", ["gluten"], []
    )  # fmt: skip
    assert (lot.marked_day, lot.precision) == (dt.date(2026, 12, 31), "month")
    wrong = line | {"kind": "unheard_of"}
    answer = with_token(carla).post(
        f"/api/v1/shops/{forno.pk}/donations/", {"client_ref": "b", "lines": [wrong]}, "json"
    )
    assert answer.status_code == 400
