"""The van's round: which shops it stops at, and what a stop changes. It is Friday, 9 o'clock."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from canteens import clock
from canteens.days import week_of
from canteens.models import Canteen, User
from impact.figures import figures
from recovery import awaiting, collections
from recovery.collections import next_pass, stop_at, stops, visit
from recovery.donations import Line, last_time, log
from recovery.models import Collection, Donation, Lot, Shop
from recovery.refusals import NothingOffered, NotLoadable, NotThere, SayWhatStays, TemperatureMissing

BREAD = Line("Pane", "bread", 8_000, 2)
MEAT = Line("Spezzatino", "meat", 5_000)
FRIDAY, SATURDAY = 5, 6


def give(shop: Shop, *lines: Line, ref: str = "a", day: dt.date | None = None) -> Donation:
    return log(shop, lines=lines or [BREAD], client_ref=ref, day=day)


def names(canteen: Canteen) -> list[tuple[str, bool]]:
    return [(stop.shop.name, stop.is_done) for stop in stops(canteen)]


def test_the_van_stops_where_food_waits_and_where_it_always_passes(
    canteen: Canteen, bakery: Shop, market: Shop
) -> None:
    Shop.objects.create(canteen=canteen, name="Gastronomia", collected_on=[SATURDAY])
    Shop.objects.create(canteen=canteen, name="Cascina", collected_on=[FRIDAY], collected_at=dt.time(19))
    give(bakery, day=dt.date(2026, 11, 18))  # two days old, still there
    assert names(canteen) == [("Cascina", False), ("Panetteria del Borgo", False)]


def test_the_round_goes_by_the_hour_and_what_is_done_comes_last(canteen: Canteen, bakery: Shop, market: Shop) -> None:
    Shop.objects.filter(pk=bakery.pk).update(collected_at=dt.time(19, 40), collected_on=[FRIDAY])
    Shop.objects.filter(pk=market.pk).update(collected_at=dt.time(14), collected_on=[FRIDAY])
    assert names(canteen) == [("Mercato", False), ("Panetteria del Borgo", False)]
    visit(market, outcome="closed", by=None)
    assert names(canteen) == [("Panetteria del Borgo", False), ("Mercato", True)]


@pytest.mark.parametrize("shops", [1, 6])
def test_the_round_takes_four_queries(
    canteen: Canteen, friday: dt.datetime, shops: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(shops):
        give(Shop.objects.create(canteen=canteen, name=f"Forno {number}"))
    with django_assert_num_queries(4):  # donations, their lots, today's stops, shops
        assert [len(stop.lots) for stop in stops(canteen)] == [1] * shops


def test_one_tap_loads_and_writes_the_stop_down(bakery: Shop, carla: User) -> None:
    Shop.objects.filter(pk=bakery.pk).update(crates_lent=5)
    donation = give(bakery)
    went = visit(bakery, outcome="collected", donations=[donation.pk], crates_returned=3, by=carla)
    donation.refresh_from_db()
    bakery.refresh_from_db()
    assert (went.outcome, went.by, donation.state, donation.failed_checks) == ("collected", carla, "loaded", [])
    assert (bakery.crates_lent, donation.documents.get().name) == (2, "RM-2026-0001")
    assert names(bakery.canteen) == [("Panetteria del Borgo", True)]


def test_a_second_tap_does_no_harm_and_is_told(bakery: Shop) -> None:
    Shop.objects.filter(pk=bakery.pk).update(crates_lent=5)
    donation = give(bakery)
    visit(bakery, outcome="collected", donations=[donation.pk], crates_returned=3, by=None)
    with pytest.raises(NotLoadable):
        visit(bakery, outcome="collected", donations=[donation.pk], crates_returned=3, by=None)
    bakery.refresh_from_db()
    assert (bakery.crates_lent, donation.documents.count(), Collection.objects.count()) == (2, 1, 1)


def test_one_that_is_gone_keeps_all_from_being_loaded(bakery: Shop) -> None:
    first, second = give(bakery), give(bakery, ref="b")
    visit(bakery, outcome="collected", donations=[first.pk], by=None)
    with pytest.raises(NotLoadable):
        visit(bakery, outcome="collected", donations=[second.pk, first.pk], by=None)
    second.refresh_from_db()
    assert second.state == "proposed"


def test_what_does_not_fit_stays_and_is_not_on_the_paper(bakery: Shop) -> None:
    donation = give(bakery, BREAD, Line("Dolci", "pastry", 2_500))
    stays = donation.lots.get(food="Dolci")
    with pytest.raises(SayWhatStays):
        visit(bakery, outcome="partly", donations=[donation.pk], by=None)
    went = visit(bakery, outcome="partly", donations=[donation.pk], left_behind=[stays.pk], by=None)
    stays.refresh_from_db()
    assert (went.outcome, stays.state, stays.refusal) == ("partly", "refused", "no_room")
    assert donation.documents.get().payload["grams"] == 8_000


def test_what_was_refused_before_the_van_came_needs_no_temperature(bakery: Shop) -> None:
    donation = give(bakery, BREAD, MEAT)
    collections.receipt.refuse(donation.lots.get(food="Spezzatino"), reason="spoiled", by=None)
    visit(bakery, outcome="collected", donations=[donation.pk], by=None)
    assert [goods["food"] for goods in donation.documents.get().payload["goods"]] == ["Pane"]


def test_food_of_the_cold_chain_is_loaded_with_its_temperature(bakery: Shop) -> None:
    donation = give(bakery, BREAD, MEAT)
    meat = donation.lots.get(food="Spezzatino")
    assert [lot.food for lot in collections.temperatures_of(stop_at(bakery))] == ["Spezzatino"]
    with pytest.raises(TemperatureMissing):
        visit(bakery, outcome="collected", donations=[donation.pk], by=None)
    visit(bakery, outcome="collected", donations=[donation.pk], celsius={meat.pk: Decimal("5.5")}, by=None)
    meat.refresh_from_db()
    assert (meat.celsius, Collection.objects.count()) == (Decimal("5.5"), 1)


def test_nothing_can_be_collected_where_nothing_is_written(bakery: Shop, market: Shop) -> None:
    theirs = give(market)
    with pytest.raises(NothingOffered):
        visit(bakery, outcome="collected", by=None)
    with pytest.raises(NotLoadable):
        visit(bakery, outcome="collected", donations=[theirs.pk], by=None)


def test_what_a_shop_no_longer_has_is_no_stop_of_tomorrow(bakery: Shop, friday: dt.datetime) -> None:
    visit(bakery, outcome="nothing", donations=[give(bakery).pk], by=None)
    with clock.at(friday + dt.timedelta(days=1)):
        assert names(bakery.canteen) == []


def test_a_closed_shop_is_tried_again_tomorrow(bakery: Shop, friday: dt.datetime) -> None:
    give(bakery)
    visit(bakery, outcome="closed", by=None)
    with clock.at(friday + dt.timedelta(days=1)):
        assert names(bakery.canteen) == [("Panetteria del Borgo", False)]


def test_what_is_offered_after_the_stop_opens_it_again(bakery: Shop, friday: dt.datetime) -> None:
    visit(bakery, outcome="nothing", by=None)
    with clock.at(friday + dt.timedelta(hours=3)):
        give(bakery)
        assert names(bakery.canteen) == [("Panetteria del Borgo", False)]


@pytest.mark.parametrize(
    ("at", "days", "been", "expected"),
    [
        ("19:40", [], False, "2026-11-20 19:40"),  # today, later
        ("08:30", [], False, "2026-11-21 08:30"),  # it has passed
        ("19:40", [], True, "2026-11-21 19:40"),  # it was here
        ("19:40", [1, 3], False, "2026-11-23 19:40"),  # Monday
        ("08:30", [FRIDAY], False, "2026-11-27 08:30"),  # next Friday
    ],
)
def test_when_the_van_passes(bakery: Shop, at: str, days: list[int], been: bool, expected: str) -> None:
    bakery.collected_at, bakery.collected_on = dt.time.fromisoformat(at), days
    bakery.save()
    if been:
        visit(bakery, outcome="nothing", by=None)
    passes = next_pass(bakery)
    assert passes is not None
    assert f"{passes:%Y-%m-%d %H:%M}" == expected


def test_no_hour_no_promise(bakery: Shop) -> None:
    assert next_pass(bakery) is None


def test_what_waits_for_the_scale_comes_in_order(bakery: Shop, market: Shop) -> None:
    give(market, Line("Mele", "fruit", 9_000), day=dt.date(2026, 11, 18))
    donation = give(bakery)
    visit(bakery, outcome="collected", donations=[donation.pk], by=None)
    assert [lot.food for lot in Lot.objects.to_weigh(bakery.canteen)] == ["Pane", "Mele"]


class TestNothingThere:
    """*Oggi niente* where food was written down."""

    def test_what_was_not_there_counts_nowhere(self, bakery: Shop, canteen: Canteen) -> None:
        donation = give(bakery)
        before = figures(canteen, week_of(canteen.today()).period).food
        visit(bakery, outcome="nothing", donations=[donation.pk], by=None)
        donation.refresh_from_db()
        after = figures(canteen, week_of(canteen.today()).period).food
        assert (donation.state, donation.lots.get().state) == ("withdrawn", "withdrawn")
        assert (before.offered, before.awaiting) == (8_000, 8_000)
        assert (after.offered, after.awaiting, after.refused, after.recovered) == (0, 0, 0, 0)
        assert list(Lot.objects.to_weigh(canteen)) == []
        assert awaiting.food(canteen).to_weigh == 0
        assert (last_time(bakery), stop_at(bakery).is_done) == (None, True)

    def test_what_was_refused_before_stays_refused(self, bakery: Shop, canteen: Canteen) -> None:
        donation = give(bakery, BREAD, MEAT)
        collections.receipt.refuse(donation.lots.get(food="Spezzatino"), reason="spoiled", by=None)
        visit(bakery, outcome="nothing", donations=[donation.pk], by=None)
        assert [lot.state for lot in donation.lots.all()] == ["withdrawn", "refused"]
        food = figures(canteen, week_of(canteen.today()).period).food
        assert (food.offered, food.refused) == (5_000, 5_000)

    def test_the_shop_writes_it_again_and_the_van_comes_back(self, bakery: Shop, friday: dt.datetime) -> None:
        visit(bakery, outcome="nothing", donations=[give(bakery).pk], by=None)
        with clock.at(friday + dt.timedelta(hours=1)):
            again = give(bakery, ref="b")
            assert names(bakery.canteen) == [("Panetteria del Borgo", False)]
            visit(bakery, outcome="collected", donations=[again.pk], by=None)
        assert (Collection.objects.get().outcome, again.documents.get().name) == ("collected", "RM-2026-0001")

    def test_what_the_driver_has_not_seen_waits(self, bakery: Shop) -> None:
        seen, unseen = give(bakery), give(bakery, ref="b")
        visit(bakery, outcome="nothing", donations=[seen.pk], by=None)
        unseen.refresh_from_db()
        assert (unseen.state, stop_at(bakery).is_done) == ("proposed", False)

    def test_it_is_neither_loaded_nor_weighed(self, bakery: Shop) -> None:
        donation = give(bakery)
        visit(bakery, outcome="nothing", donations=[donation.pk], by=None)
        for act in (
            lambda: visit(bakery, outcome="collected", donations=[donation.pk], by=None),
            lambda: collections.receipt.weigh(donation.lots.get(), gross=8_000, by=None),
        ):
            with pytest.raises(NotThere):
                act()

    def test_the_stop_and_its_food_change_together(self, bakery: Shop) -> None:
        there, gone = give(bakery), give(bakery, ref="b")
        visit(bakery, outcome="collected", donations=[gone.pk], by=None)
        with pytest.raises(NotLoadable):
            visit(bakery, outcome="nothing", donations=[there.pk, gone.pk], crates_returned=1, by=None)
        there.refresh_from_db()
        went = Collection.objects.get()
        assert (there.state, went.outcome, went.crates_returned) == ("proposed", "collected", 0)


def test_a_shut_shop_keeps_its_food(bakery: Shop, canteen: Canteen) -> None:
    donation = give(bakery)
    visit(bakery, outcome="closed", donations=[donation.pk], by=None)
    donation.refresh_from_db()
    assert (donation.state, figures(canteen, week_of(canteen.today()).period).food.offered) == ("proposed", 8_000)


def test_crates_of_two_visits_add_up(bakery: Shop) -> None:
    Shop.objects.filter(pk=bakery.pk).update(crates_lent=6)
    visit(bakery, outcome="closed", crates_returned=1, by=None)
    visit(bakery, outcome="nothing", crates_returned=3, by=None)
    bakery.refresh_from_db()
    assert (bakery.crates_lent, Collection.objects.get().crates_returned) == (2, 4)  # 6 - 1 - 3; 1 + 3


def test_a_retry_of_a_visit_changes_nothing(bakery: Shop) -> None:
    Shop.objects.filter(pk=bakery.pk).update(crates_lent=6)
    donation, ref = give(bakery), uuid4()
    for _ in range(2):
        visit(bakery, outcome="collected", donations=[donation.pk], crates_returned=3, client_ref=ref, by=None)
    bakery.refresh_from_db()
    assert (bakery.crates_lent, Collection.objects.get().crates_returned, donation.documents.count()) == (3, 3, 1)


def test_a_name_in_an_archive_is_no_stop(canteen: Canteen, bakery: Shop, bruna: User, carla: User) -> None:
    """Past food alone makes nobody a giver; a person, a usual food, a day of the van or one donation does."""
    archived = Shop.objects.create(canteen=canteen, name="Totale pubblicato")
    new = Shop.objects.create(canteen=canteen, name="Nuovo")
    for shop in (archived, bakery):
        Donation.objects.create(
            canteen=canteen, shop=shop, client_ref="x", day=canteen.today(), declared=clock.now(),
            source=Donation.Source.HISTORICAL, state=Donation.State.WEIGHED,
        )  # fmt: skip
    assert list(Shop.objects.spoken_for_by(carla, canteen=canteen)) == [new, bakery]
    assert list(Shop.objects.giving()) == [new, bakery]
    Shop.objects.filter(pk=archived.pk).update(collected_on=[FRIDAY])
    assert archived in Shop.objects.giving()
    Shop.objects.filter(pk=archived.pk).update(collected_on=[])
    give(archived)
    assert archived in Shop.objects.giving()
