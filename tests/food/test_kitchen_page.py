"""The kitchen's pages: how many to cook for, a dish in a few taps, its way to the table."""

import datetime as dt
import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from mensa.booking import book
from mensa.door import seat
from mensa.models import Sitting
from recovery import kitchen, receipt
from recovery.donations import Line, log
from recovery.models import Dish, Lot, Shop
from recovery.stock import Take
from tests.conftest import MONDAY, OpenSitting
from tests.food.conftest import Browser

PAGES = ["kitchen", "stock", "kitchen_of", "dish_new", "dish", "dish_left_over", "dish_send", "menu_cards"]


@pytest.fixture
def crates(market: Shop) -> list[Lot]:
    """10 kg of potatoes and 6 of celery, weighed on Friday; 4 of cake, about which nobody knows what is in it."""
    lines = [
        Line("Patate", "vegetables", 10_000), Line("Sedano", "vegetables", 6_000, kind="celery"),
        Line("Torta", "pastry", 4_000),
    ]  # fmt: skip
    donation = log(market, lines=lines, client_ref="a")
    return [receipt.weigh(lot, gross=lot.declared_grams, by=None) for lot in donation.lots.order_by("pk")]


@pytest.fixture
def cook(nico: User, browser_of: Browser) -> Client:
    return browser_of(nico)


def said(**facts: Any) -> dict[str, Any]:
    """What the form sends."""
    return {"name": "Zuppa", "portions": "20", "client_ref": str(uuid.uuid4())} | facts


def text(answer: Any) -> str:
    """What one reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", "<main" + answer.content.decode().partition("<main")[2]).split())


def test_the_morning(cook: Client, lunch: Sitting, crates: list[Lot], sitting_on: OpenSitting) -> None:
    for weeks, counted in ((1, 27), (2, 20), (3, 24)):
        day = MONDAY - dt.timedelta(weeks=weeks)
        Sitting.objects.filter(pk=sitting_on(day).pk).update(status="closed", counted=counted)
    for party in (3, 4):
        book(lunch, party=party)
    page = text(cook.get(reverse("kitchen")))
    assert "Cucina per 24 Prenotati adesso 7 Di solito, di lunedì 24 (da 20 a 27)" in page  # (27 + 20 + 24) / 3 = 23.7
    assert "Usa prima Patate 10 kg entro mer 25 nov Sedano 6 kg entro mer 25 nov Tutta la dispensa" in page


def test_booked_counts_where_it_is_more_than_usual(cook: Client, lunch: Sitting) -> None:
    book(lunch, party=5)
    assert "Cucina per 5 Prenotati adesso 5 Di solito, di lunedì non lo sappiamo ancora" in text(
        cook.get(reverse("kitchen"))
    )


def test_usual_are_the_plates_that_were_handed_out(lunch: Sitting, sitting_on: OpenSitting, canteen: Canteen) -> None:
    """Nobody counted that Monday: 3 sat down, and one booking of 2 never came."""
    before = sitting_on(MONDAY - dt.timedelta(weeks=1))
    with clock.at(before.starts - dt.timedelta(days=1)):
        came = book(before, party=3)
        book(before, party=2)
    with clock.at(before.starts):
        seat(came)
    Sitting.objects.filter(pk=before.pk).update(status="closed")
    assert kitchen.usual(lunch) == kitchen.Usual(3, 3, 3, 1)


def test_only_eight_weeks_of_this_weekday_count(lunch: Sitting, sitting_on: OpenSitting) -> None:
    for weeks in range(1, 11):
        day = MONDAY - dt.timedelta(weeks=weeks)
        for shift in (0, 1):
            row = sitting_on(day + dt.timedelta(days=shift))
            Sitting.objects.filter(pk=row.pk).update(status="closed", counted=10 * weeks + shift)
    # 10 + 20 + 30 + 40 + 50 + 60 + 70 + 80 = 360; / 8 = 45
    assert kitchen.usual(lunch) == kitchen.Usual(45, 10, 80, 8)


def test_a_dish_by_taps(cook: Client, nico: User, lunch: Sitting, crates: list[Lot]) -> None:
    potatoes, celery, _cake = crates
    facts = {f"part_{potatoes.pk}": "half", f"part_{celery.pk}": "kg", f"kg_{celery.pk}": "1,5"}
    answer = cook.post(reverse("dish_new", args=[lunch.pk]), said(**facts))
    dish = Dish.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("dish", args=[dish.pk]))
    assert (dish.name, dish.portions, dish.allergens, dish.allergens_known) == ("Zuppa", 20, ["celery"], True)
    rows = [(row.lot.food, row.grams, row.by) for row in dish.movements.order_by("lot")]
    assert rows == [("Patate", 5_000, nico), ("Sedano", 1_500, nico)]


def test_a_double_tap_cooks_once(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    facts = said(**{f"part_{crates[0].pk}": "all"})
    places = [cook.post(reverse("dish_new", args=[lunch.pk]), facts).headers["Location"] for _tap in range(2)]
    assert (len(set(places)), Dish.objects.count()) == (1, 1)
    crates[0].refresh_from_db()
    assert crates[0].left_grams == 0


def test_there_is_more_of_it(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    """Full is not no: asked once, then found and cooked in one."""
    where, facts = reverse("dish_new", args=[lunch.pk]), said(**{f"part_{crates[0].pk}": "kg"})
    facts[f"kg_{crates[0].pk}"] = "12"
    asked = cook.post(where, facts)
    assert (asked.status_code, Dish.objects.count()) == (409, 0)
    assert "Di «Patate» restano 10 kg. Ce n&#x27;è di più? Scrivilo come trovato." in asked.content.decode()
    for kept in ('value="Zuppa"', 'value="12"', 'name="more" value="yes"', facts["client_ref"]):
        assert kept in asked.content.decode()
    assert cook.post(where, facts | {"more": "yes"}).status_code == 302
    rows = [(row.kind, row.grams, row.why) for row in crates[0].movements.all()]
    assert rows == [("corrected", -2_000, "found"), ("cooked", 12_000, "")]


def test_what_somebody_else_has_used_is_said(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    kitchen.cook(lunch, name="Purè", portions=9, takes=[Take(crates[0], 10_000)], by=None)
    answer = cook.post(reverse("dish_new", args=[lunch.pk]), said(**{f"part_{crates[0].pk}": "all"}))
    assert (answer.status_code, Dish.objects.count()) == (409, 1)
    assert "Di «Patate» restano 0 kg." in text(answer)
    assert 'name="more"' not in answer.content.decode()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "Scrivi come si chiama."),
        ({"portions": "0"}, "Assicurati che questo valore sia maggiore o uguale a 1."),
        ({"part": "kg"}, "Scrivi quanti chili."),
        ({"part": "kg", "kg": "due"}, "Scrivi i chili con la virgola, come 2,5."),
        ({"part": ""}, "Scegli almeno una cassa."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    cook: Client, lunch: Sitting, crates: list[Lot], facts: dict[str, str], sentence: str
) -> None:
    sent = {f"{name}_{crates[0].pk}" if name in {"part", "kg"} else name: value for name, value in facts.items()}
    answer = cook.post(reverse("dish_new", args=[lunch.pk]), said(**{f"part_{crates[1].pk}": ""} | sent))
    assert (answer.status_code, Dish.objects.count()) == (400, 0)
    assert sentence in answer.content.decode()
    assert ('value="Zuppa"' in answer.content.decode()) == ("name" not in facts)


def test_only_what_may_be_used_is_offered_first_things_first(
    cook: Client, lunch: Sitting, crates: list[Lot], bakery: Shop, canteen: Canteen
) -> None:
    rice = Line("Riso", "dry_goods", 2_000, allergens=(), date_mark="use_by", marked_day=MONDAY)
    donation = log(bakery, lines=[rice], client_ref="r")
    receipt.weigh(donation.lots.get(), gross=2_000, by=None)
    page = cook.get(reverse("dish_new", args=[lunch.pk])).content.decode()
    assert re.findall(r"<legend><bdi>(\w+)</bdi>", page) == ["Riso", "Patate", "Sedano"]  # the cake waits for a check


def test_the_portions_are_there_already(cook: Client, lunch: Sitting) -> None:
    book(lunch, party=4)
    assert re.search(r'name="portions" value="4"', cook.get(reverse("dish_new", args=[lunch.pk])).content.decode())


def test_what_the_kitchen_added_is_on_the_label(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    facts = said(**{f"part_{crates[0].pk}": "all"}, allergens=["milk", "gluten"], contents=["alcohol"])
    cook.post(reverse("dish_new", args=[lunch.pk]), facts)
    dish = Dish.objects.get()
    assert (dish.allergens, dish.contents, dish.allergens_known) == (["gluten", "milk"], ["alcohol"], True)


def test_a_dish_goes_to_the_table(
    cook: Client, doria: User, browser_of: Browser, lunch: Sitting, crates: list[Lot]
) -> None:
    dish = kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crates[0], 5_000)], by=None)
    with clock.at(lunch.starts):
        cook.post(reverse("dish_send", args=[dish.pk]), {"portions": "20", "celsius": "72,5"})
        [carriage] = dish.carriages.all()
        assert (carriage.portions, carriage.celsius_out, carriage.arrived_at) == (20, Decimal("72.5"), None)
        assert "Porzioni: 20. Partito alle 12:00, 72,5 °C." in text(cook.get(reverse("dish", args=[dish.pk])))
        door = browser_of(doria)
        assert "Zuppa" in text(door.get(reverse("door_food")))
    with clock.at(lunch.starts + dt.timedelta(minutes=15)):
        door.post(reverse("door_food_arrived", args=[carriage.pk]), {"celsius": "66"})
        carriage.refresh_from_db()
        assert (carriage.arrived_at, carriage.celsius_in) == (clock.now(), Decimal(66))
        assert "Niente in viaggio" in text(door.get(reverse("door_food")))


def test_no_more_leaves_than_was_cooked(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    dish = kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crates[0], 5_000)], by=None)
    kitchen.send_off(dish, portions=15, celsius=Decimal(70))
    answer = cook.post(reverse("dish_send", args=[dish.pk]), {"portions": "6", "celsius": "70"})
    assert (answer.status_code, "Controlla le porzioni: da 1 a 5." in text(answer)) == (400, True)
    assert 'value="5"' in cook.get(reverse("dish_send", args=[dish.pk])).content.decode()


def test_what_was_left_over(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    dish = kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crates[0], 5_000)], by=None)
    where = reverse("dish_left_over", args=[dish.pk])
    answers = [cook.post(where, {"portions": portions}).status_code for portions in ("21", "3")]
    dish.refresh_from_db()
    assert (answers, dish.left_over) == ([400, 302], 3)


def test_cooks_find_their_way(cook: Client, lunch: Sitting) -> None:
    assert f'href="{reverse("kitchen")}"' in cook.get(reverse("today")).content.decode().partition("<main")[2]


@pytest.fixture
def addresses(lunch: Sitting, crates: list[Lot]) -> dict[str, str]:
    dish = kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crates[0], 5_000)], by=None)
    keys = dict.fromkeys(("kitchen_of", "dish_new", "menu_cards"), lunch.pk)
    keys |= dict.fromkeys(("dish", "dish_left_over", "dish_send"), dish.pk)
    return {name: reverse(name, args=[keys[name]] if name in keys else []) for name in PAGES}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("nico", 200), ("carla", 200), ("doria", 403), ("bruna", 403)])
def test_who_opens_what(
    request: pytest.FixtureRequest, browser_of: Browser, addresses: dict[str, str], page: str, who: str, status: int
) -> None:
    if (page, who) == ("menu_cards", "doria"):
        status = 200  # whoever lays the tables prints the cards
    answer = browser_of(request.getfixturevalue(who)).get(addresses[page])
    assert answer.status_code == status


def test_another_canteens_rows_are_not_there(cook: Client, lunch: Sitting, crates: list[Lot]) -> None:
    dish = kitchen.cook(lunch, name="Zuppa", portions=20, takes=[Take(crates[0], 5_000)], by=None)
    elsewhere = Canteen.objects.create(name="Altra sala", place="Torino")
    Sitting.objects.filter(pk=lunch.pk).update(canteen=elsewhere)
    names = {"kitchen_of": lunch.pk, "dish_new": lunch.pk, "menu": lunch.pk, "dish": dish.pk, "dish_send": dish.pk}
    answers = {name: cook.get(reverse(name, args=[key])).status_code for name, key in names.items()}
    assert answers == dict.fromkeys(names, 404)


# The session, the user, the canteen, the roles: 4; and what the page itself reads.
QUERIES = {
    "kitchen": 4
    + 8,  # sitting, usual sittings, their plates, special plates, lots, dishes, carriages, the sitting after
    "dish_new": 4 + 6,  # sitting, lots, usual sittings, their plates, lots, names
    "dish": 4 + 3,  # dish, movements, carriages
    "stock": 4 + 2,  # lots, kinds
}


@pytest.mark.parametrize("page", QUERIES)
@pytest.mark.parametrize("more", [False, True])
def test_pages_take_a_constant_number_of_queries(
    cook: Client, addresses: dict[str, str], lunch: Sitting, crates: list[Lot], sitting_on: OpenSitting, market: Shop,
    page: str, more: bool, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    day = sitting_on(MONDAY - dt.timedelta(weeks=1))
    Sitting.objects.filter(pk=day.pk).update(status="closed", counted=20)
    if more:
        for number in range(3):
            donation = log(market, lines=[Line("Cavoli", "vegetables", 9_000)], client_ref=f"m{number}")
            lot = receipt.weigh(donation.lots.get(), gross=9_000, by=None)
            kitchen.cook(lunch, name=f"Zuppa {number}", portions=9, takes=[Take(lot, 100)], by=None)
            row = sitting_on(MONDAY - dt.timedelta(weeks=2 + number))
            Sitting.objects.filter(pk=row.pk).update(status="closed")
    with django_assert_num_queries(QUERIES[page]):
        cook.get(addresses[page])
