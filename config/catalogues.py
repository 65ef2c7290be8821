"""The translation catalogues: `python -m config.catalogues extract` and `… compile`, both without system gettext.

Italian is the source language and needs no catalogue. The .po files stand in git, the .mo files are made by the set-up.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

LANGUAGES = ("en", "ar")
ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
TOOL = Path(sys.executable).with_name("django-makemessages-rs")
LEFT_OUT = ("tests", "benchmarks", "static", "docs", "licences")
HEADER = "Reciprocamensa. Source language: Italian. What a native reader has read: locale/REVIEWED.md."
Identity = tuple[str | None, str, str]


def catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def identity(entry: polib.POEntry) -> Identity:
    """What makes two entries the same message: context, singular, plural."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def in_source(language: str) -> polib.POFile:
    """Every message that templates and code hold now, untranslated, with the plural forms of the language."""
    with tempfile.TemporaryDirectory() as folder:
        ignored = [f"--ignore={name}" for name in LEFT_OUT]
        command: list[str | Path] = [
            TOOL,
            "-l",
            language,
            "--root",
            ROOT,
            "--locale-dir",
            folder,
            "--no-location",
            *ignored,
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 – our own tool, our own arguments
        return polib.pofile(str(Path(folder, language, "LC_MESSAGES", "django.po")))


def extract() -> None:
    """Bring the catalogues up to date: new messages come in empty, those gone from the source go out."""
    for language in LANGUAGES:
        path, found = catalogue(language), in_source(language)
        known = {identity(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
        merged = _headed(language, found)
        merged.extend(_kept(entry, known.get(identity(entry)), forms=_forms(found)) for entry in _sorted(found))
        path.parent.mkdir(parents=True, exist_ok=True)
        merged.save(str(path))


def compile_all() -> None:
    """Write each .mo that is older than its .po. Fuzzy entries stay out, as in gettext."""
    for path in LOCALE.glob("*/LC_MESSAGES/django.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(compiled))


def _headed(language: str, found: polib.POFile) -> polib.POFile:
    merged = polib.POFile(wrapwidth=120)
    merged.header = HEADER
    merged.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": found.metadata["Plural-Forms"],
    }
    return merged


def _forms(found: polib.POFile) -> int:
    """How many plural forms the language has: 2 in English, 6 in Arabic."""
    return int(found.metadata["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])


def _sorted(found: polib.POFile) -> list[polib.POEntry]:
    return sorted(
        (entry for entry in found if not entry.obsolete), key=lambda entry: (entry.msgid, entry.msgctxt or "")
    )


def _kept(entry: polib.POEntry, known: polib.POEntry | None, *, forms: int) -> polib.POEntry:
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if entry.msgid_plural:
        before = known.msgstr_plural if known else {}
        entry.msgstr_plural = {form: before.get(form, "") for form in range(forms)}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


if __name__ == "__main__":
    {"extract": extract, "compile": compile_all}[sys.argv[1]]()
