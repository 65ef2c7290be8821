"""Papers: a typst template and plain JSON become an accessible PDF or a picture. Knows no domain.

typst is 81 MB on disk, and loaded by the first paper that a process draws: who draws none never pays for it.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from papers import glyphs

if TYPE_CHECKING:
    import typst

ROOT = Path(__file__).resolve().parent.parent
PIXELS = 96
"""To the inch, as in CSS and SVG: a drawing of 30 pixels becomes a picture of 30, times its scale."""


def pdf(template: str, payload: Mapping[str, Any]) -> bytes:
    """The paper as PDF/UA-1: tagged, with language and title. The same payload gives the same bytes, whenever.

    `template` is a path from the root of the code; papers/typst/look.typ says what every one of them does with its
    payload. Text can never make it fail: what no font of ours can draw becomes a visible sign.
    """
    return _drawn(template, payload, format="pdf", pdf_standards=["ua-1"])


def png(template: str, payload: Mapping[str, Any], *, scale: int = 2) -> bytes:
    """The same as one picture, `scale` pixels to each of a drawing's own."""
    return _drawn(template, payload, format="png", ppi=float(PIXELS * scale))


def _drawn(template: str, payload: Mapping[str, Any], *, format: Literal["pdf", "png"], **how: Any) -> bytes:  # noqa: A002 - typst's word
    import typst

    # A compiler of our own for each paper: it keeps its inputs, and two threads must not share them.
    compiler = typst.Compiler(
        ROOT / template, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs={"payload": json.dumps(glyphs.printable(payload), ensure_ascii=False)},
    )  # fmt: skip
    made = compiler.compile(format=format, **how)
    if not isinstance(made, bytes):
        raise TypeError(f"{template} makes several pictures")
    return made


@cache
def _fonts() -> "typst.Fonts":
    """Ours alone, so that a paper looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.FONTS])
