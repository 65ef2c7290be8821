"""Monday noon on a door phone in a real browser: taps counted, nothing that axe finds, nothing the policy blocks."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from canteens import clock, devices
from canteens.models import Canteen, Role
from guests.cards import face
from guests.models import Guest
from mensa.models import Booking, Sitting
from mensa.sittings import plan
from tests.browser.conftest import chromium
from tests.browser.looking import ANSWERED, look
from tests.conftest import MONDAY
from tests.web_door.conftest import signed_in, staff

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]
Status = Booking.Status
CODES = ["428103957", "170010005", "080020003", "310330007", "550480006"]


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's threads live at Monday noon."""
    instant = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: instant)


@pytest.fixture
def lunch(chromium: Any, transactional_db: None) -> Sitting:
    """Five parties are expected, one waits; tomorrow can be booked."""
    canteen = Canteen.objects.create(name="Reciprocamensa", place="Cittadella del Volontariato, Chieri")
    tomorrow = MONDAY + dt.timedelta(days=1)
    Sitting.objects.create(canteen=canteen, day=tomorrow, **plan(canteen, tomorrow))
    sitting = Sitting.objects.create(canteen=canteen, day=MONDAY, **plan(canteen, MONDAY))
    for place, code in enumerate(CODES):
        alias = "Amina" if place == 0 else ""
        guest = Guest.objects.create(canteen=canteen, code=code, alias=alias, created=clock.now())
        Booking.objects.create(
            sitting=sitting, guest=guest, party=[1, 3, 1, 2, 1][place], arrives_late=place == 2, created=clock.now(),
            changed=clock.now(), **({"status": Status.WAITING, "set_aside": True} if place == 4 else {}),
        )  # fmt: skip
    return sitting


@pytest.fixture
def phone(chromium: Any, lunch: Sitting, live_server: Any) -> Iterator[Page]:
    """A phone, enrolled by its one button; whatever its browser complains about fails the test."""
    context = chromium.new_context(base_url=live_server.url, locale="it-IT", viewport={"width": 360, "height": 740})
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.tongue = "it"
    _device, secret = devices.invite(lunch.canteen, name="Ingresso", by=None)
    page.goto(f"/accoglienza/telefono/{secret}/")
    assert look(page) == []
    page.get_by_role("button", name="Collega questo telefono").click()
    page.wait_for_url("**/accoglienza/")
    yield page
    context.close()
    forgiven = (ANSWERED, *getattr(page, "forgiven", ()))
    assert [said for said in complaints if not said.startswith(forgiven)] == []


def row(page: Page, number: str) -> Any:
    """The button of a card's row."""
    return page.locator(".row-tap", has=page.locator("strong", has_text=number))


def fill(sitting: Sitting) -> None:
    """Nobody else fits."""
    sitting.refresh_from_db()
    for _ in range(sitting.free):
        Booking.objects.create(
            sitting=sitting, door=Booking.Door.WALK_IN, status=Status.SEATED, came=1, created=clock.now(),
            changed=clock.now(),
        )  # fmt: skip


def test_one_tap_seats_in_place_and_a_second_takes_it_back(phone: Page) -> None:
    assert look(phone) == []
    phone.evaluate("window.same = true")
    row(phone, "42").click()
    phone.locator(".row-in").wait_for()
    assert phone.locator(".toast:not([hidden])").inner_text() == "Amina: c'è. Buon pranzo!"
    assert look(phone) == []
    row(phone, "42").click()
    phone.locator(".row-in").wait_for(state="detached")
    assert phone.evaluate("window.same") is True  # htmx swapped the list; the page stayed
    assert Booking.objects.get(guest__code=CODES[0]).status == Status.CONFIRMED


def test_the_keyboard_keeps_its_place(phone: Page) -> None:
    here = "document.activeElement.innerText.trim().split(/\\s/)[0]"
    row(phone, "17").focus()
    phone.keyboard.press("Enter")
    phone.locator(".row-in").wait_for()
    assert phone.evaluate(here) == "17"
    phone.get_by_role("button", name="+1 arrivo").focus()
    phone.keyboard.press("Enter")
    phone.locator(".count", has_text="8 / 25").wait_for()
    assert phone.evaluate(here) == "+1"


def test_a_quick_double_tap_is_one_tap(phone: Page) -> None:
    row(phone, "42").scroll_into_view_if_needed()
    phone.mouse.wheel(0, 300)
    phone.wait_for_timeout(200)
    box = row(phone, "42").bounding_box()
    for pause in (0, 150, 150):
        phone.wait_for_timeout(pause)
        phone.mouse.click(box["x"] + 100, box["y"] + 20)
    phone.wait_for_timeout(1500)
    assert Booking.objects.get(guest__code=CODES[0]).status == Status.SEATED


def test_the_search_filters_while_typing(phone: Page) -> None:
    phone.locator("#q").fill("17")
    row(phone, "42").wait_for(state="detached")
    assert phone.locator(".row-tap strong").all_inner_texts() == ["17"]
    assert phone.url.endswith("/accoglienza/")


def test_part_of_a_party_is_two_taps(phone: Page) -> None:
    booking = Booking.objects.get(guest__code=CODES[1])
    phone.locator(f"#row-{booking.pk} summary").click()
    assert look(phone) == []
    phone.get_by_role("button", name="Sono venuti in 2 di 3").click()
    phone.locator(".row-in").wait_for()
    booking.refresh_from_db()
    assert booking.came == 2


def test_plus_one_is_one_tap_each(phone: Page) -> None:
    for seats in ("7 / 25", "8 / 25", "9 / 25"):
        phone.locator(".count", has_text=seats).wait_for()
        phone.get_by_role("button", name="+1 arrivo").click()
    phone.locator(".count", has_text="10 / 25").wait_for()
    assert Booking.objects.filter(door=Booking.Door.WALK_IN, status=Status.SEATED).count() == 3


def test_without_network_what_can_not_wait_says_so(phone: Page) -> None:
    phone.forgiven = ("htmx:", "Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    phone.context.set_offline(True)
    phone.locator("#q").fill("17")
    phone.locator("[data-offline]").wait_for()
    assert "rete" in phone.locator("[data-offline]").inner_text()
    phone.context.set_offline(False)
    phone.locator("#q").fill("1")
    phone.locator("[data-offline]").wait_for(state="hidden")
    assert phone.locator(".row-tap strong").count() > 0


@pytest.mark.parametrize("language", ["it", "en", "ar"])
def test_full_then_gira(phone: Page, lunch: Sitting, language: str) -> None:
    fill(lunch)
    phone.goto("/accoglienza/")
    phone.get_by_role("button", name="+1 arrivo").click()
    phone.get_by_role("heading", name="Che cosa preferisce?").wait_for()
    assert look(phone) == []
    phone.get_by_role("link", name="Gira il telefono").click()
    assert look(phone) == []
    phone.locator(f".tongues [lang={language}]").click()
    phone.wait_for_url(f"**/gira/{language}/**")
    phone.tongue = language
    assert (phone.locator(".turned .choice").count(), look(phone)) == (3, [])
    assert phone.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    phone.locator(".choice[value=wait]").click()
    phone.locator(".ticket-number").wait_for()
    assert look(phone) == []
    phone.get_by_role("link", name="Gira di nuovo").click()
    phone.wait_for_url("**/accoglienza/")
    waiting = Booking.objects.filter(status=Status.WAITING).order_by("pk")
    assert [booking.guest.language for booking in waiting] == ["it", language]


def test_a_call_is_booked_in_six_taps(phone: Page) -> None:
    taps = 0
    for button in (
        phone.get_by_role("link", name="Prenota per chi chiama"),
        phone.get_by_text("Martedì 24 novembre"),
        phone.get_by_label("Uno di più"),
        phone.get_by_label("Uno di più"),
        phone.get_by_role("button", name="Prenota"),
    ):
        button.click()
        taps += 1
    phone.locator(".ticket-number").wait_for()
    booking = Booking.objects.get(door=Booking.Door.CALL)
    assert (taps, booking.party, booking.sitting.day) == (5, 3, MONDAY + dt.timedelta(days=1))
    assert look(phone) == []


def test_a_caller_with_a_card_is_found_while_she_says_it(phone: Page) -> None:
    """Six on the page: open, into the field, two letters, the card, *Prenota*; nothing says who has booked."""
    phone.goto("/accoglienza/chiamata/")
    phone.get_by_text("Soprannome, telefono o carta").click()
    field = phone.get_by_label("Ha già una carta: cercala")
    field.click()
    field.press_sequentially("am")
    found = phone.locator("#cards .choice-card")
    found.filter(has_text="Amina").wait_for()
    assert found.all_inner_texts() == ["42 · " + face("428103957").word + "\nAmina"]
    assert look(phone) == []
    found.first.click()
    phone.get_by_role("button", name="Prenota", exact=True).click()
    phone.locator(".ticket-number").wait_for()
    booking = Booking.objects.get(door=Booking.Door.CALL)
    assert booking.guest
    assert (booking.guest.alias, phone.locator(".ticket-number").inner_text()) == ("Amina", "42")


def test_several_days_for_a_caller(phone: Page, lunch: Sitting) -> None:
    for day in (MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(days=3)):
        Sitting.objects.create(canteen=lunch.canteen, day=day, **plan(lunch.canteen, day))
    phone.goto("/accoglienza/chiamata/")
    phone.locator("summary", has_text="Anche altri giorni").click()
    more = phone.locator(".choice-radio:has(input[name=also])")
    for text in ("Mercoledì 25 novembre", "Giovedì 26 novembre"):
        more.filter(has_text=text).click()
    phone.get_by_role("button", name="Prenota", exact=True).click()
    phone.locator(".ticket-number").wait_for()
    assert phone.locator("ul.rows li strong").all_inner_texts() == [
        "mercoledì 25 novembre, ore 12", "giovedì 26 novembre, ore 12",
    ]  # fmt: skip
    assert look(phone) == []


def test_the_other_pages_have_no_finding(phone: Page) -> None:
    for address in ("chiamata/", "chiusura/", "foglio/", "pieno/"):
        phone.goto(f"/accoglienza/{address}")
        assert (address, look(phone)) == (address, [])
    phone.goto("/accoglienza/")
    phone.locator("details.more summary").last.click()
    assert look(phone) == []


def test_a_coordinator_makes_a_phone(chromium: Any, lunch: Sitting, live_server: Any) -> None:
    lucia = staff(lunch.canteen, "Lucia", Role.COORDINATOR)
    context = chromium.new_context(base_url=live_server.url, locale="it-IT", viewport={"width": 360, "height": 740})
    session = signed_in(lucia).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.tongue = "it"
    page.goto("/accoglienza/telefoni/")
    page.locator("input[name=name]").fill("Ingresso")
    page.get_by_role("button", name="Collega un telefono").click()
    page.locator("svg.qr").wait_for()
    assert look(page) == []
    page.goto(f"/accoglienza/?day={MONDAY + dt.timedelta(days=1)}")
    assert look(page) == []


def test_without_javascript_every_tap_works(chromium: Any, phone: Page, live_server: Any) -> None:
    plain = chromium.new_context(
        base_url=live_server.url, locale="it-IT", java_script_enabled=False, storage_state=phone.context.storage_state()
    ).new_page()
    plain.goto("/accoglienza/")
    row(plain, "42").click()
    plain.get_by_role("button", name="+1 arrivo").click()
    plain.locator("#q").fill("42")
    plain.get_by_label("Cerca", exact=True).click()
    assert plain.locator(".row-in strong").all_inner_texts() == ["42"]
    assert Booking.objects.filter(status=Status.SEATED).count() == 2
