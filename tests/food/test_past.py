"""Whoever writes plain SQL: what was handed over, weighed, cooked and written on paper stays as it was."""

# ruff: noqa: S608 - this module's own words

import pytest
from django.db import DatabaseError, connection, transaction

from canteens.models import Canteen
from mensa.models import Sitting
from mensa.sittings import plan
from recovery import kitchen, receipt, stock
from recovery.donations import Line, log
from recovery.models import Donation, Lot, Shop
from recovery.stock import Take
from tests.conftest import MONDAY

TWICE = [Line("Patate", "vegetables", 10_000, 1), Line("Torta", "pastry", 2_000)]
MOVE = (
    "INSERT INTO recovery_movement"
    ' (lot_id, day, dish_id, canteen_id, kind, grams, at, known_by, destination, "to", why)'
)


@pytest.fixture
def crate(market: Shop, lunch: Sitting) -> Lot:
    """10 kg of potatoes, of which 1 kg is cooked; the cake beside them waits for its allergens."""
    crate, cake = log(market, lines=TWICE, client_ref="a").lots.order_by("pk")
    receipt.weigh(cake, gross=2_000, by=None)
    crate = receipt.weigh(crate, gross=10_000, by=None)
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 1_000)], by=None)
    return crate


def refusal(statement: str, *values: object) -> str:
    """The guard that refuses `statement` while foreign keys are still to be asked."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; " + statement, values)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE recovery_lot SET id = id + 1000", "lot_keeps_its_number"),
        ("DELETE FROM recovery_lot", "lot_stays"),
        ("UPDATE recovery_lot SET category = 'meat'", "lot_stays_what_was_given"),
        ("UPDATE recovery_lot SET food = 'Carote'", "lot_stays_what_was_given"),
        ("UPDATE recovery_lot SET declared_grams = 1", "lot_stays_what_was_given"),
        ("UPDATE recovery_lot SET crates = 9", "lot_stays_what_was_given"),
        ("UPDATE recovery_lot SET tare_grams = 9", "lot_stays_what_was_given"),
        ("UPDATE recovery_lot SET received_at = received_at + interval '1 day'", "lot_stays_what_was_given"),
        ("UPDATE recovery_lot SET state = 'quarantined' WHERE state = 'accepted'", "lot_is_decided_once"),
        ("UPDATE recovery_lot SET state = 'offered' WHERE state = 'quarantined'", "lot_is_decided_once"),
        ("UPDATE recovery_donation SET id = id + 1000", "donation_keeps_its_number"),
        ("UPDATE recovery_donation SET day = day - 7", "donation_stays_as_given"),
        ("UPDATE recovery_donation SET origin = 'agea'", "donation_stays_as_given"),
        ("UPDATE recovery_donation SET source = 'historical'", "donation_stays_as_given"),
        ("UPDATE recovery_donation SET state = 'proposed'", "donation_stays_as_given"),
        ("DELETE FROM recovery_donation", "donation_stays"),
        ("UPDATE recovery_dish SET id = id + 1000", "dish_stays_at_its_sitting"),
        ("DELETE FROM recovery_dish", "dish_stays"),
        (("INSERT INTO recovery_lot (donation_id, food, category, declared_grams, kind, date_mark, precision, state,"
         " doubt, refusal, tare_grams, known_by, left_grams) SELECT donation_id, 'Pane', category, 1, kind, date_mark,"
         " precision, 'offered', '', '', 0, '', 0 FROM recovery_lot"), "lot_before_its_paper"),
        ((f"{MOVE} SELECT lot_id, day - 1, dish_id, canteen_id, kind, grams, at, known_by, '', '', ''"
         " FROM recovery_movement"), "movement_of_its_local_day"),
        ((f"{MOVE} SELECT lot_id, day, NULL, canteen_id, 'untraced', grams, at, known_by, '', '', ''"
         " FROM recovery_movement"), "movement_of_its_local_day"),
        (("INSERT INTO recovery_transportdocument (shop_id, donation_id, year, own_number, payload, template_version,"
         " sha256, issued_at) SELECT shop_id, donation_id, 2025, '', '{}', '', '', issued_at"
         " FROM recovery_transportdocument"), "document_of_its_donation"),
        ("DELETE FROM recovery_shop", "donation_of_its_shops_canteen"),
    ],
)  # fmt: skip
def test_what_was_handed_over_stays(crate: Lot, statement: str, guard: str) -> None:
    assert refusal(statement) == guard


def test_another_shop_a_dish_and_a_paper_of_elsewhere(crate: Lot, bakery: Shop) -> None:
    assert refusal("UPDATE recovery_donation SET shop_id = %s", bakery.pk) == "donation_stays_as_given"
    document = "INSERT INTO recovery_transportdocument (shop_id, donation_id, year, own_number, payload,"
    copied = "template_version, sha256, issued_at) SELECT %s, donation_id, year, '', payload, '', '', issued_at"
    statement = f"{document} {copied} FROM recovery_transportdocument"
    assert refusal(statement, bakery.pk) == "document_of_its_donation"
    other = Canteen.objects.create(name="Altra", place="Santena")
    away = Sitting.objects.create(canteen=other, day=MONDAY, **plan(other, MONDAY))
    assert refusal("UPDATE recovery_dish SET sitting_id = %s", away.pk) == "dish_stays_at_its_sitting"
    crate_elsewhere = Shop.objects.create(canteen=other, name="Forno", kind=Shop.Kind.BAKERY)
    lot = log(crate_elsewhere, lines=TWICE[:1], client_ref="b").lots.get()
    receipt.weigh(lot, gross=9_000, by=None)
    taken = "SELECT %s, day, dish_id, %s, kind, grams, at, known_by, '', '', '' FROM recovery_movement"
    assert refusal(f"{MOVE} {taken}", lot.pk, other.pk) == "dish_of_its_lots_canteen"


def test_grams_that_leave_before_their_lot_is_made_are_counted_nowhere(crate: Lot) -> None:
    with (
        pytest.raises(DatabaseError, match="there is no such lot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"{MOVE} SELECT 0, day, dish_id, canteen_id, kind, grams, at, known_by, '', '', '' FROM recovery_movement"
        )  # fmt: skip


def test_what_was_used_and_counted_back_is_not_sent_away(crate: Lot) -> None:
    cake = Lot.objects.get(food="Torta")
    stock.discard(cake, grams=500, destination="digestion", edible=True, by=None)
    stock.correct(cake, counted=2_000, why="stocktake", by=None)  # 500 g out, 500 g found: together nothing
    statement = "UPDATE recovery_lot SET state = 'refused', doubt = '', refusal = 'spoiled' WHERE id = %s"
    assert refusal(statement, cake.pk) == "lot_is_decided_once"


def test_what_is_said_for_safety_may_always_be_corrected(crate: Lot) -> None:
    Lot.objects.filter(pk=crate.pk).update(allergens=["celery"], contents=["pork"], celsius="3.5", safe_until=MONDAY)
    crate.refresh_from_db()
    assert (crate.allergens, crate.contents, crate.safe_until) == (["celery"], ["pork"], MONDAY)
    events = Lot.pgh_event_model.objects.filter(pgh_obj_id=crate.pk).order_by("-pgh_id")
    assert list(events.values_list("allergens", flat=True)[:2]) == [["celery"], []]  # and what was said before


def test_what_is_only_announced_may_be_changed_and_taken_back(market: Shop) -> None:
    donation = log(market, lines=TWICE, client_ref="a")
    donation.lots.filter(food="Torta").update(declared_grams=1_500, food="Crostata")
    donation.lots.all().delete()
    donation.delete()
    assert not Donation.objects.exists()
