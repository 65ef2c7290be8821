"""Letters of twice the size, as a phone's own settings make them: no page of the door is wider than 360 px."""

import os
from pathlib import Path
from typing import Any

import pytest

from canteens.models import Role
from mensa.models import Sitting
from tests.browser.conftest import CHROMIUM, chromium
from tests.browser.looking import WIDE
from tests.web_door.conftest import signed_in, staff
from tests.web_door.test_browser import lunch, noon

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium", "lunch", "noon"]
PAGES = [
    "/accoglienza/", "/oggi/", "/accoglienza/carta/", "/accoglienza/pieno/", "/accoglienza/da-guardare/",
    "/accoglienza/chiusura/", "/accoglienza/riapri/", "/accoglienza/chiamata/",
]  # fmt: skip


def test_no_page_is_wider_than_the_phone(chromium: Any, lunch: Sitting, live_server: Any) -> None:
    session = signed_in(staff(lunch.canteen, "Lucia", Role.COORDINATOR)).cookies["sessionid"].value
    large = ["--no-sandbox", "--blink-settings=defaultFontSize=32"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=large)
    context = browser.new_context(base_url=live_server.url, locale="it-IT", viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    found = {}
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details.more').forEach((one) => { one.open = true; })")
        if folder := os.environ.get("LOOK_AT"):
            page.screenshot(path=Path(folder, f"large{address.replace('/', '-')}.png"), full_page=True)
        found[address] = page.evaluate(WIDE)
    browser.close()
    assert found == {address: [] for address in PAGES}
