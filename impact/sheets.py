"""The figures as rows of a spreadsheet: the numbers of page and mail, in the active language."""

from decimal import Decimal

from django.utils.translation import gettext as _

from impact.estimates import Estimate
from impact.figures import Figures
from impact.food import Share
from impact.models import ClosedWeek
from papers.sheets import Cell
from recovery.models import Category, Destination, Donation, Movement, RefusalReason

Table = list[list[Cell]]
WHERE = dict(Destination.choices) | dict(Movement.Kind.choices)
"""Where discarded food goes: the standard's destinations, animals and compost."""


def rows(figures: Figures, closed: ClosedWeek | None = None) -> Table:
    """One figure a row: what, of which part, how much, in which unit."""
    head: Table = [[_("Figura"), _("Parte"), _("Valore"), _("Unità")]]
    return [*head, *_place(figures), *_food(figures), *_kitchen(figures), *_people(figures), *_estimates(figures),
            *_closing(figures, closed)]  # fmt: skip


def _place(figures: Figures) -> Table:
    return [
        [_("Sala da pranzo"), "", figures.canteen, ""],
        [_("Dal giorno"), "", f"{figures.first:%d/%m/%Y}", ""],
        [_("Al giorno"), "", f"{figures.last:%d/%m/%Y}", ""],
    ]


def _closing(figures: Figures, closed: ClosedWeek | None) -> Table:
    """Whether these numbers are written down, and what was missing."""
    table: Table = [[_("Consuntivo"), "", closed.get_state_display() if closed else _("non ancora fatto"), ""]]
    if closed:
        table.append([_("Revisione"), closed.reason or str(closed.get_cause_display()), closed.revision, ""])
    table += [[_("Manca"), _("presenze da chiudere"), f"{day:%d/%m/%Y}", ""] for day in figures.unclosed]
    if figures.unweighed:
        table.append([_("Manca"), _("casse da pesare"), figures.unweighed, _("casse")])
    return table


def _food(figures: Figures) -> Table:
    by_category, by_shop = _("Cibo recuperato, per categoria"), _("Cibo recuperato, per negozio")
    table: Table = [[_("Cibo recuperato"), "", _kg(figures.recovered_grams), "kg"]]
    table += [[by_category, _category(share), _kg(share.grams), "kg"] for share in figures.by_category if share.grams]
    table += [[by_shop, share.name, _kg(share.grams), "kg"] for share in figures.by_shop if share.grams]
    table += _books(figures)
    for share in figures.by_category:
        table += [[name, _category(share), _kg(grams), "kg"] for name, grams in _ways(share) if grams]
    refused, origins = dict(RefusalReason.choices), dict(Donation.Origin.choices)
    table += [[_("Non accettato"), str(refused[part.key]), _kg(part.grams), "kg"] for part in figures.refusals]
    table += [
        [_("Scarti"), f"{WHERE[one.destination]}, {_edible(one.edible)}", _kg(one.grams), "kg"]
        for one in figures.discards
    ]
    table += [[_("Non è recupero"), str(origins[part.key]), _kg(part.grams), "kg"] for part in figures.set_apart]
    if figures.non_food_grams:
        table.append([_("Non alimentari"), "", _kg(figures.non_food_grams), "kg"])
    return table


def _books(figures: Figures) -> Table:
    """The books of the period, in the order in which they close."""
    food = figures.food
    named = [
        (_("Offerto"), food.offered), (_("Accettato alla bilancia"), food.accepted),
        (_("In attesa di controllo"), food.quarantined), (_("Da pesare, peso dichiarato"), food.awaiting),
        (_("Non accettato"), food.refused), (_("In dispensa all'inizio"), food.stock_start),
        (_("Cucinato"), food.cooked), (_("Ceduto ad altri enti"), food.passed_on),
        (_("Dato agli animali"), food.animals), (_("Compostato"), food.compost), (_("Scartato"), food.discarded),
        (_("Usato senza traccia"), food.untraced), (_("Rettifiche"), food.corrected),
        (_("Differenza da spiegare"), food.unexplained), (_("In dispensa alla fine"), food.stock_end),
    ]  # fmt: skip
    return [[name, "", _kg(grams), "kg"] for name, grams in named]


def _ways(share: Share) -> list[tuple[str, int]]:
    food = share.food
    return [
        (_("Cucinato, per categoria"), food.cooked), (_("Ceduto, per categoria"), food.passed_on),
        (_("Scartato, per categoria"), food.discarded), (_("In dispensa alla fine, per categoria"), food.stock_end),
    ]  # fmt: skip


def _kitchen(figures: Figures) -> Table:
    kitchen = figures.kitchen
    return [
        [_("Piatti cucinati"), "", kitchen.dishes, _("piatti")],
        [_("Porzioni cucinate"), "", kitchen.portions, _("porzioni")],
        [_("Porzioni avanzate"), "", kitchen.left_over, _("porzioni")],
    ]


def _people(figures: Figures) -> Table:
    seats = figures.seats
    return [
        [_("Pasti serviti (contati)"), "", figures.plates, _("pasti")],
        [_("Grammi recuperati per pasto servito"), "", figures.grams_per_plate, "g"],
        [_("Servizi"), "", figures.sittings, _("servizi")],
        [_("Posti offerti"), "", seats.offered, _("posti")],
        [_("Posti prenotati"), "", seats.booked, _("posti")],
        [_("Persone sedute"), "", seats.seated, _("persone")],
        [_("Arrivi liberi"), "", seats.walk_ins, _("persone")],
        [_("Assenti"), "", seats.no_shows, _("persone")],
        [_("Posti ceduti"), "", seats.released, _("posti")],
        [_("Posti liberati"), "", seats.given_back, _("posti")],
        [_("Posti liberati dopo la chiusura delle prenotazioni"), "", seats.late_cancels, _("posti")],
        [_("Posti liberati e ripresi"), "", seats.refilled, _("posti")],
        [_("In meno del previsto"), "", seats.fewer, _("persone")],
        [_("Non registrati"), "", seats.not_recorded, _("persone")],
        [_("Ancora attesi"), "", seats.expected, _("persone")],
        [_("Contati senza elenco"), "", seats.counted, _("persone")],
        [_("Asporto consegnato"), "", seats.takeaway, _("pasti")],
        [_("Volontari a tavola, a parte"), "", seats.volunteers, _("persone")],
        [_("In lista d'attesa senza posto"), "", seats.waiting_unmet, _("persone")],
        [_("Bis"), "", seats.second_helpings, _("piatti")],
    ]


def _estimates(figures: Figures) -> Table:
    return [
        *_estimate(_("Pasti equivalenti (stima)"), figures.equivalents, unit=_("pasti")),
        *_estimate(_("CO₂e evitata (stima)"), figures.co2e, unit="kg", parts=1000),
        *_estimate(_("Acqua (stima)"), figures.water, unit="l"),
        *_estimate(_("Valore sociale (stima)"), figures.euro, unit="EUR", parts=100),
    ]


def _estimate(name: str, made: Estimate | None, *, unit: str, parts: int = 1) -> Table:
    """An estimate with its range, and the factor it is made by."""
    if made is None:
        return []
    shown = [(_("valore"), made.value), (_("minimo"), made.low), (_("massimo"), made.high)]
    table: Table = [[name, part, Decimal(amount) / parts, unit] for part, amount in shown]
    factor = f"{made.factor} {made.version}"
    return [
        *table, [_("Fattore"), factor, made.factor_value, made.unit],
        [_("Fattore, minimo pubblicato"), factor, made.factor_low, made.unit],
        [_("Fattore, massimo pubblicato"), factor, made.factor_high, made.unit],
        [_("Fonte del fattore"), factor, made.source, ""],
    ]  # fmt: skip


def _edible(edible: bool) -> str:
    return _("si poteva mangiare") if edible else _("non si poteva mangiare")


def _category(share: Share) -> str:
    return str(Category(share.key).label)


def _kg(grams: int) -> Decimal:
    return Decimal(grams) / 1000
