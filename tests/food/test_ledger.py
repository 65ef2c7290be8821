"""The ledger: whoever writes, no gram is used twice, and what was written stays."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from canteens import clock
from mensa.models import Sitting
from recovery import documents, kitchen, receipt, stock
from recovery.donations import Line, log
from recovery.models import Lot, Movement, Shop, TransportDocument
from recovery.refusals import AlreadyWeighed, MayNotBeUsed, NotEnoughLeft
from recovery.stock import Take

POTATOES = Line("Patate", "vegetables", 10_000, 1)


@pytest.fixture
def crate(market: Shop) -> Lot:
    """10 kg of potatoes by the shop, 9.5 kg by the scale (10,300 g less the crate's 800)."""
    donation = log(market, lines=[POTATOES], client_ref="a")
    return receipt.weigh(donation.lots.get(), gross=10_300, tare=800, by=None)


def refusal(statement: str, *values: object) -> str:
    """The name of the guard that refuses `statement`, run as plain SQL."""
    check_now = "SET CONSTRAINTS ALL IMMEDIATE; "  # what waits for the end would keep a TRUNCATE from its guard
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(check_now + statement, values)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def left(lot: Lot) -> int:
    lot.refresh_from_db()
    return lot.left_grams


def test_every_gram_stands_somewhere(crate: Lot, lunch: Sitting) -> None:
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 4_000)], by=None)
    stock.pass_on(crate, grams=1_000, to="Emporio", by=None)
    stock.feed(crate, grams=500, kind=Movement.Kind.ANIMALS, edible=False, by=None)
    stock.feed(crate, grams=300, kind=Movement.Kind.COMPOST, edible=False, by=None)
    stock.discard(crate, grams=200, destination="digestion", edible=True, by=None)
    stock.correct(crate, counted=3_600, why="stocktake", by=None)
    moved = dict.fromkeys(Movement.Kind.values, 0)
    for row in crate.movements.all():
        moved[row.kind] += row.grams
    assert moved == {
        "cooked": 4_000, "passed_on": 1_000, "animals": 500, "compost": 300, "discarded": 200,
        "corrected": -100,  # 9,500 - 4,000 - 1,000 - 500 - 300 - 200 = 3,500 by the ledger; 3,600 are there
        "untraced": 0,
    }  # fmt: skip
    assert (crate.received_grams, left(crate)) == (9_500, 3_600)


def test_the_gram_that_is_gone_is_not_cooked_again(crate: Lot, lunch: Sitting) -> None:
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 9_000)], by=None)
    with pytest.raises(NotEnoughLeft) as refused:
        kitchen.cook(lunch, name="Gnocchi", portions=20, takes=[Take(crate, 501)], by=None)
    assert refused.value.facts == {"food": "Patate", "left": "0,5"}
    assert (left(crate), lunch.dishes.count()) == (500, 1)


def test_more_than_was_known_is_found_and_cooked_in_one(crate: Lot, lunch: Sitting) -> None:
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 10_000, found=500)], by=None)
    assert left(crate) == 0
    assert [(row.kind, row.grams) for row in crate.movements.all()] == [("corrected", -500), ("cooked", 10_000)]


def test_two_lines_of_one_crate_are_one(crate: Lot, lunch: Sitting) -> None:
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 4_000), Take(crate, 5_500)], by=None)
    assert [row.grams for row in crate.movements.all()] == [9_500]


def test_the_parts_that_cooks_say(crate: Lot) -> None:
    assert [stock.part_of(crate, part) for part in ("all", "half", "quarter")] == [9_500, 4_750, 2_375]


def test_one_person_weighs(crate: Lot) -> None:
    with pytest.raises(AlreadyWeighed):
        receipt.weigh(crate, gross=9_000, by=None)


def test_what_is_past_its_last_safe_day_is_not_cooked(crate: Lot, lunch: Sitting) -> None:
    assert crate.safe_until == dt.date(2026, 11, 25)  # Friday 20th, and five days that vegetables keep
    Sitting.objects.filter(pk=lunch.pk).update(day=dt.date(2026, 11, 26))
    lunch.refresh_from_db()
    with pytest.raises(MayNotBeUsed):
        kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 1)], by=None)


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE recovery_lot SET left_grams = left_grams + 1", "lot_changes_by_movements"),
        ("UPDATE recovery_lot SET received_grams = 20000", "lot_changes_by_movements"),
        ("UPDATE recovery_lot SET received_grams = NULL", "lot_changes_by_movements"),
        ("UPDATE recovery_lot SET state = 'refused', refusal = 'spoiled'", "used_lot_stays_taken_in"),
        ("UPDATE recovery_movement SET grams = 1", "movement_stays"),
        ("DELETE FROM recovery_movement", "movement_stays"),
        ("TRUNCATE recovery_movement", "movements_stay"),
        ("UPDATE recovery_transportdocument SET payload = '{}'", "document_stays"),
        ("DELETE FROM recovery_transportdocument", "document_stays"),
        ("TRUNCATE recovery_transportdocument", "documents_stay"),
        ("UPDATE recovery_series SET last = 7", "series_counted_by_documents"),
        ("DELETE FROM recovery_series", "series_counted_by_documents"),
        ("INSERT INTO recovery_series (shop_id, year, last) SELECT shop_id, 2027, 5 FROM recovery_series",
         "series_counted_by_documents"),
    ],
)  # fmt: skip
def test_the_past_stays(crate: Lot, lunch: Sitting, statement: str, guard: str) -> None:
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(crate, 1_000)], by=None)
    assert refusal(statement) == guard


@pytest.mark.parametrize(
    ("kind", "grams", "guard"),
    [("discarded", 8_501, "lot_not_below_zero"), ("corrected", 8_501, "lot_not_below_zero"),
     ("discarded", 0, "movement_moves_a_gram"), ("discarded", -5, "movement_moves_a_gram"),
     ("corrected", 0, "movement_moves_a_gram")],
)  # fmt: skip
def test_a_lot_never_falls_below_zero(crate: Lot, kind: str, grams: int, guard: str) -> None:
    stock.discard(crate, grams=1_000, destination="digestion", edible=True, by=None)
    rest = 'canteen_id, lot_id, day, at, known_by, destination, edible, "to", why'
    shown = rest if kind == "discarded" else rest.replace("destination, edible", "'', NULL")
    insert = f"INSERT INTO recovery_movement (kind, grams, {rest}) SELECT %s, %s, {shown} FROM recovery_movement"  # noqa: S608
    assert refusal(insert, kind, grams) == guard


def test_a_given_number_is_refused(crate: Lot) -> None:
    rest = "shop_id, donation_id, year, own_number, payload, template_version, sha256, issued_at"
    insert = f"INSERT INTO recovery_transportdocument (number, {rest})"
    assert refusal(f"{insert} SELECT 9, {rest} FROM recovery_transportdocument") == "series_gives_the_number"  # noqa: S608


def test_our_numbers_run_without_a_gap(market: Shop, bakery: Shop) -> None:
    for shop in (market, bakery, market):
        donation = log(shop, lines=[POTATOES], client_ref=f"n{TransportDocument.objects.count()}")
        receipt.load(donation, failed_checks=[], by=None)
        with transaction.atomic():
            documents.issue(donation, by=None)
            transaction.set_rollback(True)  # a document that is rolled back leaves no gap
    names = [(document.shop.name, document.name) for document in TransportDocument.objects.order_by("pk")]
    assert names == [
        ("Mercato", "RM-2026-0001"), ("Panetteria del Borgo", "RM-2026-0001"), ("Mercato", "RM-2026-0002")
    ]  # fmt: skip


def test_a_wrong_document_is_annulled_by_another(market: Shop) -> None:
    donation = receipt.load(log(market, lines=[POTATOES], client_ref="a"), failed_checks=[], by=None)
    wrong = donation.documents.get()
    counter = documents.annul(wrong, why="peso sbagliato", by=None)
    assert (counter.name, counter.annuls, counter.payload["annuls"]) == ("RM-2026-0002", wrong, "RM-2026-0001")
    with pytest.raises(documents.AlreadyAnnulled):
        documents.annul(wrong, why="ancora", by=None)
    with pytest.raises(documents.AlreadyAnnulled):
        documents.annul(counter, why="ancora", by=None)
    assert documents.current(donation) is None
    assert [documents.is_whole(document) for document in (wrong, counter)] == [True, True]


def test_the_years_begin_at_one(market: Shop) -> None:
    for year in (2026, 2027):
        with clock.at(dt.datetime(year, 1, 7, 9, tzinfo=dt.UTC)):
            receipt.load(log(market, lines=[POTATOES], client_ref=str(year)), failed_checks=[], by=None)
    assert [document.name for document in market.documents.order_by("pk")] == ["RM-2026-0001", "RM-2027-0001"]
