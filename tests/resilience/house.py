"""The whole house on ports of its own: PostgreSQL, Valkey, Granian, worker and beat, and a mail server that is ours."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg
from aiosmtpd.controller import Controller

from tests.runner import machine

GUESTS = 40
PROGRAMS = {
    "web": ("granian", "--interface", "wsgi", "config.wsgi:application", "--workers", "2", "--blocking-threads", "4"),
    "worker": ("celery", "-A", "config", "--quiet", "worker", "-c", "2", "--without-gossip", "--without-mingle"),
    "beat": ("celery", "-A", "config", "--quiet", "beat", "--pidfile="),
}


class Answer(NamedTuple):
    """What one request got, and after how long."""

    status: int
    body: Any
    seconds: float


class Post:
    """A mail server that takes everything and remembers it."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"

    def ids(self) -> list[str]:
        """The Message-ID of each mail, in order of arrival."""
        return [mail["Message-ID"] for mail in self.mails]


class House:
    """One install that a test may hurt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.post = Post()
        self.mail = Controller(self.post, hostname="127.0.0.1", port=_free_port())
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment: dict[str, str] = {}
        self.lunches: dict[str, int] = {}
        self.cards: list[str] = []

    @contextmanager
    def opened(self) -> Iterator["House"]:
        """Servers, tables, a canteen and its guests; no program of ours runs yet. All is gone afterwards."""
        user = machine.use_servers(self.folder)
        self.mail.start()
        try:
            database, redis = machine.addresses(user)
            self.environment = machine.environment(
                self.folder, DATABASE_URL=database, REDIS_URL=redis, DB_POOL="", LOG_LEVEL="WARNING",
                EMAIL_URL=f"smtp://127.0.0.1:{self.mail.port}", SITE_URL=f"http://127.0.0.1:{self.port}",
            )  # fmt: skip
            self.run("manage.py", "migrate", "--verbosity", "0")
            furniture = json.loads(self.run("-m", "tests.resilience.furnish", str(GUESTS)))
            self.lunches, self.cards = furniture["lunches"], furniture["cards"]
            yield self
        finally:
            for name in list(self.running):
                self.kill(name)
            self.raise_valkey()
            self.mail.stop()
            machine.dismiss(user)

    def run(self, *command: str) -> str:
        """A command of ours to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment,
            cwd=machine.ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def start(self, *names: str) -> None:
        """Start some of web, worker and beat; web is waited for."""
        for name in names:
            more = ("--host", "127.0.0.1", "--port", str(self.port)) if name == "web" else ()
            if name == "beat":
                more = ("-s", str(self.folder / "beat-schedule"))
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    [sys.executable, "-m", *PROGRAMS[name], *more],
                    env=self.environment | ({"DB_POOL": "1"} if name == "web" else {}),
                    cwd=machine.ROOT, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        if "web" in names:
            assert machine.eventually(self.answers), (self.folder / "web.log").read_text()

    def kill(self, name: str) -> None:
        """kill -9 of the program and all its children."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @property
    def valkey(self) -> tuple[int, int]:
        """The keeper of Valkey and, its only child, Valkey itself (which hides its command line)."""
        keeper = machine.running(self.folder, named=f"{self.folder}/valkey durable")[0]
        server = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
        return keeper, int(server[0])

    def kill_valkey(self) -> None:
        """Valkey is dead and stays so: its keeper, which would start it again, is paused."""
        keeper, server = self.valkey
        os.kill(keeper, signal.SIGSTOP)
        os.kill(server, signal.SIGKILL)

    def pause_valkey(self) -> None:
        """Valkey takes connections and never answers."""
        os.kill(self.valkey[1], signal.SIGSTOP)

    def raise_valkey(self) -> None:
        """The keeper goes on and starts Valkey again on the same port; a paused one goes on."""
        for process in reversed(self.valkey):
            os.kill(process, signal.SIGCONT)

    def kill_postgres(self) -> None:
        """kill -9 of PostgreSQL; its keeper starts it again on the same port, and it recovers from its log."""
        pid_file = next(self.folder.glob("postgres/**/postmaster.pid"))
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)

    def answers(self) -> bool:
        """Whether the web is there."""
        return self.ask("GET", "/healthz").status in {200, 503}

    def book(self, lunch: str, *, card: str = "", ref: str | None = None, timeout: float = 30.0) -> Answer:
        """Book over HTTP, on a connection of its own. Status 0: there was no answer."""
        path = f"/api/v1/sittings/{self.lunches[lunch]}/bookings/"
        return self.ask("POST", path, body={"client_ref": ref} if ref else {}, card=card, timeout=timeout)

    def book_on_page(self, lunch: str, *, ref: str) -> Answer:
        """Book as a browser without JavaScript does: the form of the page, sent with its cookie."""
        secret = "c" * 32
        form = urlencode({"party": 1, "client_ref": ref, "csrfmiddlewaretoken": secret})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={secret}"}
        return self._ask("POST", f"/prenota/{self.lunches[lunch]}/", form, headers, timeout=60)

    def ask(self, method: str, path: str, *, body: Any = None, card: str = "", timeout: float = 30.0) -> Answer:
        """One request to the API."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Card {card}"} if card else {})
        return self._ask(method, path, json.dumps(body) if body is not None else None, headers, timeout=timeout)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str], *, timeout: float) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        began = time.monotonic()
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            text = response.read()
            is_json = "json" in (response.getheader("Content-Type") or "")
            return Answer(response.status, json.loads(text) if is_json else None, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(0, None, time.monotonic() - began)
        finally:
            line.close()

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the database behind the product's back."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as raw:
            return raw.execute(query, parameters or None).fetchall()

    def counters(self, lunch: str) -> tuple[Any, ...]:
        """Seats counted, and seats summed over the bookings."""
        return self.sql(
            """SELECT taken, (SELECT COALESCE(SUM(party), 0) FROM mensa_booking b
                              WHERE b.sitting_id = s.id AND b.status = 'confirmed')
               FROM mensa_sitting s WHERE id = %s""",
            self.lunches[lunch],
        )[0]

    def sent(self) -> int:
        """Notices that were recorded as sent."""
        return int(self.sql("SELECT COUNT(*) FROM notices_notice WHERE state = 'sent'")[0][0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
