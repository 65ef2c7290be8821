"""Somebody with a phone in hand: whatever they do on it goes through here, and is counted."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.looking import listen


class Hand:
    """A person at a page. `taps` counts clicks, choices and keystrokes since the last `afresh`."""

    def __init__(self, context: BrowserContext, *, script: bool = True) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints = listen(self.page)
        self.script = script
        self.taps = 0

    def open(self, address: str) -> None:
        """Come by a link or a poster's QR: what starts the counting."""
        self.page.goto(address)
        self.taps = 0

    def tap(self, selector: str, *, text: str = "") -> None:
        """One tap on the first that is so called."""
        self.taps += 1
        self.page.locator(selector, has_text=text or None).first.click()

    def press(self, selector: str, text: str) -> None:
        """A tap into a field and a keystroke for each letter."""
        self.taps += 1 + len(text)
        field = self.page.locator(selector)
        field.click()
        field.press("Control+a")  # what a phone does by itself: the field's number is replaced
        field.press_sequentially(text)

    def choose(self, selector: str, value: str) -> None:
        """Open a list and take one of it."""
        self.taps += 2
        self.page.locator(selector).select_option(value)

    def party(self, people: int) -> None:
        """So many people: a tap for each one more, or without a script the number itself."""
        if not self.script:
            return self.press("input[name=party]", str(people))
        for _ in range(people - 1):
            self.tap("[data-more]")
        return None

    def sees(self, selector: str, text: str = "") -> Any:
        """Wait until it is there and shown."""
        found = self.page.locator(selector, has_text=text or None).first
        found.wait_for()
        return found

    def reads(self, selector: str) -> str:
        """What stands there."""
        return str(self.sees(selector).inner_text())
