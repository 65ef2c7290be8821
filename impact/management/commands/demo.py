"""Load the demo canteen into the embedded database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from canteens.models import Canteen
from impact import demo


class Command(BaseCommand):
    """Only with the embedded database, and only while it is empty."""

    help = "Load the demo canteen with its last weeks. Only with the embedded database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--weeks", type=int, default=demo.WEEKS)
        parser.add_argument("--seed", type=int, default=demo.SEED)

    def handle(self, *args: Any, weeks: int, seed: int, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(_("La prova va solo nel database incluso: qui ci sono dati veri."))
        if Canteen.objects.exists():
            raise CommandError(_("C'è già una sala da pranzo: la prova si carica una volta sola."))
        demo.load(seed=seed, weeks=weeks)
        self.stdout.write(self.style.SUCCESS(_("La sala di prova è pronta.")))
