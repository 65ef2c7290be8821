"""The venv's own commands, without make."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from config import make
from tests.runner.machine import ROOT

PROGRAMS = Path(sys.executable).parent


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["pytest", "-q", "-p", "no:randomly", "tests/canteens/test_days.py"],
        ["python", "manage.py", "check"],
        ["celery", "-A", "config", "report"],
    ],
    ids=lambda command: command[0],
)
def test_they_work(command):
    done = subprocess.run([PROGRAMS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_checkout_is_found_whatever_its_name_and_the_locale(tmp_path, monkeypatch):
    checkout = tmp_path / "la città di là"
    venv.create(checkout / ".venv", symlinks=True)
    monkeypatch.setattr(make, "ROOT", checkout)
    monkeypatch.setattr(make, "VENV", checkout / ".venv")
    make.put_on_path()
    done = subprocess.run(
        [checkout / ".venv/bin/python", "-c", "import os, sys; print(os.fsencode(sys.path[-1]))"],
        env=os.environ | {"LC_ALL": "C"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (f"{os.fsencode(checkout)}\n", "")
