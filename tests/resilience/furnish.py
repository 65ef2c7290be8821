"""Run inside the house: a canteen, lunches that can be booked now, guests with addresses. Prints them as JSON."""

import datetime as dt
import json
import sys

import django

MINUTE = dt.timedelta(minutes=1)


def main(guests: int) -> None:
    """Four lunches: with three seats kept at the door, with none, and two with room for everybody."""
    from canteens import clock
    from canteens.models import Canteen
    from guests.register import new_card, set_email
    from mensa.models import Sitting

    canteen = Canteen.objects.create(name="Cittadella del Volontariato", place="via Giovanni XXIII 8b, Chieri")
    now = clock.now()
    lunches = {}
    for offset, (name, seats, kept) in enumerate(
        [("kept", 25, 3), ("whole", 25, 0), ("wide", 30_000, 0), ("wider", 30_000, 0)]
    ):
        start = now + dt.timedelta(days=2 + offset)
        lunches[name] = Sitting.objects.create(
            canteen=canteen, day=canteen.today() + dt.timedelta(days=2 + offset),
            starts=start, ends=start + 90 * MINUTE,
            booking_opens=now - MINUTE, booking_closes=start - MINUTE, release_at=start + 30 * MINUTE,
            seats=seats, kept_at_door=kept, room_limit=30_000, portions=30_000,
        ).pk  # fmt: skip
    cards = []
    for number in range(guests):
        guest = new_card(canteen)
        set_email(guest, email=f"guest{number}@example.org")
        cards.append(guest.token)
    json.dump({"lunches": lunches, "cards": cards}, sys.stdout)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
