"""What only a database's owner could bend is found, and a person is told."""

import pgtrigger
import pytest
from django.core import mail
from django.db import connection

from canteens.models import Canteen, User
from mensa.models import Sitting
from notices import outbox
from notices.models import Notice
from recovery import check, kitchen, receipt, stock
from recovery.check import Difference
from recovery.donations import Line, log
from recovery.models import Lot, Movement, Series, Shop, TransportDocument
from recovery.stock import Take
from recovery.tasks import check_ledger

POTATOES = Line("Patate", "vegetables", 10_000, 1)


@pytest.fixture
def crate(market: Shop, lunch: Sitting) -> Lot:
    """9.5 kg, of which 2 are cooked and half a kilogram is thrown away: 7 kg are left. Its document is number 1."""
    lot = receipt.weigh(log(market, lines=[POTATOES], client_ref="a").lots.get(), gross=9_500, by=None)
    kitchen.cook(lunch, name="Purè", portions=20, takes=[Take(lot, 2_000)], by=None)
    stock.discard(lot, grams=500, destination="digestion", edible=True, by=None)
    return lot


def test_all_is_well(crate: Lot, carla: User) -> None:
    assert (check.differences(), check_ledger(), Notice.objects.count()) == ({}, 0, 0)


def test_a_bent_lot_is_named(crate: Lot, canteen: Canteen) -> None:
    with pgtrigger.ignore("recovery.Lot:b_lot_keeps_its_weight", "recovery.Lot:lot_is_decided_once"):
        Lot.objects.filter(pk=crate.pk).update(left_grams=7_001)
    assert check.differences() == {canteen.pk: [Difference("lot", f"{crate.pk}: Patate", 7_001, 7_000)]}


@pytest.mark.parametrize(
    ("guard", "bend", "found"),
    [
        ("movement_stays", lambda: Movement.objects.filter(kind="discarded").update(grams=100), 7_400),
        ("movement_stays", lambda: Movement.objects.filter(kind="discarded").delete(), 7_500),
    ],
    ids=["changed", "deleted"],
)
def test_a_bent_movement_is_named(crate: Lot, canteen: Canteen, guard: str, bend: object, found: int) -> None:
    with pgtrigger.ignore(f"recovery.Movement:{guard}"):
        bend()  # type: ignore[operator]
    assert check.differences() == {canteen.pk: [Difference("lot", f"{crate.pk}: Patate", 7_000, found)]}


def test_a_used_lot_that_was_sent_away_is_named(crate: Lot, canteen: Canteen) -> None:
    with pgtrigger.ignore("recovery.Lot:b_lot_keeps_its_weight", "recovery.Lot:lot_is_decided_once"):
        Lot.objects.filter(pk=crate.pk).update(state="refused", refusal="spoiled", left_grams=0)
    assert check.differences() == {canteen.pk: [Difference("lot", f"{crate.pk}: Patate", 0, -2_500)]}


@pytest.fixture
def three(crate: Lot, market: Shop) -> Lot:
    """Two more hand-overs: our numbers 1, 2 and 3."""
    for ref in "bc":
        receipt.load(log(market, lines=[POTATOES], client_ref=ref), failed_checks=[], by=None)
    return crate


def test_a_gap_in_our_numbers_is_named(three: Lot, canteen: Canteen) -> None:
    with pgtrigger.ignore("recovery.TransportDocument:document_stays"):
        TransportDocument.objects.filter(number=2).delete()
    assert check.differences() == {canteen.pk: [Difference("series", "Mercato 2026", 3, 2)]}


def test_a_repeat_is_named(three: Lot, canteen: Canteen) -> None:
    with connection.cursor() as cursor:  # the test's transaction gives the constraint back
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE recovery_transportdocument DROP CONSTRAINT one_document_a_number")
    with pgtrigger.ignore("recovery.TransportDocument:document_stays"):
        TransportDocument.objects.filter(number=3).update(number=2)
    assert check.differences() == {canteen.pk: [Difference("series", "Mercato 2026", 3, 2)]}


def test_a_series_that_was_turned_is_named(three: Lot, canteen: Canteen) -> None:
    with pgtrigger.ignore("recovery.Series:series_counted_by_documents"):
        Series.objects.update(last=7)
    assert check.differences() == {canteen.pk: [Difference("series", "Mercato 2026", 7, 3)]}


def test_a_changed_document_is_named(crate: Lot, canteen: Canteen) -> None:
    paper = TransportDocument.objects.get()
    with pgtrigger.ignore("recovery.TransportDocument:document_stays"):
        TransportDocument.objects.update(payload=paper.payload | {"grams": 1})
    assert check.differences() == {canteen.pk: [Difference("document", "Mercato RM-2026-0001", paper.pk, 0)]}


def test_coordinators_are_mailed_once_a_day(crate: Lot, canteen: Canteen, carla: User, bruna: User) -> None:
    with pgtrigger.ignore("recovery.Lot:b_lot_keeps_its_weight", "recovery.Lot:lot_is_decided_once"):
        Lot.objects.filter(pk=crate.pk).update(left_grams=6_000)
    assert [check_ledger(), check_ledger(), check.ledger_differs(canteen)] == [1, 1, True]
    outbox.tick()
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["carla@example.org"], "I conti del cibo non tornano")
    row = f"- cassa {crate.pk}: Patate: segnati 6.000 g, secondo i movimenti 7.000 g"
    assert row in str(letter.body).splitlines()
