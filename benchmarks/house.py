"""Servers of the benchmark's own in a temporary folder: PostgreSQL that syncs to disk, Valkey, Granian, Celery."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from config import embedded

ROOT = Path(__file__).resolve().parents[1]
GRANIAN = (
    "granian",
    "--interface",
    "wsgi",
    "--workers",
    "2",
    "--blocking-threads",
    "4",
    "--no-ws",
    "--host",
    "127.0.0.1",
)
CELERY = ("celery", "-A", "config", "--quiet")


class House:
    """Everything running, furnished; `found` holds the numbers of lunches and the secrets of cards."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.ports = {"web": free_port(), "bare": free_port()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.found: dict[str, Any] = {}

    def run(self, *command: str) -> str:
        """A command to its end; what it printed."""
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows straight from PostgreSQL, behind the product's back."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as line:
            found = line.execute(query, values)
            return found.fetchall() if found.description else []

    def start(self, name: str, *command: str, **more: str) -> None:
        """A process that stays."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT, env=self.environment | more, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def start_web(self, name: str, **more: str) -> None:
        """Granian as `make run` starts it; waits until it answers."""
        port = self.ports[name]
        self.start(name, *GRANIAN, "--port", str(port), "benchmarks.wsgi:application", DB_POOL="1", **more)
        deadline = time.monotonic() + 60
        while not _answers(port):
            if time.monotonic() > deadline:
                raise SystemExit(f"{name} does not answer: see {self.folder / name}.log")
            time.sleep(0.1)

    def stop(self, name: str) -> None:
        """The process and its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def opened(*, guests: int) -> Iterator[House]:
    """A furnished house; nothing is left of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="reciprocamensa-bench-"))
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    servers = embedded.servers(folder)
    house = House(
        os.environ
        | {
            "MODE": "development", "STATE_DIR": str(folder), "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url, "EMAIL_URL": "consolemail://", "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        folder,
    )  # fmt: skip
    try:
        house.run("manage.py", "migrate", "--verbosity", "0")
        house.found = json.loads(house.run("-m", "benchmarks.furnish", str(guests)))
        yield house
    finally:
        for name in list(house.processes):
            house.stop(name)
        embedded.leave(folder)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("POST", "/benchmarks/nothing/")
        return line.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        line.close()
