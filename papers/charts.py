"""Charts: one definition that a page draws, a mail tells and a table repeats. Knows no domain.

Why a template of our own and no library: docs/decisions/0002-charts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

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
        return mark_safe(render_to_string("papers/bars.svg", {"bars": self._drawn(), "base": BASE, "labels": LABELS}))  # noqa: S308 - rendered with escaping

    def _drawn(self) -> list[dict[str, object]]:
        """Places across in per cent, so that the drawing needs no scaling; heights in pixels."""
        slot = 100 / max(len(self.bars), 1)
        top = max((bar.amount for bar in self.bars), default=0)
        drawn = []
        for number, bar in enumerate(self.bars):
            height = round(bar.amount * (BASE - TOP) / top) if top else 0
            drawn.append({
                "bar": bar, "last": number == len(self.bars) - 1, "x": f"{slot * (number + 0.14):.2f}%",
                "width": f"{slot * 0.72:.2f}%", "middle": f"{slot * (number + 0.5):.2f}%",
                "y": BASE - height, "height": height, "above": BASE - height - 7,
            })  # fmt: skip
        return drawn
