"""How the figures are shown: the seven of the top, and the rows of the tables."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from impact.figures import Estimate, Figures, Seats
from impact.trend import Change
from recovery.models import Category
from recovery.weights import kilograms, whole

NOTHING = "–"


def stats(made: Figures, change: Change | None) -> list[dict[str, str]]:
    """At most seven: what components/stat.html draws."""
    seats, meals = made.seats, made.equivalents
    more_food = _compared(change.recovered_percent, "\u00a0%") if change else ("", "")
    more_plates = _compared(change.plates) if change else ("", "")
    on_seats = seats.seated + seats.counted
    a_plate, taken = made.grams_per_plate, made.occupancy
    return [
        _stat(_("Recuperati"), f"{kilograms(made.recovered_grams)}\u00a0kg", *more_food),
        _stat(_("Pasti serviti (contati)"), whole(made.plates), *more_plates),
        _stat(_("Pasti equivalenti (stima)"), whole(meals.value) if meals else NOTHING, note=_span(meals)),
        _stat(_("Grammi per pasto servito"), NOTHING if a_plate is None else f"{whole(a_plate)}\u00a0g"),
        _stat(_("Posti occupati"), NOTHING if taken is None else f"{taken}\u00a0%", note=_of(on_seats, seats.offered)),
        _stat(_("Arrivi liberi"), whole(seats.walk_ins)),
        _stat(_("Assenti"), whole(seats.no_shows), note=_booked(seats.booked)),
    ]


def _span(meals: Estimate | None) -> str:
    return _("da {low} a {high}").format(low=whole(meals.low), high=whole(meals.high)) if meals else ""


def _of(seated: int, offered: int) -> str:
    return _("{seated} di {offered}").format(seated=whole(seated), offered=whole(offered)) if offered else ""


def _booked(booked: int) -> str:
    return _("di {booked} prenotati").format(booked=whole(booked)) if booked else ""


def _stat(label: str, value: str, change: str = "", note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "change": change, "note": note}


def _compared(change: int | None, unit: str = "") -> tuple[str, str]:
    """A change with its sign, and what it is compared with; nothing where nothing came before."""
    if change is None:
        return "", ""
    sign = {1: "+", -1: "−", 0: "±"}[(change > 0) - (change < 0)]
    return f"{sign}{whole(abs(change))}{unit}", _("sulle ultime 4 settimane")


def tables(made: Figures) -> dict[str, Any]:
    """Rows as components/table.html draws them: a heading and its cells."""
    categories = [(str(Category(share.key).label), share.grams) for share in made.by_category]
    return {
        "category_columns": [(_("Categoria"), False), ("kg", True), ("%", True)],
        "category_rows": _shares(categories, made),
        "shop_columns": [(_("Negozio"), False), ("kg", True), ("%", True)],
        "shop_rows": _shares([(share.name, share.grams) for share in made.by_shop], made),
        "food_total": (_("Totale"), [kilograms(made.recovered_grams), "100"]),
        "people_columns": [(_("Posti e persone"), False), (_("Quanti"), True)],
        "people_rows": _people(made.seats),
        "people_total": (_("Pasti serviti (contati)"), [whole(made.plates)]),
    }


def _shares(shares: list[tuple[str, int]], made: Figures) -> list[tuple[str, list[str]]]:
    return [(name, [kilograms(grams), _per_cent(grams, made.recovered_grams)]) for name, grams in shares]


def _per_cent(part: int, of: int) -> str:
    """With one decimal, rounded: `number_format` alone would cut."""
    return number_format((Decimal(100 * part) / of).quantize(Decimal("0.1"), ROUND_HALF_UP), decimal_pos=1)


def _people(seats: Seats) -> list[tuple[str, list[str]]]:
    """Always what is asked of a canteen; the rarer rows only where there is something to tell."""
    rows = [
        (_("Posti offerti"), seats.offered, True),
        (_("Posti prenotati"), seats.booked, True),
        (_("– di questi, venuti"), seats.came, True),
        (_("– assenti"), seats.no_shows, True),
        (_("– in meno del previsto"), seats.fewer, False),
        (_("– posti ceduti"), seats.released, False),
        (_("– non registrati"), seats.not_recorded, False),
        (_("– ancora attesi"), seats.expected, False),
        (_("Arrivi liberi"), seats.walk_ins, True),
        (_("Persone sedute"), seats.seated, True),
        (_("Asporto consegnato"), seats.takeaway, True),
        (_("Contati senza elenco"), seats.counted, False),
        (_("In lista d'attesa senza posto"), seats.waiting_unmet, False),
    ]
    return [(str(name), [whole(number)]) for name, number, always in rows if number or always]
