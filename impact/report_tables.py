"""The tables of a week's report, out of the plain JSON of its figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from impact.estimates import rounded
from impact.sheets import WHERE
from recovery.models import Category, RefusalReason
from recovery.weights import kilograms, whole

Plain = Mapping[str, Any]
Table = dict[str, Any]
Part = tuple[str, int, Plain]
"""A name, its grams, and the ways that food went."""
NOTHING = "–"
MOST_CATEGORIES, MOST_SHOPS, MOST_ENDS = 11, 8, 5
"""So many rows fit on the second page; what is less than them is added up in one row."""
WAYS = ("cooked", "passed_on", "discarded", "stock_end")
SEATS = ("offered", "booked", "came", "no_shows", "walk_ins", "takeaway")
"""What a canteen is always asked; the rarer rows only where there is something to tell."""


def tables(plain: Plain) -> dict[str, Any]:
    """All of them; the one of estimates with its sources."""
    return {
        "people": _people(plain), "food": _food(plain["food"]),
        "shares": [_by_category(plain), _by_shop(plain)],
        "ends": [table for table in (_discards(plain), _refusals(plain)) if table], "estimates": _estimates(plain),
    }  # fmt: skip


def kg(grams: int) -> str:
    """Kilograms with their unit, which stays on the line."""
    return f"{kilograms(grams)}\u00a0kg"


@dataclass(frozen=True)
class Measure:
    """How an estimate is written: what it is, its number and its unit."""

    name: str
    number: Callable[[int], str]
    unit: str = ""

    def value(self, made: Plain) -> str:
        """The estimate by the factor in use."""
        return f"{self.number(made['value'])}\u00a0{self.unit}".rstrip("\u00a0")

    def span(self, made: Plain) -> str:
        """The range that the published factors give."""
        return _("da {low} a {high}").format(low=self.number(made["low"]), high=self.number(made["high"]))


def measures() -> dict[str, Measure]:
    """Each estimate that figures may have. Whole kilograms and euros: with such a range, smaller parts say nothing."""
    return {
        "equivalents": Measure(_("Pasti equivalenti"), whole),
        "co2e": Measure(_("CO₂e evitata"), lambda grams: whole(rounded(grams, 1000) or 0), "kg"),
        "water": Measure(_("Acqua"), whole, "l"),
        "euro": Measure(_("Valore"), lambda cents: whole(rounded(cents, 100) or 0), "€"),
    }  # fmt: skip


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], total: Sequence[str] | None = None) -> Table:
    """A table whose first column has names and all others numbers."""
    cells = [{"text": text, "number": number > 0} for number, text in enumerate(head)]
    return {"title": title, "head": cells, "rows": [list(row) for row in rows], "total": total and list(total)}


def _by_category(plain: Plain) -> Table:
    named = [share | {"name": str(Category(share["key"]).label)} for share in plain["by_category"]]
    return _shares(_("Cibo recuperato, per categoria"), _("Categoria"), named, plain, most=MOST_CATEGORIES)


def _by_shop(plain: Plain) -> Table:
    return _shares(_("Cibo recuperato, per negozio"), _("Negozio"), plain["by_shop"], plain, most=MOST_SHOPS)


def _shares(title: str, first: str, shares: Sequence[Plain], plain: Plain, *, most: int) -> Table:
    shown: list[Part] = [(share["name"], share["grams"], share["food"]) for share in shares]
    if len(shown) > most:
        shown = [*shown[: most - 1], _rest(shown[most - 1 :])]
    grams = plain["recovered_grams"]
    rows = [[name, *_cells(part, grams, food)] for name, part, food in shown]
    head = [first, "kg", "%", _("cucinati"), _("ceduti"), _("scartati"), _("in dispensa")]
    return _table(title, head, rows, [_("Totale"), *_cells(grams, grams, plain["food"])])


def _rest(parts: Sequence[Part]) -> Part:
    """What does not fit, in one row."""
    name = ngettext("{n} altro", "altri {n}", len(parts)).format(n=len(parts))
    food = {way: sum(food.get(way, 0) for _name, _grams, food in parts) for way in WAYS}
    return name, sum(grams for _name, grams, _food in parts), food


def _cells(grams: int, of: int, food: Plain) -> list[str]:
    return [kilograms(grams), _per_cent(grams, of), *[kilograms(food[way]) for way in WAYS]]


def _per_cent(part: int, of: int) -> str:
    """With one decimal, rounded, but for a whole hundred: `number_format` alone would cut."""
    if part == of:
        return "100" if of else NOTHING
    return number_format((Decimal(100 * part) / of).quantize(Decimal("0.1"), ROUND_HALF_UP), decimal_pos=1)


def _food(food: Plain) -> Table:
    """From the shop's door to the plate: what came, and where it went."""
    names = {
        "offered": _("Offerti dai negozi"), "accepted": _("– accettati alla bilancia"),
        "awaiting": _("– da pesare, peso dichiarato"), "quarantined": _("– in attesa di controllo"),
        "refused": _("– non accettati"), "stock_start": _("In dispensa all'inizio"), "cooked": _("Cucinati"),
        "passed_on": _("Ceduti ad altri enti"), "animals": _("Dati agli animali"), "compost": _("Compostati"),
        "discarded": _("Scartati"), "untraced": _("Usati senza traccia"),
        "unexplained": _("Differenza da spiegare"), "stock_end": _("In dispensa alla fine"),
    }  # fmt: skip
    always = {"offered", "accepted", "refused", "cooked", "passed_on", "discarded", "unexplained", "stock_end"}
    rows = [[text, kilograms(food[key])] for key, text in names.items() if food[key] or key in always]
    return _table(_("Il cibo"), [_("Dal negozio al piatto"), "kg"], rows)


def _people(plain: Plain) -> Table:
    names = {
        "offered": _("Posti offerti"), "booked": _("Posti prenotati"), "came": _("– di questi, venuti"),
        "no_shows": _("– assenti"), "fewer": _("– in meno del previsto"), "released": _("– posti ceduti"),
        "not_recorded": _("– non registrati"), "expected": _("– ancora attesi"), "walk_ins": _("Arrivi liberi"),
        "takeaway": _("Asporto consegnato"), "counted": _("Contati senza elenco"), "given_back": _("Posti liberati"),
        "late_cancels": _("– dopo la chiusura delle prenotazioni"), "refilled": _("Posti liberati e ripresi"),
        "waiting_unmet": _("In lista d'attesa senza posto"), "second_helpings": _("Bis (non sono pasti in più)"),
        "volunteers": _("Volontari a tavola, a parte"),
    }  # fmt: skip
    seats = plain["seats"]
    rows = [[text, whole(seats[key])] for key, text in names.items() if seats.get(key) or key in SEATS]
    total = [_("Pasti serviti (contati)"), whole(plain["plates"])]
    return _table(_("Posti e persone"), [_("Posti e persone"), _("Quanti")], rows, total)


def _discards(plain: Plain) -> Table | None:
    eaten = {True: _("si poteva mangiare"), False: _("non si poteva mangiare")}
    ends = [(f"{WHERE[one['destination']]} · {eaten[one['edible']]}", one["grams"]) for one in plain["discards"]]
    return _ends(_("Che cosa nessuno ha mangiato"), _("Dove è finito"), ends)


def _refusals(plain: Plain) -> Table | None:
    labels = {str(value): str(label) for value, label in RefusalReason.choices}
    ends = [(labels.get(one["key"], one["key"]), one["grams"]) for one in plain["refusals"]]
    return _ends(_("Che cosa non è stato accettato"), _("Perché"), ends)


def _ends(title: str, first: str, ends: Sequence[tuple[str, int]]) -> Table | None:
    if not ends:
        return None
    shown: list[Part] = [(name, grams, {}) for name, grams in ends]
    if len(shown) > MOST_ENDS:
        shown = [*shown[: MOST_ENDS - 1], _rest(shown[MOST_ENDS - 1 :])]
    total = [_("Totale"), kilograms(sum(grams for _name, grams in ends))]
    return _table(title, [first, "kg"], [[name, kilograms(grams)] for name, grams, _food in shown], total)


def _estimates(plain: Plain) -> dict[str, Any] | None:
    """Each with its factor, version, source and range: never one number alone (DOMAIN 3)."""
    made = [(measure, plain[key]) for key, measure in measures().items() if plain[key]]
    if not made:
        return None
    rows = [
        [measure.name, measure.value(one), measure.span(one), f"{whole(one['factor_value'])} {one['unit']}",
         f"{whole(one['factor_low'])} – {whole(one['factor_high'])}", f"{one['factor']} {one['version']}"]
        for measure, one in made
    ]  # fmt: skip
    head = [_("Stima"), _("Valore"), _("Minimo e massimo"), _("Fattore"), _("Altri usano"), _("Nome e versione")]
    sources = [{"name": measure.name, "text": one["source"]} for measure, one in made]
    return _table(_("Stime"), head, rows) | {"sources": sources}
