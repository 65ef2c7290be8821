"""No sentence is missing, fuzzy, or lacks a plural form or a placeholder; and none uses a word that hurts."""

import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from config import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
PLURAL_FORMS = {"en": 2, "ar": 6}
# GLOSSARY: never said to anybody, and never said to a guest.
NEVER = re.compile(
    r"\b(assistit[oaie]|bisognos[oaie]|povert[oaià]|pover[oaie]|bisogno|assistenza|segnalazion[ei])\b", re.IGNORECASE
)
NEVER_TO_A_GUEST = re.compile(r"\b(mensa|mense)\b", re.IGNORECASE)


def entries(language: str) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(catalogues.catalogue(language))) if not entry.obsolete]


def sentences(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_message_of_the_source_is_in_the_catalogue(language):
    if not catalogues.TOOL.exists():
        pytest.skip("django-makemessages-rs comes with requirements-dev.txt")
    found = {catalogues.identity(entry) for entry in catalogues.in_source(language)}
    assert found == {catalogues.identity(entry) for entry in entries(language)}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_message_is_translated(language):
    missing = [entry.msgid for entry in entries(language) if entry.fuzzy or not all(sentences(entry))]
    assert missing == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_plural_has_all_its_forms(language):
    forms = {entry.msgid: len(entry.msgstr_plural) for entry in entries(language) if entry.msgid_plural}
    assert forms == dict.fromkeys(forms, PLURAL_FORMS[language])


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_placeholder_is_lost_or_invented(language):
    wrong = {
        sentence: entry.msgid
        for entry in entries(language)
        for sentence in filter(None, sentences(entry))
        if not placeholders(sentence) <= placeholders(entry.msgid + entry.msgid_plural)
        or (not entry.msgid_plural and placeholders(sentence) != placeholders(entry.msgid))
    }
    assert wrong == {}


def placeholders(sentence: str) -> set[str]:
    return set(PLACEHOLDER.findall(sentence))


def test_no_sentence_uses_a_word_that_hurts():
    assert [entry.msgid for entry in entries("en") if NEVER.search(entry.msgid + entry.msgid_plural)] == []


def test_no_message_to_a_guest_names_the_place_by_what_it_is():
    assert [entry.msgid for entry in entries("en") if NEVER_TO_A_GUEST.search(entry.msgid)] == []


def test_the_source_language_needs_no_catalogue():
    """Also where Django has an Italian of its own."""
    with translation.override("it"):
        assert gettext("Libero il posto") == "Libero il posto"
        assert [ngettext("{n} persona", "{n} persone", n).format(n=n) for n in (0, 1, 2)] == [
            "0 persone",
            "1 persona",
            "2 persone",
        ]


def test_compiled_catalogues_speak():
    catalogues.compile_all()
    told = {}
    for language in ("en", "ar"):
        with translation.override(language):
            told[language] = (gettext("Libero il posto"), ngettext("{n} persona", "{n} persone", 2))
    assert all(msgid not in pair for pair in told.values() for msgid in ("Libero il posto", "{n} persone"))
