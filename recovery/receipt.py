"""The way in: the driver loads, the scale weighs, and what is in doubt waits for a person."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from canteens import clock
from canteens.models import User
from recovery import documents
from recovery.kinds import doubt_of, doubts_of, kind_of, kinds_on, last_day, safe_until, verdict
from recovery.models import Collection, Donation, FoodKind, KnownBy, Lot, Precision, RefusalReason, Shop
from recovery.refusals import (
    AlreadyWeighed,
    NothingToWeigh,
    NotInQuarantine,
    NotLoadable,
    NotThere,
    PartlyGone,
    StillUnknown,
    TemperatureMissing,
)
from recovery.weights import MOST

State, Outcome = Donation.State, Collection.Outcome


@transaction.atomic
def load(
    donation: Donation,
    *,
    failed_checks: Iterable[str],
    celsius: Mapping[int, Decimal] | None = None,
    left_behind: Iterable[int] = (),
    own_number: str = "",
    by: User | None,
) -> Donation:
    """The driver takes a donation along: temperatures by lot, the checks that were not in order, what stays behind.

    What does not fit stays at the shop, offered and refused for want of room. The document is issued with it: our next
    number, or the shop's own. Raises NotThere, NotLoadable, TemperatureMissing, NumberTaken.
    """
    donation = locked(donation)
    if donation.state == State.WITHDRAWN:
        raise NotThere
    if donation.state != State.PROPOSED:
        raise NotLoadable
    behind = set(left_behind)
    # What was refused before the van came is not handed over.
    lots = list(donation.lots.select_for_update(no_key=True).filter(state=Lot.State.OFFERED).order_by("pk"))
    taken = [lot for lot in lots if lot.pk not in behind]
    _take_temperatures(taken, celsius or {}, donation=donation)
    for lot in (lot for lot in lots if lot.pk in behind):
        lot.state, lot.refusal = Lot.State.REFUSED, RefusalReason.NO_ROOM
        lot.save(update_fields=["state", "refusal"])
    _go_on(donation, failed_checks=sorted(set(failed_checks)), by=by)
    if taken:
        documents.issue(donation, own_number=own_number, by=by)
    return settle(donation)


def _go_on(donation: Donation, *, failed_checks: list[str] | None, by: User | None) -> None:
    donation.state, donation.failed_checks = State.LOADED, failed_checks
    donation.loaded_at, donation.loaded_by = clock.now(), by
    donation.save(update_fields=["state", "failed_checks", "loaded_at", "loaded_by"])


def _take_temperatures(lots: Sequence[Lot], celsius: Mapping[int, Decimal], *, donation: Donation) -> None:
    kinds = kinds_on(donation.day)
    needed = [lot for lot in lots if (kind := kind_of(lot, kinds)) and kind.needs_temperature]
    if missing := [lot.food for lot in needed if lot.pk not in celsius]:
        raise TemperatureMissing(foods=", ".join(missing))
    for lot in lots:
        if lot.pk in celsius:
            lot.celsius = celsius[lot.pk]
            lot.save(update_fields=["celsius"])


@transaction.atomic
def withdraw(donation: Donation) -> Donation:
    """The van was there and found nothing of it: neither offered nor refused, it counts nowhere.

    What was refused or weighed before stays so, and then the donation is no more than that. Raises NotLoadable for one
    that was taken along.
    """
    donation = locked(donation)
    if donation.state not in {State.PROPOSED, State.WITHDRAWN}:
        raise NotLoadable
    for lot in donation.lots.select_for_update(no_key=True).filter(state=Lot.State.OFFERED).order_by("pk"):
        lot.state = Lot.State.WITHDRAWN
        lot.save(update_fields=["state"])
    donation.state = State.WITHDRAWN
    donation.save(update_fields=["state"])
    return donation


@transaction.atomic
def stop(
    shop: Shop, *, outcome: str, crates_returned: int = 0, client_ref: UUID | None = None, by: User | None
) -> Collection:
    """How the driver's stop at `shop` went; of a second visit on one day the outcome holds, and crates add up.

    Crates given back are no longer lent. `client_ref` is kept, so that a retry of this visit is known.
    """
    shop = Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    facts = {"outcome": outcome, "at": clock.now(), "by": by, "client_ref": client_ref}
    made, _ = Collection.objects.update_or_create(
        shop=shop, day=shop.canteen.today(), defaults=facts, create_defaults=facts | {"canteen_id": shop.canteen_id}
    )
    made.crates_returned += crates_returned
    made.save(update_fields=["crates_returned"])
    shop.crates_lent = max(shop.crates_lent - crates_returned, 0)
    shop.save(update_fields=["crates_lent"])
    return made


@transaction.atomic
def weigh(
    lot: Lot,
    *,
    gross: int,
    tare: int = 0,
    known_by: str = KnownBy.SCALE,
    label_fault: bool = False,
    celsius: Decimal | None = None,
    by: User | None,
) -> Lot:
    """One person puts a lot on the scale: `gross` grams less `tare` is what it weighs, once and for all.

    The rules of its kind then take it in, keep it apart or refuse it. A donation that was carried in without the
    driver is loaded by the first weighing, with its document; its temperature, if any, is taken here. Raises
    NothingToWeigh, NotThere, AlreadyWeighed.
    """
    if not 1 <= gross - tare <= MOST:
        raise NothingToWeigh
    donation, lot = _locked_lot(lot)
    if lot.state == Lot.State.WITHDRAWN:
        raise NotThere
    if lot.state != Lot.State.OFFERED:
        raise AlreadyWeighed
    if donation.state == State.PROPOSED:
        _go_on(donation, failed_checks=None, by=by)
        documents.issue(donation, by=by)
    lot.celsius = lot.celsius if celsius is None else celsius
    _take_in(lot, donation, label_fault=label_fault)
    lot.received_grams, lot.tare_grams, lot.known_by = gross - tare, tare, known_by
    lot.received_at, lot.received_by = clock.now(), by
    lot.save()
    settle(donation)
    lot.refresh_from_db()
    return lot


def _take_in(lot: Lot, donation: Donation, *, label_fault: bool) -> None:
    today = donation.canteen.today()
    kind = kind_of(lot, kinds_on(today))
    said = verdict(lot, kind, day=today, failed_checks=donation.failed_checks, label_fault=label_fault)
    lot.state, lot.doubt, lot.refusal = said.state, said.doubt, said.refusal
    lot.safe_until = safe_until(lot, kind, received=today)


@transaction.atomic
def refuse(lot: Lot, *, reason: str, by: User | None) -> Lot:
    """Send a lot away, before the scale or after a check, with the reason that the shop reads.

    Raises NotInQuarantine for one that was taken in: what spoils later is discarded. So is the rest of one in
    quarantine that has lost some already: PartlyGone.
    """
    donation, lot = _locked_lot(lot)
    if lot.state not in {Lot.State.OFFERED, Lot.State.QUARANTINED}:
        raise NotInQuarantine
    _check_whole(lot)
    lot.state, lot.refusal, lot.doubt = Lot.State.REFUSED, reason, ""
    lot.received_by = by
    lot.save(update_fields=["state", "refusal", "doubt", "received_by"])
    settle(donation)
    lot.refresh_from_db()
    return lot


@transaction.atomic
def clear(
    lot: Lot,
    *,
    allergens: Sequence[str] | None = None,
    contents: Sequence[str] | None = None,
    celsius: Decimal | None = None,
    marked_day: dt.date | None = None,
    precision: str = Precision.DAY,
    checked: bool = False,
    by: User | None,
) -> Lot:
    """Somebody has looked at a lot in quarantine and says what was missing; what is known then decides again.

    `marked_day` is the printed date where nobody had written it, as exact as `precision`; a date that is known stays.
    `checked`: the doubtful checks were done again and are in order. Raises NotInQuarantine, StillUnknown; PartlyGone
    where what is known now would refuse a lot that has lost some already.
    """
    donation, lot = _locked_lot(lot)
    if lot.state != Lot.State.QUARANTINED:
        raise NotInQuarantine
    _learn(lot, allergens=allergens, contents=contents, celsius=celsius)
    if marked_day and lot.marked_day is None:
        lot.marked_day, lot.precision = last_day(marked_day, precision), precision
    failed = () if checked else donation.failed_checks
    if doubt := doubt_of(lot, _kind(lot, donation), failed_checks=failed):
        raise StillUnknown(doubt=Lot.Doubt(doubt).label)
    _rule_again(lot, donation)
    if lot.state == Lot.State.REFUSED:
        _check_whole(lot)
    lot.received_by = by
    lot.save()
    lot.refresh_from_db()
    return lot


def _check_whole(lot: Lot) -> None:
    if lot.received_grams is not None and lot.left_grams != lot.received_grams:
        raise PartlyGone


def missing(lot: Lot) -> list[str]:
    """All that somebody has to say of a lot in quarantine before it may be used."""
    donation = lot.donation
    return doubts_of(lot, _kind(lot, donation), failed_checks=donation.failed_checks)


def asks_temperature(lot: Lot) -> bool:
    """Whether nobody has taken the temperature that this lot needs."""
    kind = _kind(lot, lot.donation)
    return bool(kind and kind.needs_temperature) and lot.celsius is None


def _learn(lot: Lot, **said: Any) -> None:
    for name, value in said.items():
        if value is not None:
            setattr(lot, name, value)


def _kind(lot: Lot, donation: Donation) -> FoodKind | None:
    return kind_of(lot, kinds_on(donation.canteen.today()))


def _rule_again(lot: Lot, donation: Donation) -> None:
    """Decide with what is known now; it was received on the day it was weighed."""
    kind, canteen = _kind(lot, donation), donation.canteen
    ruled = verdict(lot, kind, day=canteen.today(), failed_checks=())
    lot.state, lot.doubt, lot.refusal = ruled.state, ruled.doubt, ruled.refusal
    if lot.received_at:
        lot.safe_until = safe_until(lot, kind, received=lot.received_at.astimezone(canteen.tz).date())


def settle(donation: Donation) -> Donation:
    """A donation is weighed once none of its lots waits for the scale."""
    if not donation.lots.filter(state=Lot.State.OFFERED).exists():
        donation.state = State.WEIGHED
        donation.save(update_fields=["state"])
    return donation


def locked(donation: Donation) -> Donation:
    """The donation as it is now, locked before any of its lots."""
    rows = Donation.objects.select_for_update(no_key=True, of=("self",)).select_related("canteen", "shop")
    found: Donation = rows.get(pk=donation.pk)
    return found


def _locked_lot(lot: Lot) -> tuple[Donation, Lot]:
    donation = locked(Donation(pk=lot.donation_id))
    fresh: Lot = Lot.objects.select_for_update(no_key=True).get(pk=lot.pk)
    return donation, fresh
