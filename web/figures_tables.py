"""How the figures are shown: the rows of the tables."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from impact.figures import Figures, Food, Seats, Share
from impact.rows import GRAMS, PEOPLE, PORTIONS, SEATS, Rows
from impact.sheets import WHERE
from recovery.models import Category, Donation, RefusalReason
from recovery.weights import kilograms, whole

NOTHING = "–"


def _kg(grams: int) -> str:
    return f"{kilograms(grams)}\u00a0kg"


def tables(made: Figures) -> dict[str, Any]:
    """Rows as components/table.html draws them: a heading and its cells; those of figures also name their rows."""
    return {
        "category_columns": _columns(_("Categoria")),
        "category_rows": _shares([(str(Category(share.key).label), share) for share in made.by_category], made),
        "shop_columns": _columns(_("Negozio")),
        "shop_rows": _shares([(share.name, share) for share in made.by_shop], made),
        "food_total": (_("Totale"), _cells(made.recovered_grams, made, made.food)),
        "books": _books(made.food), "people_rows": _people(made.seats), "wasted": _wasted(made),
        "wasted_columns": [(_("Dove"), False), ("kg", True)],
        "refused_columns": [(_("Perché"), False), ("kg", True)], "refused": _refused(made), "apart": _apart(made),
        "people_total": (_("Pasti serviti (contati)"), whole(made.plates), "plates"),
        "estimates": [one for one in (made.equivalents, made.co2e, made.water, made.euro) if one],
    }  # fmt: skip


def _columns(first: str) -> list[tuple[str, bool]]:
    numbers = ["kg", "%", _("cucinati"), _("ceduti"), _("scartati"), _("in dispensa")]
    return [(first, False), *[(name, True) for name in numbers]]


def _shares(shares: list[tuple[str, Share]], made: Figures) -> list[tuple[str, list[str]]]:
    return [(name, _cells(share.grams, made, share.food)) for name, share in shares]


def _cells(grams: int, made: Figures, food: Food) -> list[str]:
    ways = (food.cooked, food.passed_on, food.discarded, food.stock_end)
    return [kilograms(grams), _per_cent(grams, made.recovered_grams), *[kilograms(way) for way in ways]]


def _per_cent(part: int, of: int) -> str:
    """With one decimal, rounded, but for a whole hundred: `number_format` alone would cut."""
    if part == of:
        return "100" if of else NOTHING
    return number_format((Decimal(100 * part) / of).quantize(Decimal("0.1"), ROUND_HALF_UP), decimal_pos=1)


Line = tuple[str, str, str]
"""A heading, its number, and the figure whose rows it opens (none: empty)."""


def _books(food: Food) -> list[Line]:
    """Where the food of the period came from and went: first what always is asked, then what there is to tell."""
    rows = [
        (_("Offerti dai negozi"), food.offered, "offered", True),
        (_("– accettati alla bilancia"), food.accepted, "accepted", True),
        (_("– da pesare, peso dichiarato"), food.awaiting, "awaiting", False),
        (_("– in attesa di controllo"), food.quarantined, "quarantined", False),
        (_("– non accettati"), food.refused, "refused", True),
        (_("In dispensa all'inizio"), food.stock_start, "", True),
        (_("Cucinati"), food.cooked, "cooked", True),
        (_("Ceduti ad altri enti"), food.passed_on, "passed_on", True),
        (_("Dati agli animali"), food.animals, "animals", False),
        (_("Compostati"), food.compost, "compost", False),
        (_("Scartati"), food.discarded, "discarded", True),
        (_("Usati senza traccia"), food.untraced, "untraced", False),
        (_("Differenza da spiegare"), food.unexplained, "unexplained", True),
        (_("In dispensa alla fine"), food.stock_end, "stock_end", True),
    ]
    return [(name, kilograms(grams), figure) for name, grams, figure, always in rows if grams or always]


def _wasted(made: Figures) -> list[tuple[str, list[str]]]:
    return [
        (f"{WHERE[one.destination]} · {_('si poteva mangiare') if one.edible else _('non si poteva mangiare')}",
         [kilograms(one.grams)])
        for one in made.discards
    ]  # fmt: skip


def _refused(made: Figures) -> list[tuple[str, list[str]]]:
    named = dict(RefusalReason.choices)
    return [(str(named[part.key]), [kilograms(part.grams)]) for part in made.refusals]


def _apart(made: Figures) -> list[tuple[str, str]]:
    named = dict(Donation.Origin.choices)
    return [(str(named[share.key]), _kg(share.grams)) for share in made.set_apart if share.grams]


def lines(found: Rows) -> dict[str, Any]:
    """The rows of one figure as a table with their sum."""
    show = kilograms if found.unit == GRAMS else whole
    unit = {GRAMS: "kg", PEOPLE: _("persone"), SEATS: _("posti"), PORTIONS: _("porzioni")}[found.unit]
    return {
        "unit": unit, "total": show(found.total),
        "rows": [(line.day, line.what, line.whose, show(line.amount)) for line in found.lines],
    }  # fmt: skip


def _people(seats: Seats) -> list[Line]:
    """Always what is asked of a canteen; the rarer rows only where there is something to tell."""
    rows = [
        (_("Posti offerti"), seats.offered, "seats", True),
        (_("Posti prenotati"), seats.booked, "booked", True),
        (_("– di questi, venuti"), seats.came, "came", True),
        (_("– assenti"), seats.no_shows, "no_shows", True),
        (_("– in meno del previsto"), seats.fewer, "", False),
        (_("– posti ceduti"), seats.released, "released", False),
        (_("– non registrati"), seats.not_recorded, "", False),
        (_("– ancora attesi"), seats.expected, "", False),
        (_("Arrivi liberi"), seats.walk_ins, "walk_ins", True),
        (_("Asporto consegnato"), seats.takeaway, "takeaway", True),
        (_("Volontari a tavola, a parte"), seats.volunteers, "volunteers", False),
        (_("Contati senza elenco"), seats.counted, "", False),
        (_("Posti liberati"), seats.given_back, "given_back", False),
        (_("– dopo la chiusura delle prenotazioni"), seats.late_cancels, "late_cancels", False),
        (_("Posti liberati e ripresi"), seats.refilled, "", False),
        (_("In lista d'attesa senza posto"), seats.waiting_unmet, "waiting_unmet", False),
        (_("Bis (non sono pasti in più)"), seats.second_helpings, "second_helpings", False),
    ]
    return [(str(name), whole(number), figure) for name, number, figure, always in rows if number or always]
