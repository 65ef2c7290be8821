"""The guest's way in a real browser: taps counted, nothing that axe finds, nothing that the policy blocks."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from canteens.models import Canteen
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.sittings import open_ahead
from tests.browser.conftest import chromium
from tests.browser.looking import ANSWERED, LOCALES, look

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]


@pytest.fixture(autouse=True)
def sunday() -> None:
    """The server's threads live in the true present."""


@pytest.fixture
def house(chromium: Any, transactional_db: None) -> Canteen:
    canteen = Canteen.objects.create(name="Reciprocamensa", place="Cittadella del Volontariato, Chieri")
    open_ahead(canteen)
    return canteen


@pytest.fixture(params=["it", "en", "ar"])
def page(request: pytest.FixtureRequest, chromium: Any, house: Canteen, live_server: Any) -> Iterator[Page]:
    """A phone in the language of its owner; whatever the browser complains about fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, locale=LOCALES[request.param], viewport={"width": 360, "height": 740}
    )
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.tongue = request.param
    yield page
    context.close()
    assert [said for said in complaints if not said.startswith(ANSWERED)] == []


def test_three_taps_lead_to_a_ticket(page: Page) -> None:
    page.goto("/")
    assert look(page) == []
    page.locator(".days .btn-act").first.click()
    assert look(page) == []
    page.locator("form .btn-act").click()  # the second tap: one spare
    page.wait_for_url("**/posto/**")
    assert page.locator(".ticket-number").inner_text() == Booking.objects.get().guest.face.number
    assert look(page) == []
    assert page.locator("html").get_attribute("dir") == ("rtl" if page.tongue == "ar" else "ltr")


def test_plus_and_minus_stay_within_the_party(page: Page) -> None:
    page.goto(f"/prenota/{coming().pk}/")
    more, less, field = page.locator("[data-more]"), page.locator("[data-less]"), page.locator("input[name=party]")
    assert less.is_disabled()
    for _ in range(5):
        more.click()
    assert (field.input_value(), more.is_disabled()) == ("6", True)
    page.locator("form .btn-act").click()
    page.wait_for_url("**/posto/**")
    assert Booking.objects.get().party == 6


def test_waiting_and_giving_back(page: Page) -> None:
    sitting = coming()
    others = [book(sitting, door=Booking.Door.CALL) for _ in range(22)]
    page.goto("/")
    page.locator(".days .btn-line").first.click()
    assert look(page) == []
    page.locator("form .btn-act").click()
    page.wait_for_url("**/posto/**")
    assert look(page) == []
    mine = Booking.objects.get(status="waiting")
    page.goto(f"/posto/{others[0].guest.token}/{others[0].pk}/libero/")
    assert look(page) == []
    page.locator("form .btn-act").click()
    page.wait_for_url("**/posto/**")
    assert look(page) == []
    mine.refresh_from_db()
    assert mine.status == "confirmed"


def test_other_pages_have_no_finding(page: Page) -> None:
    booking = book(coming(), party=2)
    ticket = f"/posto/{booking.guest.token}/{booking.pk}/"
    for path in ("/trova/", ticket + "manda/"):
        page.goto(path)
        assert look(page) == []
    page.goto(ticket)
    page.locator("details.more summary").click()
    assert look(page) == []
    page.locator("input[name=a-alias]").fill("Amina")
    page.locator("form[action$='nome/'] button").click()
    assert look(page) == []
    page.goto("/non-esiste/")
    assert look(page) == []


def test_second_visit_shows_the_ticket_on_the_day(page: Page) -> None:
    page.goto(f"/prenota/{coming().pk}/")
    page.locator("form .btn-act").click()
    page.wait_for_url("**/posto/**")
    page.goto("/")
    assert page.locator(".days .btn-line").count() == 1
    assert look(page) == []


VOICES = """
window.said = [];
speechSynthesis.getVoices = () => ["it-IT", "en-GB", "ar-SA"].map((lang) => ({ lang }));
Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { set() {} });
speechSynthesis.speak = (words) => window.said.push([words.lang, words.text]);
navigator.share = (what) => { window.said.push([what.url, what.text]); return Promise.resolve(); };
"""
"""A phone with a voice for each language, and a share sheet: what headless Chromium lacks."""


def test_ascolta_reads_the_ticket_and_manda_opens_the_phones_own_sheet(page: Page) -> None:
    booking = book(coming())
    page.add_init_script(VOICES)
    page.goto(f"/posto/{booking.guest.token}/{booking.pk}/")
    button = page.locator("[data-say]")
    button.click()
    page.locator("[data-share]").click()
    assert page.evaluate("said") == [
        [page.tongue, button.get_attribute("data-say")],
        [page.url, page.locator("[data-share]").get_attribute("data-share")],
    ]


def test_no_javascript_no_difference(chromium: Any, house: Canteen, live_server: Any) -> None:
    page = chromium.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    page.goto("/")
    page.locator(".days .btn-act").first.click()
    page.locator("input[name=party]").fill("2")
    page.locator("form .btn-act").click()
    page.locator("[data-share]").click()
    page.locator("main .btn-act").click()
    page.locator("button[name=late]").click()
    page.locator(".btn-warm").click()
    page.locator("form .btn-act").click()
    booking = Booking.objects.get()
    assert (booking.status, booking.party, booking.arrives_late) == ("cancelled", 2, True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tongue", ["it", "ar"])
def test_every_component_is_readable_in_light_and_dark(
    chromium: Any, house: Canteen, live_server: Any, scheme: str, tongue: str
) -> None:
    context = chromium.new_context(base_url=live_server.url, locale=tongue, color_scheme=scheme)
    page = context.new_page()
    page.tongue = f"{tongue}-{scheme}"
    page.goto("/aspetto/")
    assert look(page) == []


def coming() -> Sitting:
    """The first day that can be booked."""
    from canteens import clock

    return Sitting.objects.filter(booking_closes__gt=clock.now()).order_by("day")[0]
