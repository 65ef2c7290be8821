"""Run inside the house: lunches with room for everybody, small ones to be fought for, guests with addresses."""

import datetime as dt
import json
import sys
from typing import Any

import django

MINUTE = dt.timedelta(minutes=1)
ENDLESS = 32_000
NEAR, FAR, SMALL = 14, 60, 10


def main(guests: int) -> None:
    """Print what the load generator needs: numbers of lunches, secrets of cards."""
    from canteens.models import Canteen

    canteen = Canteen.objects.create(name="Cittadella del Volontariato", place="via Giovanni XXIII 8b, Chieri")
    found = {
        "near": [_lunch(canteen, day) for day in range(1, NEAR)],
        "spread": [_lunch(canteen, day) for day in range(NEAR + 1, NEAR + 1 + FAR)],
        "hot": [_lunch(canteen, day) for day in range(100, 140)],
        "small": [_lunch(canteen, day, seats=25, kept_at_door=3) for day in range(200, 200 + SMALL)],
        "cards": _guests(canteen, guests),
    }
    json.dump(found, sys.stdout)


def _lunch(canteen: Any, day: int, *, seats: int = ENDLESS, kept_at_door: int = 0) -> int:
    from canteens import clock
    from mensa.models import Sitting

    now = clock.now()
    start = now + dt.timedelta(days=day)
    facts = {"booking_opens": now - MINUTE, "booking_closes": start - MINUTE, "release_at": start + 30 * MINUTE}
    sitting = Sitting.objects.create(
        canteen=canteen, day=canteen.today() + dt.timedelta(days=day), starts=start, ends=start + 90 * MINUTE,
        seats=seats, kept_at_door=kept_at_door, room_limit=ENDLESS, portions=ENDLESS, **facts,
    )  # fmt: skip
    return int(sitting.pk)


def _guests(canteen: Any, number: int) -> list[str]:
    from canteens import clock
    from guests.models import Guest
    from notices.models import Contact

    contacts = Contact.objects.bulk_create(
        Contact(canteen=canteen, email=f"guest{guest}@example.org") for guest in range(number)
    )
    rows = [
        Guest(canteen=canteen, contact=contact, created=clock.now(), code=f"{900_000_000 + place}")
        for place, contact in enumerate(contacts)
    ]
    return [guest.token for guest in Guest.objects.bulk_create(rows)]


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
