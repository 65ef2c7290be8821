"""What is committed under static/: complete, small, licensed, and fit for pages that read from the right."""

import gzip
import re

from guests.cards import COLOURS, PICTOGRAMS
from tests.look.stylesheet import CSS, STATIC

SIDES = re.compile(
    r"[;{](?:margin|padding|border)-(?:left|right)\b|[;{](?:left|right):|float:(?:left|right)|text-align:(?:left|right)"
)
ICON = re.compile(r'(?:icon |icon_name=)"([a-z0-9-]+)"')


def test_each_pictogram_is_drawn_once() -> None:
    drawn = re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "pictograms.svg").read_text())
    assert len(drawn) == len(set(drawn))
    assert drawn[:16] == list(PICTOGRAMS)


def test_each_colour_of_a_card_has_its_disc() -> None:
    assert set(re.findall(r"\.disc-([a-z]+)\{", CSS)) == set(COLOURS)


def test_stylesheet_keeps_its_budget() -> None:
    assert len(gzip.compress(CSS.encode(), 9)) <= 25_000


def test_own_script_keeps_its_budget() -> None:
    assert len(gzip.compress((STATIC / "js/mensa.js").read_bytes(), 9)) <= 4_000


def test_fonts_of_a_page_keep_their_budget() -> None:
    sizes = {font.name: font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")}
    latin = sizes["atkinson-latin-400.woff2"] + sizes["atkinson-latin-700.woff2"]
    arabic = sizes["noto-arabic-400.woff2"] + sizes["noto-arabic-700.woff2"]
    assert latin + arabic <= 45_000


def test_every_vendored_thing_has_its_licence() -> None:
    assert sorted(licence.name for licence in (STATIC / "licences").iterdir()) == [
        "atkinson-hyperlegible-next.txt",
        "bootstrap-italia.txt",
        "noto-sans-arabic.txt",
        "tabler-icons.txt",
    ]


def test_our_rules_know_no_left_and_no_right() -> None:
    ours = [*(STATIC.parent / "web/look/scss").glob("_[!i]*.scss"), STATIC / "css/door.css", STATIC / "css/food.css"]
    ours.append(STATIC / "css/kitchen.css")
    assert len(ours) == 10
    compact = re.sub(r"\s+", "", "".join(path.read_text() for path in ours))
    assert SIDES.findall(compact) == []


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    sprite = (STATIC / "pictograms.svg").read_text()
    templates = (STATIC.parent / "web/templates").rglob("*.html")
    named = {
        name
        for page in templates
        for name in re.findall(r'(?:icon|icon_name=|icon_name) ?"([a-z0-9-]+)"', page.read_text())
    }
    assert sorted(name for name in named if f'id="{name}"' not in sprite) == []
