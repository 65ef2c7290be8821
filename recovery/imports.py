"""Past food from a spreadsheet: read whole, checked whole, written whole or not at all."""

import codecs
import csv
import datetime as dt
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from canteens.models import Canteen
from mensa.refusals import constraint
from recovery import archive, donations
from recovery.models import Category, Donation, Shop
from recovery.weights import grams_of

COLUMNS = ("riferimento", "giorno", "negozio", "tipo", "alimento", "categoria", "kg")
OPTIONAL = {"tipo"}
TOO_MANY = "…"
"""Where a row keeps the cells beyond its columns."""
LENGTHS = {"riferimento": 64, "negozio": 80, "alimento": 60}
LARGEST = 20_000_000
"""Bytes of a file: two hundred thousand rows and more."""
SHOWN = 60
"""Letters of a cell that a complaint repeats; no date, weight or name of a category is longer."""


class UnreadableFileError(Exception):
    """The file is no table of this kind; the message says what to change."""


class ChangedMeanwhileError(Exception):
    """Somebody wrote a shop or a reference of the file between the plan and its writing; nothing was imported."""


@dataclass(frozen=True)
class Row:
    """A good row. `kind` is given only where the shop may be new."""

    number: int
    reference: str
    day: dt.date
    shop: str
    kind: str
    line: donations.Line


@dataclass(frozen=True)
class BadRow:
    """A row that can't be taken: its number in the file, its cells, and every reason."""

    number: int
    cells: dict[str, str]
    reasons: list[str]


@dataclass
class Plan:
    """What an import would do: `new` rows are written, `known` ones are there already, `bad` ones stop it all."""

    new: list[Row] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    new_shops: dict[str, str] = field(default_factory=dict)

    @property
    def grams(self) -> dict[str, int]:
        """Grams of the new rows by category."""
        sums: Counter[str] = Counter()
        for row in self.new:
            sums[row.line.category] += row.line.grams
        return dict(sums)


def plan(canteen: Canteen, path: Path) -> Plan:
    """What importing `path` into `canteen` would do; writes nothing. Raises UnreadableFileError."""
    made = Plan()
    seen: set[tuple[str, str]] = set()
    shops = {shop.name: shop for shop in canteen.shops.all()}
    there = {(row.shop.name, row.client_ref): row for row in _there(canteen)}
    for number, cells in _table(path):
        row, reasons = _read(number, cells, today=canteen.today())
        if row:
            reasons += _against(row, shops=shops, seen=seen, there=there)
            seen.add((row.shop, row.reference))
        if row is None or reasons:
            made.bad.append(BadRow(number, cells, reasons))
        elif (row.shop, row.reference) in there:
            made.known.append(row)
        else:
            made.new.append(row)
            if row.shop not in shops:
                made.new_shops[row.shop] = row.kind
    return made


def apply(canteen: Canteen, made: Plan) -> int:
    """Write the plan's new rows as historical donations, all or nothing; returns how many.

    A second import of one file adds nothing, since each row's reference is unique for its shop. Raises
    ChangedMeanwhileError.
    """
    if made.bad:
        raise ValueError("a plan with bad rows is not written")
    try:
        return _write(canteen, made)
    except IntegrityError as refused:
        if constraint(refused) in {"one_donation_a_reference", "one_shop_a_name"}:
            raise ChangedMeanwhileError from refused
        raise


@transaction.atomic
def _write(canteen: Canteen, made: Plan) -> int:
    for name, kind in made.new_shops.items():
        Shop.objects.create(canteen=canteen, name=name, kind=kind)
    shops = {shop.name: shop for shop in canteen.shops.all()}
    return archive.remember(
        canteen, [archive.PastGift(shops[row.shop], row.reference, row.day, row.line) for row in made.new]
    )


def _there(canteen: Canteen) -> Iterator[Donation]:
    """All that has a reference, what shops logged themselves too: a shop uses a reference once, wherever from."""
    rows = Donation.objects.filter(canteen=canteen)
    yield from rows.select_related("shop").prefetch_related("lots")


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = _text(path)
    header = text.partition("\n")[0]
    delimiter = max(";,\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="", strict=True)
    try:
        yield from _rows(reader)
    except csv.Error as error:
        complaint = _("Riga {number}: una virgoletta non è chiusa, o una cella è troppo lunga.")
        raise UnreadableFileError(complaint.format(number=max(reader.reader.line_num, 1))) from error


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    reader.fieldnames = names
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise UnreadableFileError(_("Nella prima riga c'è due volte: {names}.").format(names=", ".join(twice)))
    if missing := [name for name in COLUMNS if name not in names and name not in OPTIONAL]:
        raise UnreadableFileError(
            _("Nella prima riga mancano le colonne: {names}.").format(names=", ".join(missing))
        )  # fmt: skip
    for cells in reader:
        row = {name: " ".join((cells.get(name) or "").split()) for name in COLUMNS}
        if any(row.values()):
            # A comma between comma-separated cells makes 12,5 kg two cells, of which the first reads well.
            yield reader.line_num, row | {TOO_MANY: " ".join(cells.get(None) or [])}


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            _("Non posso leggere {file}: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    if len(content) > LARGEST:
        raise UnreadableFileError(_("Il file è troppo grande: al massimo {limit} MB.").format(limit=LARGEST // 10**6))
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # Excel's "Unicode text"
    if b"\0" in content and not utf16:
        raise UnreadableFileError(_("Questo file non è una tabella di testo: salvalo come CSV."))
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "cp1252"]:  # the last is what an older Excel writes
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_("Non capisco le lettere di questo file: salvalo come CSV UTF-8."))


T = TypeVar("T")


@dataclass
class _Reading:
    """A row while it is read: everything wrong with it is collected, not only the first."""

    cells: dict[str, str]
    reasons: list[str] = field(default_factory=list)

    def take(self, name: str, read: Callable[[str], T], complaint: str) -> T | None:
        text = self.cells[name]
        try:
            if len(text) <= SHOWN:
                return read(text)
        except ValueError:
            pass
        self.reasons.append(complaint.format(text=text if len(text) <= SHOWN else f"{text[:SHOWN]}…"))
        return None

    def text(self, name: str) -> str:
        text = self.cells[name]
        if not text:
            self.reasons.append(_("Manca «{name}».").format(name=name))
        if len(text) > LENGTHS[name]:
            complaint = _("«{name}» è troppo lungo: al massimo {limit} lettere.")
            self.reasons.append(complaint.format(name=name, limit=LENGTHS[name]))
        if any(unicodedata.category(letter) == "Cc" for letter in text):
            self.reasons.append(_("«{name}» contiene segni che non si possono scrivere.").format(name=name))
        return text


def _read(number: int, cells: dict[str, str], *, today: dt.date) -> tuple[Row | None, list[str]]:
    row = _Reading(cells)
    day = row.take("giorno", _day, _("«{text}» non è una data: scrivi giorno/mese/anno, come 15/04/2025."))
    grams = row.take("kg", grams_of, _("«{text}» non è un peso: scrivi i chili con la virgola, come 1.250,5."))
    category = row.take("categoria", _category, _("«{text}» non è una categoria che conosco."))
    kind = row.take("tipo", _kind, _("«{text}» non è un tipo di negozio che conosco."))
    reference, shop, food = (row.text(name) for name in LENGTHS)
    if day and day > today:
        row.reasons.append(_("Il giorno {day} non è ancora arrivato.").format(day=cells["giorno"]))
    if day and day < donations.FIRST_DAY:
        row.reasons.append(_("Il giorno {day} è troppo lontano: controlla l'anno.").format(day=cells["giorno"]))
    if cells[TOO_MANY]:
        row.reasons.append(_("Ci sono più celle che colonne: un numero con la virgola va tra virgolette."))
    if row.reasons or day is None or grams is None or category is None:
        return None, row.reasons
    return Row(number, reference, day, shop, kind or "", donations.Line(food, category, grams)), []


def _against(
    row: Row, *, shops: dict[str, Shop], seen: set[tuple[str, str]], there: dict[tuple[str, str], Donation]
) -> list[str]:
    """What is wrong with a row beside the others of the file and what is already written."""
    key = (row.shop, row.reference)
    if key in seen:
        return [_("Il riferimento «{text}» c'è già in questo file.").format(text=row.reference)]
    if row.shop not in shops and not row.kind:
        return [_("Non conosco il negozio «{text}»: controlla il nome, o scrivi il tipo.").format(text=row.shop)]
    known = there.get(key)
    if known and (known.day != row.day or not donations.is_the_same(known, [row.line])):
        return [_("Il riferimento «{text}» è già scritto con altri dati.").format(text=row.reference)]
    return []


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=dt.UTC).date()


def _category(text: str) -> str:
    return _choice(text, Category.choices)


def _kind(text: str) -> str:
    return _choice(text, Shop.Kind.choices) if text else ""


def _choice(text: str, choices: Sequence[tuple[str, object]]) -> str:
    """The key whose key or name is `text`, whatever its capitals. Raises ValueError."""
    for key, name in choices:
        if text.casefold() in {key.casefold(), str(name).casefold()}:
            return key
    raise ValueError(text)
