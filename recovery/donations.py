"""A shop hands over food."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from canteens import clock
from mensa.refusals import constraint
from recovery.models import Donation, Lot, Shop, UsualItem
from recovery.refusals import AlreadySent, DayToCome, NothingGiven, UnusualWeight
from recovery.weights import MOST, kilograms


@dataclass(frozen=True)
class Line:
    """One food as it was said: its weight, and how many crates if it was said in crates."""

    food: str
    category: str
    grams: int
    crates: int | None = None


def in_crates(item: UsualItem, *, crates: int) -> Line:
    """So many crates of a usual item; their weight is the crate's."""
    return Line(item.food, item.category, crates * item.crate_grams, crates)


def log(
    shop: Shop, *, lines: Sequence[Line], client_ref: str, day: dt.date | None = None, confirm: bool = False
) -> Donation:
    """Write down what `shop` gives on `day` (today): one lot a line, in their order, two of one food stay two.

    A double tap or a retry with the same `client_ref` gets the first donation, whatever day it is by then; the same
    reference with other food is refused rather than lost. Above what the shop usually gives it asks: `confirm`.
    Raises NothingGiven, DayToCome, UnusualWeight, AlreadySent.
    """
    if first := _first(shop, client_ref, lines):
        return first
    today = shop.canteen.today()
    _check(shop, lines, day=day or today, today=today, confirm=confirm)
    try:
        return write(shop, lines=lines, client_ref=client_ref, day=day or today, source=Donation.Source.LOGGED)
    except IntegrityError as refused:  # two taps at once: the database let one through
        first = _first(shop, client_ref, lines) if constraint(refused) == "one_donation_a_reference" else None
        if first is None:
            raise
        return first


@transaction.atomic
def write(shop: Shop, *, lines: Sequence[Line], client_ref: str, day: dt.date, source: str) -> Donation:
    """The donation and its lots as they are given, all or nothing. Rules are the caller's: `log`, or the import."""
    donation = Donation.objects.create(
        canteen_id=shop.canteen_id, shop=shop, client_ref=client_ref, day=day, declared=clock.now(), source=source
    )
    Lot.objects.bulk_create(
        Lot(donation=donation, food=line.food, category=line.category, crates=line.crates, declared_grams=line.grams)
        for line in lines
    )
    return donation


def lines_of(donation: Donation) -> list[Line]:
    """What the donation holds, as it was said."""
    return [Line(lot.food, lot.category, lot.declared_grams, lot.crates) for lot in donation.lots.all()]


def last_time(shop: Shop) -> tuple[dt.date, list[Line]] | None:
    """The last day before today on which `shop` gave something, with all it gave then: *come ieri*."""
    earlier = shop.donations.filter(source=Donation.Source.LOGGED, day__lt=shop.canteen.today()).order_by("-day")
    day = earlier.values_list("day", flat=True).first()
    if day is None:
        return None
    donations = earlier.filter(day=day).order_by("pk").prefetch_related("lots")
    return day, [line for donation in donations for line in lines_of(donation)]


def _first(shop: Shop, client_ref: str, lines: Sequence[Line]) -> Donation | None:
    donation = Donation.objects.filter(shop=shop, client_ref=client_ref).first()
    if donation and lines_of(donation) != list(lines):
        raise AlreadySent
    return donation


def _check(shop: Shop, lines: Sequence[Line], *, day: dt.date, today: dt.date, confirm: bool) -> None:
    if not lines or any(line.grams < 1 for line in lines):
        raise NothingGiven
    if day > today:
        raise DayToCome
    grams = sum(line.grams for line in lines)
    if grams > MOST or (grams > shop.ask_above_grams and not confirm):
        raise UnusualWeight(kilograms=kilograms(grams))
