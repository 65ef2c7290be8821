"""Statements planned once, and those of whoever puts words before them."""

from collections.abc import Iterator

import pghistory
import pytest
from django.db import connection

from canteens.models import Canteen
from canteens.statements import ask

NAMED = "SELECT name FROM canteens_canteen WHERE id = %s"


@pytest.fixture
def planning(db: None) -> Iterator[None]:
    """The connection plans statements once, as those of the web do."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = 2
    yield
    connection.connection.prepare_threshold = None


def planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_statement_that_comes_again_is_planned_once(planning: None, canteen: Canteen) -> None:
    assert [ask(NAMED, [canteen.pk]) for _ in range(4)] == [[(canteen.name,)]] * 4
    assert planned() == ["SELECT name FROM canteens_canteen WHERE id = $1"]


def test_under_the_name_of_staff_it_goes_as_text(planning: None, canteen: Canteen) -> None:
    change = "UPDATE canteens_canteen SET place = place || '!' WHERE id = %s RETURNING name"
    with pghistory.context(user=7):
        assert [ask(change, [canteen.pk]) for _ in range(4)] == [[(canteen.name,)]] * 4
    assert planned() == []
    assert canteen.events.latest("pgh_id").pgh_context.metadata == {"user": 7}  # type: ignore[attr-defined]
