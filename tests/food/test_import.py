"""The archive: seen before it is written, whole or not at all, and never twice."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from canteens.models import Canteen
from recovery import imports
from recovery.donations import Line, log
from recovery.models import Donation, Lot, Shop

HEAD = "riferimento;giorno;negozio;tipo;alimento;categoria;kg\n"
NO_DAY = "«2025-03-05» non è una data: scrivi giorno/mese/anno, come 15/04/2025."
NO_WEIGHT = "«12.5» non è un peso: scrivi i chili con la virgola, come 1.250,5."
NO_CATEGORY = "«pane» non è una categoria che conosco."
TO_COME = "Il giorno 05/03/2027 non è ancora arrivato."
PUBLISHED = Path(imports.__file__).parent / "data" / "published_year_2024_25.csv"


def run(file: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_donations", str(file), *options, stdout=said, stderr=StringIO())
    return said.getvalue()


@pytest.fixture
def file(tmp_path: Path, friday: dt.datetime) -> Path:
    return tmp_path / "archivio.csv"


def test_without_apply_nothing_is_written(canteen: Canteen, file: Path) -> None:
    said = run(PUBLISHED)
    assert (Donation.objects.count(), Shop.objects.count()) == (0, 0)
    assert said.splitlines()[-4:] == [
        "Totale                         83.161 kg",
        "Righe nuove: 5. Già scritte: 0. Con errori: 0.",
        "Negozio nuovo: Totale pubblicato 2024-25",
        "Prova: non ho scritto nulla. Per scrivere, aggiungi --apply.",
    ]


def test_the_published_year_is_written_once(canteen: Canteen, file: Path) -> None:
    assert run(PUBLISHED, "--apply").splitlines()[-1] == "Scritte 5 righe."
    assert run(PUBLISHED, "--apply").splitlines()[-1] == "Scritte 0 righe."
    assert dict(Lot.objects.values_list("category", "declared_grams")) == {
        "vegetables": 25_607_000, "fruit": 17_228_000, "bread": 5_147_000, "meat": 4_910_000, "other": 30_269_000,
    }  # fmt: skip
    donations = set(Donation.objects.values_list("source", "day", "shop__name", "shop__kind"))
    assert donations == {("historical", dt.date(2025, 4, 15), "Totale pubblicato 2024-25", "other")}


def test_italian_numbers_dates_and_what_excel_writes(market: Shop, file: Path) -> None:
    rows = "1;05/03/2025;Mercato;;Caffè;Bevande;1.250,5\n\n2;6/3/2025;Mercato;;Pane;bread;0,75\n"
    file.write_bytes((HEAD + rows).replace("\n", "\r\n").encode("cp1252"))
    run(file, "--apply")
    lots = Lot.objects.order_by("pk").values_list("food", "category", "declared_grams", "donation__day", "crates")
    assert list(lots) == [
        ("Caffè", "drinks", 1_250_500, dt.date(2025, 3, 5), None),
        ("Pane", "bread", 750, dt.date(2025, 3, 6), None),
    ]


def test_one_bad_row_stops_all_and_every_reason_is_listed(market: Shop, file: Path) -> None:
    file.write_text(
        HEAD + "1;05/03/2025;Mercato;;Pane;Pane e pizza;3\n"
        "=2;2025-03-05;Mercato;;Pane;pane;12.5\n"
        ";05/03/2027;Boh;;;Frutta;1\n"
        "1;05/03/2025;Mercato;;Mele;Frutta;1\n"
        "5;05/03/2025;Boh;;Mele;Frutta;1\n"
    )
    with pytest.raises(CommandError, match="Non ho scritto nulla"):
        run(file, "--apply")
    assert Donation.objects.count() == 0
    listed = file.with_name("archivio.csv.errors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert listed == [
        "riga;riferimento;giorno;negozio;tipo;alimento;categoria;kg;errore",
        f"3;'=2;2025-03-05;Mercato;;Pane;pane;12.5;{NO_DAY} {NO_WEIGHT} {NO_CATEGORY}",
        f"4;;05/03/2027;Boh;;;Frutta;1;Manca «riferimento». Manca «alimento». {TO_COME}",
        "5;1;05/03/2025;Mercato;;Mele;Frutta;1;Il riferimento «1» c'è già in questo file.",
        "6;5;05/03/2025;Boh;;Mele;Frutta;1;Non conosco il negozio «Boh»: controlla il nome, o scrivi il tipo.",
    ]


def test_a_known_reference_with_other_numbers_is_an_error(market: Shop, file: Path) -> None:
    file.write_text(HEAD + "1;05/03/2025;Mercato;;Pane;Pane e pizza;3\n")
    run(file, "--apply")
    file.write_text(HEAD + "1;05/03/2025;Mercato;;Pane;Pane e pizza;4\n")
    plan = imports.plan(market.canteen, file)
    assert [row.reasons for row in plan.bad] == [["Il riferimento «1» è già scritto con altri dati."]]


def test_a_reference_that_the_shop_used_itself(market: Shop, file: Path, friday: dt.datetime) -> None:
    log(market, lines=[Line("Pane", "bread", 3000)], client_ref="1")
    file.write_text(HEAD + "1;05/03/2025;Mercato;;Pane;Pane e pizza;3\n")
    plan = imports.plan(market.canteen, file)
    assert [row.reasons for row in plan.bad] == [["Il riferimento «1» è già scritto con altri dati."]]


def test_new_rows_of_a_longer_file_are_added(market: Shop, file: Path) -> None:
    rows = "1;05/03/2025;Mercato;;Pane;Pane e pizza;3\n"
    file.write_text(HEAD + rows)
    run(file, "--apply")
    file.write_text(HEAD + rows + "2;06/03/2025;Mercato;;Pane;Pane e pizza;4\n")
    assert run(file, "--apply").splitlines()[-1] == "Scritte 1 righe."
    assert sum(Lot.objects.values_list("declared_grams", flat=True)) == 7_000  # 3,000 + 4,000


def test_files_that_are_no_table_of_this_kind(canteen: Canteen, file: Path, friday: dt.datetime) -> None:
    with pytest.raises(CommandError, match=r"Non posso leggere .*archivio.csv: No such file or directory\."):
        run(file)
    file.write_text("giorno,kg\n")
    with pytest.raises(CommandError, match="mancano le colonne: riferimento, negozio, alimento, categoria"):
        run(file)


def test_without_a_canteen_there_is_nowhere_to_import(db: None) -> None:
    with pytest.raises(CommandError, match="creala prima di importare"):
        run(PUBLISHED)
