"""Nobody is refused by a machine: no bans, strikes, scores or labels of people, in data and in words (DESIGN 6)."""

import re
from collections.abc import Iterator

import polib
import pytest
from django.apps import apps

from tests.frame.test_settings import ROOT

WORDS = [
    # Italian
    "ammonizion[ei]", "ammonit[oaie]", "espuls\\w*", "espell\\w*", "bandit[oaie]", "bandire", "squalific\\w*",
    "punteggi\\w*", "punizion[ei]", "punit[oaie]", "punire", "sanzion\\w*", "penalit\\w*", "penalizz\\w*", "mult[ae]",
    "sospes[oaie]", "sospension[ei]", "esclusion[ei]", "lista nera", "affidabil\\w*", "inaffidabil\\w*",
    "reputazion[ei]", "recidiv\\w*", "colpevol\\w*", "demerit\\w*", "voto", "voti", "meritevol\\w*",
    # English
    "bans?", "banned", "strikes?", "scor(?:e|es|ed|ing)", "black ?list\\w*", "block ?list\\w*", "penalt(?:y|ies)",
    "penali[sz]\\w*", "punish\\w*", "suspen(?:d|ds|ded|sion)", "expel\\w*", "expulsion", "reputation", "reliab\\w*",
    "unreliab\\w*", "offen[cd]\\w*", "karma", "rating", "trust(?:ed|worthy)?", "violations?",
    "misconduct", "deserv\\w*", "abus\\w*", "sanction\\w*", "disqualif\\w*", "no[_ ]?show[_ ]?(?:count|rate|total)",
]  # fmt: skip
UNKIND = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
OURS = ("canteens", "notices", "guests", "mensa", "recovery", "restituzione", "impact")


def names() -> Iterator[tuple[str, str]]:
    """Models, fields, choices and their labels, underscores read as spaces."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        yield model._meta.label, f"{model.__name__} {model._meta.verbose_name}"
        for field in model._meta.get_fields():
            choices = [*(getattr(field, "choices", None) or [])]
            words = [field.name, str(getattr(field, "verbose_name", "")), *(f"{key} {word}" for key, word in choices)]
            yield f"{model._meta.label}.{field.name}", " ".join(words).replace("_", " ")


def texts() -> Iterator[tuple[str, str]]:
    """What pages and mails say, in Italian and in English."""
    for entry in polib.pofile(str(ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po")):
        yield entry.msgid, " ".join([entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()])


def pages() -> Iterator[tuple[str, str]]:
    """What templates hold, for what is not among the texts yet."""
    for file in ROOT.glob("*/templates/**/*"):
        if file.is_file():
            yield str(file.relative_to(ROOT)), re.sub(r"class=\"[^\"]*\"|\{% url .*?%\}", "", file.read_text())


def schema() -> Iterator[tuple[str, str]]:
    """What programs read."""
    for number, line in enumerate((ROOT / "docs" / "openapi.yaml").read_text().splitlines(), 1):
        yield f"docs/openapi.yaml:{number}", line.replace("_", " ")


@pytest.mark.parametrize("source", [names, texts, pages, schema])
def test_no_word_judges_a_person(source) -> None:
    found = {where: UNKIND.findall(words) for where, words in source() if UNKIND.search(words)}
    assert found == {}


@pytest.mark.parametrize("word", ["strikes", "trust score", "ammonizione", "lista nera", "No show count", "sospesa"])
def test_such_a_word_would_be_found(word: str) -> None:
    assert UNKIND.search(word)
