"""What was forgotten stays forgotten, also when an older backup is restored."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guests import tombstones
from mensa.erasure import erase_again


class Command(BaseCommand):
    help = "Export erasures to a file, or apply them again to a restored backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["export", "apply"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, what: str, file: Path, **options: Any) -> None:
        if what == "export":
            self.stdout.write(f"{tombstones.export(file)} erasures added to {file}.")
            return
        try:
            erasures = tombstones.read(file)
        except (OSError, ValueError) as wrong:
            raise CommandError(f"{file} can't be read: {wrong}") from wrong
        self.stdout.write(f"{erase_again(erasures)} guests erased again.")
