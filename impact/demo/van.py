"""The demo's evenings: shops log, the driver loads, the scale weighs. Now and then something is not as it should be."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from canteens import clock
from canteens.days import Week, week_of
from canteens.models import Canteen, User
from impact.demo.shops import GIVERS, Giver, Usual
from recovery import donations, receipt
from recovery.kinds import Kinds, kind_of, kinds_on, last_day
from recovery.models import (
    Category,
    Check,
    Collection,
    DateMark,
    Donation,
    Lot,
    Precision,
    RefusalReason,
    Shop,
    UsualItem,
)

FIRST_LOG, SCALE = dt.time(18, 30), dt.time(21)
WEEKS_LEFT = {Category.DRY_GOODS: 20, Category.FROZEN: 16, Category.PRESERVES: 60}
"""About how long what keeps still has, when a shop gives it away."""


@dataclass
class Van:
    """The shops, who drives and who weighs, and the dice."""

    canteen: Canteen
    shops: dict[str, Shop]
    items: dict[tuple[int, str], UsualItem]
    driver: User
    cook: User
    chance: Random
    week: Week | None = None
    size: float = 1.0

    def now_and_then(self, part: float) -> bool:
        return self.chance.random() < part


def hire(canteen: Canteen, shops: dict[str, Shop], *, driver: User, cook: User, chance: Random) -> Van:
    """The van with its shops' usual items."""
    items = {(item.shop_id, item.food): item for item in UsualItem.objects.filter(shop__canteen=canteen)}
    return Van(canteen, shops, items, driver, cook, chance)


def live_evening(van: Van, day: dt.date, *, until: dt.datetime) -> None:
    """What the shops give after closing, as far as that lies before `until`. Some weeks are fuller than others."""
    if week_of(day) != van.week:
        van.week, van.size = week_of(day), van.chance.uniform(0.9, 1.1)
    kinds = kinds_on(day)
    for number, giver in enumerate(GIVERS):
        given = _given(van, giver, day)
        logged = van.canteen.instant(day, dt.time(FIRST_LOG.hour, FIRST_LOG.minute + number))
        if day.isoweekday() in giver.days and logged <= until:
            _stop(van, van.shops[giver.name], given, day=day, logged=logged, until=until, kinds=kinds)


def _given(van: Van, giver: Giver, day: dt.date) -> list[donations.Line]:
    """The evening's lines; one time in fifty a shop has sold everything."""
    shop = van.shops[giver.name]
    lines = [
        line_of(van, shop, item.food, crates=_crates(van, item), day=day)
        for item in giver.usual if item.given_on(day)
    ]  # fmt: skip
    return [] if van.now_and_then(1 / 50) else lines


def _crates(van: Van, item: Usual) -> int:
    return max(1, round(item.crates * van.size * van.chance.uniform(0.75, 1.25)))


def line_of(van: Van, shop: Shop, food: str, *, crates: int, day: dt.date) -> donations.Line:
    """So many crates of a usual item, with the date that is printed on it."""
    item = van.items[shop.pk, food]
    marked, precision = _date(van, item, day)
    return donations.of_item(
        item, grams=crates * item.crate_grams, crates=crates, marked_day=marked, precision=precision
    )  # fmt: skip


def _date(van: Van, item: UsualItem, day: dt.date) -> tuple[dt.date | None, str]:
    """To the day on what spoils; to the month on what keeps, as the law has it (DOMAIN 2.3)."""
    if item.date_mark == DateMark.NONE:
        return None, Precision.DAY
    if weeks := WEEKS_LEFT.get(Category(item.category)):
        ahead = day + dt.timedelta(weeks=van.chance.randint(weeks // 2, weeks))
        return last_day(ahead, Precision.MONTH), Precision.MONTH
    left = van.chance.randint(2, 4) if item.date_mark == DateMark.USE_BY else van.chance.randint(4, 10)
    return day + dt.timedelta(days=left), Precision.DAY


def _stop(
    van: Van, shop: Shop, lines: Sequence[donations.Line], *,
    day: dt.date, logged: dt.datetime, until: dt.datetime, kinds: Kinds,
) -> None:  # fmt: skip
    """One shop's evening: logged, loaded when the van passes, weighed when it is back."""
    passes = van.canteen.instant(day, shop.collected_at or SCALE)
    if not lines:
        if passes <= until:
            with clock.at(passes):
                receipt.stop(shop, outcome=van.chance.choice(["nothing", "nothing", "closed"]), by=van.driver)
        return
    with clock.at(logged):
        donation = donations.log(shop, lines=lines, client_ref=f"demo-{day}", day=day)
    if passes <= until:
        with clock.at(passes):
            load(van, donation, kinds=kinds)
    if van.canteen.instant(day, SCALE) <= until:
        with clock.at(van.canteen.instant(day, SCALE)):
            weigh(van, donation)


def load(van: Van, donation: Donation, *, kinds: Kinds) -> None:
    """Temperatures and checks; one stop in eighty the van is full, one in sixty a box is torn."""
    lots = list(donation.lots.order_by("pk"))
    behind = [lots[-1].pk] if len(lots) > 1 and van.now_and_then(1 / 80) else []
    celsius = {lot.pk: degrees for lot in lots if (degrees := _celsius(van, lot, kinds)) is not None}
    failed = [Check.PACKAGING] if van.now_and_then(1 / 60) else []
    receipt.load(donation, failed_checks=failed, celsius=celsius, left_behind=behind, by=van.driver)
    outcome = Collection.Outcome.PARTLY if behind else Collection.Outcome.COLLECTED
    receipt.stop(donation.shop, outcome=outcome, by=van.driver)


def _celsius(van: Van, lot: Lot, kinds: Kinds) -> Decimal | None:
    """A little colder than it may be; once in a hundred times too warm."""
    kind = kind_of(lot, kinds)
    if kind is None or kind.max_celsius is None:
        return None
    off = van.chance.uniform(1, 4) if van.now_and_then(1 / 100) else -van.chance.uniform(0.5, 3)
    return Decimal(kind.max_celsius) + Decimal(f"{off:.1f}")


def weigh(van: Van, donation: Donation) -> None:
    """Crate by crate, the tare off: never quite what the shop said. One lot in a hundred is not fit to eat."""
    for lot in donation.lots.filter(state=Lot.State.OFFERED).order_by("pk"):
        if van.now_and_then(1 / 100):
            reason = van.chance.choice([RefusalReason.DAMAGED, RefusalReason.SPOILED])
            receipt.refuse(lot, reason=reason, by=van.cook)
            continue
        item = van.items.get((donation.shop_id, lot.food))
        tare = (lot.crates or 0) * (item.tare_grams if item else 0)
        net = round(lot.declared_grams * van.chance.uniform(0.94, 1.03) / 10) * 10
        receipt.weigh(lot, gross=net + tare, tare=tare, by=van.cook)
