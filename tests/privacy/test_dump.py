"""The whole database as text, before and after: nothing that a person told and no key of theirs is left in it.

`pg_dump` and `psql` are those of the embedded server, or of the machine.
"""

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from canteens import clock
from config.embedded import postgres
from guests import looks, register
from guests.models import Guest, Look
from mensa import door
from mensa.booking import book
from mensa.erasure import erase
from mensa.models import Sitting
from mensa.words import remind_by_email
from notices import outbox
from tests.conftest import OpenSitting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COPY = "restored_copy"
EVERYTHING = ["alias", "code", "spaced code", "token"]


def server() -> dict[str, str]:
    """Where psql and pg_dump find this run's server."""
    with_dsn = connection.get_connection_params()
    return os.environ | {
        "PGHOST": str(with_dsn["host"]), "PGPORT": str(with_dsn["port"]), "PGUSER": str(with_dsn["user"]),
        "PGPASSWORD": str(with_dsn["password"]),
    }  # fmt: skip


def tool(name: str, *arguments: str, spoken: str = "") -> str:
    command = [postgres.binaries() / name, *arguments]
    done = subprocess.run(command, env=server(), input=spoken, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dump(database: str) -> str:
    return tool("pg_dump", "--no-owner", "--dbname", database)


def own() -> str:
    return str(connection.settings_dict["NAME"])


@pytest.fixture
def amina_lived(friday: dt.datetime, lunch: Sitting, sitting_on: OpenSitting, settings: object) -> Guest:
    """She told an alias and an address, came, booked again, was written to and looked at."""
    settings.EMAIL_BACKEND = "notices.kept.Backend"  # type: ignore[attr-defined]
    amina = register.new_card(lunch.canteen, language="ar")
    register.set_alias(amina, alias="Zerbinetta")
    remind_by_email(amina, email="zerbinetta@example.org")
    booking = book(lunch, guest=amina, party=3)
    looks.looked(amina, purpose=Look.Purpose.RECORD)
    outbox.tick()
    with clock.at(lunch.starts):
        door.seat(booking, came=2)
        book(sitting_on(dt.date(2026, 11, 24)), guest=amina)
    return amina


def traces(text: str, guest: Guest) -> list[str]:
    """What of the guest stands in the text."""
    wanted = {
        "alias": "zerbinetta", "code": guest.code, "spaced code": guest.spaced_code, "token": guest.token,
    }  # fmt: skip
    return [name for name, words in wanted.items() if words.casefold() in text.casefold()]


def test_nothing_is_left(amina_lived: Guest) -> None:
    assert traces(dump(own()), amina_lived) == EVERYTHING
    with clock.at(dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)):
        erase(Guest.objects.get(pk=amina_lived.pk))
    assert traces(dump(own()), amina_lived) == []


@pytest.fixture
def copy() -> Iterator[str]:
    """An empty second database beside the test's own."""
    name = f"{own()}_{COPY}"
    tool("psql", "--quiet", "--dbname", "postgres", "--command", f'DROP DATABASE IF EXISTS "{name}"')
    tool("psql", "--quiet", "--dbname", "postgres", "--command", f'CREATE DATABASE "{name}"')
    yield name
    tool("psql", "--quiet", "--dbname", "postgres", "--command", f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_restored_backup_forgets_again(amina_lived: Guest, copy: str, tmp_path: Path) -> None:
    """Dump, erase, restore the dump elsewhere: there she is again, until the file is applied."""
    backup, file = dump(own()), tmp_path / "erasures.jsonl"
    with clock.at(dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)):
        erase(Guest.objects.get(pk=amina_lived.pk))
        call_command("erasures", "export", file)
    tool("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", copy, spoken=backup)
    assert traces(dump(copy), amina_lived) == EVERYTHING
    with elsewhere(copy):
        call_command("erasures", "apply", file)
    assert traces(dump(copy), amina_lived) == []
    with psycopg.connect(**connection.get_connection_params() | {"dbname": copy}) as restored:
        counted = restored.execute("SELECT sum(came), count(*), count(guest_id) FROM mensa_booking").fetchone()
    assert counted == (2, 2, 0)


class elsewhere:  # noqa: N801 - reads as a clause
    """Let the product work on another database inside the block."""

    def __init__(self, name: str) -> None:
        self.name, self.before = name, own()

    def __enter__(self) -> None:
        self._turn(self.name)

    def __exit__(self, *_: object) -> None:
        self._turn(self.before)

    def _turn(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name
