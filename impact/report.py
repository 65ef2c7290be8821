"""A week on two pages: the figures of page, mail and API as a paper for a meeting, in the active language.

It is made from the plain JSON of the figures, so that a week that was written down prints as it was written. What is
not in it is not printed: older figures know less.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from canteens.days import Week
from canteens.models import Canteen
from impact import report_tables, trend
from impact.figures import figures
from impact.report_tables import NOTHING, Plain, kg, measures
from papers.pdf import pdf
from recovery.weights import whole


def week_pdf(canteen: Canteen, week: Week) -> bytes:
    """The report of a week as PDF/UA-1, as its figures are now."""
    made = figures(canteen, week.period)
    paper = week_paper(
        made.as_dict(), week=week, weeks=trend.weeks(canteen, last=week), change=trend.change(canteen, made),
        is_over=canteen.today() >= week.period.end,
    )  # fmt: skip
    return pdf("impact/typst/week.typ", paper)


def week_paper(
    plain: Plain,
    *,
    week: Week,
    weeks: Sequence[trend.WeekGrams],
    change: trend.Change | None,
    is_over: bool = True,
    revision: int | None = None,
    sections: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What the template prints. `plain` is Figures.as_dict(); `revision` if the week was closed; `sections` are more
    tables, each with a title, a head of {text, number}, rows of texts and perhaps a total."""
    chart, missing = trend.chart(weeks), _missing(plain, is_over=is_over)
    first, last = dt.date.fromisoformat(plain["first"]), dt.date.fromisoformat(plain["last"])
    return {
        "lang": get_language() or "it", "title": _("Settimana {number}").format(number=week.number),
        "day": plain["last"], "canteen": plain["canteen"],
        "days": f"{_named(first, 'j F')} – {_named(last, 'j F Y')}",
        "state": _state(missing, revision), "is_final": not missing,
        "missing": [_("Manca ancora: {what}.").format(what="; ".join(missing))] if missing else [],
        "stats": _stats(plain, change),
        "chart": {
            "title": chart.title, "svg": chart.drawing(width=640), "summary": chart.summary,
            "alt": f"{chart.title}. {chart.summary}",
        },
        **report_tables.tables(plain), "sections": [dict(section) for section in sections], "words": _words(),
    }  # fmt: skip


def _named(day: dt.date, pattern: str) -> str:
    """A day by its names; Italian writes them small, which Django's own names do not."""
    name = date_format(day, pattern)
    return name.lower() if get_language() == "it" else name


def _missing(plain: Plain, *, is_over: bool) -> list[str]:
    """What makes the figures provisional, in words."""
    missing = [] if is_over else [_("la settimana non è finita")]
    if plain["unclosed"]:
        days = ", ".join(_named(dt.date.fromisoformat(day), "l") for day in plain["unclosed"])
        missing.append(_("le presenze di {days}").format(days=days))
    if crates := plain.get("unweighed", 0):
        missing.append(ngettext("{n} cassa da pesare", "{n} casse da pesare", crates).format(n=crates))
    return missing


def _state(missing: Sequence[str], revision: int | None) -> str:
    state = _("consuntivo provvisorio") if missing else _("consuntivo definitivo")
    return _("{state}, revisione {number}").format(state=state, number=revision) if (revision or 1) > 1 else state


def _stats(plain: Plain, change: trend.Change | None) -> list[dict[str, str]]:
    """Seven: three that every week has, then where the food went, or what is known of people where it is not."""
    seats, taken = plain["seats"], plain["occupancy"]
    on_seats = _("{seated} di {offered}").format(
        seated=whole(seats["seated"] + seats["counted"]), offered=whole(seats["offered"])
    )  # fmt: skip
    more_food = _compared(change.recovered_percent, "\u00a0%") if change else ("", "")
    more_plates = _compared(change.plates) if change else ("", "")
    return [
        _stat(_("Recuperati"), kg(plain["recovered_grams"]), *more_food),
        _stat(_("Pasti serviti (contati)"), whole(plain["plates"]), *more_plates),
        _stat(_("Posti occupati"), NOTHING if taken is None else f"{taken}\u00a0%", note=on_seats),
        *(_ways(plain) if "food" in plain else _people(plain)),
        _estimated(plain, "equivalents"),
    ]


def _ways(plain: Plain) -> list[dict[str, str]]:
    food, kitchen = plain["food"], plain["kitchen"]
    portions = _("{portions} porzioni").format(portions=whole(kitchen["portions"]))
    return [
        _stat(_("Cucinati"), kg(food["cooked"]), note=portions if kitchen["dishes"] else ""),
        _stat(_("Scartati"), kg(food["discarded"])),
        _estimated(plain, "co2e"),
    ]


def _people(plain: Plain) -> list[dict[str, str]]:
    seats, a_plate = plain["seats"], plain["grams_per_plate"]
    return [
        _stat(_("Grammi per pasto servito"), NOTHING if a_plate is None else f"{whole(a_plate)}\u00a0g"),
        _stat(_("Arrivi liberi"), whole(seats["walk_ins"])),
        _stat(_("Assenti"), whole(seats["no_shows"])),
    ]


def _estimated(plain: Plain, name: str) -> dict[str, str]:
    measure, made = measures()[name], plain.get(name)
    label = _("{estimate} (stima)").format(estimate=measure.name)
    return _stat(label, measure.value(made), note=measure.span(made)) if made else _stat(label, NOTHING)


def _stat(label: str, value: str, change: str = "", note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "change": change, "note": note}


def _compared(change: int | None, unit: str = "") -> tuple[str, str]:
    """A change with its sign, and what it is compared with; nothing where nothing came before."""
    if change is None:
        return "", ""
    sign = {1: "+", -1: "−", 0: "±"}[(change > 0) - (change < 0)]
    return f"{sign}{whole(abs(change))}{unit}", _("sulle ultime 4 settimane")


def _words() -> dict[str, Any]:
    return {
        "sources": _("Da dove vengono i fattori"), "method": _("Come si conta"),
        "methods": [
            _("I pasti serviti sono persone contate; i pasti equivalenti sono chili divisi per un fattore."),
            _("Recuperato è il cibo che sarebbe stato buttato: al peso della bilancia, o a quello del negozio "
              "dove un altro non c'è. Il cibo comprato e quello dei fondi europei (AGEA) non contano."),
            _("Le stime hanno sempre un minimo e un massimo, perché i fattori pubblicati sono diversi tra loro."),
            _("Tutte le righe, anche quelle qui sommate in «altri», sono nel foglio di calcolo della settimana."),
        ],
    }  # fmt: skip
