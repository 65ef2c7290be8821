"""The runner's small decisions."""

import datetime as dt
import os
import runpy
import socket
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config import ports
from config.embedded import locks
from config.preparation import TroubleError, moment
from config.serve import children
from tests.runner.machine import ROOT

NOW = dt.datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Europe/Rome"))


@pytest.mark.parametrize(
    ("at", "instant"),
    [
        ("12:00", "2026-11-23T12:00:00+01:00"),
        ("2026-07-06 11:50", "2026-07-06T11:50:00+02:00"),
        ("2026-07-06T11:50", "2026-07-06T11:50:00+02:00"),
    ],
)
def test_at_is_the_canteens_own_time(at: str, instant: str) -> None:
    assert moment(at, now=NOW).isoformat() == instant


@pytest.mark.parametrize("at", ["noon", "25:00", "2026-13-01 12:00"])
def test_at_that_is_no_time_is_refused(at: str) -> None:
    with pytest.raises(TroubleError, match=r"^AT='.*' is no time: write AT=\"12:00\" or AT=\"2026-11-23 11:50\"\.$"):
        moment(at, now=NOW)


def test_children_stop_web_first_and_worker_last() -> None:
    assert [child.name for child in children(8000)] == ["web", "beat", "worker"]


def test_the_default_port_moves_on_while_others_hold_theirs() -> None:
    with ports.claim("127.0.0.1", wanted=None) as anna, ports.claim("127.0.0.1", wanted=None) as bruno:
        assert anna < bruno
    with ports.claim("127.0.0.1", wanted=None) as carla:
        assert carla == anna


def test_a_port_that_a_granian_shares_counts_as_taken() -> None:
    with socket.socket() as granian:
        granian.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        granian.bind(("127.0.0.1", 0))
        granian.listen()
        port = granian.getsockname()[1]
        with pytest.raises(ports.TakenError), ports.claim("127.0.0.1", wanted=port):
            pass


def test_a_published_file_is_true_only_while_its_publisher_lives(tmp_path: Path) -> None:
    file = tmp_path / "address"
    publish = "import sys, time; from pathlib import Path; from config.embedded import locks;"
    publish += "locks.publish(Path(sys.argv[1]), 'here'); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", publish, file], cwd=ROOT, stdout=subprocess.PIPE) as publisher:
        assert publisher.stdout
        publisher.stdout.readline()
        alive = locks.read_if_held(file)
        publisher.kill()
    assert (alive, locks.read_if_held(file), file.read_text()) == ("here", "", "here")


def test_one_holder_shuts_out_sharers_and_waits_for_them(tmp_path: Path) -> None:
    reader = locks.take(tmp_path / "lock", shared=True)
    second = locks.take(tmp_path / "lock", shared=True)
    assert reader is not None
    assert second is not None
    assert locks.take(tmp_path / "lock") is None
    assert not locks.is_held(tmp_path / "lock")


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "config" / "make.py"))
    assert end.value.code == "Python 3.11 or newer is needed, this is 3.9: say which, as in PYTHON=python3.12."


def test_make_help_lists_every_command() -> None:
    said = subprocess.run([sys.executable, "config/make.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = [line.split()[1] for line in said.stdout.splitlines()]
    targets = (ROOT / "Makefile").read_text().split(".PHONY: ")[1].splitlines()[0].split()
    assert sorted(listed) == sorted(targets)


def manage(**environment: str) -> str:
    """What the command line says to somebody with this environment, when it refuses."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_a_broken_state_folder_gives_one_sentence(tmp_path: Path) -> None:
    state = tmp_path / "file"
    state.touch()
    said = manage(MODE="development", STATE_DIR=str(state))
    assert said == f"{state} cannot be used: File exists. Repair it, or move it away.\n"


def test_settings_that_are_refused_give_one_sentence(tmp_path: Path) -> None:
    said = manage(STATE_DIR=str(tmp_path), DATABASE_URL="postgres://u:p@h/d")
    assert said == "REDIS_URL is missing: name the Redis or Valkey server, as redis://host:6379/0.\n"
