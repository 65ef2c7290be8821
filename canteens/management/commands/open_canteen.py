"""The first canteen of a production database, and the first person who may let others in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from canteens.staff import NameTaken, open_canteen, password_path


class Command(BaseCommand):
    help = "Open a canteen with its first coordinator; prints a link, good once, where they choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="what the canteen is called")
        parser.add_argument("--place", required=True, help="where it is, as guests read it")
        parser.add_argument("--coordinator", required=True, metavar="EMAIL")

    def handle(self, *args: Any, name: str, place: str, coordinator: str, **options: Any) -> None:
        try:
            validate_email(coordinator)
            canteen, user = open_canteen(name=name, place=place, coordinator=coordinator)
        except ValidationError as wrong:
            raise CommandError(f"{coordinator} is not an e-mail address.") from wrong
        except NameTaken as taken:
            raise CommandError(f"There is already a canteen called {name}.") from taken
        days = settings.PASSWORD_RESET_TIMEOUT // 86_400
        self.stdout.write(f"{canteen} is open. {user.email} chooses a password here, once, within {days} days:")
        self.stdout.write(settings.SITE_URL + password_path(user))
