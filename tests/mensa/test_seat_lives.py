"""Several people at one lunch, in any order that chance thinks of: no seat is sold twice, and nobody is passed over."""

import datetime as dt
import uuid
from collections import Counter
from contextlib import AbstractContextManager
from typing import Any

import pghistory
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen
from guests.register import new_card
from mensa import booking as ahead
from mensa import door, sittings
from mensa.check import differences
from mensa.erasure import erase
from mensa.models import Booking, Sitting
from tests.conftest import FRIDAY, MONDAY

Status, Kind = Booking.Status, Booking.Kind
ACTORS = ["web", "Dario", "Nina", "Lucia"]
"""A guest's phone, two volunteers at the door, and a coordinator."""
HOURS = [(FRIDAY, dt.time(9)), (MONDAY, dt.time(10, 30)), (MONDAY, dt.time(12)), (MONDAY, dt.time(12, 40))]
"""Days ahead; just before booking closes; at noon; after the printed hour until which seats are held."""
WHICH = st.integers(0, 30)
PARTY = st.sampled_from([1, 1, 1, 2, 2, 3, 4])
ACTOR = st.sampled_from(ACTORS)
LIVED: Counter[str] = Counter()
"""How often each thing happened: a life in which nobody gives a seat back proves nothing."""


class Lunch(RuleBasedStateMachine):
    """Beside the database stands a plain memory of what each booking has been, in order: `said`."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
        facts = {"seats": 6, "kept_at_door": 1, "room_limit": 9, "portions": 8}
        self.sitting = Sitting.objects.create(
            canteen=self.canteen, day=MONDAY, **sittings.plan(self.canteen, MONDAY) | facts
        )
        self.hour = 0
        self.held: AbstractContextManager[None] | None = None
        self.tell_the_time()
        self.guests = [new_card(self.canteen) for _ in range(9)]
        self.said: dict[int, list[str]] = {}

    def teardown(self) -> None:
        if self.held:
            self.held.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def tell_the_time(self) -> None:
        if self.held:
            self.held.__exit__(None, None, None)
        self.held = clock.at(self.canteen.instant(*HOURS[self.hour]))
        self.held.__enter__()

    @initialize(parties=st.lists(PARTY, min_size=3, max_size=6), hour=st.sampled_from([0, 2, 2, 3]))
    def morning(self, parties: list[int], hour: int) -> None:
        """A lunch that some have booked already, seen at some hour: or most lives would be over before noon."""
        for guest, party in enumerate(parties):
            self.book(guest, party, Kind.SEAT, "web")
        self.hour = hour
        self.tell_the_time()

    @rule(guest=WHICH, party=PARTY, kind=st.sampled_from([Kind.SEAT, Kind.SEAT, Kind.TAKEAWAY]), actor=ACTOR)
    def book(self, guest: int, party: int, kind: str, actor: str) -> None:
        whose = self.guests[guest % len(self.guests)]
        self.does("booked", actor, ahead.book, self.sitting, guest=whose, party=party, kind=kind)

    @rule(which=WHICH, actor=ACTOR)
    def give_back(self, which: int, actor: str) -> None:
        self.to_one("given back", which, actor, ahead.cancel)

    @rule(which=WHICH, actor=ACTOR)
    def say_late(self, which: int, actor: str) -> None:
        self.to_one("late", which, actor, ahead.arrive_late)

    @precondition(lambda self: self.hour >= 2)
    @rule(guest=WHICH, actor=ACTOR, sure=st.integers(0, 5))
    def forget(self, guest: int, actor: str, sure: int) -> None:
        """Who came has come: the counts of the past are the same. The card is somebody else's from then on."""
        if sure:
            return
        which = guest % len(self.guests)
        gone, before = self.guests[which], self.came()
        self.does("forgotten", actor, erase, gone)
        assert self.came() == before
        assert not Booking.pgh_event_model.objects.filter(guest=gone.pk).exists()  # type: ignore[attr-defined]
        self.guests[which] = new_card(self.canteen)

    def came(self) -> list[tuple[int, str, int]]:
        """Each party that has a seat or a meal by now, or has missed it."""
        past = self.sitting.bookings.exclude(status__in=[Status.CONFIRMED, Status.WAITING, Status.CANCELLED])
        return list(past.order_by("pk").values_list("pk", "status", "came"))

    @rule(which=WHICH, came=st.sampled_from([None, None, 1, 2]), actor=ACTOR)
    def seat(self, which: int, came: int | None, actor: str) -> None:
        self.to_one("seated", which, actor, door.seat, came=came)

    @precondition(lambda self: self.hour >= 2)
    @rule(which=WHICH, actor=ACTOR)
    def undo(self, which: int, actor: str) -> None:
        self.to_one("undone", which, actor, door.undo)

    @precondition(lambda self: self.hour >= 2)
    @rule(which=WHICH, actor=ACTOR)
    def take_away_instead(self, which: int, actor: str) -> None:
        self.to_one("taken instead", which, actor, door.take_instead)

    @precondition(lambda self: self.hour >= 2)
    @rule(party=PARTY, actor=ACTOR, way=st.sampled_from(["wait_at_door", "takeaway", "walk_in"]))
    def arrive(self, party: int, actor: str, way: str) -> None:
        self.does(way, actor, getattr(door, way), self.sitting, party=party, client_ref=uuid.uuid4())

    @precondition(lambda self: self.hour >= 2)
    @rule(party=PARTY, actor=ACTOR)
    def add_chairs(self, party: int, actor: str) -> None:
        self.does("chair", actor, door.one_more_chair, self.sitting, reason="cold", party=party)

    @rule(seats=st.integers(3, 9), kept=st.sampled_from([None, 0, 2]))
    def change_seats(self, seats: int, kept: int | None) -> None:
        self.sitting.refresh_from_db()
        more = seats > self.sitting.seats
        what = "raised" if more else "lowered"
        self.does(what, "Lucia", sittings.set_seats, self.sitting, seats=seats, kept_at_door=kept)

    @precondition(lambda self: self.hour < 2)
    @rule(starts=st.sampled_from([dt.time(12), dt.time(12, 15)]))
    def move(self, starts: dt.time) -> None:
        self.does("moved", "Lucia", sittings.move, self.sitting, starts=starts, ends=dt.time(13, 45))

    @precondition(lambda self: self.hour < len(HOURS) - 1)
    @rule()
    def time_passes(self) -> None:
        self.hour += 1
        self.tell_the_time()

    @precondition(lambda self: self.hour == len(HOURS) - 1)
    @rule(total=st.sampled_from([None, None, 7]), sure=st.integers(0, 5))
    def close(self, total: int | None, sure: int) -> None:
        if not sure:  # or most lives would end here
            self.does("closed", "Dario", door.close, self.sitting, total=total)

    @rule(sure=st.integers(0, 30))
    def call_off(self, sure: int) -> None:
        if not sure:
            self.does("called off", "Lucia", sittings.cancel, self.sitting, reason="guasto")

    def does(self, what: str, actor: str, verb: Any, *args: Any, **facts: Any) -> None:
        """Let an actor do it, in one transaction of theirs; a refusal must leave nothing behind."""
        before = self.waiting()
        self.sitting.refresh_from_db()
        try:
            with transaction.atomic(), pghistory.context(actor=actor):
                verb(*args, **facts)
        except Refusal:
            assert self.remember() == 0
            return
        LIVED[what] += 1
        self.remember()
        self.nobody_is_passed_over(before)

    def to_one(self, what: str, which: int, actor: str, verb: Any, **facts: Any) -> None:
        rows = list(self.sitting.bookings.order_by("pk"))
        if rows:
            self.does(what, actor, verb, rows[which % len(rows)], **facts)

    def waiting(self) -> dict[int, int]:
        """The waiting list: the party of each booking, in order."""
        return dict(self.sitting.bookings.waiting().values_list("pk", "party"))

    def remember(self) -> int:
        """Write down what became of each booking; returns how many changed."""
        changed = 0
        for row in self.sitting.bookings.order_by("pk"):
            life = self.said.setdefault(row.pk, [])
            if life[-1:] != [row.status]:
                life.append(row.status)
                changed += 1
        return changed

    def nobody_is_passed_over(self, before: dict[int, int]) -> None:
        """Of two parties that waited, the earlier and not larger one never stays while the later one gets the seats."""
        after = self.sitting.bookings.filter(pk__in=before).in_bulk()
        promoted = [pk for pk in before if after[pk].status == Status.CONFIRMED]
        LIVED["promoted"] += len(promoted)
        for late in promoted:
            stayed = [pk for pk in before if pk < late and after[pk].status == Status.WAITING]
            assert [pk for pk in stayed if before[pk] <= before[late]] == []

    @invariant()
    def nothing_is_sold_twice(self) -> None:
        self.sitting.refresh_from_db()
        held = [row.came if row.status == Status.SEATED else row.party for row in self.holding(Kind.SEAT)]
        away = [row.came if row.status == Status.SEATED else row.party for row in self.holding(Kind.TAKEAWAY)]
        aside = self.sitting.bookings.filter(set_aside=True).values_list("party", flat=True)
        assert (self.sitting.taken, self.sitting.taken_away) == (sum(held), sum(away) + sum(aside))
        assert sum(held) <= self.sitting.seats <= self.sitting.room_limit
        assert sum(away) + sum(aside) <= self.sitting.portions
        assert self.sitting.ahead <= self.sitting.seats - self.sitting.kept_at_door
        assert differences() == []

    def holding(self, kind: str) -> list[Booking]:
        return list(self.sitting.bookings.filter(kind=kind, status__in=[Status.CONFIRMED, Status.SEATED]))

    @invariant()
    def nobody_is_forgotten(self) -> None:
        if self.sitting.bookable:
            assert [row.pk for row in self.sitting.bookings.waiting() if row.party <= self.sitting.free_ahead] == []

    @invariant()
    def nobody_is_there_twice(self) -> None:
        live = self.sitting.bookings.live().filter(guest__isnull=False).values_list("guest", flat=True)
        assert sorted(live) == sorted(set(live))

    @invariant()
    def history_is_complete(self) -> None:
        events = Booking.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
        told: dict[int, list[str]] = {}
        for pk, status in events.filter(sitting=self.sitting).values_list("pgh_obj_id", "status"):
            life = told.setdefault(pk, [])
            if life[-1:] != [status]:
                life.append(status)
        assert told == self.said


@pytest.mark.slow
@pytest.mark.django_db
def test_the_lunch_lives() -> None:
    thorough = settings(
        max_examples=60, stateful_step_count=40, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Lunch, settings=thorough)
    happened = {name for name, times in LIVED.items() if times}
    assert happened == {
        "booked", "given back", "late", "seated", "undone", "taken instead", "walk_in", "takeaway", "wait_at_door",
        "chair", "raised", "lowered", "moved", "promoted", "closed", "called off",
        "forgotten",
    }  # fmt: skip
