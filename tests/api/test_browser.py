"""The API's page in a browser, under the strict policy."""

from typing import Any

import pytest

pytest.importorskip("playwright", reason="the browser's driver stands in requirements-dev.txt")
from tests.browser.conftest import chromium  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def complaints(chromium: Any, transactional_db: None, live_server: Any) -> Any:  # noqa: F811
    """A page, and all that its browser complains of."""
    page, said = chromium.new_page(base_url=live_server.url), []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, said
    page.close()


def test_every_route_is_shown_and_nothing_is_blocked(complaints: Any) -> None:
    page, said = complaints
    page.set_viewport_size({"width": 1280, "height": 20_000})  # a long list draws only what is in sight
    page.goto("/api/v1/docs/")
    page.wait_for_selector("#operations-sittings-sittings_list")
    assert page.locator(".opblock").count() > 40
    page.locator("#operations-sittings-sittings_list .opblock-summary-control").click()
    page.wait_for_selector("#operations-sittings-sittings_list .opblock-description")
    assert said == []
