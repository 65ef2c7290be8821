"""The figures as rows of a spreadsheet: the numbers of page and mail, in the active language."""

from decimal import Decimal

from django.utils.translation import gettext as _

from impact.figures import Figures
from papers.sheets import Cell
from recovery.models import Category


def rows(figures: Figures) -> list[list[Cell]]:
    """One figure a row: what, of which part, how much, in which unit."""
    return [[_("Figura"), _("Parte"), _("Valore"), _("Unità")], *_place(figures), *_food(figures), *_people(figures)]


def _place(figures: Figures) -> list[list[Cell]]:
    return [
        [_("Sala da pranzo"), "", figures.canteen, ""],
        [_("Dal giorno"), "", f"{figures.first:%d/%m/%Y}", ""],
        [_("Al giorno"), "", f"{figures.last:%d/%m/%Y}", ""],
    ]


def _food(figures: Figures) -> list[list[Cell]]:
    table: list[list[Cell]] = [[_("Cibo recuperato"), "", _kg(figures.recovered_grams), "kg"]]
    by_category, by_shop = _("Cibo recuperato, per categoria"), _("Cibo recuperato, per negozio")
    table += [[by_category, str(Category(share.key).label), _kg(share.grams), "kg"] for share in figures.by_category]
    table += [[by_shop, share.name, _kg(share.grams), "kg"] for share in figures.by_shop]
    if figures.non_food_grams:
        table.append([_("Non alimentari"), "", _kg(figures.non_food_grams), "kg"])
    return table


def _people(figures: Figures) -> list[list[Cell]]:
    seats, meals, estimate = figures.seats, figures.equivalents, _("Pasti equivalenti (stima)")
    table: list[list[Cell]] = [
        [_("Pasti serviti (contati)"), "", figures.plates, _("pasti")],
        [_("Grammi recuperati per pasto servito"), "", figures.grams_per_plate, "g"],
        [_("Servizi"), "", figures.sittings, _("servizi")],
        [_("Posti offerti"), "", seats.offered, _("posti")],
        [_("Posti prenotati"), "", seats.booked, _("posti")],
        [_("Persone sedute"), "", seats.seated, _("persone")],
        [_("Arrivi liberi"), "", seats.walk_ins, _("persone")],
        [_("Assenti"), "", seats.no_shows, _("persone")],
        [_("Posti ceduti"), "", seats.released, _("posti")],
        [_("In meno del previsto"), "", seats.fewer, _("persone")],
        [_("Non registrati"), "", seats.not_recorded, _("persone")],
        [_("Ancora attesi"), "", seats.expected, _("persone")],
        [_("Contati senza elenco"), "", seats.counted, _("persone")],
        [_("Asporto consegnato"), "", seats.takeaway, _("pasti")],
        [_("In lista d'attesa senza posto"), "", seats.waiting_unmet, _("persone")],
    ]
    if meals:
        table += [
            [estimate, _("valore"), meals.value, _("pasti")],
            [estimate, _("minimo"), meals.low, _("pasti")],
            [estimate, _("massimo"), meals.high, _("pasti")],
            [_("Fattore"), f"{meals.factor} {meals.version}", meals.factor_value, meals.unit],
            [_("Fonte del fattore"), "", meals.source, ""],
        ]
    return table


def _kg(grams: int) -> Decimal:
    return Decimal(grams) / 1000
