"""PostgreSQL and Valkey of our own, for whoever gave no DATABASE_URL or REDIS_URL.

Every process that loads the settings is a *user* of the two servers: it holds a shared lock on
`users.lock` for as long as it lives. A detached *keeper* process (one for each server) starts the
server and stops it once it can lock `users.lock` for itself, which means that nobody is left. Locks
vanish with their process, so kill -9 of anything leaves nothing running and nothing stale:

    users.lock    shared by the users; the keeper's own while it stops the server
    keeper.lock   the keeper's
    server.lock   the server's (inherited): free only when its last process is gone
    server.json   the address; true while the keeper holds a lock on it
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from . import locks

STATE = Path(os.environ.get("STATE_DIR") or Path(__file__).resolve().parents[2] / ".state").absolute()
VARIABLES = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
PATIENCE = 120.0
KEEPER_NOTICES_WITHIN = 2.0
# By path and last in sys.path: `-m config.embedded.keeper` would import config, and so Celery, first.
KEEPER = "import sys; sys.path.append(sys.argv.pop(1)); from embedded.keeper import main; main()"

_held: dict[Path, int] = {}


class Servers(NamedTuple):
    database_url: str
    redis_url: str


class Unavailable(SystemExit):
    """A server could not be had. As a SystemExit it ends any command with its sentence, not a traceback."""


def servers(state: Path = STATE, *, durable: bool = True) -> Servers:
    """The addresses of both servers: those of the environment, else our own in `state`, started if need be.

    They stay up while this process (or one forked from it) lives. Not durable: nothing is synced to
    disk and the folder is deleted when the last user has gone, for tests. Raises Unavailable.
    """
    given = {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}
    homes = {name: state / name for name, address in given.items() if not address}
    try:
        for home in homes.values():
            _join(home)
        keepers = {name: _keeper(home, durable=durable) for name, home in homes.items()}
        ours = {name: _address(home, keepers[name], durable=durable) for name, home in homes.items()}
    except OSError as error:
        reason = "it is a file" if state.is_file() else error.strerror or error
        raise Unavailable(f"The folder {state} cannot be used: {reason}. Repair it, or move it away.") from error
    addresses = given | ours
    return Servers(addresses["postgres"], addresses["valkey"])


def leave(state: Path = STATE) -> bool:
    """Stop using the servers in `state` and wait until they have stopped. False: others still use them."""
    homes = [home for home in _held if home.parent == state]
    for home in homes:
        os.close(_held.pop(home))
    noticed = time.monotonic() + KEEPER_NOTICES_WITHIN
    while left := [home for home in homes if locks.is_held(home / "keeper.lock")]:
        stopping = all(locks.is_held(home / "users.lock") for home in left)
        if not stopping and time.monotonic() > noticed:
            return False
        time.sleep(0.02)
    return True


def alive(state: Path = STATE) -> bool:
    """Whether every server that this process uses still has its keeper."""
    return all(locks.is_held(home / "keeper.lock") for home in _held if home.parent == state)


def _join(home: Path) -> None:
    """Become a user. Waits while a keeper stops: from then on no keeper stops before we have gone."""
    for folder in (home.parent, home):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if home not in _held:
        users = locks.take(home / "users.lock", shared=True, patience=PATIENCE)
        if users is None:
            raise Unavailable(f"{home.name} is still stopping: {home} is locked.")
        _held[home] = users


def _keeper(home: Path, *, durable: bool) -> subprocess.Popen[str] | None:
    """A new keeper, if there is none. Two at once do no harm: the second sees the first and goes."""
    if locks.is_held(home / "keeper.lock"):
        return None
    folder, kind = str(Path(__file__).parents[1]), "durable" if durable else "throwaway"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", KEEPER, folder, str(home), kind],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _address(home: Path, keeper: subprocess.Popen[str] | None, *, durable: bool) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if keeper:
            _hear(keeper)
        if address := locks.read_if_held(home / "server.json"):
            return address
        keeper = _keeper(home, durable=durable)
        time.sleep(0.02)
    raise Unavailable(f"{home.name} did not start within {PATIENCE:.0f} seconds: see {home / 'server.log'}.")


def _hear(keeper: subprocess.Popen[str]) -> None:
    """What the keeper has to say once its server is ready, or could not be started."""
    said = keeper.communicate()[0].strip()
    if keeper.returncode:
        raise Unavailable(said.splitlines()[-1] if said else "The keeper of the servers was killed.")
    if said:
        print(said, file=sys.stderr)
