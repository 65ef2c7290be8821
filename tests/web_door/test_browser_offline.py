"""Two phones at one door in a real browser, one of them without network; and the camera, where a browser has one."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from canteens import devices
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.tap import Tap
from tests.browser.conftest import chromium
from tests.browser.looking import ANSWERED, look
from tests.web_door.test_browser import CODES, fill, lunch, noon, row

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium", "lunch", "noon"]
Status = Booking.Status
FORGIVEN = (ANSWERED, "htmx:", "Failed to load resource: net::ERR_")
Enrol = Callable[..., Page]


@pytest.fixture
def enrol(chromium: Any, lunch: Sitting, live_server: Any) -> Iterator[Enrol]:
    """One more phone at the door; `script` is what its browser has that this one lacks."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def one(name: str, *, script: str = "") -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="it-IT", viewport={"width": 360, "height": 740})
        made.append(context)
        if script:
            context.add_init_script(script)
        page: Page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.tongue = "it"  # type: ignore[attr-defined]
        page.goto(f"/accoglienza/telefono/{devices.invite(lunch.canteen, name=name, by=None)[1]}/")
        page.get_by_role("button", name="Collega questo telefono").click()
        page.wait_for_url("**/accoglienza/")
        return page

    yield one
    for context in made:
        context.close()
    assert [said for said in complaints if not said.startswith(FORGIVEN)] == []


def waits(page: Page, number: int) -> None:
    """The phone says how many taps wait."""
    words = "1 tocco in attesa" if number == 1 else f"{number} tocchi in attesa"
    page.locator("[data-pending-count]", has_text=words).wait_for()


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.values(localStorage)")
    return found


def until(page: Page, what: str) -> None:
    """The policy lets nobody evaluate text in the page, so it is asked from outside."""
    for _ in range(100):
        if page.evaluate(what):
            return
        page.wait_for_timeout(100)
    raise AssertionError(what)


EMPTY = "!Object.keys(localStorage).length"


def back(page: Page) -> None:
    """The network is there again, and everything was sent."""
    page.context.set_offline(False)
    until(page, EMPTY)
    page.locator("[data-pending]").wait_for(state="hidden")


def came(sitting: Sitting) -> tuple[int, int]:
    """Seats that are taken, by the counter and by the bookings themselves."""
    sitting.refresh_from_db()
    assert differences() == []
    held = sitting.bookings.filter(kind="seat", status__in=["confirmed", "seated"])
    return sitting.taken, sum(one.came or one.party for one in held)


def test_two_phones_one_of_them_without_network(enrol: Enrol, lunch: Sitting) -> None:
    first, second = enrol("Ingresso"), enrol("Cortile")
    second.context.set_offline(True)
    row(second, "42").click()
    waits(second, 1)
    row(second, "17").click()
    for number in (3, 4):
        second.get_by_role("button", name="+1 arrivo").click()
        waits(second, number)
    second.get_by_label("Un bis in più").click()
    waits(second, 5)
    assert look(second) == []
    assert [second.locator(".row-in").count(), Booking.objects.filter(status=Status.SEATED).count()] == [2, 0]
    row(first, "42").click()
    first.locator(".row-in").wait_for()
    row(first, "08").click()
    first.locator(".row-in").nth(1).wait_for()
    first.get_by_role("button", name="+1 arrivo").click()
    first.locator(".count", has_text="8 / 25").wait_for()
    back(second)
    second.locator(".count", has_text="10 / 25").wait_for()
    # booked 1 + 3 + 1 + 2, three who just arrived
    assert came(lunch) == (10, 10)
    assert lunch.second_helpings == 1
    seated = Booking.objects.filter(status=Status.SEATED, guest__isnull=False).order_by("guest__code")
    assert [one.guest.code for one in seated if one.guest] == sorted(CODES[:3])
    assert sorted(Tap.objects.values_list("verb", "outcome")) == [
        ("seat", "already"), ("seat", "done"), ("second", "done"), ("walk_in", "done"), ("walk_in", "done"),
    ]  # fmt: skip


def test_what_was_given_meanwhile_is_shown_and_a_chair_mends_it(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="+1 arrivo").click()
    waits(phone, 1)
    fill(lunch)
    back(phone)
    phone.get_by_role("heading", name="Da guardare insieme").wait_for()
    assert look(phone) == []
    phone.get_by_role("button", name="È qui: una sedia in più").click()
    phone.locator(".count", has_text="26 / 26").wait_for()
    assert came(lunch) == (26, 26)


def test_a_slip_without_network_is_none(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso")
    phone.context.set_offline(True)
    row(phone, "42").click()
    waits(phone, 1)
    phone.wait_for_timeout(800)  # a second tap of the same finger is no second thought
    row(phone, "42").click()
    phone.locator("[data-pending]").wait_for(state="hidden")
    assert (kept(phone), phone.locator(".row-in").count()) == ([], 0)


def test_the_phone_keeps_numbers_and_no_names_through_a_reload(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso")
    phone.context.set_offline(True)
    row(phone, "42").click()
    waits(phone, 1)
    [tap] = kept(phone)
    assert re.findall(r'"(\w+)":', tap) == [
        "client_ref", "verb", "booking", "number", "sitting", "day", "seq", "at",
    ]  # fmt: skip
    phone.context.set_offline(False)
    phone.reload()
    until(phone, EMPTY)
    assert phone.locator(".row-in").count() == 1
    assert (kept(phone), Tap.objects.get().outcome) == ([], "done")


def test_an_answer_that_got_lost_is_asked_again_and_counts_once(enrol: Enrol, lunch: Sitting) -> None:
    """The house applied the list, and the phone never heard of it."""
    phone = enrol("Ingresso")

    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    phone.route("**/coda/", swallow, times=1)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="+1 arrivo").click()
    waits(phone, 1)
    phone.context.set_offline(False)
    until(phone, "Object.values(localStorage).some((tap) => JSON.parse(tap).sent)")
    assert len(kept(phone)) == 1
    phone.reload()
    until(phone, EMPTY)
    assert (came(lunch), Tap.objects.count()) == ((8, 8), 1)  # 7 booked, one who just arrived


def test_a_tap_whose_answer_got_lost_waits_with_its_own_mark(enrol: Enrol, lunch: Sitting) -> None:
    """*+1* reached the house, its answer did not reach the phone: the same arrival, not one more."""
    phone = enrol("Ingresso")

    def swallow(route: Any) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    phone.route("**/arrivo/", swallow, times=1)
    phone.get_by_role("button", name="+1 arrivo").click()
    until(phone, EMPTY)
    phone.locator(".count", has_text="8 / 25").wait_for()
    assert (came(lunch), Tap.objects.get().outcome) == ((8, 8), "already")


def test_yesterdays_taps_are_over(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso")
    phone.evaluate(
        """localStorage.setItem("door-tap:x", JSON.stringify({client_ref: "x", day: "2026-11-22", seq: 1}))"""
    )
    phone.reload()
    assert (kept(phone), Tap.objects.count()) == ([], 0)


def test_a_phone_that_was_taken_back_keeps_nothing_and_says_so(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso")
    phone.context.set_offline(True)
    row(phone, "42").click()
    waits(phone, 1)
    devices.revoke(devices.Device.objects.get())
    phone.context.set_offline(False)
    phone.get_by_role("heading", name="Questo telefono non è più collegato").wait_for()
    assert phone.locator("[data-forgotten]").inner_text() == "1"
    assert (kept(phone), Booking.objects.filter(status=Status.SEATED).count()) == ([], 0)


CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return (window.seen ?? []).map((rawValue) => ({ rawValue })); }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
"""


def test_the_camera_reads_a_ticket(enrol: Enrol, lunch: Sitting, live_server: Any) -> None:
    phone = enrol("Ingresso", script=CAMERA)
    booking = Booking.objects.select_related("guest").get(guest__code=CODES[1])
    assert booking.guest
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.get_by_role("button", name="Leggi il codice con la fotocamera").click()
    phone.locator("[data-scan-hint]").wait_for()
    assert look(phone) == []
    phone.evaluate("window.seen = ['https://example.org/menu']")
    phone.get_by_text("Questo codice non è una carta.").wait_for()
    link = f"{live_server.url}/posto/{booking.guest.token}/{booking.pk}/"
    phone.evaluate("(link) => { window.seen = [link]; }", link)
    phone.locator(f"#tap-{booking.pk}.row-in").wait_for()
    booking.refresh_from_db()
    assert (booking.status, booking.came) == (Status.SEATED, 3)
    assert [url for url in asked if booking.guest.token in url] == []
    phone.get_by_role("button", name="Leggi il codice con la fotocamera").wait_for()


def test_a_card_without_a_booking_is_welcome(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso", script=CAMERA)
    booking = Booking.objects.select_related("guest").get(guest__code=CODES[0])
    Booking.objects.filter(pk=booking.pk).update(status=Status.CANCELLED)
    assert booking.guest
    phone.get_by_role("button", name="Leggi il codice con la fotocamera").click()
    phone.evaluate("(code) => { window.seen = [code]; }", f"https://x.org/c/{booking.guest.token}/")
    phone.get_by_role("heading", name="Oggi non ha prenotato").wait_for()
    assert look(phone) == []
    phone.get_by_role("button", name="A tavola, adesso").click()
    phone.locator(".toast", has_text="benvenuto").wait_for()
    assert Booking.objects.get(guest=booking.guest, status=Status.SEATED).door == "walk_in"


def test_where_the_camera_is_refused_typing_is_enough(enrol: Enrol, lunch: Sitting) -> None:
    refused = CAMERA + "navigator.mediaDevices.getUserMedia = async () => { throw new Error('denied'); };"
    phone = enrol("Ingresso", script=refused)
    phone.get_by_role("button", name="Leggi il codice con la fotocamera").click()
    phone.get_by_text("La fotocamera non si può usare.").wait_for()
    assert look(phone) == []


def test_a_browser_without_a_reader_shows_no_button(enrol: Enrol, lunch: Sitting) -> None:
    phone = enrol("Ingresso", script="delete window.BarcodeDetector;")
    assert phone.locator("[data-scan-form]").is_hidden()
