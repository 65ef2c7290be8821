"""Charts: one definition that a page, a mail and a paper draw, and a table repeats. Knows no domain.

Why a template of our own and no library: docs/decisions/0002-charts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from papers.pdf import png

TOP, BASE, LABELS = 24, 164, 186
"""Heights in the drawing, in pixels: where the tallest bar ends, where all stand, where their names are."""


@dataclass(frozen=True)
class Bar:
    """One bar: its short name below it, its amount, and the amount as it is written."""

    name: str
    amount: int
    text: str


@dataclass(frozen=True)
class BarChart:
    """Bars in order; the last one is the one that is talked about. `summary` says in words what the eye sees."""

    title: str
    head: tuple[str, str]
    bars: Sequence[Bar]
    summary: str

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The heads of its table, and whether numbers stand below them."""
        return [(self.head[0], False), (self.head[1], True)]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Its table: the same numbers as the bars."""
        return [(bar.name, [bar.text]) for bar in self.bars]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see in it."""
        return not any(bar.amount for bar in self.bars)

    @property
    def svg(self) -> SafeString:
        """The drawing: as wide as its place while its letters keep their size, without a style of its own."""
        return self._template(1, "%", "100%")

    def drawing(self, *, width: int) -> str:
        """The same `width` pixels wide and with its letters' font and the last amount in it: for paper and picture."""
        return self._template(width / 100, "", str(width))

    def png(self, *, width: int) -> bytes:
        """The drawing as a picture, twice as fine; for mails, whose readers show no SVG. Not for web processes: it
        loads typst (papers.pdf)."""
        return png("papers/typst/picture.typ", {"svg": self.drawing(width=width)})

    def _template(self, scale: float, unit: str, width: str) -> SafeString:
        context = {
            "bars": self._drawn(scale, unit), "base": BASE, "labels": LABELS, "width": width, "is_alone": not unit
        }  # fmt: skip
        return mark_safe(render_to_string("papers/bars.svg", context))  # noqa: S308 - rendered with escaping

    def _drawn(self, scale: float, unit: str) -> list[dict[str, object]]:
        """Places across in per cent, so that the drawing needs no scaling, or in pixels; heights in pixels."""
        slot = 100 / max(len(self.bars), 1)
        top = max((bar.amount for bar in self.bars), default=0)
        drawn = []
        for number, bar in enumerate(self.bars):
            height = round(bar.amount * (BASE - TOP) / top) if top else 0
            drawn.append({
                "bar": bar, "last": number == len(self.bars) - 1, "x": f"{slot * scale * (number + 0.14):.2f}{unit}",
                "width": f"{slot * scale * 0.72:.2f}{unit}", "middle": f"{slot * scale * (number + 0.5):.2f}{unit}",
                "y": BASE - height, "height": height, "above": BASE - height - 7,
            })  # fmt: skip
        return drawn
