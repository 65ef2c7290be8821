"""What the README and the other papers name exists."""

import re
import subprocess

import pytest
from django.urls import Resolver404, resolve

from tests.frame.test_settings import ROOT

PAPERS = [
    "README.md",
    *(f"docs/{name}.md" for name in ("architecture", "glossary", "operations")),
    "licences/README.md",
]


def commands(text: str) -> set[str]:
    return set(re.findall(r"\bmake ([a-z][a-z-]+)\b(?= |$|`|\n)", text))


def offered() -> set[str]:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return commands(done.stdout)


def test_each_command_of_the_readme_exists():
    named = set(re.findall(r"^    make ([a-z-]+)|`make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert {first or second for first, second in named} - offered() == set()


@pytest.mark.parametrize("paper", PAPERS)
def test_each_link_leads_somewhere(paper):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / paper).read_text())
    assert [link for link in links if not (ROOT / paper).parent.joinpath(link).exists()] == []


def test_the_day_is_told_in_six_pictures_that_a_phone_loads_at_once():
    shown = re.findall(r'<img src="docs/pictures/([^"]+)"', (ROOT / "README.md").read_text())
    script = (ROOT / "docs/take_pictures.py").read_text()
    assert shown == [f"{name}.png" for name in re.findall(r'Moment\("([^"]+)"', script)]
    pictures = [(ROOT / "docs/pictures" / name).read_bytes() for name in shown]
    assert [int.from_bytes(picture[16:20]) for picture in pictures] == [360] * 6
    assert [name for name, picture in zip(shown, pictures, strict=True) if len(picture) > 100_000] == []


def test_each_folder_of_the_layout_exists():
    layout = (ROOT / "README.md").read_text().partition("## Layout")[2].partition("Start with")[0]
    assert [name for name in re.findall(r"\b([a-z]+)/", layout) if not (ROOT / name).is_dir()] == []


def test_the_api_describes_itself_where_the_readme_says():
    try:
        resolve("/api/v1/docs/")
    except Resolver404:
        pytest.fail("README names /api/v1/docs/")


def test_each_setting_of_the_example_is_read():
    example, settings = (ROOT / ".env.example").read_text(), (ROOT / "config/settings.py").read_text()
    compose = (ROOT / "docker-compose.yml").read_text()
    names = re.findall(r"^(?:# )?([A-Z_]{4,})=", example, re.MULTILINE)
    assert [name for name in names if f'"{name}"' not in settings and name not in compose] == []


def test_the_licences_of_what_is_vendored_are_listed_and_there():
    listed = set(re.findall(r"\((\.\./static/licences/[\w.-]+)\)", (ROOT / "licences/README.md").read_text()))
    assert listed == {f"../static/licences/{text.name}" for text in (ROOT / "static/licences").iterdir()}


def test_make_test_needs_no_browser():
    """Without Playwright a file of tests is left out by its name (tests/services.py): one that imports it is told by
    that, or asks first whether it is there."""
    told = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"^from (playwright|tests\.browser)", path.read_text(), re.MULTILINE)
        and "browser" not in path.name
        and "browser" not in path.parent.name
        and "importorskip" not in path.read_text()
    ]
    assert told == []
