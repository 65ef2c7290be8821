"""The shop's page without JavaScript."""

import datetime as dt
import re

import pytest
from django.test import Client

from canteens.models import Canteen, Membership, Role, User
from recovery import receipt
from recovery.donations import Line, lines_of, log
from recovery.models import Donation, Shop, UsualItem
from tests.food.conftest import Browser


@pytest.fixture
def phone(browser_of: Browser, bruna: User) -> Client:
    return browser_of(bruna)


def form_of(content: str) -> dict[str, str]:
    """The fields of the page's form, as a browser would send them."""
    fields = {}
    form = content[content.index("data-once") : content.index('<div class="give">')]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            fields[name[1]] = value[1] if value else ""
    return fields


def opened(phone: Client, shop: Shop, query: str = "") -> dict[str, str]:
    return form_of(phone.get(f"/negozio/{shop.pk}/{query}").content.decode())


def names(shop: Shop) -> tuple[str, str]:
    """The fields of crates of bread, and of kilograms of cakes."""
    bread, cake = shop.usual_items.all()
    return f"crates_{bread.pk}", f"kg_{cake.pk}"


def test_one_shop_opens_at_once(phone: Client, bakery: Shop) -> None:
    assert phone.get("/negozio/").headers["Location"] == f"/negozio/{bakery.pk}/"


def test_crates_and_kilograms_are_given_and_thanked_for(phone: Client, bakery: Shop) -> None:
    crates, kg = names(bakery)
    answer = phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | {crates: "2", kg: "2,5"}, follow=True)
    donation = Donation.objects.get()
    assert answer.redirect_chain == [(f"/negozio/grazie/{donation.pk}/", 302)]
    assert lines_of(donation) == [Line("Pane", "bread", 8_000, 2), Line("Dolci", "pastry", 2_500)]
    page = answer.content.decode()
    assert "<h1>Grazie.</h1>" in page
    assert "10,5 kg" in page


def test_back_and_again_gives_once(phone: Client, bakery: Shop) -> None:
    crates, _ = names(bakery)
    sent = opened(phone, bakery) | {crates: "2"}
    places = {phone.post(f"/negozio/{bakery.pk}/", sent).headers["Location"] for _ in range(3)}
    assert places == {f"/negozio/grazie/{Donation.objects.get().pk}/"}


def test_back_with_other_food_is_told(phone: Client, bakery: Shop) -> None:
    crates, _ = names(bakery)
    sent = opened(phone, bakery)
    phone.post(f"/negozio/{bakery.pk}/", sent | {crates: "2"})
    answer = phone.post(f"/negozio/{bakery.pk}/", sent | {crates: "3"})
    assert answer.status_code == 409
    assert "Questa consegna è già partita" in answer.content.decode()
    assert Donation.objects.count() == 1


def test_an_unusual_weight_is_asked_about_once(phone: Client, bakery: Shop) -> None:
    crates, _ = names(bakery)
    answer = phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | {crates: "50"})
    page = answer.content.decode()
    assert (answer.status_code, "200 kg: è più del solito. È giusto?" in page, "Sì, è giusto" in page) == (
        409,
        True,
        True,
    )
    asked = form_of(page)
    assert (asked[crates], asked["confirmed"]) == ("50", "200000")
    assert phone.post(f"/negozio/{bakery.pk}/", asked).status_code == 302
    assert lines_of(Donation.objects.get()) == [Line("Pane", "bread", 200_000, 50)]


def test_another_unusual_weight_is_asked_about_anew(phone: Client, bakery: Shop) -> None:
    crates, _ = names(bakery)
    asked = form_of(phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | {crates: "50"}).content.decode())
    again = phone.post(f"/negozio/{bakery.pk}/", asked | {crates: "500"})
    assert (again.status_code, Donation.objects.count()) == (409, 0)
    assert form_of(again.content.decode())["confirmed"] == "2000000"


def test_as_last_time_fills_the_form_and_gives_nothing_by_itself(phone: Client, bakery: Shop) -> None:
    lines = [Line("Pane", "bread", 12_000, 3), Line("Dolci", "pastry", 1_200), Line("Torta salata", "cooked", 2_500)]
    log(bakery, lines=lines, client_ref="a", day=dt.date(2026, 11, 19))
    page = phone.get(f"/negozio/{bakery.pk}/").content.decode()
    assert "Come ieri" in page
    filled = opened(phone, bakery, "?come=prima")
    crates, kg = names(bakery)
    assert (filled[crates], filled[kg], filled["food_0"], filled["weight_0"]) == ("3", "1,2", "Torta salata", "2,5")
    assert Donation.objects.count() == 1


def test_other_food_by_weight(phone: Client, bakery: Shop) -> None:
    other = {"food_0": "Arance", "category_0": "fruit", "weight_0": "3,5"}
    phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | other)
    assert lines_of(Donation.objects.get()) == [Line("Arance", "fruit", 3_500, allergens=(), contents=())]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Scrivi almeno un cibo con le casse o i chili."),
        ({"kg": "due"}, "Scrivi i chili con la virgola, come 2,5."),
        ({"crates": "1", "kg_same": "2"}, "Scrivi le casse oppure i chili, non tutti e due."),
        ({"food_0": "Arance"}, "Scrivi che cosa è, la categoria e i chili."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    phone: Client, bakery: Shop, sent: dict[str, str], told: str
) -> None:
    crates, kg = names(bakery)
    real = {"crates": crates, "kg": kg, "kg_same": crates.replace("crates", "kg")}
    answer = phone.post(
        f"/negozio/{bakery.pk}/", opened(phone, bakery) | {real.get(name, name): text for name, text in sent.items()}
    )
    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert Donation.objects.count() == 0


def test_kilograms_can_be_asked_for(phone: Client, bakery: Shop) -> None:
    crates, kg = names(bakery)
    assert crates in opened(phone, bakery)
    assert kg in opened(phone, bakery, "?unit=kg")
    assert crates not in opened(phone, bakery, "?unit=kg")


def test_nobody_gives_for_another_shop(
    phone: Client, bakery: Shop, market: Shop, browser_of: Browser, gino: User
) -> None:
    donation = log(bakery, lines=[Line("Pane", "bread", 4_000)], client_ref="a")
    assert phone.get(f"/negozio/{market.pk}/").status_code == 404
    assert phone.post(f"/negozio/{market.pk}/", {}).status_code == 404
    assert browser_of(gino).get(f"/negozio/grazie/{donation.pk}/").status_code == 404
    assert phone.get(f"/negozio/grazie/{donation.pk}/").status_code == 200


def test_a_coordinator_may_speak_for_every_shop(bakery: Shop, market: Shop, browser_of: Browser, carla: User) -> None:
    page = browser_of(carla).get("/negozio/").content.decode()
    assert re.findall(r'href="/negozio/(\d+)/"', page) == [str(market.pk), str(bakery.pk)]


def test_who_may_not_come_in(client: Client, canteen: Canteen, bakery: Shop, browser_of: Browser) -> None:
    assert client.get("/negozio/").headers["Location"] == "/entra/?next=/negozio/"
    carlo = User.objects.create_user("carlo@example.org", "quattro parole a caso", name="Carlo")
    Membership.objects.create(user=carlo, canteen=canteen, role=Role.DOOR)
    assert browser_of(carlo).get(f"/negozio/{bakery.pk}/").status_code == 403


def test_a_shopkeeper_without_a_shop_is_told(canteen: Canteen, browser_of: Browser) -> None:
    sara = User.objects.create_user("sara@example.org", "quattro parole a caso", name="Sara")
    Membership.objects.create(user=sara, canteen=canteen, role=Role.SHOP)
    assert "Chiedi al coordinamento" in browser_of(sara).get("/negozio/").content.decode()


@pytest.fixture
def rusks(bakery: Shop) -> UsualItem:
    """Rusks in crates of 5 kg, with a best-before date; the bakery has confirmed what is in them."""
    return UsualItem.objects.create(
        shop=bakery, food="Fette biscottate", category="bread", kind="bread_packaged", crate_grams=5_000,
        date_mark="best_before", allergens=["gluten"], contents=[], confirmed_on="2026-11-02",
    )  # fmt: skip


def test_the_date_is_asked_only_where_there_is_one(phone: Client, bakery: Shop, rusks: UsualItem) -> None:
    page = phone.get(f"/negozio/{bakery.pk}/").content.decode()
    assert re.findall(r'name="date_(\d+)"', page) == [str(rusks.pk)]


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [("03/12/2026", "2026-12-03", "day"), ("12/2026", "2026-12-31", "month"), ("2027", "2027-12-31", "year")],
)
def test_a_date_is_taken_as_it_is_printed(
    phone: Client, bakery: Shop, rusks: UsualItem, typed: str, day: str, precision: str
) -> None:
    phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | {f"crates_{rusks.pk}": "2", f"date_{rusks.pk}": typed})
    line = lines_of(Donation.objects.get())[0]
    assert line == Line(
        "Fette biscottate", "bread", 10_000, 2, kind="bread_packaged", date_mark="best_before",
        marked_day=dt.date.fromisoformat(day), precision=precision, allergens=("gluten",), contents=(),
    )  # fmt: skip


def test_what_the_shop_confirmed_holds_for_kilograms_too(phone: Client, bakery: Shop, rusks: UsualItem) -> None:
    phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | {f"kg_{rusks.pk}": "2,5"})
    line = lines_of(Donation.objects.get())[0]
    assert (line.grams, line.allergens, line.marked_day) == (2_500, ("gluten",), None)


def test_an_unclear_date_is_asked_again(phone: Client, bakery: Shop, rusks: UsualItem) -> None:
    sent = opened(phone, bakery) | {f"crates_{rusks.pk}": "2", f"date_{rusks.pk}": "12/26"}
    answer = phone.post(f"/negozio/{bakery.pk}/", sent)
    assert (answer.status_code, "Scrivi la data come 25/11/2026" in answer.content.decode()) == (400, True)
    assert Donation.objects.count() == 0


@pytest.mark.parametrize(
    ("days", "told"),
    [([], "Il furgone passa alle 19:40."), ([1], "Il furgone passa lunedì 23 novembre alle 19:40.")],
)
def test_thanks_say_when_the_van_comes(phone: Client, bakery: Shop, days: list[int], told: str) -> None:
    Shop.objects.filter(pk=bakery.pk).update(collected_at=dt.time(19, 40), collected_on=days)
    donation = log(bakery, lines=[Line("Pane", "bread", 8_000, 2)], client_ref="a")
    page = phone.get(f"/negozio/grazie/{donation.pk}/").content.decode()
    assert told in page


def test_a_shop_sees_what_became_of_its_food(phone: Client, bakery: Shop) -> None:
    lines = [Line("Pane", "bread", 8_000, 2), Line("Dolci", "pastry", 2_500), Line("Uova", "eggs", 1_000)]
    donation = log(bakery, lines=lines, client_ref="a")
    bread, cakes, eggs = donation.lots.order_by("pk")
    receipt.load(donation, failed_checks=[], left_behind=[cakes.pk], by=None)
    receipt.weigh(bread, gross=7_900, by=None)
    receipt.refuse(eggs, reason="damaged", by=None)
    page = phone.get(f"/negozio/{bakery.pk}/").content.decode()
    wanted = [
        "Dati 11,5 kg · ricevuti 7,9 kg", "Uova: non possiamo usarlo perché la confezione è rotta.",
        "Dolci: è rimasto in negozio: sul furgone non c&#x27;era più posto.", "Documento RM-2026-0001",
    ]  # fmt: skip
    assert [words for words in wanted if words not in page] == []


@pytest.mark.parametrize("role", [Role.DRIVER, Role.COOK, Role.COORDINATOR])
def test_at_the_counter_a_volunteer_writes_for_any_shop(
    canteen: Canteen, bakery: Shop, browser_of: Browser, role: Role
) -> None:
    vera = User.objects.create_user("vera@example.org", "quattro parole a caso", name="Vera")
    Membership.objects.create(user=vera, canteen=canteen, role=role)
    browser = browser_of(vera)
    assert f'href="/negozio/{bakery.pk}/"' in browser.get("/negozio/").content.decode()
    crates, _ = names(bakery)
    asked = {crates: "2", "origin": "agea"}
    assert browser.post(f"/negozio/{bakery.pk}/", opened(browser, bakery) | asked).status_code == 302
    origin = "agea" if role == Role.COORDINATOR else "surplus"  # nobody else is asked, and nobody else is heard
    assert Donation.objects.get().origin == origin
