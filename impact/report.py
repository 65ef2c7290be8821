"""A week on two pages: the figures of page, mail and API as a paper for a meeting, in the active language.

It is made from the plain JSON of the figures, so that a week that was written down prints as it was written.
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
from impact.report_tables import Plain
from impact.stats import stats
from impact.weeks import told
from papers.pdf import pdf


def week_pdf(canteen: Canteen, week: Week, *, revision: int | None = None) -> bytes:
    """The report of a week as PDF/UA-1: as it was written down, in its newest revision or the one that is named, else
    as it is now."""
    said = told(canteen, week.period, revision=revision)
    paper = week_paper(
        said.figures.as_dict(), week=week, weeks=trend.weeks(canteen, last=week, grams=said.figures.recovered_grams),
        change=trend.change(canteen, said.figures), is_over=canteen.today() >= week.period.end,
        revision=said.closed.revision if said.closed else None,
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
    chart = trend.chart(weeks)
    missing = _missing(plain, is_over=is_over)
    first, last = dt.date.fromisoformat(plain["first"]), dt.date.fromisoformat(plain["last"])
    return {
        "lang": get_language() or "it", "title": _("Settimana {number}").format(number=week.number),
        "day": plain["last"], "canteen": plain["canteen"],
        "days": f"{_named(first, 'j F')} – {_named(last, 'j F Y')}",
        "state": _state(missing, revision), "is_final": not missing,
        "missing": [_("Manca ancora: {what}.").format(what="; ".join(missing))] if missing else [],
        "stats": [stat.as_dict() for stat in stats(plain, change)],
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
    if crates := plain["unweighed"]:
        missing.append(ngettext("{n} cassa da pesare", "{n} casse da pesare", crates).format(n=crates))
    return missing


def _state(missing: Sequence[str], revision: int | None) -> str:
    state = _("consuntivo provvisorio") if missing else _("consuntivo definitivo")
    return _("{state}, revisione {number}").format(state=state, number=revision) if (revision or 1) > 1 else state


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
