"""docs/figures.md defines every figure, and nothing that is none."""

import re
from dataclasses import fields
from pathlib import Path

from impact.figures import Discard, Estimate, Figures, Food, Kitchen, Part, Seats, Share

DOCUMENT = Path(__file__).parents[2] / "docs" / "figures.md"


def test_every_field_is_defined_in_one_sentence() -> None:
    entries = dict(re.findall(r"^- `(\w+)`: (.+(?:\n  .+)*)", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    kinds = (Figures, Food, Share, Part, Discard, Kitchen, Seats, Estimate)
    wanted = {field.name for kind in kinds for field in fields(kind)} - {"seats", "food", "kitchen"} | {"occupancy"}
    assert set(entries) == wanted
    assert [name for name, sentence in entries.items() if not sentence.endswith((".",))] == []
