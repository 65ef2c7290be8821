"""What the database itself refuses about food, whoever writes."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from canteens.models import Canteen
from recovery import receipt
from recovery.donations import Line, log
from recovery.models import Donation, Shop

BREAD = Line("Pane", "bread", 8_000, 2)


def refused(statement: str, *values: object) -> str:
    """The name of the guard that refuses `statement`, run as plain SQL."""
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return error.value.__cause__.diag.constraint_name  # type: ignore[union-attr, no-any-return]


@pytest.fixture
def donation(bakery: Shop) -> Donation:
    return log(bakery, lines=[BREAD], client_ref="a")


@pytest.mark.parametrize(
    ("values", "guard"),
    [
        ("'Pane', 'bread', NULL, 0", "lot_weighs_a_gram"),
        ("'Pane', 'bread', 0, 1", "lot_of_a_crate_or_more"),
        ("'Pane', 'bred', NULL, 1", "lot_of_a_known_category"),
    ],
)
def test_a_lot_without_weight_crates_or_category(donation: Donation, values: str, guard: str) -> None:
    rest = "donation_id, kind, date_mark, precision, state, doubt, refusal, tare_grams, known_by, left_grams"
    insert = f"INSERT INTO recovery_lot (food, category, crates, declared_grams, {rest})"
    assert refused(f"{insert} SELECT {values}, {rest} FROM recovery_lot") == guard  # noqa: S608
    update = "UPDATE recovery_lot SET (food, category, crates, declared_grams) ="
    assert refused(f"{update} ({values})") == guard


def test_what_was_weighed_is_not_withdrawn(donation: Donation) -> None:
    receipt.weigh(donation.lots.get(), gross=8_000, by=None)
    assert refused("UPDATE recovery_lot SET state = 'withdrawn'") == "lot_is_decided_once"


def test_a_second_donation_with_one_reference_of_a_shop(donation: Donation) -> None:
    columns = "canteen_id, shop_id, client_ref, day, declared, source, origin, state"
    copy = f"INSERT INTO recovery_donation ({columns}) SELECT {columns} FROM recovery_donation"  # noqa: S608
    assert refused(copy) == "one_donation_a_reference"


def test_a_donation_without_reference(donation: Donation) -> None:
    assert refused("UPDATE recovery_donation SET client_ref = ''") == "donation_has_a_reference"


def test_a_shop_and_its_donation_are_of_one_canteen(donation: Donation) -> None:
    other = Canteen.objects.create(name="Altra", place="Santena")
    guard = "donation_of_its_shops_canteen"
    assert refused("UPDATE recovery_donation SET canteen_id = %s", other.pk) == guard
    assert refused("UPDATE recovery_shop SET canteen_id = %s", other.pk) == guard


def test_a_crate_without_weight(bakery: Shop) -> None:
    assert refused("UPDATE recovery_usualitem SET crate_grams = 0") == "crate_weighs_a_gram"


def test_two_shops_of_one_name(bakery: Shop, market: Shop) -> None:
    assert refused("UPDATE recovery_shop SET name = 'Mercato'") == "one_shop_a_name"


def test_a_factor_outside_its_own_range(db: None) -> None:
    insert = "INSERT INTO impact_factor (slug, version, value, low, high, unit, source, valid_from)"
    day = dt.date(2026, 1, 1)
    assert refused(f"{insert} VALUES ('x', '1', 400, 420, 626, 'g', '', %s)", day) == "factor_within_its_range"
