"""Several people at several crates, in any order that chance thinks of: no gram is lost, and none is there twice."""

import uuid
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from canteens.days import week_of
from canteens.models import Canteen, User
from mensa.models import Sitting
from mensa.sittings import plan
from recovery import check, kitchen, receipt, stock
from recovery.balance import COLUMNS, balance, total
from recovery.donations import Line, log
from recovery.models import Destination, Lot, Movement, Shop
from recovery.refusals import MayNotBeUsed, NotEnoughLeft
from recovery.stock import Take

GRAMS = st.integers(1, 2_000)
CRATE = st.integers(1_000, 9_000)
WHICH = st.integers(0, 50)
ACTOR = st.integers(0, 2)
Kind = Movement.Kind
LIVED: Counter[str] = Counter()
"""How often each thing happened: a life in which nobody cooks proves nothing."""


class Ledger(RuleBasedStateMachine):
    """Beside the database stands a plain count of what was said: `left` by lot, `moved` by kind."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
        self.shop = Shop.objects.create(canteen=self.canteen, name="Mercato", kind=Shop.Kind.MARKET)
        today = self.canteen.today()
        self.sitting = Sitting.objects.create(canteen=self.canteen, day=today, **plan(self.canteen, today))
        self.actors = [User.objects.create_user(f"{name}@example.org") for name in ("carla", "dario", "nico")]
        self.offered: list[Lot] = []
        self.held: list[Lot] = []
        self.left: dict[int, int] = {}
        self.received: dict[int, int] = {}
        self.moved: Counter[str] = Counter()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(grams=CRATE, known=st.booleans())
    def give(self, grams: int, *, known: bool) -> None:
        line = Line("Patate", "vegetables", grams) if known else Line("Torta", "pastry", grams)
        self.offered += log(self.shop, lines=[line], client_ref=str(uuid.uuid4())).lots.all()

    @precondition(lambda self: self.offered)
    @rule(which=WHICH, gross=CRATE, actor=ACTOR)
    def weigh(self, which: int, gross: int, actor: int) -> None:
        lot = receipt.weigh(self.offered.pop(which % len(self.offered)), gross=gross, by=self.actors[actor])
        self.held.append(lot)
        self.left[lot.pk] = self.received[lot.pk] = gross

    @precondition(lambda self: self.held)
    @rule(which=WHICH, grams=GRAMS, found=st.sampled_from([0, 0, 700]), more=WHICH, actor=ACTOR)
    def cook(self, which: int, grams: int, found: int, more: int, actor: int) -> None:
        lots = {self.one(which), self.one(more)}
        takes = [Take(lot, grams, found) for lot in lots]
        if self.refused(lots, grams - found):
            with pytest.raises((NotEnoughLeft, MayNotBeUsed)):
                kitchen.cook(self.sitting, name="Zuppa", portions=9, takes=takes, by=self.actors[actor])
            return
        kitchen.cook(self.sitting, name="Zuppa", portions=9, takes=takes, by=self.actors[actor])
        for lot in lots:
            self.note(lot, "cooked", grams)
            self.note(lot, "corrected", -found)

    @precondition(lambda self: self.held)
    @rule(which=WHICH, grams=GRAMS, kind=st.sampled_from(["discarded", "passed_on"]), actor=ACTOR)
    def throw_away_or_pass_on(self, which: int, grams: int, kind: str, actor: int) -> None:
        self.leave(which, grams, kind, actor)

    @precondition(lambda self: self.held)
    @rule(which=WHICH, grams=GRAMS, kind=st.sampled_from(["animals", "compost"]), actor=ACTOR)
    def feed(self, which: int, grams: int, kind: str, actor: int) -> None:
        self.leave(which, grams, kind, actor)

    def leave(self, which: int, grams: int, kind: str, actor: int) -> None:
        lot, by = self.one(which), self.actors[actor]
        lot.refresh_from_db()
        kept_apart = lot.state == Lot.State.QUARANTINED and kind == Kind.PASSED_ON
        try:
            if kind == Kind.DISCARDED:
                stock.discard(lot, grams=grams, destination=Destination.DIGESTION, edible=True, by=by)
            elif kind == Kind.PASSED_ON:
                stock.pass_on(lot, grams=grams, to="Emporio", by=by)
            else:
                stock.feed(lot, grams=grams, kind=kind, edible=False, by=by)
        except (NotEnoughLeft, MayNotBeUsed):
            assert kept_apart or grams > self.left[lot.pk]
            return
        self.note(lot, kind, grams)

    @precondition(lambda self: self.held)
    @rule(which=WHICH, counted=st.integers(0, 6_000), actor=ACTOR)
    def correct(self, which: int, counted: int, actor: int) -> None:
        lot = self.one(which)
        stock.correct(lot, counted=counted, why="inventario", by=self.actors[actor])
        self.note(lot, "corrected", self.left[lot.pk] - counted)

    @precondition(lambda self: self.waiting())
    @rule(which=WHICH, actor=ACTOR)
    def clear(self, which: int, actor: int) -> None:
        waiting = self.waiting()
        receipt.clear(waiting[which % len(waiting)], allergens=["gluten"], contents=[], by=self.actors[actor])
        LIVED["cleared"] += 1

    @precondition(lambda self: self.waiting(whole=True))
    @rule(which=WHICH, actor=ACTOR)
    def refuse(self, which: int, actor: int) -> None:
        """Only what waits for a check and of which nothing has gone is sent away."""
        waiting = self.waiting(whole=True)
        lot = waiting[which % len(waiting)]
        receipt.refuse(lot, reason="spoiled", by=self.actors[actor])
        self.held.remove(lot)
        del self.left[lot.pk], self.received[lot.pk]
        LIVED["refused"] += 1

    @invariant()
    def nothing_is_lost(self) -> None:
        lots = Lot.objects.filter(donation__canteen=self.canteen)
        assert dict(lots.filter(pk__in=self.left).values_list("pk", "left_grams")) == self.left
        assert lots.filter(left_grams__lt=0).count() == 0
        assert check.differences() == {}

    @invariant()
    def the_balance_closes(self) -> None:
        rows = balance(self.canteen, week_of(self.canteen.today()).period, by="lot")
        assert [row.bent for row in rows] == [0] * len(self.held)
        whole = {name: getattr(total(rows), name) for name in COLUMNS}
        counted = {name: self.moved[name] for name in COLUMNS[1:-1]}
        assert whole == {"received": sum(self.received.values()), "stock": sum(self.left.values()), **counted}

    def waiting(self, *, whole: bool = False) -> list[Lot]:
        """What waits for a check; `whole`: of which nothing has gone."""
        rows = Lot.objects.filter(pk__in=self.left, state=Lot.State.QUARANTINED).order_by("pk")
        return list(rows.filter(movements=None) if whole else rows)

    def one(self, which: int) -> Lot:
        return self.held[which % len(self.held)]

    def refused(self, lots: set[Lot], needed: int) -> bool:
        for lot in lots:
            lot.refresh_from_db()
        return any(lot.state != Lot.State.ACCEPTED or needed > self.left[lot.pk] for lot in lots)

    def note(self, lot: Lot, kind: str, grams: int) -> None:
        self.left[lot.pk] -= grams
        self.moved[kind] += grams
        LIVED[kind if kind != "corrected" or grams > 0 else "found"] += grams != 0


@pytest.mark.slow
@pytest.mark.django_db
def test_the_ledger_lives() -> None:
    checks = list(HealthCheck)
    quick = settings(
        max_examples=40, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=checks,
        phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Ledger, settings=quick)
    happened = {name for name, times in LIVED.items() if times}
    assert happened == {
        "cooked", "found", "discarded", "animals", "compost", "passed_on", "corrected", "cleared", "refused"
    }  # fmt: skip
