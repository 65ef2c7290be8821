"""The kitchen: how many to cook for, what to use first, a dish from lots, and its way to the table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from canteens import clock
from canteens.models import User
from mensa.models import Booking, Sitting
from mensa.refusals import constraint
from recovery import stock
from recovery.models import Carriage, Dish, Lot, Movement
from recovery.refusals import MayNotBeUsed, NoPortions, NothingTaken
from recovery.stock import Take

WEEKS_BACK = 8
USE_FIRST = 5
MOST_PORTIONS = 500


@dataclass(frozen=True)
class Added:
    """What the kitchen added from outside the ledger, butter or a stock cube: its allergens and contents."""

    allergens: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Usual:
    """Plates at closing of the last sittings of one weekday: their mean, halves up, the fewest and the most."""

    mean: int
    fewest: int
    most: int
    sittings: int


@dataclass(frozen=True)
class Morning:
    """What a cook needs at 8:30. `cook_for` is the larger of what is booked and what is usual on this weekday."""

    sitting: Sitting
    booked: int
    usual: Usual | None
    cook_for: int
    use_first: tuple[Lot, ...]


def morning(sitting: Sitting) -> Morning:
    """The 8:30 page of a sitting: booked now, usual at closing, how many to cook for, and what to use first."""
    booked = sitting.taken + sitting.taken_away + sitting.volunteers
    before = usual(sitting)
    first = Lot.objects.filter(donation__canteen=sitting.canteen).usable_on(sitting.day)[:USE_FIRST]
    return Morning(sitting, booked, before, max(booked, before.mean if before else 0), tuple(first))


def usual(sitting: Sitting) -> Usual | None:
    """Plates at closing of the last eight closed sittings of this weekday and service; None before the first."""
    earlier = Sitting.objects.filter(
        canteen=sitting.canteen, service=sitting.service, status=Sitting.Status.CLOSED, day__lt=sitting.day,
        day__iso_week_day=sitting.day.isoweekday(),
    ).order_by("-day")[:WEEKS_BACK]  # fmt: skip
    plates = plates_of(earlier)
    if not plates:
        return None
    return Usual((2 * sum(plates) + len(plates)) // (2 * len(plates)), min(plates), max(plates), len(plates))


def plates_of(sittings: Iterable[Sitting]) -> list[int]:
    """Meals handed out at each sitting: the total that was counted, else who sat down and what was taken away."""
    rows = list(sittings)
    seated = Booking.objects.filter(sitting__in=rows, status=Booking.Status.SEATED).order_by()
    came = dict(seated.values_list("sitting").annotate(came=Sum("came")))
    return [came.get(one.pk, 0) if one.counted is None else one.counted for one in rows]


def cook(
    sitting: Sitting,
    *,
    name: str,
    portions: int,
    takes: Sequence[Take],
    added: Added | None = None,
    by: User | None,
    client_ref: UUID | None = None,
) -> Dish:
    """Cook a dish for a sitting from lots, whole or not at all: grams leave the lots, and the dish carries the union
    of their allergens and contents, and of what was `added` to them; what is not known of one of them is not known of
    the dish.

    Two lines of one lot are one. Lots are locked in the order of their numbers. A double tap with one `client_ref`
    cooks once. Raises NothingTaken, NoPortions, NotEnoughLeft, MayNotBeUsed.
    """
    if not takes or any(take.grams < 1 for take in takes):
        raise NothingTaken
    if not 1 <= portions <= MOST_PORTIONS:
        raise NoPortions(limit=MOST_PORTIONS)
    if first := Dish.objects.filter(client_ref=client_ref, client_ref__isnull=False).first():
        return first
    said = {"name": name, "portions": portions, "cooked_by": by, "client_ref": client_ref}
    try:
        return _cook(sitting, takes=_merged(takes), added=added or Added(), **said)
    except IntegrityError as refused:
        if client_ref and (first := Dish.objects.filter(client_ref=client_ref).first()):
            return first
        raise _refusal(constraint(refused), takes) or refused from refused


@transaction.atomic
def _cook(sitting: Sitting, *, takes: Sequence[Take], added: Added, **said: Any) -> Dish:
    lots = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("donation__canteen").order_by("pk")
    fresh = {lot.pk: lot for lot in lots.filter(pk__in=[take.lot.pk for take in takes])}
    _check_usable(fresh.values(), sitting=sitting)
    facts = union([*fresh.values(), added])
    dish = Dish.objects.create(
        sitting=sitting, kitchen_id=sitting.kitchen_id, cooked_at=clock.now(), **said, **facts
    )  # fmt: skip
    held = [replace(take, lot=fresh[take.lot.pk]) for take in takes]
    stock.write(held, kind=Movement.Kind.COOKED, dish=dish, by=dish.cooked_by)
    return dish


def _merged(takes: Sequence[Take]) -> list[Take]:
    """One line a lot, in the order of their numbers: two lines of one lot would be checked one by one."""
    lines: dict[int, Take] = {}
    for take in sorted(takes, key=lambda take: take.lot.pk):
        before = lines.get(take.lot.pk)
        found = (before.found if before else 0) + take.found
        lines[take.lot.pk] = replace(take, grams=(before.grams if before else 0) + take.grams, found=found)
    return list(lines.values())


def _check_usable(lots: Iterable[Lot], *, sitting: Sitting) -> None:
    for lot in lots:
        if lot.donation.canteen_id != sitting.canteen_id:
            raise MayNotBeUsed(food=lot.food, why=_("è di un altro posto"))
        if lot.safe_until and lot.safe_until < sitting.day:
            raise MayNotBeUsed(food=lot.food, why=_("è oltre l'ultimo giorno sicuro"))


def union(lots: Iterable[Lot | Added]) -> dict[str, object]:
    """Allergens and contents of food made of `lots`, and whether each is known of all of them."""
    rows = list(lots)
    facts: dict[str, object] = {}
    for name in ("allergens", "contents"):
        known = [getattr(lot, name) for lot in rows]
        facts[name] = sorted({each for one in known if one is not None for each in one})
        facts[f"{name}_known"] = None not in known
    return facts


def _refusal(guard: str, takes: Sequence[Take]) -> Exception | None:
    """Which of the lots the guard spoke of: the first that holds less than is asked for, or may not be used."""
    for take in takes:
        take.lot.refresh_from_db()
        short = take.lot.left_grams + take.found < take.grams
        if short or take.lot.state != Lot.State.ACCEPTED:
            return stock.refusal_of(guard, take.lot)
    return stock.refusal_of(guard, takes[0].lot)


def leave_over(dish: Dish, *, portions: int) -> Dish:
    """Write down how many portions of a dish were left over. Raises NoPortions for more than were made."""
    if not 0 <= portions <= dish.portions:
        raise NoPortions(limit=dish.portions)
    dish.left_over = portions
    dish.save(update_fields=["left_over"])
    return dish


def to_send(dish: Dish) -> int:
    """Portions of a dish that are still in the kitchen."""
    gone = dish.carriages.aggregate(gone=Sum("portions", default=0))["gone"]
    return int(dish.portions - gone)


def under_way(sitting: Sitting) -> list[Carriage]:
    """What has left the kitchen for `sitting` and has not arrived, the first to leave first."""
    rows = Carriage.objects.filter(dish__sitting=sitting, arrived_at=None)
    return list(rows.select_related("dish").order_by("left_at", "pk"))


@transaction.atomic
def send_off(dish: Dish, *, portions: int, celsius: Decimal) -> Carriage:
    """A dish leaves the kitchen: portions, now, and how warm it is. Raises NoPortions beyond what was made."""
    dish = Dish.objects.select_for_update(no_key=True).get(pk=dish.pk)
    if not 1 <= portions <= to_send(dish):
        raise NoPortions(limit=to_send(dish))
    return Carriage.objects.create(dish=dish, portions=portions, left_at=clock.now(), celsius_out=celsius)


def arrive(carriage: Carriage, *, celsius: Decimal) -> Carriage:
    """It has come to the dining room: now, and how warm it is. Said again, the first hour stays."""
    now = clock.now()
    Carriage.objects.filter(pk=carriage.pk, arrived_at=None).update(arrived_at=now, celsius_in=celsius)
    carriage.refresh_from_db()
    return carriage
