"""Pytest plugin, loaded by `-p tests.services`: PostgreSQL and Valkey of this run alone.

It must act before the settings are read, which neither conftest.py nor `pytest_configure` can. The
addresses of a real install are never used: a DATABASE_URL of the environment is set aside, and only
TEST_DATABASE_URL and TEST_REDIS_URL name servers to test on.
"""

import atexit
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from config import embedded


def _prepare_run() -> None:
    """One PostgreSQL and one Valkey for the whole run; they stop when this process has ended, however it ends."""
    folder = Path(tempfile.mkdtemp(prefix="reciprocamensa-test-"))
    for variable in embedded.VARIABLES.values():
        os.environ[variable] = os.environ.get(f"TEST_{variable}", "")
    servers = embedded.servers(folder, durable=False)
    os.environ.update(
        MODE="development",
        STATE_DIR=str(folder),
        DATABASE_URL=servers.database_url,
        REDIS_URL=servers.redis_url,
    )
    atexit.register(_end_run, folder)


def _end_run(folder: Path) -> None:
    embedded.leave(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _prepare_worker(name: str) -> None:
    """Each xdist worker has its own Valkey database and state folder; pytest-django gives it its own PostgreSQL one."""
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(name.removeprefix('gw')) + 1}"
    own = Path(os.environ["STATE_DIR"], name)
    own.mkdir(exist_ok=True)
    os.environ["STATE_DIR"] = str(own)


BROWSER = importlib.util.find_spec("playwright") is not None


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Browser tests import Playwright, which requirements-dev.txt brings: `make test` does without."""
    return True if not BROWSER and "browser" in collection_path.name else None


def pytest_report_header() -> str:
    return "" if BROWSER else "browser tests are left out: they need requirements-dev.txt (make test-all)"


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    _prepare_worker(worker)
else:
    _prepare_run()
