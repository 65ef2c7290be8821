"""The link that opens a shop's page without a password, and the phone that keeps it."""

import json

import pytest
from django.test import Client

from canteens.models import User
from recovery import shop_links
from recovery.donations import Line, lines_of, log
from recovery.models import Donation, Shop
from tests.food.conftest import Browser
from tests.food.test_shop_page import names, opened


def address(shop: Shop) -> str:
    return f"/negozio/apri/{shop_links.link_of(shop)}/"


@pytest.fixture
def phone(bakery: Shop) -> Client:
    """A phone on which somebody at the bakery pressed the button."""
    client = Client()
    client.post(address(bakery))
    return client


def test_a_link_asks_and_does_nothing(bakery: Shop, client: Client) -> None:
    answer = client.get(address(bakery))
    assert (answer.status_code, "Sei Panetteria del Borgo?" in answer.content.decode()) == (200, True)
    assert "shop" not in client.cookies
    assert client.get("/negozio/").headers["Location"] == "/entra/?next=/negozio/"


def test_one_button_and_the_shop_gives_without_a_password(phone: Client, bakery: Shop) -> None:
    cookie = phone.cookies["shop"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert phone.get("/negozio/").headers["Location"] == f"/negozio/{bakery.pk}/"
    crates, _ = names(bakery)
    answer = phone.post(f"/negozio/{bakery.pk}/", opened(phone, bakery) | {crates: "2"}, follow=True)
    assert "<h1>Grazie.</h1>" in answer.content.decode()
    assert lines_of(Donation.objects.get()) == [Line("Pane", "bread", 8_000, 2)]


def test_the_phone_opens_that_shop_alone(phone: Client, market: Shop, bakery: Shop) -> None:
    theirs = log(market, lines=[Line("Mele", "fruit", 9_000)], client_ref="a")
    paths = [f"/negozio/{market.pk}/", f"/negozio/grazie/{theirs.pk}/"]
    assert [phone.get(path).status_code for path in paths] == [404, 404]
    staff = ["/negozio/nuovo/", f"/negozio/{bakery.pk}/modifica/", "/giro/", "/bilancia/", "/documenti/"]
    assert [phone.get(path).headers["Location"] for path in staff] == [f"/entra/?next={path}" for path in staff]


def test_a_renewed_link_shuts_out_old_links_and_phones(
    phone: Client, bakery: Shop, carla: User, browser_of: Browser
) -> None:
    old = address(bakery)
    answer = browser_of(carla).post(f"/negozio/{bakery.pk}/link/")
    assert answer.headers["Location"] == f"/negozio/{bakery.pk}/modifica/"
    bakery.refresh_from_db()
    assert bakery.link_version == 2
    for path in (old, f"/negozio/{bakery.pk}/"):
        shut = phone.get(path)
        assert (shut.status_code, "Questo link non vale più" in shut.content.decode()) == (410, True)
    assert Client().post(old).status_code == 410
    assert phone.cookies["shop"].value == ""


@pytest.mark.parametrize("wrong", ["1.1~abc", "1.1", "~", "x", "9999999999999999999999.1~q"])
def test_a_wrong_link_is_one_clear_sentence(bakery: Shop, client: Client, wrong: str) -> None:
    for answer in (client.get(f"/negozio/apri/{wrong}/"), client.post(f"/negozio/apri/{wrong}/")):
        assert (answer.status_code, "Chiedi un link nuovo a chi coordina." in answer.content.decode()) == (410, True)


def test_a_changed_cookie_opens_nothing(phone: Client, bakery: Shop) -> None:
    phone.cookies["shop"] = phone.cookies["shop"].value.replace(f"{bakery.pk}.1", f"{bakery.pk + 1}.1", 1)
    assert phone.get("/negozio/").headers["Location"] == "/entra/?next=/negozio/"


def test_who_tries_links_is_slowed_down(bakery: Shop, client: Client) -> None:
    answers = [client.get("/negozio/apri/x/").status_code for _ in range(61)]
    assert answers == [410] * 60 + [429]


def test_the_phone_can_be_given_back(phone: Client) -> None:
    assert phone.post("/negozio/esci/").status_code == 302
    assert phone.get("/negozio/").headers["Location"] == "/entra/?next=/negozio/"


def test_the_icon_opens_where_the_shop_gives(client: Client, bakery: Shop, phone: Client) -> None:
    answer = client.get("/negozio/app.webmanifest")
    facts = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (facts["start_url"], facts["display"]) == ("/negozio/", "standalone")
    assert sorted({icon["sizes"] for icon in facts["icons"]}) == ["192x192", "512x512"]
    page = phone.get(f"/negozio/{bakery.pk}/").content.decode()
    assert '<link rel="manifest" href="/negozio/app.webmanifest">' in page


@pytest.mark.parametrize("who", ["bruna", "gino"])
def test_only_coordinators_renew(request: pytest.FixtureRequest, browser_of: Browser, bakery: Shop, who: str) -> None:
    assert browser_of(request.getfixturevalue(who)).post(f"/negozio/{bakery.pk}/link/").status_code == 403
