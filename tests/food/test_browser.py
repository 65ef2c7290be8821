"""The shop and the figures in a real browser: taps counted, nothing that axe finds, nothing that the policy blocks."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from canteens import clock
from canteens.models import Canteen, Membership, Role, User
from recovery import donations
from recovery.donations import Line, lines_of, log
from recovery.models import Category, Donation, Shop, UsualItem
from tests.browser.conftest import chromium
from tests.browser.looking import ANSWERED, look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
__all__ = ["chromium"]
Opened = Callable[..., Page]


@pytest.fixture
def shop(chromium: Any, transactional_db: None) -> Shop:
    """Bruna's bakery, which gave bread and cakes yesterday."""
    canteen = Canteen.objects.create(name="Reciprocamensa", place="Cittadella del Volontariato, Chieri")
    shop = Shop.objects.create(canteen=canteen, name="Panetteria del Borgo", kind=Shop.Kind.BAKERY)
    for food, category, grams in (("Pane", Category.BREAD, 4_000), ("Dolci", Category.PASTRY, 2_500)):
        UsualItem.objects.create(shop=shop, food=food, category=category, crate_grams=grams)
    items = list(shop.usual_items.all())
    lines = [donations.in_crates(items[0], crates=2), donations.in_crates(items[1], crates=1)]
    log(shop, lines=lines, client_ref="yesterday", day=canteen.today() - dt.timedelta(days=1))
    return shop


@pytest.fixture
def opened(chromium: Any, shop: Shop, live_server: Any) -> Iterator[Opened]:
    """The phone of somebody who signed in; whatever it complains about fails the test."""
    contexts, complaints = [], []

    def phone(role: Role, *, dark: bool = False, tongue: str = "it") -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale=tongue, viewport={"width": 360, "height": 740},
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": session(shop, role), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.tongue = f"{tongue}-{'dark' if dark else 'light'}"
        return page

    yield phone
    for context in contexts:
        context.close()
    assert [said for said in complaints if not said.startswith(ANSWERED)] == []


def session(shop: Shop, role: Role) -> str:
    user = User.objects.create_user(f"{role}@example.org", None, name=role.title())
    Membership.objects.create(user=user, canteen=shop.canteen, role=role)
    shop.people.add(user)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


class Taps:
    """A finger that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, name: str) -> None:
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).click()
        self.count += 1


def today(shop: Shop) -> Donation:
    return Donation.objects.exclude(client_ref="yesterday").get()


def test_two_foods_in_five_taps(opened: Opened, shop: Shop) -> None:
    page = opened(Role.SHOP)
    page.goto("/negozio/")
    assert look(page) == []
    finger = Taps(page)
    for tap in (
        "Pane: una cassa in più",
        "Pane: una cassa in più",
        "Pane: una cassa in più",
        "Dolci: una cassa in più",
    ):
        finger.on(tap)
    finger.on("Consegno")
    page.wait_for_url("**/negozio/grazie/**")
    assert look(page) == []
    assert finger.count == 5
    assert lines_of(today(shop)) == [Line("Pane", "bread", 12_000, 3), Line("Dolci", "pastry", 2_500, 1)]


def test_as_yesterday_in_two_taps(opened: Opened, shop: Shop) -> None:
    page = opened(Role.SHOP, dark=True)
    page.goto("/negozio/")
    finger = Taps(page)
    finger.on("Come ieri")
    assert look(page) == []
    finger.on("Consegno")
    page.wait_for_url("**/negozio/grazie/**")
    assert finger.count == 2
    assert lines_of(today(shop)) == [Line("Pane", "bread", 8_000, 2), Line("Dolci", "pastry", 2_500, 1)]


def test_too_much_is_asked_about(opened: Opened, shop: Shop) -> None:
    page = opened(Role.SHOP)
    page.goto("/negozio/")
    page.get_by_role("spinbutton", name="Pane casse da 4 kg").fill("500")
    finger = Taps(page)
    finger.on("Consegno")
    assert look(page) == []
    page.get_by_role("spinbutton", name="Pane casse da 4 kg").fill("5")
    finger.on("Sì, è giusto")
    page.wait_for_url("**/negozio/grazie/**")
    assert lines_of(today(shop)) == [Line("Pane", "bread", 20_000, 5)]


def test_kilograms_and_what_is_wrong(opened: Opened, shop: Shop) -> None:
    page = opened(Role.SHOP)
    page.goto("/negozio/")
    Taps(page).on("Peso in kg")
    page.get_by_role("textbox", name="Pane kg").fill("due")
    Taps(page).on("Consegno")
    assert look(page) == []
    page.get_by_role("textbox", name="Pane kg").fill("2,5")
    Taps(page).on("Consegno")
    page.wait_for_url("**/negozio/grazie/**")
    assert lines_of(today(shop)) == [Line("Pane", "bread", 2_500)]


@pytest.mark.parametrize(("tongue", "dark"), [("it", False), ("it", True), ("en", False), ("ar", False)])
def test_figures(opened: Opened, shop: Shop, tongue: str, *, dark: bool) -> None:
    log(shop, lines=[Line("Pane", "bread", 4_000)], client_ref="today")
    page = opened(Role.COORDINATOR, dark=dark, tongue=tongue)
    page.goto(
        f"/numeri/?da={shop.canteen.today() - dt.timedelta(days=1)}&a={clock.now().date() + dt.timedelta(days=1)}"
    )
    assert look(page) == []
    for more in page.locator("details.more > summary").all():
        more.click()
    assert look(page) == []
    assert page.locator(".figure rect").count() == 12
    page.goto("/numeri/?settimana=2020-W01")
    assert look(page) == []


def test_letters_of_the_chart_keep_their_size_on_a_phone(opened: Opened) -> None:
    page = opened(Role.COORDINATOR)
    page.goto("/numeri/")
    assert page.evaluate("getComputedStyle(document.querySelector('.bar-name')).fontSize") == "15px"
    boxes = [name.bounding_box() for name in page.locator(".bar-name").all()]
    overlaps = [left for left, right in pairwise(boxes) if left["x"] + left["width"] > right["x"]]
    assert overlaps == []


def test_a_coordinator_picks_the_shop(opened: Opened, shop: Shop) -> None:
    Shop.objects.create(canteen=shop.canteen, name="Mercato", kind=Shop.Kind.MARKET)
    page = opened(Role.COORDINATOR)
    page.goto("/negozio/")
    assert look(page) == []
    Taps(page).on("Mercato mercato di piazza")
    assert look(page) == []  # no usual food: the rows of other food stand open


def test_a_coordinator_changes_a_shop(opened: Opened, shop: Shop) -> None:
    page = opened(Role.COORDINATOR)
    page.goto("/negozio/")
    page.locator("details.more > summary").click()
    assert look(page) == []
    page.locator("a[href$='/modifica/']").click()
    page.wait_for_url("**/modifica/")
    page.get_by_label("Cibo", exact=True).nth(2).fill("Pizza")
    Taps(page).on("Salva")
    assert look(page) == []  # a crate without weight
    page.get_by_label("kg di una cassa").nth(2).fill("5")
    Taps(page).on("Salva")
    page.wait_for_url("**/negozio/")
    assert list(shop.usual_items.values_list("food", flat=True)) == ["Pane", "Dolci", "Pizza"]
