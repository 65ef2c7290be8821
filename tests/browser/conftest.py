"""Debian's Chromium, a live server, and a clock that its threads obey too."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from canteens import clock
from tests.browser.looking import LOCALES, PHONE, SIZES

CHROMIUM = Path("/usr/bin/chromium")
MISSING = "Debian's chromium is not installed: apt-get install chromium"

Phone = Callable[..., BrowserContext]


class Watch:
    """The clock on the wall, for every thread of the test."""

    def __init__(self, instant: dt.datetime) -> None:
        self.instant = instant

    def __call__(self) -> dt.datetime:
        return self.instant

    def set(self, text: str) -> None:
        """Move it to a local time in Chieri in the winter of 2026, an hour ahead of UTC."""
        self.instant = dt.datetime.fromisoformat(f"{text}+01:00").astimezone(dt.UTC)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """It is Friday morning. `clock.at` holds in one thread alone, and the server answers in others."""
    watch = Watch(dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC))
    monkeypatch.setattr(clock, "now", watch)
    return watch


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser. In CI its absence is a failure, elsewhere a reason to skip."""
    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop in this thread
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Any, transactional_db: None, live_server: Any) -> Iterator[Phone]:
    """Hand somebody a phone in their language: a browser of their own, with nothing in it."""
    made: list[BrowserContext] = []

    def hand(tongue: str, **options: Any) -> BrowserContext:
        options = {"viewport": SIZES[PHONE], "locale": LOCALES[tongue], "base_url": live_server.url} | options
        made.append(chromium.new_context(**options))
        return made[-1]

    yield hand
    for context in made:
        context.close()
