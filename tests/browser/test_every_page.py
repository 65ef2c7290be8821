"""Every page there is, on a phone and on a desk, in Italian and in Arabic: nothing that axe finds, nothing that the
browser complains about, nothing wider than the screen, no target smaller than a finger.

The routes are asked from the resolver: a new page fails here until pages.py is told how to get there.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from canteens import devices
from canteens.models import Canteen, Device, User
from canteens.staff import take_in
from tests.browser.conftest import Phone, Watch
from tests.browser.house import House, furnish
from tests.browser.looking import findings, listen
from tests.browser.pages import ACTS, ANNA, DOOR, ELENA, FILES, GUEST, PAGES, SARA, names
from web.door_access import COOKIE, keep_token

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HandOut = Callable[..., dict[str, Page]]
SANDBOXED = {"letter"}
"""Nothing may run in a mail's own page, and axe neither: it is looked at elsewhere. Its reader reads Italian."""
AT_NIGHT = ["home", "ticket", "door", "today", "figures", "shop_give"]


@pytest.fixture
def house(chromium: Any, transactional_db: None, watch: Watch, settings: Any) -> House:
    return furnish(watch, settings)


@pytest.fixture
def hand_out(phone: Phone, house: House, live_server: Any) -> HandOut:
    """Everybody's page: a stranger's, the door's, and those of three people who signed in."""
    held = {
        GUEST: {},
        DOOR: {COOKIE: keep_token(HttpResponse(), house.token).cookies[COOKIE].value},
        ANNA: {"sessionid": _session(house.anna)},
        SARA: {"sessionid": _session(house.sara)},
        ELENA: {"sessionid": _session(User.objects.get(email="elena@example.org"))},
    }

    def hand(tongue: str, **options: Any) -> dict[str, Page]:
        pages = {who: phone(tongue, **options).new_page() for who in held}
        for who, cookies in held.items():
            given = [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
            pages[who].context.add_cookies(given)  # type: ignore[arg-type]
        return pages

    return hand


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def visit(pages: dict[str, Page], house: House, tongue: str, wanted: list[str], *, scheme: str = "") -> list[str]:
    """Open each address of each page; returns what was found."""
    heard = {who: listen(page) for who, page in pages.items()}
    found: list[str] = []
    for name in wanted:
        for number, (who, way) in enumerate(PAGES[name]):
            page = pages[who]
            page.goto(way(house).replace("%7Btongue%7D", tongue))
            if name in SANDBOXED:
                page.goto("data:text/html;charset=utf-8," + quote(page.content()))
            spoken = "it" if name in SANDBOXED else tongue
            said = findings(page, tongue=spoken, name=f"{name}{number or ''}-{tongue}{scheme}")
            found += [f"{name} {number}: {one}" for one in said + heard[who]]
            heard[who].clear()
    return found


def test_every_route_is_a_page_an_act_or_a_file() -> None:
    assert sorted(names()) == sorted([*PAGES, *ACTS, *FILES])


def test_an_act_is_no_page(house: House) -> None:
    client = Client()
    client.force_login(house.anna, backend="django.contrib.auth.backends.ModelBackend")
    answers = {name: client.get(_somewhere(name, house)).status_code for name in ACTS}
    assert answers == dict.fromkeys(ACTS, 405) | {"set_language": 302, "demo_clock": 405}


def _somewhere(name: str, house: House) -> str:
    token = house.bookings["confirmed"].guest.token  # type: ignore[union-attr]
    pk = house.tuesday.pk
    for args in ([], [pk], [pk, pk], [token], [token, "alias"], [token, house.bookings["confirmed"].pk]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(f"no way to {name}")


@pytest.mark.parametrize("tongue", ["it", "ar"])
def test_no_page_has_a_finding(hand_out: HandOut, house: House, tongue: str) -> None:
    assert visit(hand_out(tongue), house, tongue, list(PAGES)) == []


@pytest.mark.parametrize("tongue", ["it", "ar"])
def test_nor_where_there_are_two_canteens(hand_out: HandOut, house: House, tongue: str) -> None:
    """A guest is asked where, and who helps at both sees where they are; the door looks at dinner."""
    santena = Canteen.objects.create(name="Sala di Santena", place="via Cavour 1, Santena")
    take_in(santena, email=house.anna.email, name="Anna", roles=["coordinator"])
    pages = hand_out(tongue)
    assert [looked(pages[who], "/" + path, tongue=tongue) for who, path in [(GUEST, ""), (ANNA, "oggi/")]] == [200, 200]
    pages[GUEST].get_by_role("button").last.click()
    pages[GUEST].wait_for_url("**/")
    assert findings(pages[GUEST], tongue=tongue, name=f"two-places-home-{tongue}") == []
    pages[DOOR].goto("/accoglienza/")
    pages[DOOR].locator("button[name=serving]").last.click()
    pages[DOOR].locator(".note-full").wait_for()
    assert findings(pages[DOOR], tongue=tongue, name=f"two-places-door-{tongue}") == []


@pytest.mark.parametrize("tongue", ["it", "ar"])
def test_nor_in_the_dark(hand_out: HandOut, house: House, tongue: str) -> None:
    assert visit(hand_out(tongue, color_scheme="dark"), house, tongue, AT_NIGHT, scheme="-dark") == []


@pytest.mark.parametrize("tongue", ["it", "ar"])
def test_nor_where_there_is_nothing_to_see(hand_out: HandOut, house: House, watch: Watch, tongue: str) -> None:
    """No such page, not for Sara, too late for the door's phone, a day without lunch, a phone that was taken back."""
    pages = hand_out(tongue)
    watch.set("2026-11-22T20:00")
    statuses = [
        looked(pages[who], address, tongue=tongue)
        for who, address in [
            (GUEST, "/non-esiste/"),
            (SARA, "/oggi/"),
            (DOOR, "/accoglienza/"),
            (ANNA, "/accoglienza/"),
        ]
    ]
    devices.revoke(Device.objects.get(name="Ingresso"))
    assert [*statuses, looked(pages[DOOR], "/accoglienza/", tongue=tongue)] == [404, 403, 403, 200, 403]


def looked(page: Page, address: str, *, tongue: str) -> int:
    """How a page without a finding answers."""
    heard = listen(page)
    answer = page.goto(address)
    assert answer
    assert findings(page, tongue=tongue, name=f"refused-{answer.status}-{address.strip('/')}-{tongue}") + heard == []
    return answer.status
