"""The shop's eight taps, the driver's stop and the scale in a real browser: taps counted, nothing that axe finds."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page

from canteens.models import Role
from recovery.donations import Line, lines_of, log
from recovery.models import Collection, Donation, Lot, Shop
from recovery.shop_links import link_of
from tests.browser.conftest import chromium
from tests.browser.looking import look
from tests.food.test_browser import Opened, Taps, opened, session, shop, today

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
__all__ = ["chromium", "opened", "session", "shop"]
TO_THE_END_OF_THE_DAY = dt.time(23, 59)


def test_icon_as_yesterday_two_crates_done(opened: Opened, shop: Shop) -> None:
    Shop.objects.filter(pk=shop.pk).update(collected_at=TO_THE_END_OF_THE_DAY)
    page: Page = opened(Role.DOOR)  # somebody who may not speak for the shop: the link alone lets in
    page.context.clear_cookies()
    page.goto(f"/negozio/apri/{link_of(shop)}/")
    assert look(page) == []
    page.get_by_role("button", name="Sì, siamo noi").click()
    page.wait_for_url("**/negozio/*/")
    page.goto("/negozio/")  # the icon on the home screen: the first tap
    finger = Taps(page)
    finger.count = 1
    finger.on("Come ieri")
    finger.on("Consegno")
    page.wait_for_url("**/negozio/grazie/**")
    assert look(page) == []
    assert page.get_by_text("Il furgone passa").is_visible()
    assert lines_of(today(shop)) == [Line("Pane", "bread", 8_000, 2), Line("Dolci", "pastry", 2_500, 1)]
    assert finger.count == 3


def test_three_foods_by_hand_in_eight_taps(opened: Opened, shop: Shop) -> None:
    page = opened(Role.SHOP)
    page.goto("/negozio/")
    finger = Taps(page)
    finger.count = 1
    for tap in ["Pane: una cassa in più"] * 4 + ["Dolci: una cassa in più"] * 2:
        finger.on(tap)
    finger.on("Consegno")
    page.wait_for_url("**/negozio/grazie/**")
    assert lines_of(today(shop)) == [Line("Pane", "bread", 16_000, 4), Line("Dolci", "pastry", 5_000, 2)]
    assert finger.count == 8


def loaded(shop: Shop) -> Donation:
    return log(shop, lines=[Line("Pane", "bread", 8_000, 2), Line("Dolci", "pastry", 2_500)], client_ref="now")


@pytest.mark.parametrize("tongue", ["it", "en"])
def test_the_driver_collects_in_two_taps(opened: Opened, shop: Shop, tongue: str) -> None:
    Donation.objects.filter(client_ref="yesterday").update(state="weighed")
    donation = loaded(shop)
    page = opened(Role.DRIVER, tongue=tongue)
    page.goto("/giro/")
    assert look(page) == []
    taps = 0
    for target in (f"a[href='/giro/{shop.pk}/']", "button[value='collected']"):
        page.locator(target).click()
        taps += 1
    page.wait_for_url("**/giro/")
    assert look(page) == []
    donation.refresh_from_db()
    assert (taps, donation.state, donation.failed_checks) == (2, "loaded", [])
    page.goto(f"/giro/{shop.pk}/")
    assert look(page) == []


def test_what_is_not_in_order_and_what_stays(opened: Opened, shop: Shop) -> None:
    Donation.objects.filter(client_ref="yesterday").update(state="weighed")
    donation = loaded(shop)
    page = opened(Role.DRIVER, dark=True)
    page.goto(f"/giro/{shop.pk}/")
    page.get_by_label("Confezioni intere").click()
    page.get_by_text("Non ci sta tutto").click()
    page.get_by_role("button", name="Ritiro il resto").click()
    assert page.get_by_text("Tocca che cosa resta al negozio.").is_visible()
    assert look(page) == []
    page.get_by_role("checkbox", name="Dolci").click()
    page.get_by_role("button", name="Ritiro il resto").click()
    page.wait_for_url("**/giro/")
    donation.refresh_from_db()
    states = [(lot.food, lot.refusal) for lot in donation.lots.order_by("pk")]
    assert (donation.failed_checks, states) == (["packaging"], [("Pane", ""), ("Dolci", "no_room")])
    assert Collection.objects.get().outcome == "partly"


def test_the_scale_in_three_taps_and_a_weight(opened: Opened, shop: Shop) -> None:
    Lot.objects.filter(donation__client_ref="yesterday").delete()
    lot: Any = log(shop, lines=[Line("Mele", "fruit", 8_000, 2)], client_ref="now").lots.get()
    page = opened(Role.COOK)
    page.goto("/bilancia/")
    page.get_by_role("link", name="Mele").click()
    assert look(page) == []
    page.keyboard.type("8,2")  # the cursor stands in the weight already
    page.get_by_role("button", name="Pesato").click()
    page.wait_for_url("**/esito/")
    assert look(page) == []
    lot.refresh_from_db()
    assert (lot.received_grams, lot.state) == (8_200, "accepted")
