"""A week is closed once, for good, and what changes later is a revision that says why."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from canteens import clock
from canteens.days import Week
from canteens.models import Canteen, Membership, Role, User
from impact import closing, tasks, trend, weeks
from impact.figures import figures
from impact.models import ClosedWeek
from impact.refusals import AlreadyClosed, NothingChanged, NotYetClosed, ReasonMissing, WeekNotOver
from mensa import door, paper, sittings
from recovery import receipt
from recovery.donations import Line, log
from recovery.models import Lot, Shop
from tests.impact.golden_food import MONDAY, Circle
from tests.races.crowd import at_once, errors

W47 = Week(2026, 47)
NEXT_MONDAY, WEDNESDAY = MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=9)


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla coordinates."""
    user = User.objects.create_user("carla@example.org", None, name="Carla")
    Membership.objects.create(user=user, canteen=canteen, role=Role.COORDINATOR)
    return user


@pytest.fixture
def shop(canteen: Canteen) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY)


def at(canteen: Canteen, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return canteen.instant(day, dt.time(hour, minute))


def give(shop: Shop, day: dt.date, grams: int = 5_000, *, weighed: bool = True) -> Lot:
    """Bread, and whether it came to the scale the same evening."""
    with clock.at(at(shop.canteen, day, 19)):
        line = Line("Pane", "bread", grams, allergens=("gluten",))
        lot: Lot = log(shop, lines=[line], client_ref=f"{day} {grams}").lots.get()
        return receipt.weigh(lot, gross=grams, by=None) if weighed else lot


def written(canteen: Canteen) -> list[tuple[str, int, str, str]]:
    """What was written down: week, revision, state, cause."""
    rows = ClosedWeek.objects.filter(canteen=canteen).order_by("pk")
    return [(str(one.of_week), one.revision, one.state, one.cause) for one in rows]


def test_a_whole_week_is_closed_on_monday_at_half_past_four(canteen: Canteen, shop: Shop) -> None:
    give(shop, MONDAY)
    with clock.at(at(canteen, NEXT_MONDAY, 4, 30) - dt.timedelta(seconds=1)):
        assert closing.tend(canteen) == 0
    with clock.at(at(canteen, NEXT_MONDAY, 4, 30)):
        assert [closing.tend(canteen), closing.tend(canteen)] == [1, 0]
    closed = ClosedWeek.objects.get()
    assert written(canteen) == [("2026-W47", 1, "final", "complete")]
    assert (closed.missing, closed.closed_by, closed.reason) == ({}, None, "")
    assert closed.figures["recovered_grams"] == 5_000
    assert closed.versions == dict.fromkeys(("equivalents", "co2e", "water", "euro"), "2026-11")


def test_it_waits_for_what_is_missing_and_closes_when_the_last_is_done(canteen: Canteen, shop: Shop) -> None:
    lot = give(shop, MONDAY, weighed=False)
    with clock.at(at(canteen, MONDAY, 12, 5)):
        lunch = sittings.open_day(canteen, MONDAY)
        door.walk_in(lunch)
    with clock.at(at(canteen, NEXT_MONDAY, 4, 30)):
        assert closing.tend(canteen) == 0
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        receipt.weigh(lot, gross=4_900, by=None)
        assert closing.tend(canteen) == 0
        door.close(lunch)
        assert closing.tend(canteen) == 1
    assert written(canteen) == [("2026-W47", 1, "final", "complete")]


def test_on_wednesday_it_closes_as_it_stands(canteen: Canteen, shop: Shop) -> None:
    give(shop, MONDAY, weighed=False)
    with clock.at(at(canteen, MONDAY, 12, 5)):
        door.walk_in(sittings.open_day(canteen, MONDAY))
    with clock.at(at(canteen, WEDNESDAY, 4, 30) - dt.timedelta(seconds=1)):
        assert closing.tend(canteen) == 0
    with clock.at(at(canteen, WEDNESDAY, 4, 30)):
        assert closing.tend(canteen) == 1
    assert written(canteen) == [("2026-W47", 1, "provisional", "deadline")]
    assert ClosedWeek.objects.get().missing == {"days": ["2026-11-16"], "crates": 1}


@pytest.mark.parametrize(
    "monday", [dt.date(2026, 3, 30), dt.date(2026, 10, 26)], ids=["after the spring change", "after the autumn change"]
)
def test_half_past_four_is_the_canteens_own(canteen: Canteen, shop: Shop, monday: dt.date) -> None:
    give(shop, monday - dt.timedelta(days=1))  # the Sunday of the change itself
    with clock.at(at(canteen, monday, 4, 30) - dt.timedelta(seconds=1)):
        assert closing.tend(canteen) == 0
    with clock.at(at(canteen, monday, 4, 30)):
        assert closing.tend(canteen) == 1


def test_a_coordinator_confirms_before(canteen: Canteen, shop: Shop, carla: User) -> None:
    give(shop, MONDAY, weighed=False)
    with clock.at(at(canteen, MONDAY + dt.timedelta(days=6), 23, 59)), pytest.raises(WeekNotOver):
        closing.confirm(canteen, W47, by=carla)
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        closed = closing.confirm(canteen, W47, by=carla)
        with pytest.raises(AlreadyClosed):
            closing.confirm(canteen, W47, by=carla)
    assert written(canteen) == [("2026-W47", 1, "provisional", "confirmed")]
    assert (closed.closed_by, closed.missing) == (carla, {"crates": 1})


def test_a_change_after_closing_is_a_revision_that_says_what(canteen: Canteen, shop: Shop) -> None:
    lot = give(shop, MONDAY, weighed=False)
    with clock.at(at(canteen, WEDNESDAY, 4, 30)):
        closing.tend(canteen)
    with clock.at(at(canteen, WEDNESDAY, 9)):
        assert closing.tend(canteen) == 0
        receipt.weigh(lot, gross=4_250, by=None)
        assert [closing.tend(canteen), closing.tend(canteen)] == [1, 0]
    assert written(canteen) == [("2026-W47", 1, "provisional", "deadline"), ("2026-W47", 2, "final", "changed")]
    first, second = ClosedWeek.objects.order_by("revision")
    assert (first.figures["recovered_grams"], second.figures["recovered_grams"]) == (5_000, 4_250)
    assert second.reason == (
        "Cambiato dopo il consuntivo: kg recuperati 5 → 4,25; kg da pesare 5 → 0; kg in dispensa 0 → 4,25."
    )


def test_a_coordinator_says_why_in_their_own_words(canteen: Canteen, shop: Shop, carla: User) -> None:
    give(shop, MONDAY)
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        with pytest.raises(NotYetClosed):
            closing.revise(canteen, W47, by=carla, reason="Pane dimenticato")
        closing.tend(canteen)
        with pytest.raises(NothingChanged):
            closing.revise(canteen, W47, by=carla, reason="Pane dimenticato")
        log(shop, lines=[Line("Pane", "bread", 700)], client_ref="late", day=MONDAY)
        with pytest.raises(ReasonMissing):
            closing.revise(canteen, W47, by=carla, reason=" ")
        closed = closing.revise(canteen, W47, by=carla, reason="Pane dimenticato")
        assert closing.tend(canteen) == 0
    assert (closed.revision, closed.cause, closed.reason) == (2, "corrected", "Pane dimenticato")


def test_another_name_changes_no_week(canteen: Canteen, shop: Shop) -> None:
    give(shop, MONDAY)
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        closing.tend(canteen)
        Shop.objects.update(name="Forno Nuovo")
        Canteen.objects.update(name="Nuova sala")
        assert closing.tend(canteen) == 0


def test_after_an_outage_it_catches_up(canteen: Canteen, shop: Shop) -> None:
    for weeks_ago in (0, 1, 2, 12):
        give(shop, MONDAY - dt.timedelta(weeks=weeks_ago), grams=1_000 + weeks_ago)
    with clock.at(at(canteen, NEXT_MONDAY, 15)):
        assert tasks.weekly() == 0  # nobody to write to
        assert [row[0] for row in written(canteen)] == ["2026-W45", "2026-W46", "2026-W47"]
        assert [tasks.old_weeks(), tasks.old_weeks()] == [1, 0]
    assert written(canteen)[3:] == [("2026-W35", 1, "final", "complete")]


def test_a_week_without_anything_is_not_closed(canteen: Canteen) -> None:
    with clock.at(at(canteen, WEDNESDAY, 9)):
        assert (closing.tend(canteen), tasks.old_weeks()) == (0, 0)


def test_everybody_is_told_what_was_written_down(canteen: Canteen, shop: Shop) -> None:
    give(shop, MONDAY)
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        closing.tend(canteen)
        before = figures(canteen, W47.period)
        log(shop, lines=[Line("Pane", "bread", 700)], client_ref="late", day=MONDAY)
        told = weeks.told(canteen, W47.period)
        assert (told.figures, told.closed and told.closed.revision) == (before, 1)
        assert trend.weeks(canteen, last=W47)[-1] == ("2026-W47", 5_000)
        closing.tend(canteen)
        told = weeks.told(canteen, W47.period)
        assert (told.figures.recovered_grams, told.closed and told.closed.revision) == (5_700, 2)
        assert weeks.told(canteen, W47.period, revision=1).figures == before
        assert trend.weeks(canteen, last=W47)[-1] == ("2026-W47", 5_700)


def test_the_checksum_is_of_canonical_json(canteen: Canteen, shop: Shop) -> None:
    import hashlib

    give(shop, MONDAY)
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        closing.tend(canteen)
    closed = ClosedWeek.objects.get()
    text = json.dumps(closed.figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert (closed.sha256, closing.is_whole(closed)) == (hashlib.sha256(text.encode()).hexdigest(), True)
    closed.figures["plates"] = 99
    assert closing.is_whole(closed) is False


def test_the_golden_week_is_closed_with_its_own_numbers(canteen: Canteen) -> None:
    Canteen.objects.update(seats=6, room_limit=8, kept_at_door=1, portions=4)
    canteen.refresh_from_db()
    circle = Circle(canteen)
    circle.live()
    with clock.at(circle.at(9, 4, 30)):
        tasks.weekly()
    with clock.at(circle.at(9, 9)):
        circle.weigh_apples()
        tasks.weekly()
    rows = ClosedWeek.objects.filter(year=2026, week=47).order_by("revision")
    assert [(one.state, one.figures["recovered_grams"], one.figures["food"]["stock_end"]) for one in rows] == [
        ("provisional", 35_300, 12_600),
        ("final", 34_800, 20_100),  # 35,300 - 8,000 + 7,500; 12,600 + 7,500
    ]


def refusal(statement: str) -> str:
    """The name of the guard that refuses `statement`, run as plain SQL."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; " + statement)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


COPY = """
    INSERT INTO impact_closedweek (revision, cause, reason, canteen_id, year, week, state, missing, figures, versions,
        sha256, closed_at)
    SELECT %s, 'changed', '%s', canteen_id, year, week, state, missing, figures, versions, sha256, closed_at
    FROM impact_closedweek
"""


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE impact_closedweek SET figures = '{}'", "closing_stays"),
        ("UPDATE impact_closedweek SET closed_by_id = NULL", "closing_stays"),
        ("DELETE FROM impact_closedweek", "closing_stays"),
        ("TRUNCATE impact_closedweek", "closings_stay"),
        (COPY % (3, "x"), "revisions_have_no_gap"),
        (COPY % (1, "x"), "one_closing_a_revision"),
        (COPY % (2, ""), "revision_says_why"),
    ],
)  # fmt: skip
def test_the_past_stays(canteen: Canteen, shop: Shop, statement: str, guard: str) -> None:
    give(shop, MONDAY)
    with clock.at(at(canteen, NEXT_MONDAY, 9)):
        closing.tend(canteen)
    assert refusal(statement) == guard


def _ripe() -> Any:
    """A canteen with a week to close, and a beat that closes it."""
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    give(Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY), MONDAY)
    monday = at(canteen, NEXT_MONDAY, 4, 30)

    def beat() -> int:
        with clock.at(monday):
            return tasks.weekly()

    return beat


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_close_it_once(transactional_db: None) -> None:
    assert errors(at_once([[_ripe()]] * 8)) == []
    assert [(one.week, one.revision) for one in ClosedWeek.objects.all()] == [(47, 1)]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_unique_constraint_two_beats_close_it_twice(transactional_db: None) -> None:
    beat, name = _ripe(), "one_closing_a_revision"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE impact_closedweek DROP CONSTRAINT {name}")
        try:
            twice = any(_closed_by(beat) > 1 for _ in range(20))  # on a busy machine one try may come out in turn
        finally:
            unique = "UNIQUE (canteen_id, year, week, revision)"
            cursor.execute(f"ALTER TABLE impact_closedweek ADD CONSTRAINT {name} {unique}")
    assert twice


def _closed_by(beat: Any) -> int:
    """How many closings eight beats at once leave; none stays."""
    import pgtrigger

    at_once([[beat]] * 8)
    with pgtrigger.ignore("impact.ClosedWeek:closing_stays"):
        return int(ClosedWeek.objects.all().delete()[0])


def test_a_sitting_opened_again_becomes_one_revision_once_it_is_closed(canteen: Canteen) -> None:
    sitting = sittings.open_day(canteen, MONDAY)
    with clock.at(at(canteen, MONDAY, 12)):
        door.walk_in(sitting)
    with clock.at(at(canteen, MONDAY, 14)):
        door.close(sitting)
    with clock.at(at(canteen, NEXT_MONDAY, 5)):
        closing.tend(canteen)
        paper.reopen(sitting, reason="missed")
        paper.set_walk_ins(sitting, people=3)
        assert closing.tend(canteen) == 0
        door.close(sitting)
        assert closing.tend(canteen) == 1
    assert written(canteen) == [("2026-W47", 1, "final", "complete"), ("2026-W47", 2, "final", "changed")]
    assert ClosedWeek.objects.order_by("-pk")[0].reason == "Cambiato dopo il consuntivo: pasti serviti 1 → 3."
