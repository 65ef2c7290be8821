"""Takes the README's six pictures of a day: `python -m docs.take_pictures`.

Starts the demo in a folder of its own on a Monday morning, moves its clock through the day, and looks at it as each
role would on a phone. Needs Debian's Chromium. A page that does not answer, or a picture that is too heavy, ends it.
"""

import datetime as dt
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.house import free_port

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 360, "height": 740}
HEAVIEST = 100_000
DAY = dt.date(2026, 11, 23)
"""A Monday like others, with the week before it complete."""
SEND = "main form .btn-act"


@dataclass(frozen=True)
class Moment:
    """A picture: its name, the local hour, who looks (nobody: a guest), and how they get there."""

    name: str
    hour: str
    who: str
    path: str
    walk: Callable[[Page], None] | None = None


def _book(page: Page) -> None:
    """Three taps to a ticket."""
    page.locator(".days .btn-act").first.click()
    page.locator(SEND).first.click()
    page.wait_for_url("**/posto/**")


MOMENTS = [
    Moment("1-ticket", "07:40", "", "/", _book),
    Moment("2-kitchen", "08:30", "cucina", "/cucina/"),
    Moment("3-door", "12:05", "accoglienza", "/accoglienza/"),
    Moment("4-shop", "18:35", "panetteria", "/negozio/"),
    Moment("5-driver", "19:30", "furgone", "/giro/"),
    Moment("6-week", "19:45", "coordinamento", "/numeri/?settimana=2026-W47"),
]


@dataclass(frozen=True)
class Demo:
    """A running demo: where it answers, and where it keeps its clock and its sign-ins."""

    address: str
    state: Path

    def set_clock(self, hour: str) -> None:
        """As the ribbon does: the demo's shift from the true time, in seconds (canteens.clock)."""
        wanted = dt.datetime.fromisoformat(f"{DAY}T{hour}+01:00")  # Chieri in winter
        (self.state / "demo-clock").write_text(str(round((wanted - dt.datetime.now(dt.UTC)).total_seconds())))

    def sign_in(self, page: Page, who: str) -> None:
        people = json.loads((self.state / "demo-signins.json").read_text())
        [person] = [one for one in people if one["email"].startswith(f"{who}@")]
        page.goto("/entra/")
        page.fill("[name=username]", person["email"])
        page.fill("[name=password]", person["password"])
        page.locator(SEND).first.click()
        page.wait_for_url(lambda address: "/entra/" not in address)


@contextmanager
def demo() -> Iterator[Demo]:
    """`make run` in a folder of its own; nothing is left of it afterwards."""
    state, port = Path(tempfile.mkdtemp(prefix="reciprocamensa-pictures-")), free_port()
    environment = os.environ | {"STATE_DIR": str(state), "MODE": "development", "AT": f"{DAY} 07:30"}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(running, f"http://127.0.0.1:{port}/")
        yield Demo(f"http://127.0.0.1:{port}", state)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)
        shutil.rmtree(state, ignore_errors=True)


def _wait(running: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + 600
    while running.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("the demo does not start")


def take(browser: Browser, house: Demo, moment: Moment) -> bytes:
    """One picture."""
    house.set_clock(moment.hour)
    options: dict[str, Any] = {
        "viewport": SIZE,
        "locale": "it-IT",
        "base_url": house.address,
        "reduced_motion": "reduce",
    }
    with browser.new_context(**options) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        if moment.who:
            house.sign_in(page, moment.who)
        answer = page.goto(moment.path, wait_until="networkidle")
        if answer is None or not answer.ok:
            sys.exit(f"{moment.path} answers {answer.status if answer else 'nothing'}")
        if moment.walk:
            moment.walk(page)
        page.wait_for_load_state("networkidle")
        return squeezed(page.screenshot())


def squeezed(png: bytes) -> bytes:
    """The same picture, packed as tightly as zlib can: browsers pack in a hurry."""
    kept, image, place = png[:8], b"", 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        data, place = png[place + 8 : place + 8 + length], place + 12 + length
        if kind == b"IDAT":
            image += data
        elif kind == b"IEND":
            kept += _chunk(b"IDAT", zlib.compress(zlib.decompress(image), 9)) + _chunk(b"IEND", b"")
        elif kind in {b"IHDR", b"PLTE", b"tRNS"}:
            kept += _chunk(kind, data)
    return kept


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with demo() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for moment in MOMENTS:
            picture = take(browser, house, moment)
            if len(picture) > HEAVIEST:
                sys.exit(f"{moment.name} weighs {len(picture)} bytes")
            (PICTURES / f"{moment.name}.png").write_bytes(picture)
            print(f"{moment.name}.png  {len(picture) // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
