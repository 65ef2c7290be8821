"""The seven figures on top of a week: page, PDF and mail show these, chosen and written once.

They are made from the plain JSON of the figures, so that a week that was written down is shown as it was written.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from impact.report_tables import NOTHING, Plain, kg, measures
from impact.trend import Change
from recovery.weights import whole


@dataclass(frozen=True)
class Stat:
    """One figure with its unit, its change on the weeks before, a word about it, and the figure whose rows make it."""

    label: str
    value: str
    change: str = ""
    note: str = ""
    figure: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON, for a template that knows no classes."""
        return asdict(self)


def stats(plain: Plain, change: Change | None) -> list[Stat]:
    """Seven, in the active language; an estimate opens the rows of what it is made from. `plain` is
    Figures.as_dict()."""
    food = plain["food"]
    more_food = _compared(change.recovered_percent, "\u00a0%") if change else ("", "")
    more_plates = _compared(change.plates) if change else ("", "")
    return [
        Stat(_("Recuperati"), kg(plain["recovered_grams"]), *more_food, figure="recovered"),
        Stat(_("Pasti serviti (contati)"), whole(plain["plates"]), *more_plates, figure="plates"),
        _seats(plain),
        Stat(_("Cucinati"), kg(food["cooked"]), note=_portions(plain["kitchen"]), figure="cooked"),
        Stat(_("Scartati"), kg(food["discarded"]), note=_useful(food), figure="discarded"),
        _estimate(_("CO₂e evitata (stima)"), plain, "co2e"),
        _estimate(_("Pasti equivalenti (stima)"), plain, "equivalents"),
    ]


def _seats(plain: Plain) -> Stat:
    """Who sat down by the list, and who was counted without one."""
    seats, taken = plain["seats"], plain["occupancy"]
    seated, offered = whole(seats["seated"] + seats["counted"]), whole(seats["offered"])
    note = _("{seated} di {offered}").format(seated=seated, offered=offered) if seats["offered"] else ""
    return Stat(_("Posti occupati"), NOTHING if taken is None else f"{taken}\u00a0%", note=note, figure="at_table")


def _portions(kitchen: Plain) -> str:
    if not kitchen["dishes"]:
        return ""
    return _("{portions} porzioni, {left} avanzate").format(
        portions=whole(kitchen["portions"]), left=whole(kitchen["left_over"])
    )  # fmt: skip


def _useful(food: Plain) -> str:
    grams = food["animals"] + food["compost"]
    return _("più {kg} ad animali e compost").format(kg=kg(grams)) if grams else ""


def _estimate(label: str, plain: Plain, name: str) -> Stat:
    measure, made = measures()[name], plain[name]
    value, note = (measure.value(made), measure.span(made)) if made else (NOTHING, "")
    return Stat(label, value, note=note, figure="recovered")


def _compared(change: int | None, unit: str = "") -> tuple[str, str]:
    """A change with its sign, and what it is compared with; nothing where nothing came before."""
    if change is None:
        return "", ""
    sign = {1: "+", -1: "−", 0: "±"}[(change > 0) - (change < 0)]
    return f"{sign}{whole(abs(change))}{unit}", _("sulle ultime 4 settimane")
