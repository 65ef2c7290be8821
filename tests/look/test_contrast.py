"""Every text reads at 4.5:1 or more, its main pairs at 7:1; what shows a control's edge at 3:1."""

import pytest

from guests.cards import COLOURS
from tests.look.stylesheet import contrast, dark, light

SCHEMES = {"light": light(), "dark": dark()}
BEST = [("ink", "paper"), ("ink", "card"), ("on-ok", "ok")]
TEXT = [
    ("soft", "paper"), ("soft", "card"), ("act", "paper"), ("act", "card"), ("act-strong", "card"),
    ("on-act", "act"), ("on-act", "act-strong"), ("warm", "paper"), ("warm", "card"),
    ("on-warn", "warn"), ("on-full", "full"), ("ink", "line"), ("soft", "line"),
]  # fmt: skip
CONTROLS = [
    ("control", "card"), ("control", "paper"), ("act", "paper"), ("act", "card"), ("act", "ok"), ("kept", "card"),
    ("kept", "paper"), ("warm", "card"), ("ink", "ok"),
]  # fmt: skip
BELOW = [
    (scheme, one, other, floor)
    for scheme in SCHEMES
    for pairs, floor in ((BEST, 7.0), (TEXT, 4.5), (CONTROLS, 3.0))
    for one, other in pairs
]


@pytest.mark.parametrize(("scheme", "one", "other", "floor"), BELOW)
def test_pair_is_readable(scheme: str, one: str, other: str, floor: float) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(tokens[one], tokens[other]) >= floor


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("colour", COLOURS)
def test_pictogram_is_readable_on_each_colour_of_a_card(scheme: str, colour: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(tokens["on-disc"], tokens[f"disc-{colour}"]) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
def test_disc_stands_out_from_its_card(colour: str) -> None:
    assert contrast(SCHEMES["light"][f"disc-{colour}"], SCHEMES["light"]["card"]) >= 3.0
    assert contrast(SCHEMES["dark"]["ring"], SCHEMES["dark"]["card"]) >= 3.0


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert (contrast("000000", "ffffff"), round(contrast("777777", "ffffff"), 2)) == (21.0, 4.48)
