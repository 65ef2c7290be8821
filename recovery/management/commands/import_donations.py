"""Import past donations from a CSV file; without --apply it only shows what it would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from canteens.models import Canteen
from papers.sheets import Cell, sheet
from recovery import imports
from recovery.models import Category
from recovery.weights import kilograms

SHOWN = 20
"""Bad rows that are told on the screen too; the file lists all."""


class Command(BaseCommand):
    """Dry run first and by default; all rows or none."""

    help = "Import past donations from a CSV file (see recovery/data/README.md). Writes only with --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write what the dry run showed")
        parser.add_argument("--errors", type=Path, help="where to list bad rows (else beside it: FILE.errors.csv)")
        parser.add_argument("--canteen", type=int, help="number of the canteen, where there are several")

    def handle(
        self, *args: Any, file: Path, apply: bool, errors: Path | None, canteen: int | None, **options: Any
    ) -> None:
        place = _canteen(canteen)
        try:
            plan = imports.plan(place, file)
        except imports.UnreadableFileError as reason:
            raise CommandError(str(reason)) from reason
        self._show(plan)
        if plan.bad:
            self._complain(plan, errors or file.with_name(f"{file.name}.errors.csv"))
        if not apply:
            self.stdout.write(_("Prova: non ho scritto nulla. Per scrivere, aggiungi --apply."))
            return
        try:
            written = imports.apply(place, plan)
        except imports.ChangedMeanwhileError as error:
            raise CommandError(_("Intanto qualcun altro ha scritto: non ho scritto nulla, riprova.")) from error
        self.stdout.write(self.style.SUCCESS(_("Scritte {rows} righe.").format(rows=written)))

    def _show(self, plan: imports.Plan) -> None:
        for category, grams in plan.grams.items():
            self.stdout.write(f"{Category(category).label:<24} {kilograms(grams):>12} kg")
        total = kilograms(sum(plan.grams.values()))
        self.stdout.write(f"{_('Totale'):<24} {total:>12} kg")
        self.stdout.write(
            _("Righe nuove: {new}. Già scritte: {known}. Con errori: {bad}.").format(
                new=len(plan.new), known=len(plan.known), bad=len(plan.bad)
            )
        )
        for name in plan.new_shops:
            self.stdout.write(_("Negozio nuovo: {name}").format(name=name))

    def _complain(self, plan: imports.Plan, errors: Path) -> None:
        rows: list[list[Cell]] = [["riga", *imports.COLUMNS, "errore"]]
        rows += [
            [row.number, *(row.cells[name] for name in imports.COLUMNS), " ".join(row.reasons)] for row in plan.bad
        ]
        try:
            errors.write_text(sheet(rows), encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(
                _("Ci sono errori, e non posso scrivere {file}: {reason}.").format(file=errors, reason=error.strerror)
            ) from error
        for row in plan.bad[:SHOWN]:
            self.stderr.write(_("Riga {number}: {reasons}").format(number=row.number, reasons=" ".join(row.reasons)))
        if len(plan.bad) > SHOWN:
            self.stderr.write(_("… e altre {rows} righe.").format(rows=len(plan.bad) - SHOWN))
        raise CommandError(_("Non ho scritto nulla: correggi le righe elencate in {file}.").format(file=errors))


def _canteen(number: int | None) -> Canteen:
    found = Canteen.objects.filter(pk=number) if number else Canteen.objects.order_by("pk")
    canteen = found.first()
    if canteen is None:
        raise CommandError(_("Questa sala da pranzo non c'è: creala prima di importare."))
    return canteen
