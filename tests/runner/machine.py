"""Starting the real thing in a state folder of its own, and looking at what runs there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
USER = """
import sys
from config import embedded
print(*embedded.servers(), flush=True)
sys.stdin.readline()
sys.exit(not embedded.leave())
"""


def environment(state: Path, **more: str) -> dict[str, str]:
    """As on a newcomer's machine: no server given, and nothing that tells of pytest."""
    ours = ("DATABASE_URL", "REDIS_URL", "PORT", "AT", "SITE_URL", "COVERAGE_PROCESS_START")
    kept = {name: text for name, text in os.environ.items() if name not in ours and not name.startswith("PYTEST_")}
    return kept | {"MODE": "development", "STATE_DIR": str(state)} | more


NOBODY = {"user": "nobody", "group": "nogroup", "extra_groups": []}


def start(*command: str | Path, state: Path, identity: Any = None, **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(state, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_interrupts,  # noqa: PLW1509 - the tests of the runner have no threads
        **(identity or {}),
    )


def _heed_interrupts() -> None:
    """A shell lets what it starts in the background ignore SIGINT, and make goes on ignoring what it found ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def use_servers(state: Path, *before: str | Path, identity: Any = None) -> "subprocess.Popen[str]":
    """A process that uses the embedded servers until it reads a line."""
    return start(*before, sys.executable, "-c", USER, state=state, identity=identity)


def addresses(user: "subprocess.Popen[str]") -> list[str]:
    """What the servers of this user are called; fails with what it said instead."""
    assert user.stdout
    heard = [user.stdout.readline()]
    while heard[-1] and not heard[-1].startswith("postgres://"):
        heard.append(user.stdout.readline())
    assert heard[-1], "".join(heard)
    return heard[-1].split()


def dismiss(user: "subprocess.Popen[str]") -> int:
    user.communicate("\n", timeout=60)
    return user.returncode


def kill(*processes: int) -> None:
    for process in processes:
        os.kill(process, signal.SIGKILL)


def eventually(truth: Callable[[], object], *, within: float = 30.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if truth():
            return True
        time.sleep(0.05)
    return False


def running(state: Path, *, named: str = "") -> list[int]:
    """The living processes of this state folder whose command line holds `named`."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _belongs(pid, state, named)]


def _belongs(pid: int, state: Path, named: str) -> bool:
    folder = Path("/proc", str(pid))
    try:
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        if not command or pid == os.getpid():  # a zombie has no command line
            return False
        known = f"STATE_DIR={state}".encode() in (folder / "environ").read_bytes().split(b"\0")
        return (known or str(state) in command) and named in command
    except OSError:
        return False
