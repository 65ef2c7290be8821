"""The archive at length and in bad hands: ten thousand rows, and files that are none."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteens.models import Canteen
from recovery import imports
from recovery.archive import PastGift, remember
from recovery.donations import Line
from recovery.models import Donation, Lot, Movement, Shop, TransportDocument

HEAD = "riferimento;giorno;negozio;tipo;alimento;categoria;kg\n"
GOOD = "1;05/03/2025;Mercato;;Pane;Pane e pizza;3\n"


@pytest.fixture
def file(tmp_path: Path, friday: dt.datetime) -> Path:
    return tmp_path / "archivio.csv"


def run(file: Path, *options: str) -> tuple[str, str]:
    said, complained = StringIO(), StringIO()
    try:
        call_command("import_donations", str(file), *options, stdout=said, stderr=complained)
    except CommandError as error:
        return str(error), complained.getvalue()
    return said.getvalue(), complained.getvalue()


def rows_of(count: int) -> Iterator[str]:
    """Two days a row apart, so that thousands of days are asked for; 1.5 kg each."""
    first = dt.date(2008, 1, 1)
    for number in range(count):
        day = first + dt.timedelta(days=number % 6_000)
        yield f"{number};{day:%d/%m/%Y};Mercato;;Mele;Frutta;1,5\n"


def test_what_is_imported_was_used_to_the_gram_and_is_no_stock(market: Shop, file: Path) -> None:
    """Counted by the database's own words, behind the product's back."""
    file.write_text(HEAD + "".join(rows_of(1_203)))
    run(file, "--apply")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(l.received_grams), sum(m.grams), sum(l.left_grams),"
            " count(*) FILTER (WHERE m.kind <> 'untraced' OR m.grams <> l.received_grams OR m.day <> d.day"
            "   OR l.state <> 'accepted' OR d.source <> 'historical' OR d.state <> 'weighed')"
            " FROM recovery_donation d JOIN recovery_lot l ON l.donation_id = d.id"
            " LEFT JOIN recovery_movement m ON m.lot_id = l.id"
        )
        assert cursor.fetchone() == (1_203, 1_804_500, 1_804_500, 0, 0)  # 1,203 x 1,500 g
    assert (TransportDocument.objects.count(), Lot.objects.in_stock(market.canteen).count()) == (0, 0)


def test_a_thousand_rows_cost_as_many_statements_as_one(market: Shop, friday: dt.datetime) -> None:
    def statements(count: int, name: str) -> int:
        line, day = Line("Mele", "fruit", 1_500), dt.date(2025, 3, 5)
        gifts = [
            PastGift(market, f"{name}{number}", day - dt.timedelta(days=number), line) for number in range(count)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            assert remember(market.canteen, gifts) == count
        return len(captured)

    assert statements(1, "a") == statements(1_000, "b") == 6  # savepoint, kinds, three inserts, release
    assert statements(2_500, "c") == 14  # 2 + 3 x 4


@pytest.mark.slow
def test_ten_thousand_rows_are_seen_and_written(market: Shop, file: Path) -> None:
    file.write_text(HEAD + "".join(rows_of(10_000)))
    assert run(file)[0].splitlines()[-2] == "Righe nuove: 10000. Già scritte: 0. Con errori: 0."
    assert run(file, "--apply")[0].splitlines()[-1] == "Scritte 10000 righe."
    assert run(file, "--apply")[0].splitlines()[-1] == "Scritte 0 righe."
    assert (Donation.objects.count(), Movement.objects.count()) == (10_000, 10_000)


def test_allergens_by_nature_are_those_of_the_day(market: Shop, file: Path) -> None:
    file.write_text(HEAD + "1;27/11/2026;Mercato;;Mele;Frutta;3\n")
    run(file, "--apply")
    file.write_text(HEAD + GOOD)
    run(file, "--apply")
    assert list(Lot.objects.values_list("food", "allergens").order_by("food")) == [("Pane", None)]


NO_COLUMNS = "Nella prima riga mancano le colonne: riferimento, giorno, negozio, alimento, categoria, kg."
HOSTILE = {
    "a zero byte": (HEAD.encode() + b"1;05/03/2025;Mer\0cato;;Pane;Pane e pizza;3\n",
                    "Questo file non è una tabella di testo: salvalo come CSV."),
    "a spreadsheet": (b"PK\x03\x04\x14\0\x06\0" + bytes(200),
                      "Questo file non è una tabella di testo: salvalo come CSV."),
    "letters of no alphabet": (HEAD.encode() + b"1;05/03/2025;Merc\x81to;;Pane;Pane e pizza;3\n",
                               "Non capisco le lettere di questo file: salvalo come CSV UTF-8."),
    "half a letter of UTF-16": (b"\xff\xfe" + HEAD.encode("utf-16-le") + b"a",
                                "Non capisco le lettere di questo file: salvalo come CSV UTF-8."),
    "a huge cell": (HEAD.encode() + b"1;05/03/2025;" + b"M" * 1_000_000 + b";;Pane;Pane e pizza;3\n",
                    "Riga 2: una virgoletta non è chiusa, o una cella è troppo lunga."),
    "a megabyte without a comma": (b"x" * 1_000_000,
                                   "Riga 1: una virgoletta non è chiusa, o una cella è troppo lunga."),
    "a megabyte of semicolons": (b";" * 1_000_000,
                                 NO_COLUMNS),
    "an open quotation mark": (HEAD.encode() + b'1;05/03/2025;"Mercato;;Pane;Pane e pizza;3\n' + GOOD.encode(),
                               "Riga 3: una virgoletta non è chiusa, o una cella è troppo lunga."),
    "a column twice": (b"riferimento;giorno;negozio;kg;alimento;categoria;kg\n",
                       "Nella prima riga c'è due volte: kg."),
    "twenty megabytes": (HEAD.encode() + b"\n" * 20_000_000, "Il file è troppo grande: al massimo 20 MB."),
    "nothing": (b"", NO_COLUMNS),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_files_that_are_none_get_one_sentence(market: Shop, file: Path, kind: str) -> None:
    content, sentence = HOSTILE[kind]
    file.write_bytes(content)
    assert run(file, "--apply") == (sentence, "")
    assert Donation.objects.count() == 0


BAD_ROWS = {
    "1;05/03/0202;Mercato;;Pane;Pane e pizza;3": "Il giorno 05/03/0202 è troppo lontano: controlla l'anno.",
    "1;05/03/2025;Mercato;;Pa\x07ne;Pane e pizza;3": "«alimento» contiene segni che non si possono scrivere.",
    "1;05/03/2025;Mercato;;Pane;Pane e pizza;3;5":
        "Ci sono più celle che colonne: un numero con la virgola va tra virgolette.",
    f"1;05/03/2025;Mercato;;Pane;Pane e pizza;{'9' * 90_000}":
        f"«{'9' * 60}…» non è un peso: scrivi i chili con la virgola, come 1.250,5.",
    "1;31/02/2025;Mercato;;Pane;Pane e pizza;3":
        "«31/02/2025» non è una data: scrivi giorno/mese/anno, come 15/04/2025.",
    "1;05/03/2025;Mercato;;Pane;Pane e pizza;-3": "«-3» non è un peso: scrivi i chili con la virgola, come 1.250,5.",
}  # fmt: skip


@pytest.mark.parametrize("row", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_rows_that_cannot_be_taken(market: Shop, file: Path, row: str) -> None:
    file.write_text(f"{HEAD}{row}\n")
    assert [bad.reasons for bad in imports.plan(market.canteen, file).bad] == [[BAD_ROWS[row]]]


def test_a_weight_that_a_comma_tears_apart_is_not_half_a_weight(market: Shop, file: Path) -> None:
    file.write_text(HEAD.replace(";", ",") + "1,05/03/2025,Mercato,,Pane,Pane e pizza,12,5\n")
    [bad] = imports.plan(market.canteen, file).bad
    assert bad.reasons == ["Ci sono più celle che colonne: un numero con la virgola va tra virgolette."]
    file.write_text(HEAD.replace(";", ",") + '1,05/03/2025,Mercato,,Pane,Pane e pizza,"12,5"\n')
    assert imports.plan(market.canteen, file).grams == {"bread": 12_500}


def test_unicode_text_of_a_spreadsheet_and_its_odd_spaces(market: Shop, file: Path) -> None:
    text = (HEAD + "1;05/03/2025; Mercato\u00a0;;Pane  di   ieri;Pane e pizza;3\u00a0kg\n").replace(";", "\t")
    file.write_bytes(text.encode("utf-16"))
    run(file, "--apply")
    assert list(Lot.objects.values_list("food", "declared_grams")) == [("Pane di ieri", 3_000)]


def test_bad_rows_go_where_they_are_wanted(market: Shop, file: Path, tmp_path: Path) -> None:
    file.write_text(HEAD + "".join(f"{number};ieri;Mercato;;Pane;Pane e pizza;3\n" for number in range(25)))
    wanted = tmp_path / "da correggere.csv"
    sentence, complained = run(file, "--errors", str(wanted))
    assert sentence == f"Non ho scritto nulla: correggi le righe elencate in {wanted}."
    assert len(wanted.read_text(encoding="utf-8-sig").splitlines()) == 26
    assert complained.splitlines()[-1] == "… e altre 5 righe."
    assert not file.with_name("archivio.csv.errors.csv").exists()


def test_who_writes_between_the_plan_and_its_writing_is_not_written_over(market: Shop, file: Path) -> None:
    file.write_text(HEAD + GOOD + "2;05/03/2025;Nuovo;bakery;Pane;Pane e pizza;3\n")
    made = imports.plan(market.canteen, file)
    imports.apply(market.canteen, imports.plan(market.canteen, file))
    with pytest.raises(imports.ChangedMeanwhileError):
        imports.apply(market.canteen, made)
    assert (Donation.objects.count(), Shop.objects.count()) == (2, 2)


def test_another_canteen_has_references_of_its_own(market: Shop, file: Path) -> None:
    other = Canteen.objects.create(name="Altra sala", place="Torino")
    Shop.objects.create(canteen=other, name="Mercato", kind=Shop.Kind.MARKET)
    file.write_text(HEAD + GOOD)
    assert run(file, "--apply")[0].splitlines()[-1] == "Scritte 1 righe."
    assert run(file, "--apply", "--canteen", str(other.pk))[0].splitlines()[-1] == "Scritte 1 righe."
