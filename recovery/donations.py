"""A shop hands over food."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.db.models import Prefetch

from canteens import clock
from mensa.refusals import constraint
from recovery.kinds import Kinds, kinds_on, last_day
from recovery.models import DateMark, Donation, Lot, Precision, Shop, TransportDocument, UsualItem
from recovery.refusals import AlreadySent, DayToCome, DayTooOld, NothingGiven, UnusualWeight
from recovery.weights import MOST, kilograms

SHOWN = 6
"""How many of its donations a shop sees again."""
FIRST_DAY = dt.date(2000, 1, 1)
"""Before it, a year is a slip of the finger."""


@dataclass(frozen=True)
class Line:
    """One food as it was said: its weight, how many crates if it was said in crates, and what is known of it.

    `kind` is a FoodKind's code; empty: the category's own. `marked_day` is the last day of the printed date.
    `allergens` and `contents` None: not said, so that they are known only where the kind has them by nature.
    """

    food: str
    category: str
    grams: int
    crates: int | None = None
    kind: str = ""
    date_mark: str = DateMark.NONE
    marked_day: dt.date | None = None
    precision: str = Precision.DAY
    allergens: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None


def in_crates(item: UsualItem, *, crates: int) -> Line:
    """So many crates of a usual item; their weight is the crate's."""
    return of_item(item, grams=crates * item.crate_grams, crates=crates)


def of_item(
    item: UsualItem,
    *,
    grams: int,
    crates: int | None = None,
    marked_day: dt.date | None = None,
    precision: str = Precision.DAY,
) -> Line:
    """A usual item with what the shop has confirmed of it once, and the date that is printed this time."""
    return Line(
        item.food, item.category, grams, crates, kind=item.kind, date_mark=item.date_mark,
        marked_day=last_day(marked_day, precision) if marked_day else None, precision=precision,
        allergens=_known(item.allergens), contents=_known(item.contents),
    )  # fmt: skip


def _known(codes: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if codes is None else tuple(codes)


def log(
    shop: Shop,
    *,
    lines: Sequence[Line],
    client_ref: str,
    day: dt.date | None = None,
    confirm: bool = False,
    origin: str = Donation.Origin.SURPLUS,
) -> Donation:
    """Write down what `shop` gives on `day` (today): one lot a line, in their order, two of one food stay two.

    A double tap or a retry with the same `client_ref` gets the first donation, whatever day it is by then; the same
    reference with other food is refused rather than lost. Above what the shop usually gives it asks: `confirm`.
    Raises NothingGiven, DayToCome, DayTooOld, UnusualWeight, AlreadySent.
    """
    donation, _ = log_once(
        shop, lines=lines, client_ref=client_ref, day=day, confirm=confirm, origin=origin
    )  # fmt: skip
    return donation


def log_once(
    shop: Shop,
    *,
    lines: Sequence[Line],
    client_ref: str,
    day: dt.date | None = None,
    confirm: bool = False,
    origin: str = Donation.Origin.SURPLUS,
) -> tuple[Donation, bool]:
    """The same, and whether it was this call that wrote it: of many taps at once, one did."""
    if first := _first(shop, client_ref, lines):
        return first, False
    today = shop.canteen.today()
    _check(shop, lines, day=day or today, today=today, confirm=confirm)
    try:
        return write(shop, lines=lines, client_ref=client_ref, day=day or today, origin=origin), True
    except IntegrityError as refused:  # two taps at once: the database let one through
        first = _first(shop, client_ref, lines) if constraint(refused) == "one_donation_a_reference" else None
        if first is None:
            raise
        return first, False


@transaction.atomic
def write(
    shop: Shop,
    *,
    lines: Sequence[Line],
    client_ref: str,
    day: dt.date,
    origin: str = Donation.Origin.SURPLUS,
) -> Donation:
    """The donation and its lots as they are given, all or nothing. Rules are the caller's."""
    donation = Donation.objects.create(
        canteen_id=shop.canteen_id, shop=shop, client_ref=client_ref, day=day, declared=clock.now(), origin=origin
    )
    kinds = kinds_on(day, *{code for line in lines for code in (line.kind, line.category)})
    Lot.objects.bulk_create(lot_of(donation, line, kinds) for line in lines)
    return donation


def lot_of(donation: Donation, line: Line, kinds: Kinds) -> Lot:
    """The lot of a line, not yet written; what is not said of it holds by nature where its kind says so."""
    kind = kinds.get(line.kind) or kinds.get(line.category)
    by_nature = (kind.allergens, kind.contents if kind.allergens is not None else None) if kind else (None, None)
    return Lot(
        donation=donation, food=line.food, category=line.category, kind=line.kind or line.category,
        crates=line.crates, declared_grams=line.grams, date_mark=line.date_mark, marked_day=line.marked_day,
        precision=line.precision,
        allergens=by_nature[0] if line.allergens is None else list(line.allergens),
        contents=by_nature[1] if line.contents is None else list(line.contents),
    )  # fmt: skip


def lines_of(donation: Donation) -> list[Line]:
    """What the donation holds."""
    return [_line_of(lot) for lot in donation.lots.all()]


def is_the_same(donation: Donation, lines: Sequence[Line]) -> bool:
    """Whether `lines` say what the donation holds; what is known of them by other means does not count."""
    return [_said(line) for line in lines_of(donation)] == [_said(line) for line in lines]


def _said(line: Line) -> Line:
    return replace(line, kind="", allergens=None, contents=None)


def _line_of(lot: Lot) -> Line:
    return Line(
        lot.food, lot.category, lot.declared_grams, lot.crates, kind="" if lot.kind == lot.category else lot.kind,
        date_mark=lot.date_mark, marked_day=lot.marked_day, precision=lot.precision,
        allergens=_known(lot.allergens), contents=_known(lot.contents),
    )  # fmt: skip


def last_time(shop: Shop) -> tuple[dt.date, list[Line]] | None:
    """The last day before today on which `shop` gave something, with all it gave then: *come ieri*. Its dates are not
    those of today's food, so they are left out."""
    found = shop.donations.filter(source=Donation.Source.LOGGED).exclude(state=Donation.State.WITHDRAWN)
    earlier = found.filter(day__lt=shop.canteen.today()).order_by("-day")
    day = earlier.values_list("day", flat=True).first()
    if day is None:
        return None
    donations = earlier.filter(day=day).order_by("pk").prefetch_related("lots")
    return day, [replace(line, marked_day=None) for donation in donations for line in lines_of(donation)]


def recent(shop: Shop) -> list[Donation]:
    """The shop's latest donations with what became of them: their lots, and in `papers` the documents that hold."""
    papers = TransportDocument.objects.filter(annuls=None, annulled_by=None).order_by("pk")
    rows = shop.donations.filter(source=Donation.Source.LOGGED).order_by("-day", "-pk")
    return list(rows.prefetch_related("lots", Prefetch("documents", papers, to_attr="papers"))[:SHOWN])


def _first(shop: Shop, client_ref: str, lines: Sequence[Line]) -> Donation | None:
    donation = Donation.objects.filter(shop=shop, client_ref=client_ref).first()
    if donation and not is_the_same(donation, lines):
        raise AlreadySent
    return donation


def _check(shop: Shop, lines: Sequence[Line], *, day: dt.date, today: dt.date, confirm: bool) -> None:
    if not lines or any(line.grams < 1 for line in lines):
        raise NothingGiven
    if day > today:
        raise DayToCome
    if day < FIRST_DAY:
        raise DayTooOld
    grams = sum(line.grams for line in lines)
    if grams > MOST or (grams > shop.ask_above_grams and not confirm):
        raise UnusualWeight(kilograms=kilograms(grams))
