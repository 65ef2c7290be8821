"""What is too old to be kept: to look at, and to let go at once instead of at night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from canteens.models import Canteen
from mensa.retention import due, forget_old


class Command(BaseCommand):
    help = "Show what retention would let go, and with --apply let it go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="let it go now")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        for canteen in Canteen.objects.order_by("pk"):
            for purpose, rows in (forget_old if apply else due)(canteen).items():
                self.stdout.write(f"{canteen.pk} {purpose} {rows}")
