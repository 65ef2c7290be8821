"""Starting a server so that it dies with its keeper, and PostgreSQL also when we are root."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

NEW_USER_NAMESPACE = 0x10000000
SET_PARENT_DEATH_SIGNAL = 1


class StartError(Exception):
    """Why a server cannot run, in one sentence."""


class Seat(NamedTuple):
    """Who runs a server, from which binaries, with its data below which folder."""

    folder: Path
    binaries: Path
    namespace: bool = False
    user: int | None = None
    note: str = ""

    def popen(self, command: Sequence[str | Path], *, death: signal.Signals, **options: Any) -> subprocess.Popen[bytes]:
        """Start a command that gets the signal `death` when this process dies.

        The signal is asked for last: changing user or namespace would clear it. It is tied to the
        *thread* that starts the command, so only a keeper's main thread may call this.
        """
        parent = os.getpid()

        def enter() -> None:
            if self.namespace:
                _enter_namespace()
            die_with(parent, death=death)

        if self.user is not None:
            options |= {"user": self.user, "group": pwd.getpwuid(self.user).pw_gid, "extra_groups": []}
        options.setdefault("stdin", subprocess.DEVNULL)
        # Threads would make preexec_fn unsafe; a keeper has none.
        return subprocess.Popen(command, cwd=self.folder, preexec_fn=enter, **options)  # noqa: PLW1509

    def works(self) -> bool:
        """Whether the program runs from here and may write into the folder."""
        try:
            probe = self.popen([self.binaries / "postgres", "-V"], death=signal.SIGKILL, stdout=subprocess.DEVNULL)
            reach = self.popen(["/bin/sh", "-c", "test -w . && test -x ."], death=signal.SIGKILL)
        except (OSError, subprocess.SubprocessError):
            return False
        return (probe.wait(), reach.wait()) == (0, 0)


def seat_for_postgres(home: Path, binaries: Path) -> Seat:
    """PostgreSQL refuses root. As root it gets a user namespace, in which the files stay root's; where
    these are forbidden (many containers), an unprivileged user of the system and a folder of its own.
    Nobody's permissions are changed. Raises StartError.
    """
    if os.geteuid() != 0:
        return Seat(home, binaries)
    elsewhere = home / "place"
    if elsewhere.exists():
        return _elsewhere(Path(elsewhere.read_text().strip()), binaries)
    inside = Seat(home, binaries, namespace=True)
    if sys.platform == "linux" and inside.works():
        return inside
    if (home / "data").exists():
        raise StartError(f"The data in {home} need a user namespace, which this machine forbids to root.")
    place = Path(tempfile.mkdtemp(prefix="reciprocamensa-", dir="/var/tmp"))
    os.chown(place, _nobody().pw_uid, _nobody().pw_gid)
    elsewhere.write_text(str(place))
    return _elsewhere(place, binaries)


def _elsewhere(place: Path, binaries: Path) -> Seat:
    """The seat of the unprivileged user; with its own copy of PostgreSQL if it cannot enter ours."""
    note = f"PostgreSQL runs as the user {_nobody().pw_name} with its data in {place}: root may not run it."
    if not place.is_dir():
        raise StartError(f"The database's folder {place} is gone. Delete .state to begin anew.")
    seat = Seat(place, binaries, user=_nobody().pw_uid, note=note)
    if seat.works():
        return seat
    seat = seat._replace(binaries=_copy(binaries, into=place / "program"))
    if not seat.works():
        raise StartError(
            "PostgreSQL does not run as root, and no other user of this system can run it: start as an ordinary user."
        )
    return seat


def _copy(binaries: Path, *, into: Path) -> Path:
    """pginstall, and beside its package the libraries that the wheel brought."""
    package = binaries.parents[1]
    target = into / package.name / "pginstall"
    if not target.exists():
        shutil.copytree(package.with_name(f"{package.name}.libs"), into / f"{package.name}.libs", dirs_exist_ok=True)
        shutil.copytree(binaries.parent, target.with_suffix(".new"), symlinks=True, dirs_exist_ok=True)
        target.with_suffix(".new").rename(target)
    return target / "bin"


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise StartError(
            "PostgreSQL does not run as root, and this system has no user nobody: start as an ordinary user."
        ) from None


def _enter_namespace() -> None:
    """Seen from inside we are an ordinary user (one that /etc/passwd knows); outside nothing changes."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_USER_NAMESPACE):
        raise OSError(ctypes.get_errno(), "unshare")
    for file, text in (("setgroups", "deny"), ("uid_map", f"65534 {user} 1"), ("gid_map", f"65534 {group} 1")):
        Path("/proc/self", file).write_text(text)


def die_with(parent: int, *, death: signal.Signals) -> None:
    """In a new child: get the signal `death` when the parent dies, however it dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, death)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)
