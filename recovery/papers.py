"""The transport document as a paper: what its template prints, out of what was frozen when it was issued.

The words of the paper stand in its template (recovery/typst), one file a version that never changes once a document
was issued with it. Drawn when somebody asks: no hand-over waits for it.
"""

import datetime as dt
from typing import Any

from django.utils import translation

from papers.pdf import pdf
from recovery.models import DateMark, Precision, TransportDocument
from recovery.weights import kilograms, whole

MARKS = {DateMark.USE_BY: "da consumarsi entro", DateMark.BEST_BEFORE: "preferibilmente entro"}
"""The law's own words (Reg. (EU) 1169/2011, Annex X), whatever the pages say."""
PRINTED = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}
NOTHING = "–"


def document_pdf(document: TransportDocument) -> bytes:
    """The paper of `document` as PDF/UA-1, in the template that it was issued with; the same bytes each time.

    One that was annulled since says so in a stamp: its other words are those of the day.
    """
    return pdf(f"recovery/typst/{document.template_version}.typ", document_paper(document))


def document_paper(document: TransportDocument) -> dict[str, Any]:
    """What the template prints. Nothing is looked up but the document's own row, and the one that annuls it."""
    frozen = document.payload
    title = "Documento di annullamento" if "annuls" in frozen else "Documento di trasporto"
    counter = TransportDocument.objects.filter(annuls=document).first()
    with translation.override("it"):  # the figures of an Italian paper, in whichever language it is asked for
        return {
            "lang": "it", "title": f"{title} {document.name}", "kind": title, "number": document.name,
            "day": frozen["day"], "date": _date(frozen["day"]), "hour": frozen["hour"],
            "is_surplus": frozen["origin"] == "surplus", "annuls": _annuls(frozen),
            "annulled_by": counter and {"number": counter.name, "date": _date(counter.payload["day"])},
            "donor": frozen["donor"], "donee": frozen["donee"], "destination": frozen["destination"],
            "carrier": frozen["carrier"], "rows": [_row(goods) for goods in frozen["goods"]],
            "total": [
                "Totale", "", _crates(sum(goods["crates"] or 0 for goods in frozen["goods"])),
                kilograms(frozen["grams"]), "", "",
            ],
            "version": document.template_version, "sha256": document.sha256,
        }  # fmt: skip


def _annuls(frozen: dict[str, Any]) -> dict[str, str] | None:
    if "annuls" not in frozen:
        return None
    return {"number": frozen["annuls"], "date": _date(frozen["annuls_day"]), "why": frozen["why"]}


def _row(goods: dict[str, Any]) -> list[str]:
    return [
        goods["food"], goods["category_name"], _crates(goods["crates"]), kilograms(goods["grams"]), _mark(goods),
        goods["celsius"].replace(".", ",").replace("-", "−") if goods["celsius"] else NOTHING,
    ]  # fmt: skip


def _crates(count: int | None) -> str:
    return whole(count) if count else NOTHING


def _mark(goods: dict[str, Any]) -> str:
    """The date mark as exactly as it was printed: a day, a month or a year (DOMAIN 2.3)."""
    words = MARKS.get(goods["date_mark"])
    if words is None:
        return NOTHING
    marked, precision = goods["marked_day"], goods["precision"]
    return f"{words} {format(dt.date.fromisoformat(marked), PRINTED[precision]) if marked else '(non indicata)'}"


def _date(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"
