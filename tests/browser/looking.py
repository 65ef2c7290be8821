"""What a careful eye finds on a page: axe's findings, a page wider than the screen, a target smaller than a finger,
type under 15 px, a wrong language or direction. Where LOOK_AT names a folder, a picture of each page is kept there.
"""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

ANSWERED = "Failed to load resource: the server responded with a status of 4"
"""What Chromium says of a page that answers 400, 403 or 404 on purpose."""
PHONE, DESK = 360, 1280
SIZES = {PHONE: {"width": PHONE, "height": 740}, DESK: {"width": DESK, "height": 800}}
LOCALES = {"it": "it-IT", "en": "en-GB", "ar": "ar"}
"""What a phone in that language says it reads."""

AXE = """axe.run(document, {resultTypes: ["violations"]}).then((said) => said.violations.map(
  (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`))"""
WIDE = "document.documentElement.scrollWidth > innerWidth ? [`wide: ${document.documentElement.scrollWidth}`] : []"
# A link inside a sentence is as high as its line (WCAG 2.5.8); everything else is for a thumb.
SMALL = """[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".visually-hidden, .skip"))
  .filter((one) => !(getComputedStyle(one).display === "inline" && one.matches("a")
    && one.parentElement.textContent.trim() !== one.textContent.trim()))
  .map((one) => one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one)
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.5 || box.height < 43.5)
  .map(([one, box]) => `small: ${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
TINY = """[...document.querySelectorAll("body *:not(svg, svg *)")]
  .filter((one) => [...one.childNodes].some((text) => text.nodeType === 3 && text.data.trim()))
  .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 15)
  .map((one) => `tiny: ${one.outerHTML.slice(0, 90)} ${getComputedStyle(one).fontSize}`)"""
SPOKEN = "[document.documentElement.lang, document.documentElement.dir].join(' ')"


def listen(page: Page) -> list[str]:
    """Whatever the browser complains about on this page from now on: scripts, the policy, what did not load."""
    complaints: list[str] = []
    page.on("console", lambda said: None if said.text.startswith(ANSWERED) else complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def findings(page: Page, *, tongue: str, name: str) -> list[str]:
    """Everything wrong with the page as a reader of `tongue` has it, on a phone and on a desk."""
    page.wait_for_load_state()  # a tap may have only just led here
    page.locator("html[lang]").wait_for(state="attached")
    page.evaluate("document.querySelectorAll('details.more').forEach((one) => { one.open = true; })")
    page.evaluate(AXE_SCRIPT)
    expected = f"{tongue} {'rtl' if tongue == 'ar' else 'ltr'}"
    found = [] if page.evaluate(SPOKEN) == expected else [f"speaks {page.evaluate(SPOKEN)}"]
    found += [f"{width} px, {one}" for width in SIZES for one in _at(page, width, name=name)]
    page.set_viewport_size(SIZES[PHONE])  # type: ignore[arg-type]
    return found


def look(page: Any) -> list[str]:
    """The findings of a page whose fixture says in `tongue` who reads it."""
    name = page.url.split("/", 3)[3].strip("/").replace("/", "-")[-40:] or "days"
    return findings(page, tongue=page.tongue[:2], name=f"{name}-{page.tongue}")


def _at(page: Page, width: int, *, name: str) -> list[Any]:
    page.set_viewport_size(SIZES[width])  # type: ignore[arg-type]
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=Path(folder, f"{name}-{width}.png"), full_page=True)
    return [one for question in (AXE, WIDE, SMALL, TINY) for one in page.evaluate(question)]
