"""The document and the settings say the same."""

import re
from pathlib import Path

from canteens.retention import DEFAULTS
from tests.frame.test_settings import ROOT

TEXT = Path(ROOT, "docs/privacy.md").read_text()


def test_days_in_the_document_are_those_of_the_settings() -> None:
    section = TEXT.split("## How long")[1].split("\n## ")[0]
    written = {name: int(days) for name, days in re.findall(r"^\| `(\w+)` \| (\d+) \|", section, re.MULTILINE)}
    assert written == {str(purpose): days for purpose, (days, _reason) in DEFAULTS.items()}


def test_rules_in_the_data_map_exist() -> None:
    section = TEXT.split("## Where it stands")[1].split("\n## ")[0]
    named = {name for line in section.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line)}
    assert named <= {str(purpose) for purpose in DEFAULTS}
