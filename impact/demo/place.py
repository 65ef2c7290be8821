"""The demo's place and staff."""

import json
import secrets
from pathlib import Path

from django.conf import settings

from canteens.models import Canteen, Kitchen, Membership, Role, User
from recovery.models import Shop

PEOPLE = {
    Role.COORDINATOR: ("Carla Bosco", "coordinamento"),
    Role.DOOR: ("Dario Vigna", "accoglienza"),
    Role.COOK: ("Piera Gallo", "cucina"),
    Role.DRIVER: ("Nino Ferrero", "furgone"),
    Role.SHOP: ("Bruna Fornasero", "panetteria"),
    Role.REFERRER: ("Elena Rua", "consorzio"),
}
"""Invented: one person for each role, with the first part of an address that leads nowhere."""


def build() -> Canteen:
    """The dining room as published (DOMAIN 1.1): 25 seats, lunch from Monday to Saturday, its kitchen elsewhere."""
    canteen = Canteen.objects.create(
        name="Reciprocamensa", place="Cittadella del Volontariato, via Giovanni XXIII 8, Chieri",
        association="Reciprocamensa ODV (prova)", association_tax_code="90000000000",
        association_address="via Giovanni XXIII 8, Chieri",
    )  # fmt: skip
    Kitchen.objects.create(canteen=canteen, name="Cucina di San Francesco", address="Chieri")
    _people(canteen)
    return canteen


def keep_feast(canteen: Canteen) -> None:
    """Chieri's patron: offices shut on Monday 11 September 2023 and Monday 9 September 2024, the Mondays after the
    second Sunday. No law is read into it: a person decides each year."""
    canteen.patron_days.create(
        name="Beata Vergine delle Grazie", month=9, after_sunday=2,
        source="https://www.comune.chieri.to.it/cultura-turismo/settembre-chierese-2023-festa-patronale",
    )  # fmt: skip


def give_shop(canteen: Canteen, shop: Shop) -> None:
    """Let the demo's shopkeeper speak for `shop`."""
    shop.people.add(*User.objects.filter(memberships__canteen=canteen, memberships__role=Role.SHOP))


def who(canteen: Canteen, role: Role) -> User:
    """The demo's person with `role`."""
    return User.objects.get(memberships__canteen=canteen, memberships__role=role)


def _people(canteen: Canteen) -> None:
    sign_ins = []
    for role, (name, address) in PEOPLE.items():
        password = secrets.token_hex(6)
        user = User.objects.create_user(f"{address}@prova.example", password, name=name)
        Membership.objects.create(user=user, canteen=canteen, role=role)
        sign_ins.append({"role": str(role.label), "email": user.email, "password": password})
    file = Path(settings.STATE_DIR) / "demo-signins.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(sign_ins, ensure_ascii=False, indent=1))
