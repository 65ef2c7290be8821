"""The servers of our own: up while anybody uses them, gone with the last, whoever is killed."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.runner.machine import NOBODY, ROOT, addresses, dismiss, eventually, kill, running, use_servers

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can set this up")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    state = tmp_path / ".state"
    yield state
    place = state / "postgres" / "place"
    elsewhere = Path(place.read_text()) if place.is_file() else None
    left = running(state)
    kill(*left)
    if elsewhere:
        shutil.rmtree(elsewhere)
    assert left == []


def remember(address: str, *, name: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS person (name text)")
        connection.execute("INSERT INTO person VALUES (%s)", [name])


def remembered(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY name")]


def test_two_users_share_the_servers_and_the_last_one_stops_them(state: Path) -> None:
    anna, bruno = use_servers(state), use_servers(state)
    assert addresses(anna) == addresses(bruno)
    assert dismiss(bruno) == 1, "he leaves them to Anna"
    assert len(running(state, named="keeper")) == 2
    assert dismiss(anna) == 0
    assert running(state) == []


def test_the_next_start_finds_the_data_at_the_same_address(state: Path) -> None:
    anna = use_servers(state)
    (first, _) = addresses(anna)
    remember(first, name="Anna")
    dismiss(anna)
    bruno = use_servers(state)
    (second, _) = addresses(bruno)
    assert (first, remembered(second)) == (second, ["Anna"])
    dismiss(bruno)


def test_kill_9_of_the_last_user_leaves_nothing(state: Path) -> None:
    anna = use_servers(state)
    addresses(anna)
    kill(anna.pid)
    anna.communicate()
    assert eventually(lambda: not running(state))


def test_kill_9_of_the_keepers_takes_the_servers_along_and_the_data_stay(state: Path) -> None:
    anna = use_servers(state)
    remember(addresses(anna)[0], name="Anna")
    kill(*running(state, named="keeper"))
    bruno = use_servers(state)
    assert remembered(addresses(bruno)[0]) == ["Anna"]
    kill(anna.pid)
    anna.communicate()
    assert dismiss(bruno) == 0


def test_a_killed_postgresql_comes_back_at_the_same_address(state: Path) -> None:
    anna = use_servers(state)
    (address, _) = addresses(anna)
    remember(address, name="Anna")
    kill(int((state / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))

    def answers() -> bool:
        try:
            return remembered(address) == ["Anna"]
        except psycopg.OperationalError:
            return False

    assert eventually(answers)
    dismiss(anna)


def test_whoever_comes_while_the_servers_stop_gets_them_again(state: Path) -> None:
    for _ in range(5):
        leaving = use_servers(state)
        first = addresses(leaving)
        assert leaving.stdin
        leaving.stdin.write("\n")
        leaving.stdin.flush()
        time.sleep(0.1)
        coming = use_servers(state)
        assert addresses(coming)[0] == first[0]
        leaving.communicate()
        assert dismiss(coming) == 0


def test_six_at_once_in_an_empty_folder_agree(state: Path) -> None:
    users = [use_servers(state) for _ in range(6)]
    assert len({tuple(addresses(user)) for user in users}) == 1
    for user in users:
        kill(user.pid)
        user.communicate()
    assert eventually(lambda: not running(state))


def test_a_folder_only_its_owner_may_enter_stays_so_and_may_have_a_long_path(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    state = private / ("a long name with spaces " * 5) / ".state"
    anna = use_servers(state)
    remember(addresses(anna)[0], name="Anna")
    assert dismiss(anna) == 0
    modes = {folder.name: stat.S_IMODE(folder.stat().st_mode) for folder in (private, state / "postgres")}
    assert modes == {"private": 0o700, "postgres": 0o700}
    assert len(str(state)) > 100


def test_passwords_are_nobody_elses_to_read(state: Path) -> None:
    anna = use_servers(state)
    addresses(anna)
    secrets = [state / "postgres" / "password", state / "postgres" / "server.json", state / "valkey" / "valkey.conf"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in secrets] == [0o600] * 3
    commands = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert (state / "postgres" / "password").read_text() not in commands
    dismiss(anna)


def test_a_wrong_password_is_refused(state: Path) -> None:
    anna = use_servers(state)
    (address, _) = addresses(anna)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.replace((state / "postgres" / "password").read_text(), "guessed"))
    dismiss(anna)


def test_a_state_folder_that_is_a_file_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = use_servers(tmp_path / "file").communicate()[0]
    assert said == f"The folder {tmp_path / 'file'} cannot be used: it is a file. Repair it, or move it away.\n"


def test_broken_data_give_one_sentence(state: Path) -> None:
    (state / "postgres" / "data").mkdir(parents=True)
    said = use_servers(state).communicate()[0]
    assert said.startswith("PostgreSQL does not start: ")
    assert said.count("\n") == 1
    assert eventually(lambda: not running(state))


@as_root
def test_a_full_disk_gives_one_sentence(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this container may not mount a small disk")
    try:
        said = use_servers(small / ".state").communicate()[0]
        assert eventually(lambda: not running(small / ".state"))
    finally:
        subprocess.run(["umount", small], check=True)
    assert said == f"The disk of {small}/.state/postgres is full: 20 MB are free, 150 MB are needed.\n"


@as_root
def test_root_without_user_namespaces_uses_an_ordinary_user_and_says_so(state: Path) -> None:
    anna = use_servers(state, sys.executable, Path(__file__).with_name("without_namespaces.py"))
    assert anna.stdout
    said = anna.stdout.readline()
    place = Path((state / "postgres" / "place").read_text())
    assert said == f"PostgreSQL runs as the user nobody with its data in {place}: root may not run it.\n"
    assert (place.owner(), stat.S_IMODE(place.stat().st_mode)) == ("nobody", 0o700)
    remember(addresses(anna)[0], name="Anna")
    kill(anna.pid)
    anna.communicate()
    assert eventually(lambda: not running(state))
    bruno = use_servers(state)
    assert remembered(addresses(bruno)[0]) == ["Anna"]
    dismiss(bruno)


@as_root
def test_an_ordinary_user_needs_nothing_special() -> None:
    if not is_reachable():
        pytest.skip("no other user may enter this checkout or its Python")
    folder = Path(tempfile.mkdtemp())
    shutil.chown(folder, "nobody")
    anna = use_servers(folder / ".state", identity=NOBODY)
    remember(addresses(anna)[0], name="Anna")
    assert (folder / ".state" / "postgres" / "data").owner() == "nobody"
    assert dismiss(anna) == 0
    shutil.rmtree(folder)


def is_reachable() -> bool:
    probe = [sys.executable, "-c", "import django, config"]
    try:
        return not subprocess.run(probe, cwd=ROOT, capture_output=True, check=False, **NOBODY).returncode
    except PermissionError:
        return False
