"""What must be done before the house can open: tables, static files, and the demo its first time."""

import datetime as dt
import os
import signal
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from canteens import clock
from canteens.models import Canteen
from config.embedded.processes import die_with
from config.static import collect


class TroubleError(Exception):
    """Why it cannot run (on), in one sentence."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def prepare(*, at: str) -> None:
    """Tables, static files, and in the demo its clock and (the first time) its canteen. Raises TroubleError."""
    try:
        connection.ensure_connection()
    except OperationalError as silent:
        raise TroubleError(f"The database of DATABASE_URL cannot be used: {str(silent).splitlines()[0]}") from silent
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database.")
        call_command("migrate", interactive=False, verbosity=0)
    collect(run=_manage)
    set_clock(at)
    loaded = settings.STATE_DIR / "demo"
    if settings.EMBEDDED and not loaded.exists():
        if not Canteen.objects.exists():  # a kill after loading may have kept us from noting it
            say("Loading the demo canteen: this once, it takes a moment.")
            _manage("demo")
        loaded.touch()
    connection.close()


def set_clock(at: str) -> None:
    """Let the demo begin at `AT`, "12:00" of today or "2026-11-23 11:50", in the canteen's own time."""
    if not at:
        if settings.EMBEDDED:
            clock.shift_back()
        return
    if not settings.EMBEDDED:
        raise TroubleError("AT moves the demo's clock: it needs the embedded database, not a DATABASE_URL.")
    canteen = Canteen.objects.order_by("pk").first() or Canteen()
    clock.shift_to(moment(at, now=dt.datetime.now(canteen.tz)))


def moment(at: str, *, now: dt.datetime) -> dt.datetime:
    """What `AT` means when it is `now`, whose zone it takes. Raises TroubleError."""
    text = at if " " in at.strip() or "T" in at else f"{now.date()} {at}"
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=now.tzinfo)
    except ValueError:
        raise TroubleError(f'AT={at!r} is no time: write AT="12:00" or AT="2026-11-23 11:50".') from None


def _manage(*arguments: str) -> None:
    """A command in a process of its own, with our output."""
    runner = os.getpid()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        check=False,
        start_new_session=True,
        preexec_fn=lambda: die_with(runner, death=signal.SIGTERM),
    )
    if done.returncode:
        raise TroubleError(f"manage.py {' '.join(arguments)} failed (status {done.returncode}): see above.")
