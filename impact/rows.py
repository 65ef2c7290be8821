"""What a figure is made of: the rows whose sum it is, without anybody's name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canteens.days import Period
from canteens.models import Canteen
from impact.figures import Figures
from impact.seats import SUMS
from mensa.models import Booking, Sitting
from recovery.models import Dish, Lot, Movement

State, Kind = Lot.State, Movement.Kind
GRAMS, PEOPLE, SEATS, PORTIONS = "g", "people", "seats", "portions"


@dataclass(frozen=True)
class Line:
    """One row: its day, what it is, of whom (a shop, or a guest's card as picture and number), and how much."""

    day: Any
    what: str
    whose: str
    amount: int


@dataclass(frozen=True)
class Rows:
    """The rows of one figure; `total` is their sum, `unit` grams, people, seats or portions."""

    figure: str
    title: str
    unit: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """Their sum: the figure."""
        return sum(line.amount for line in self.lines)


Reader = Callable[[Canteen, Period], Sequence[Line]]


@dataclass(frozen=True)
class Kindred:
    """How a figure is taken apart: its title, its unit, what reads its rows, and where Figures has it."""

    title: str | Promise
    unit: str
    read: Reader
    value: Callable[[Figures], int]


def rows(canteen: Canteen, period: Period, figure: str) -> Rows:
    """The rows of `figure` in `period`, as they are now. Raises KeyError for one that has none."""
    kin = KINDS[figure]
    return Rows(figure, str(kin.title), kin.unit, tuple(kin.read(canteen, period)))


def _lots(*states: str) -> Reader:
    def read(canteen: Canteen, period: Period) -> list[Line]:
        given = Lot.objects.given(canteen, period).food().surplus().filter(state__in=states)
        found = given.select_related("donation__shop").order_by("donation__day", "pk")
        return [Line(lot.donation.day, _lot(lot), lot.donation.shop.name, lot.offered_grams) for lot in found]

    return read


def _lot(lot: Lot) -> str:
    return f"{lot.food} · {lot.get_refusal_display()}" if lot.refusal else lot.food


def _moved(*kinds: str, **facts: Any) -> Reader:
    def read(canteen: Canteen, period: Period) -> list[Line]:
        surplus = Lot.objects.food().surplus()
        found = Movement.objects.filter(
            canteen=canteen, day__gte=period.first, day__lt=period.end, kind__in=kinds, lot__in=surplus, **facts
        ).select_related("lot__donation__shop", "dish").order_by("day", "pk")  # fmt: skip
        return [Line(row.day, _movement(row), row.lot.donation.shop.name, row.grams) for row in found]

    return read


def _movement(row: Movement) -> str:
    where = row.dish.name if row.dish else row.to or row.get_destination_display() or row.why
    return f"{row.lot.food} · {where}" if where else row.lot.food


def _stock(canteen: Canteen, period: Period) -> list[Line]:
    """What was in the house when the period ended: taken in until then, less what moved until then."""
    taken_in = Lot.objects.food().surplus().filter(
        donation__canteen=canteen, donation__day__lt=period.end, state__in=[State.ACCEPTED, State.QUARANTINED]
    )  # fmt: skip
    moved: dict[int, int] = {}
    later = Movement.objects.filter(canteen=canteen, day__gte=period.end).order_by().values_list("lot", "grams")
    for lot, grams in later:
        moved[lot] = moved.get(lot, 0) + grams
    found = taken_in.filter(Q(left_grams__gt=0) | Q(pk__in=moved)).select_related("donation__shop")
    lines = [(lot, lot.left_grams + moved.get(lot.pk, 0)) for lot in found.order_by("donation__day", "pk")]
    return [Line(lot.donation.day, lot.food, lot.donation.shop.name, grams) for lot, grams in lines if grams]


def _people(name: str) -> Reader:
    """The bookings of a figure of seats: a card's picture and number, never a name."""

    def read(canteen: Canteen, period: Period) -> list[Line]:
        column, which = SUMS[name]
        found = Booking.objects.filter(which, sitting__in=Sitting.objects.begun(canteen, period))
        found = found.select_related("guest", "sitting").order_by("sitting__day", "pk")
        return [Line(row.sitting.day, row.get_status_display(), _card(row), getattr(row, column)) for row in found]

    return read


def _card(booking: Booking) -> str:
    """The picture and the two digits of a card, as the door's list shows them; empty for who came without."""
    guest = booking.guest
    return f"{guest.face.word} {guest.face.number}" if guest else ""


def _plates(canteen: Canteen, period: Period) -> list[Line]:
    taken = _people("takeaway")(canteen, period)
    away = [Line(line.day, str(_("da portare via")), line.whose, line.amount) for line in taken]
    return sorted([*_at_table(canteen, period), *away], key=lambda line: line.day)


def _at_table(canteen: Canteen, period: Period) -> list[Line]:
    listed = [line for name in ("came", "walk_ins") for line in _people(name)(canteen, period)]
    counted = [
        Line(one.day, str(_("contati senza elenco")), "", one.counted or 0)
        for one in Sitting.objects.begun(canteen, period).filter(counted__gt=0).order_by("day")
    ]
    return sorted([*listed, *counted], key=lambda line: line.day)


def _offered(canteen: Canteen, period: Period) -> list[Line]:
    found = Sitting.objects.begun(canteen, period).order_by("day")
    return [Line(one.day, str(one.get_service_display()), "", one.seats) for one in found]


def _helpings(canteen: Canteen, period: Period) -> list[Line]:
    found = Sitting.objects.begun(canteen, period).filter(second_helpings__gt=0).order_by("day")
    return [Line(one.day, str(one.get_service_display()), "", one.second_helpings) for one in found]


def _dishes(column: str) -> Reader:
    def read(canteen: Canteen, period: Period) -> list[Line]:
        found = Dish.objects.filter(
            sitting__canteen=canteen, sitting__day__gte=period.first, sitting__day__lt=period.end
        ).select_related("sitting").order_by("sitting__day", "pk")  # fmt: skip
        return [Line(one.sitting.day, one.name, "", getattr(one, column) or 0) for one in found]

    return read


KINDS: dict[str, Kindred] = {
    "offered": Kindred(_("Offerti"), GRAMS, _lots(*State.values), lambda made: made.food.offered),
    "recovered": Kindred(_("Recuperati"), GRAMS, _lots(State.ACCEPTED, State.OFFERED), lambda m: m.recovered_grams),
    "accepted": Kindred(_("Accettati alla bilancia"), GRAMS, _lots(State.ACCEPTED), lambda made: made.food.accepted),
    "awaiting": Kindred(_("Da pesare"), GRAMS, _lots(State.OFFERED), lambda made: made.food.awaiting),
    "quarantined": Kindred(_("In attesa di controllo"), GRAMS, _lots(State.QUARANTINED), lambda m: m.food.quarantined),
    "refused": Kindred(_("Non accettati"), GRAMS, _lots(State.REFUSED), lambda made: made.food.refused),
    "cooked": Kindred(_("Cucinati"), GRAMS, _moved(Kind.COOKED), lambda made: made.food.cooked),
    "passed_on": Kindred(_("Ceduti ad altri enti"), GRAMS, _moved(Kind.PASSED_ON), lambda made: made.food.passed_on),
    "animals": Kindred(_("Dati agli animali"), GRAMS, _moved(Kind.ANIMALS), lambda made: made.food.animals),
    "compost": Kindred(_("Compostati"), GRAMS, _moved(Kind.COMPOST), lambda made: made.food.compost),
    "discarded": Kindred(_("Scartati"), GRAMS, _moved(Kind.DISCARDED), lambda made: made.food.discarded),
    "untraced": Kindred(_("Usati senza traccia"), GRAMS, _moved(Kind.UNTRACED), lambda made: made.food.untraced),
    "unexplained": Kindred(_("Differenza da spiegare"), GRAMS, _moved(Kind.CORRECTED), lambda m: m.food.unexplained),
    "stock_end": Kindred(_("In dispensa alla fine"), GRAMS, _stock, lambda made: made.food.stock_end),
    "portions": Kindred(_("Porzioni cucinate"), PORTIONS, _dishes("portions"), lambda made: made.kitchen.portions),
    "left_over": Kindred(_("Porzioni avanzate"), PORTIONS, _dishes("left_over"), lambda made: made.kitchen.left_over),
    "plates": Kindred(_("Pasti serviti (contati)"), PEOPLE, _plates, lambda made: made.plates),
    "at_table": Kindred(_("Posti occupati"), PEOPLE, _at_table, lambda made: made.seats.seated + made.seats.counted),
    "seats": Kindred(_("Posti offerti"), SEATS, _offered, lambda made: made.seats.offered),
    "booked": Kindred(_("Posti prenotati"), SEATS, _people("booked"), lambda made: made.seats.booked),
    "came": Kindred(_("Prenotati e venuti"), PEOPLE, _people("came"), lambda made: made.seats.came),
    "walk_ins": Kindred(_("Arrivi liberi"), PEOPLE, _people("walk_ins"), lambda made: made.seats.walk_ins),
    "no_shows": Kindred(_("Assenti"), PEOPLE, _people("no_shows"), lambda made: made.seats.no_shows),
    "released": Kindred(_("Posti ceduti"), SEATS, _people("released"), lambda made: made.seats.released),
    "given_back": Kindred(_("Posti liberati"), SEATS, _people("given_back"), lambda made: made.seats.given_back),
    "late_cancels": Kindred(_("Liberati tardi"), SEATS, _people("late_cancels"), lambda made: made.seats.late_cancels),
    "takeaway": Kindred(_("Asporto consegnato"), PEOPLE, _people("takeaway"), lambda made: made.seats.takeaway),
    "volunteers": Kindred(
        _("Volontari a tavola, a parte"), PEOPLE, _people("volunteers"), lambda made: made.seats.volunteers
    ),
    "waiting_unmet": Kindred(
        _("In lista d'attesa senza posto"), PEOPLE, _people("waiting_unmet"), lambda made: made.seats.waiting_unmet
    ),
    "second_helpings": Kindred(_("Bis"), PORTIONS, _helpings, lambda made: made.seats.second_helpings),
}
"""Every figure that is a sum of rows. Estimates and ratios are made of these."""
