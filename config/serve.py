"""The supervisor behind `make run`: everything up in order, everything down in order, nothing left behind.

Each child has a session of its own, so that a Ctrl-C of the terminal reaches only us, and gets a
signal when we die, so that not even kill -9 leaves it running. The servers beneath are kept by
config.embedded, which stops them when the last of us has gone.
"""

import contextlib
import datetime as dt
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from canteens import clock
from config import embedded, ports
from config.embedded import locks
from config.embedded.processes import die_with
from config.preparation import TroubleError, prepare, say

HOST = "127.0.0.1"
READY_WITHIN = 60.0
LAST_WORDS = 12
MOST_KILLS = 5
CELERY = ("celery", "-A", "config", "--quiet")


class Child(NamedTuple):
    """One of the three processes."""

    name: str
    arguments: tuple[str, ...]
    stops_within: float
    environment: tuple[tuple[str, str], ...] = ()


def children(port: int) -> tuple[Child, ...]:
    """In the order of their stopping: the web, so that no request comes in; the worker last, after its task."""
    granian = ("granian", "--interface", "wsgi", "config.wsgi:application", "--host", HOST, "--port", str(port))
    workers = ("--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers")
    schedule = str(settings.STATE_DIR / "celerybeat-schedule")
    return (
        Child("web", (*granian, *workers), 15, (("DB_POOL", "1"),)),
        Child("beat", (*CELERY, "beat", "--pidfile=", "-s", schedule), 5),
        Child("worker", (*CELERY, "worker", "-c", "2", "--without-gossip", "--without-mingle"), 30),
    )


def serve(*, port: int | None, at: str) -> None:
    """Run until Ctrl-C, SIGTERM or the end of the terminal. Raises TroubleError, with all stopped again."""
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, _interrupt)
    with contextlib.suppress(KeyboardInterrupt), _only_one(), ports.claim(HOST, wanted=port) as claimed:
        processes: dict[Child, subprocess.Popen[bytes]] = {}
        try:
            prepare(at=at)
            web, *rest = children(claimed)
            processes[web] = _start(web, port=claimed)
            _await_web(processes, port=claimed)  # alone, so that it opens soon also on two slow cores
            for child in rest:
                processes[child] = _start(child, port=claimed)
            locks.publish(settings.STATE_DIR / "run", address(claimed))
            welcome(claimed)
            _watch(processes, port=claimed)
        finally:
            say("Stopping.")
            _stop(processes)


def address(port: int) -> str:
    return f"http://localhost:{port}"


def welcome(port: int) -> None:
    """The address, and in the demo who may sign in (these people and passwords are invented for this install)."""
    say(f"\n  Reciprocamensa is open: {address(port)}\n")
    for person in sign_ins(settings.STATE_DIR / "demo-signins.json") if settings.EMBEDDED else []:
        say("    " + "  ".join(f"{value:<24}" for value in person.values()).rstrip())
    if settings.EMBEDDED and clock.now() > dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1):
        say(f"\n  The demo's clock: {clock.now():%Y-%m-%d %H:%M} UTC")
    say(f"\n  Ctrl-C stops everything. Logs are in {settings.STATE_DIR / 'log'}\n")


def sign_ins(file: Path) -> list[dict[str, str]]:
    return list(json.loads(file.read_text())) if file.exists() else []


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """One runner for each state folder."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    lock = locks.take(settings.STATE_DIR / "run.lock")
    if lock is None:
        where = locks.read_if_held(settings.STATE_DIR / "run")
        raise TroubleError(f"Reciprocamensa already runs from this folder: {where or 'it is just starting.'}")
    try:
        yield
    finally:
        os.close(lock)


def _start(child: Child, *, port: int) -> subprocess.Popen[bytes]:
    runner = os.getpid()
    environment = os.environ | dict(child.environment)
    environment.setdefault("SITE_URL", address(port))
    with _log(child).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *child.arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            # Threads would make preexec_fn unsafe; the runner has none.
            preexec_fn=lambda: die_with(runner, death=signal.SIGTERM),  # noqa: PLW1509
        )


def _await_web(processes: dict[Child, subprocess.Popen[bytes]], *, port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        _check(processes)
        if is_healthy(port):
            return
        time.sleep(0.05)
    raise TroubleError(f"The web did not answer within {READY_WITHIN:.0f} seconds: see {settings.STATE_DIR / 'log'}.")


def is_healthy(port: int) -> bool:
    """Whether /healthz says so; without the proxies of the environment, which urllib would take."""
    line = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        line.request("GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
        return line.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        line.close()


def _watch(processes: dict[Child, subprocess.Popen[bytes]], *, port: int) -> None:
    kills: Counter[Child] = Counter()
    while True:
        for child in [child for child, process in processes.items() if _was_killed(process)]:
            kills[child] += 1
            if kills[child] <= MOST_KILLS:
                _kill_group(processes[child])
                processes[child] = _start(child, port=port)
        _check(processes)
        if _make_was_interrupted():
            raise KeyboardInterrupt
        if not embedded.alive():
            raise TroubleError("The keeper of the database or of Valkey has died.")
        time.sleep(0.2)


def _was_killed(process: subprocess.Popen[bytes]) -> bool:
    """By a signal from outside, as when memory ran out: not a fault of its own, and worth another start."""
    return (process.poll() or 0) < 0


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Also what a killed child left behind: Granian's workers would go on serving."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _check(processes: dict[Child, subprocess.Popen[bytes]]) -> None:
    """Raises TroubleError with the last words of a child that has ended: none of them ends by itself."""
    for child, process in processes.items():
        if process.poll() is not None:
            words = "\n".join(_log(child).read_text(errors="replace").splitlines()[-LAST_WORDS:])
            raise TroubleError(f"{words}\n\nThe {child.name} ended (status {process.returncode}), so all was stopped.")


def _make_was_interrupted() -> bool:
    """GNU make passes SIGTERM on to us, but with SIGINT it only waits for our end, blocking it meanwhile.

    A Ctrl-C of the terminal reaches us anyway; this is for whoever signals make alone.
    """
    status = Path(f"/proc/{os.getppid()}/status")
    if "MAKELEVEL" not in os.environ or not status.exists():
        return False
    (blocked,) = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigBlk:")]
    return bool(int(blocked, 16) >> signal.SIGINT - 1 & 1)


def _stop(processes: dict[Child, subprocess.Popen[bytes]]) -> None:
    """In order, each with its time; a second Ctrl-C hurries. Then the servers, unless others use them."""
    hurry = False
    for child, process in processes.items():
        try:
            process.terminate()
            process.wait(0 if hurry else child.stops_within)
        except subprocess.TimeoutExpired:
            pass
        except KeyboardInterrupt:
            hurry = True
        _kill_group(process)
        process.wait()
    connection.close()
    if not embedded.leave():
        say("The database stays up: another command of this folder uses it.")


def _log(child: Child) -> Path:
    folder = Path(settings.STATE_DIR, "log")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{child.name}.log"


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
