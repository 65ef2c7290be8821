"""Foreign keys follow the order of imports."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import checks
from tests.frame.test_settings import ROOT


def test_no_foreign_key_points_up():
    assert checks.foreign_keys_follow_the_layers(None) == []


def test_a_foreign_key_that_points_up_is_found(monkeypatch):
    """The control: with the order turned round, what points down points up."""
    monkeypatch.setattr(checks, "LAYERS", checks.LAYERS[::-1])
    found = {error.msg for error in checks.foreign_keys_follow_the_layers(None)}
    assert "mensa.Booking.guest points up, to guests." in found


def test_no_import_points_up():
    tool = Path(sys.executable).with_name("lint-imports")
    if not tool.exists():
        pytest.skip("import-linter comes with requirements-dev.txt")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
