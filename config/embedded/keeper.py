"""The process that keeps one server up while anybody uses it (see the package's own text)."""

import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, Protocol

from . import locks, postgres, valkey
from .processes import StartError

READY_WITHIN = 60.0
STOPS_WITHIN = 30.0
TRIES = 3
ROOM_MB = 150


class Program(Protocol):
    """One of the two servers, prepared in its folder."""

    name: str
    note: str
    stop_signal: signal.Signals

    def start(self, *, port: int, log: int, lock: int) -> subprocess.Popen[bytes]: ...
    def is_ready(self, *, port: int, process: int) -> bool: ...
    def address(self, *, port: int) -> str: ...
    def forget(self) -> None: ...


class Running(NamedTuple):
    process: subprocess.Popen[bytes]
    port: int


def main() -> None:
    """Start as a daemon. This process lives until the server is ready, then says what the user must know."""
    home, durable = Path(sys.argv[1]), sys.argv[2] == "durable"
    listen, tell = os.pipe()
    if os.fork():
        os.close(tell)
        with os.fdopen(listen) as pipe:
            outcome, _, said = pipe.read().partition(" ")
        print(said)
        sys.exit(outcome != "ready")
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        _keep(home, durable=durable, tell=tell)
    except (StartError, OSError, subprocess.SubprocessError) as error:
        with contextlib.suppress(OSError):  # nobody listens any more once the server was ready
            os.write(tell, f"failed {_sentence(error, home=home)}".encode())


def _sentence(error: Exception, *, home: Path) -> str:
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return _full(home) if full else f"The folder {home} cannot be used: {error}. Repair it, or move it away."
    return str(error)


def _keep(home: Path, *, durable: bool, tell: int) -> None:
    if locks.take(home / "keeper.lock", patience=0.5) is None:
        os.write(tell, b"ready ")  # by somebody else
        return
    lock = locks.take(home / "server.lock", patience=STOPS_WITHIN)
    if lock is None:
        raise StartError(f"The former server of {home} does not stop. End its process and start again.")
    if shutil.disk_usage(home).free < ROOM_MB * 1_000_000:
        raise StartError(_full(home))
    program: Program = (postgres if home.name == "postgres" else valkey).prepare(home, durable=durable)
    (home / "server.log").unlink(missing_ok=True)
    running = _start(program, home, lock=lock, port=_last_port(home))
    (home / "port").write_text(str(running.port))
    published = locks.publish(home / "server.json", program.address(port=running.port))
    os.write(tell, f"ready {program.note}".encode())
    os.close(tell)
    try:
        running = _watch(program, running, home, lock=lock)
    finally:
        (home / "server.json").unlink(missing_ok=True)
        _stop(program, running)
        if not durable:
            program.forget()
            _forget(home)
        os.close(published)


def _forget(home: Path) -> None:
    """Delete our folder, and what else lay beside it once the other server's folder is gone too."""
    shutil.rmtree(home, ignore_errors=True)
    if not any((home.parent / name).exists() for name in ("postgres", "valkey")):
        shutil.rmtree(home.parent, ignore_errors=True)


def _watch(program: Program, running: Running, home: Path, *, lock: int) -> Running:
    """Wait until nobody is left; a server that died meanwhile (kill -9) comes back on the same port."""
    while locks.take(home / "users.lock") is None:
        if running.process.poll() is not None:
            running = _start(program, home, lock=lock, port=running.port, again=True)
        time.sleep(0.1)
    return running


def _start(program: Program, home: Path, *, lock: int, port: int, again: bool = False) -> Running:
    """Three tries, on another port if this one is taken. Again: for a minute and on the port that its users know,
    since what is left of a killed server may still hold port and memory for a while.
    """
    deadline = time.monotonic() + READY_WITHIN
    log_path, tries = home / "server.log", 0
    while True:
        port = port if again or _is_free(port) else _free_port()
        with log_path.open("ab") as log:
            process = program.start(port=port, log=log.fileno(), lock=lock)
        while process.poll() is None and time.monotonic() < deadline:
            if program.is_ready(port=port, process=process.pid):
                return Running(process, port)
            time.sleep(0.01)
        tries += 1
        if time.monotonic() > deadline or (tries == TRIES and not again):
            process.kill()
            raise StartError(f"{program.name} does not start: {_last_line(log_path)}")
        time.sleep(0.5)


def _stop(program: Program, running: Running) -> None:
    running.process.send_signal(program.stop_signal)
    try:
        running.process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait()


def _last_port(home: Path) -> int:
    """The port of last time, so that an address someone noted down stays true; 0 at first."""
    try:
        return int((home / "port").read_text())
    except (FileNotFoundError, ValueError):
        return 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port > 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_line(log: Path) -> str:
    """The reason, without the time and the process number before it."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines[-1:]
    return fatal[-1].split("] ")[-1].strip() if fatal else "it said nothing"


def _full(home: Path) -> str:
    free = shutil.disk_usage(home).free // 1_000_000
    return f"The disk of {home} is full: {free} MB are free, {ROOM_MB} MB are needed."
