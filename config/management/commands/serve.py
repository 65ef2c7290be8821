"""The web, the worker and beat together: what `make run` runs once all is installed."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from config.ports import TakenError
from config.preparation import TroubleError
from config.serve import serve


class Command(BaseCommand):
    help = "Migrate, then run web, worker and beat until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT", ""), help="default: 8000, or the next free one")
        parser.add_argument("--at", default=os.environ.get("AT", ""), help="the demo's clock, as in 12:00")

    def handle(self, *_arguments: Any, port: str, at: str, **_options: Any) -> None:
        if port and not (port.isdigit() and 0 < int(port) < 65536):
            sys.exit(f"PORT={port!r} is no port: write a number from 1 to 65535.")
        try:
            serve(port=int(port) if port else None, at=at)
        except (TroubleError, TakenError) as trouble:
            sys.exit(str(trouble))
