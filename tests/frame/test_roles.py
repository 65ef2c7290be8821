"""The role that serves in production: it reads and writes rows, and switches no guard off (docs/operations.md)."""

from importlib import import_module

import pytest
from django.db import ProgrammingError, connection, transaction

from config.checks import database_role_is_modest
from tests.frame.test_settings import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def cursor(settings):
    """As the serving role, just made by the statements of docs/roles.sh; all of it is rolled back."""
    settings.DEVELOPMENT = False
    statements = (ROOT / "docs" / "roles.sh").read_text().partition("<<'SQL'\n")[2].partition("SQL\n")[0]
    with connection.cursor() as cursor:
        cursor.execute(statements.replace(":'password'", "'sesamo'"))
        cursor.execute("CREATE TABLE bench (seat serial PRIMARY KEY)")
        cursor.execute("SET LOCAL ROLE reciprocamensa_web")
        yield cursor


def test_it_reads_and_writes_rows_of_what_the_owner_makes(cursor):
    cursor.execute("INSERT INTO bench DEFAULT VALUES RETURNING seat")
    assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE mensa_booking DISABLE TRIGGER ALL",
        "TRUNCATE mensa_booking",
        "SET session_replication_role = replica",
        "CREATE TABLE own (id int)",
        "CREATE TEMPORARY TABLE own (id int)",
    ],
)
def test_it_switches_no_guard_off(cursor, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute(statement)


def test_the_check_is_content_with_it_and_warns_of_who_makes_tables_or_owns_them(cursor):
    assert database_role_is_modest(None) == []
    cursor.execute("RESET ROLE")
    cursor.execute(
        "GRANT TEMPORARY ON DATABASE "
        + connection.ops.quote_name(connection.settings_dict["NAME"])
        + " TO reciprocamensa_web"
    )
    cursor.execute("SET LOCAL ROLE reciprocamensa_web")
    assert [warning.id for warning in database_role_is_modest(None)] == ["config.W001"]
    cursor.execute("RESET ROLE")
    assert [warning.id for warning in database_role_is_modest(None)] == ["config.W001"]


@pytest.mark.parametrize(
    "table", ["recovery_movement", "recovery_transportdocument", "recovery_lotevent", "impact_closedweek"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_it_adds_to_the_past_and_never_changes_it(cursor, table, statement):
    """Even where `pgtrigger.ignore` has put every trigger to sleep."""
    cursor.execute("RESET ROLE")
    cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO reciprocamensa_web")
    for app in ("recovery", "impact"):
        cursor.execute(import_module(f"{app}.migrations.0005_serving_role_only_adds").FENCE)
    cursor.execute("SET LOCAL ROLE reciprocamensa_web")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        cursor.execute(statement.format(table).replace("id = id", "pgh_id = pgh_id" if "event" in table else "id = id"))
