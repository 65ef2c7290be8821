"""The runner: all up, all down, nothing left behind, and one clear sentence when it cannot."""

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from config.serve import MOST_KILLS
from tests.runner.machine import addresses, dismiss, eventually, kill, running, start, use_servers

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
Runner = subprocess.Popen[str]
SERVE = (sys.executable, "manage.py", "serve")


class Served(NamedTuple):
    runner: Runner
    port: int
    said: str


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that is past its first start; the demo canteen is not this test's matter."""
    state = tmp_path_factory.mktemp("runner") / ".state"
    state.mkdir()
    (state / "demo").touch()
    with served(state) as (runner, _, _):
        stop(runner)
    return state


@pytest.fixture
def state(prepared: Path) -> Iterator[Path]:
    yield prepared
    assert eventually(lambda: not running(prepared))


@contextmanager
def served(state: Path, *command: str | Path, **more: str) -> Iterator[Served]:
    """A runner that has said all it says when it is open."""
    runner = start(*(command or SERVE), state=state, **more)
    assert runner.stdout
    heard = ""
    while "Ctrl-C stops everything" not in heard:
        line = runner.stdout.readline()
        assert line, heard
        heard += line
    (port,) = re.findall(r"is open: http://localhost:(\d+)\n", heard)
    try:
        yield Served(runner, int(port), heard)
    finally:
        if runner.poll() is None:
            stop(runner)


def stop(runner: Runner, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    runner.send_signal(how)
    said = runner.communicate(timeout=90)[0]
    return runner.returncode, said


def refusal(state: Path, **more: str) -> tuple[int, str]:
    runner = start(*SERVE, state=state, **more)
    said = runner.communicate(timeout=90)[0]
    return runner.returncode, said.strip().splitlines()[-1]


def health(port: int) -> int:
    line = http.client.HTTPConnection("localhost", port, timeout=10)
    line.request("GET", "/healthz")
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_answers_and_stops_with_nothing_left(state: Path, how: signal.Signals) -> None:
    with served(state) as (runner, port, _):
        assert health(port) == 200
        assert {name: len(running(state, named=name)) > 0 for name in ("granian", " beat ", " worker ")} == {
            "granian": True,
            " beat ": True,
            " worker ": True,
        }
        assert stop(runner, how)[0] == 0
        assert running(state) == []


def test_an_interrupt_of_make_alone_stops_it_too(state: Path) -> None:
    """Make waits for its child without telling it."""
    make = "run:\n\t@$(PYTHON) manage.py serve\n"
    (state / "Makefile").write_text(make)
    with served(state, "make", "-f", state / "Makefile", f"PYTHON={sys.executable}") as (runner, _, _):
        assert stop(runner)[0] == -signal.SIGINT
        assert running(state) == []


def test_a_second_start_repeats_nothing_of_the_first(state: Path) -> None:
    """What makes it quick; seconds would measure what else runs on this machine."""
    with served(state) as (_, port, said):
        assert [line.strip() for line in said.splitlines() if line.strip()] == [
            f"Reciprocamensa is open: http://localhost:{port}",
            f"Ctrl-C stops everything. Logs are in {state / 'log'}",
        ]


def test_a_second_runner_says_where_the_first_one_is(state: Path) -> None:
    with served(state) as (_, port, _):
        sentence = f"Reciprocamensa already runs from this folder: http://localhost:{port}"
        assert refusal(state) == (1, sentence)
        assert health(port) == 200


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(state: Path) -> None:
    with taken_port() as port:
        sentence = f"Port {port} is taken: choose another, as in PORT={port + 1}, or leave PORT out."
        assert refusal(state, PORT=str(port)) == (1, sentence)


def test_a_port_that_is_none_is_an_error(state: Path) -> None:
    sentence = "PORT='http' is no port: write a number from 1 to 65535."
    assert refusal(state, PORT="http") == (1, sentence)


def test_a_database_that_does_not_answer_is_an_error(state: Path) -> None:
    given = {"DATABASE_URL": "postgres://nobody:secret@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    status, sentence = refusal(state, **given)
    assert (status, sentence.partition(": ")[0]) == (1, "The database of DATABASE_URL cannot be used")
    assert "secret" not in sentence


def test_the_demos_clock_begins_when_asked(state: Path) -> None:
    with served(state, AT="2031-05-05 12:00") as (_, _, said):
        assert "  The demo's clock: 2031-05-05 10:00 UTC" in said.splitlines()


def test_kill_9_of_the_runner_leaves_nothing(state: Path) -> None:
    with served(state) as (runner, _, _):
        kill(runner.pid)
        runner.communicate()
        assert eventually(lambda: not running(state))


@pytest.mark.parametrize("name", ["granian", " beat ", " worker "])
def test_a_child_that_is_killed_is_started_again(state: Path, name: str) -> None:
    with served(state) as (runner, port, _):
        kill_and_await_another(state, name=name)
        assert eventually(lambda: answers(port))
        assert stop(runner)[0] == 0
        assert running(state) == []


def test_a_child_that_is_killed_over_and_over_stops_all_and_is_named(state: Path) -> None:
    with served(state) as (runner, _, _):
        for _ in range(MOST_KILLS):
            kill_and_await_another(state, name=" beat ")
        kill(min(running(state, named=" beat ")))
        said = runner.communicate(timeout=90)[0]
        assert said.splitlines()[-1] == "The beat ended (status -9), so all was stopped."
        assert runner.returncode == 1
        assert running(state) == []


def kill_and_await_another(state: Path, *, name: str) -> None:
    gone = min(running(state, named=name))
    kill(gone)
    assert eventually(lambda: gone not in (there := running(state, named=name)) and len(there) > 0)


def answers(port: int) -> bool:
    try:
        return health(port) == 200
    except OSError:
        return False


def test_kill_9_of_the_keepers_stops_all(state: Path) -> None:
    with served(state) as (runner, _, _):
        kill(*running(state, named="keeper"))
        said = runner.communicate(timeout=90)[0]
        assert said.splitlines()[-1] == "The keeper of the database or of Valkey has died."
        assert runner.returncode == 1


def test_the_servers_stay_for_another_command(state: Path) -> None:
    with served(state) as (runner, _, _):
        shell = use_servers(state)
        addresses(shell)
        assert stop(runner)[1].endswith("The database stays up: another command of this folder uses it.\n")
        assert dismiss(shell) == 0
