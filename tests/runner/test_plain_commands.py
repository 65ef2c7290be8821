"""The venv's own commands, without make."""

import subprocess
import sys
from pathlib import Path

import pytest

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
