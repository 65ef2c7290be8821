"""How the figures are shown: the seven of the top, and the rows of the tables."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from impact.figures import Figures, Seats
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
    return [
        _stat(_("Recuperati"), f"{kilograms(made.recovered_grams)} kg", *more_food),
        _stat(_("Pasti serviti (contati)"), whole(made.plates), *more_plates),
        _stat(
            _("Pasti equivalenti (stima)"), whole(meals.value) if meals else NOTHING,
            note=_("da {low} a {high}").format(low=whole(meals.low), high=whole(meals.high)) if meals else "",
        ),
        _stat(_("Grammi per pasto servito"), NOTHING if made.grams_per_plate is None else whole(made.grams_per_plate)),
        _stat(
            _("Posti occupati"), NOTHING if made.occupancy is None else f"{made.occupancy}\u00a0%",
            note=_("{seated} di {offered}").format(seated=whole(on_seats), offered=whole(seats.offered)),
        ),
        _stat(_("Arrivi liberi"), whole(seats.walk_ins)),
        _stat(_("Assenti"), whole(seats.no_shows), note=_("di {booked} prenotati").format(booked=whole(seats.booked))),
    ]  # fmt: skip


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
    return [
        (name, [kilograms(grams), number_format(100 * grams / made.recovered_grams, decimal_pos=1)])
        for name, grams in shares
    ]


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
