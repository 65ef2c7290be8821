"""Any text becomes a paper that a screen reader can read, the same each time."""

import random
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst

from papers import glyphs, pdf
from tests.papers.reading import Paper

SLIP = "tests/papers/slip.typ"


def slip(*texts: str, **more: object) -> bytes:
    return pdf.pdf(SLIP, {"lang": "it", "title": "Prova", "texts": texts} | more)


def test_it_is_what_pdf_ua_asks_for() -> None:
    paper = Paper(slip("Ciao"))
    assert paper.facts == {"marked": True, "lang": "it", "title": "Prova", "shows title": True, "ua": True}
    assert paper.tags == [
        "/Document", "/H1", "/P", "/Table", "/THead", "/TR", "/TH", "/TH", "/TBody", "/TR", "/TD", "/TD",
        "/TFoot", "/TR", "/TD", "/TD",
    ]  # fmt: skip


def test_the_same_payload_is_the_same_file_on_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = slip("Ciao", day="2026-11-20")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    assert slip("Ciao", day="2026-11-20") == first
    assert slip("Ciao") != first  # the control: the day is in it


def test_another_process_draws_the_same_file() -> None:
    again = f"""
import sys
from papers.pdf import pdf
sys.stdout.buffer.write(pdf("{SLIP}", {{"lang": "it", "title": "Prova", "texts": ["Ciao"]}}))
"""
    assert subprocess.run([sys.executable, "-c", again], capture_output=True, check=True).stdout == slip("Ciao")


@pytest.mark.parametrize(
    "name", ["Panetteria Chérie", "包子店", "はせがわ", "한국상회", "Пекарня", "Φούρνος", "Șapte Pâini", "🍞🥖"]
)
def test_a_shop_of_any_script_is_printed(name: str) -> None:
    assert name in Paper(slip(name)).text


def test_arabic_is_joined_and_reads_from_the_right() -> None:
    """Its glyphs are joined forms, in which a plain reader finds no single words: the font that draws them tells."""
    reader = Paper(slip("مخبز السلام")).reader
    fonts = {font.get_object()["/BaseFont"][8:] for font in reader.pages[0]["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert fonts == {"AtkinsonHyperlegibleNext-Regular", "AtkinsonHyperlegibleNext-Bold", "NotoSansArabic-Regular"}


def test_what_no_font_has_is_a_sign_that_everybody_sees() -> None:
    assert glyphs.printable("Bottega ꦲꦤ") == "Bottega \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    assert "Bottega \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}" in Paper(slip("Bottega ꦲꦤ")).text


def test_without_the_sign_the_paper_would_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: typst refuses under PDF/UA what it can't draw."""
    monkeypatch.setattr(glyphs, "printable", lambda payload: payload)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        slip("Bottega ꦲꦤ")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Caffe\N{COMBINING GRAVE ACCENT}", "Caffè"),
        ("a\u202eb\u200fc\u0007\ufeffd", "abcd"),
        ("riga\nriga\tdue", "riga riga due"),
        ("\ue000", "\N{REPLACEMENT CHARACTER}"),
        ("葛\U000e0100飾区", "葛飾区"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("a\u1680b", "a b"),
        ("ꦲ\u0301", "\N{REPLACEMENT CHARACTER}"),
    ],
    ids=["composed", "invisible", "lines", "private use", "variant", "joined", "space", "mark on a sign"],
)
def test_what_becomes_of_a_text(text: str, printed: str) -> None:
    assert glyphs.printable({"name": [text, 1, None]}) == {"name": [printed, 1, None]}
    slip(text)


def test_nothing_that_anybody_can_type_makes_it_fail() -> None:
    """Twelve thousand letters out of all of Unicode, marks on any base among them."""
    drawn = random.Random(20261120)
    every = [chr(code) for code in range(1, 0x32000) if unicodedata.category(chr(code)) not in {"Cs", "Cn"}]
    marks = [letter for letter in every if unicodedata.category(letter)[0] == "M" or letter in glyphs.JOINERS]
    texts = [
        "".join(letter + "".join(drawn.sample(marks, drawn.randint(0, 2))) for letter in drawn.sample(every, 4))
        for _text in range(3_000)
    ]
    assert slip(*texts).startswith(b"%PDF-")


def test_what_looks_like_a_program_is_text() -> None:
    assert '#panic() *b* $x$ @a //c "d"' in Paper(slip('#panic() *b* $x$ @a //c "d"')).text


def test_threads_draw_their_own_papers() -> None:
    names = [f"Forno {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(slip, names)) == [slip(name) for name in names]


def test_a_picture_is_as_large_as_it_is_said() -> None:
    made = pdf.png(
        "papers/typst/picture.typ", {"svg": '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>'}
    )
    assert (made[:8], int.from_bytes(made[16:20], "big"), int.from_bytes(made[20:24], "big")) == (
        b"\x89PNG\r\n\x1a\n",
        60,
        40,
    )


def test_every_letter_that_is_said_to_be_drawable_is_drawn() -> None:
    letters = sorted(chr(code) for code in glyphs._drawable())
    texts = [glyphs.printable(" ".join(letters[at : at + 400])) for at in range(0, len(letters), 400)]
    assert len(letters) == 39_054
    assert slip(*texts).startswith(b"%PDF-")


def test_fonts_are_ours_alone() -> None:
    fonts = {Path(str(font.path)).name for font in pdf._fonts().fonts()}
    assert fonts == {path.name for path in glyphs.FONTS.iterdir()}
