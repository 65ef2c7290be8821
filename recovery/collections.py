"""The driver's round: where the van stops today, and what happens at a stop."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from canteens import clock
from canteens.models import Canteen, User
from recovery import receipt
from recovery.kinds import Kinds, kind_of, kinds_on
from recovery.models import Collection, Donation, Lot, Shop
from recovery.refusals import NothingOffered, NotLoadable, SayWhatStays

Outcome = Collection.Outcome
AFTER_ALL = dt.time.max
"""Where in the round a shop without an hour stands."""


@dataclass(frozen=True)
class Stop:
    """One shop of today's round: what it offers, and how the stop went if the van was there already."""

    shop: Shop
    donations: Sequence[Donation]
    went: Collection | None

    @property
    def is_done(self) -> bool:
        """The van was there, and nothing waits that it could fetch: a shut shop is tried another day."""
        went = self.went
        if went is None or not self.donations:
            return went is not None
        return went.outcome == Outcome.CLOSED and all(donation.declared <= went.at for donation in self.donations)

    @property
    def lots(self) -> list[Lot]:
        """All that is offered here."""
        return [lot for donation in self.donations for lot in donation.lots.all()]

    def cold(self, kinds: Kinds) -> list[Lot]:
        """The lots that are not loaded without a temperature."""
        return [lot for lot in self.lots if (kind := kind_of(lot, kinds)) and kind.needs_temperature]


def to_collect(canteen: Canteen) -> QuerySet[Donation]:
    """What shops offered up to today and nobody has fetched yet."""
    offered = Donation.objects.filter(canteen=canteen, state=Donation.State.PROPOSED, day__lte=canteen.today())
    return offered.order_by("day", "pk")


def stops(canteen: Canteen) -> list[Stop]:
    """Today's round in its order: shops with food to fetch, and those the van passes on this weekday anyway.

    What is still to do comes first, by the hour. Four queries, however many shops.
    """
    today = canteen.today()
    offered = _by_shop(to_collect(canteen).prefetch_related(_offered_lots()))
    went = {one.shop_id: one for one in Collection.objects.filter(canteen=canteen, day=today)}
    found = [
        Stop(shop, offered.get(shop.pk, []), went.get(shop.pk))
        for shop in canteen.shops.all()
        if shop.pk in offered or shop.pk in went or today.isoweekday() in shop.collected_on
    ]
    return sorted(found, key=lambda one: (one.is_done, one.shop.collected_at or AFTER_ALL, one.shop.name))


def stop_at(shop: Shop) -> Stop:
    """The stop at one shop, today."""
    offered = to_collect(shop.canteen).filter(shop=shop).prefetch_related(_offered_lots())
    return Stop(shop, list(offered), Collection.objects.filter(shop=shop, day=shop.canteen.today()).first())


@transaction.atomic
def visit(
    shop: Shop,
    *,
    outcome: str,
    donations: Iterable[int] = (),
    failed_checks: Iterable[str] = (),
    celsius: Mapping[int, Decimal] | None = None,
    left_behind: Iterable[int] = (),
    own_numbers: Mapping[int, str] | None = None,
    crates_returned: int = 0,
    client_ref: UUID | None = None,
    by: User | None,
) -> Collection:
    """The van was at `shop`: the donations it saw there are loaded, all or none, and the stop is written down.

    Where there was nothing they are withdrawn, until the shop writes them down again; where it was shut they wait for
    the next stop. `donations`, `celsius` (by lot), `left_behind` (lots) and `own_numbers` (by donation) are keys. Two
    drivers at one shop wait for each other, and the second is told; a retry with the last visit's `client_ref` changes
    nothing. Raises NothingOffered, SayWhatStays, NotLoadable, and what `receipt.load` raises.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    if client_ref and (made := _visited(shop, client_ref)):
        return made
    if outcome == Outcome.NOTHING:
        for donation in _found(shop, donations):
            receipt.withdraw(donation)
    if outcome in {Outcome.COLLECTED, Outcome.PARTLY}:
        seen = _seen(shop, donations)
        behind = _left_of(seen, left_behind)
        if outcome == Outcome.PARTLY and not behind:
            raise SayWhatStays
        outcome = Outcome.PARTLY if behind else Outcome.COLLECTED
        for donation in seen:
            receipt.load(
                donation, failed_checks=failed_checks, celsius=celsius, left_behind=behind,
                own_number=(own_numbers or {}).get(donation.pk, ""), by=by,
            )  # fmt: skip
    return receipt.stop(shop, outcome=outcome, crates_returned=crates_returned, client_ref=client_ref, by=by)


def next_pass(shop: Shop) -> dt.datetime | None:
    """When the van next passes, local: today while its hour is still to come and it has not been, else on the next of
    the shop's days. None where the hour or the day is not fixed."""
    if shop.collected_at is None:
        return None
    local = clock.now().astimezone(shop.canteen.tz)
    been = Collection.objects.filter(shop=shop, day=local.date()).exists()
    first = 1 if been or local.time() >= shop.collected_at else 0
    days = (local.date() + dt.timedelta(days=ahead) for ahead in range(first, 8))
    fixed = (day for day in days if day.isoweekday() in (shop.collected_on or range(1, 8)))
    return shop.canteen.instant(next(fixed), shop.collected_at).astimezone(shop.canteen.tz)


def temperatures_of(stop: Stop) -> list[Lot]:
    """The lots of a stop whose temperature is asked for, as the rules hold today."""
    return stop.cold(kinds_on(stop.shop.canteen.today())) if stop.donations else []


def _offered_lots() -> "Prefetch[str]":
    return Prefetch("lots", Lot.objects.filter(state=Lot.State.OFFERED))


def _by_shop(donations: Iterable[Donation]) -> dict[int, list[Donation]]:
    found: dict[int, list[Donation]] = {}
    for donation in donations:
        found.setdefault(donation.shop_id, []).append(donation)
    return found


def _seen(shop: Shop, keys: Iterable[int]) -> list[Donation]:
    wanted = set(keys)
    if not wanted:
        raise NothingOffered
    return _found(shop, wanted)


def _found(shop: Shop, keys: Iterable[int]) -> list[Donation]:
    wanted = set(keys)
    seen = list(Donation.objects.filter(shop=shop, pk__in=wanted).order_by("pk"))
    if len(seen) < len(wanted):
        raise NotLoadable
    return seen


def _visited(shop: Shop, client_ref: UUID) -> Collection | None:
    return Collection.objects.filter(shop=shop, client_ref=client_ref).first()


def _left_of(donations: Sequence[Donation], keys: Iterable[int]) -> set[int]:
    rows = Lot.objects.filter(donation__in=donations, pk__in=set(keys), state=Lot.State.OFFERED)
    return set(rows.values_list("pk", flat=True))
