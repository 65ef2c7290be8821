"""Run inside the house: `today` makes many canteens with a lunch that opens for booking, `past` gives them history."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import Any

import django

SEATS, KEPT = 25, 3
GUESTS = 50
LUNCHES_AT_ONCE = 200
HOUR = dt.timedelta(hours=1)


def today(canteens: int) -> list[int]:
    """The lunch of each of so many canteens, to be booked now; 25 seats, 3 of them kept at the door."""
    from canteens.models import Canteen
    from mensa.models import Sitting

    places = Canteen.objects.bulk_create(Canteen(name=f"Mensa {at}", place="Piemonte") for at in range(canteens))
    rows = Sitting.objects.bulk_create(_lunch(place, day=2) for place in places)
    return [row.pk for row in rows]


def past(canteens: int, days: int) -> int:
    """Give so many canteens so many past lunches, every seat taken by one of its guests; returns the bookings."""
    from canteens.models import Canteen
    from mensa.models import Booking, Sitting

    places = list(Canteen.objects.order_by("-pk")[:canteens])
    guests = {place.pk: _guests(place) for place in places}
    lunches = Sitting.objects.bulk_create(_lunch(place, day=-day) for place in places for day in range(1, days + 1))
    for first in range(0, len(lunches), LUNCHES_AT_ONCE):
        Booking.objects.bulk_create(_bookings(lunches[first : first + LUNCHES_AT_ONCE], guests))
    return len(lunches) * SEATS


def _lunch(canteen: Any, *, day: int) -> Any:
    from canteens import clock
    from mensa.models import Sitting

    start = clock.now() + day * 24 * HOUR
    return Sitting(
        canteen=canteen, day=canteen.today() + dt.timedelta(days=day), starts=start, ends=start + 2 * HOUR,
        booking_opens=start - 72 * HOUR, booking_closes=start - HOUR, release_at=start + HOUR,
        seats=SEATS, kept_at_door=KEPT, room_limit=30, portions=20,
    )  # fmt: skip


def _guests(canteen: Any) -> list[int]:
    from canteens import clock
    from guests.models import Guest

    rows = (Guest(canteen=canteen, created=clock.now(), code=f"p{canteen.pk:05}{at:03}") for at in range(GUESTS))
    return [guest.pk for guest in Guest.objects.bulk_create(rows)]


def _bookings(lunches: list[Any], guests: dict[int, list[int]]) -> Iterator[Any]:
    from mensa.models import Booking

    for place, lunch in enumerate(lunches):
        for seat in range(SEATS):
            guest = guests[lunch.canteen_id][(place + seat) % GUESTS]
            yield Booking(
                sitting=lunch, guest_id=guest, status="seated", came=1, created=lunch.booking_opens,
                door="web" if seat < SEATS - KEPT else "walk_in", changed=lunch.starts,
            )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    made = today(int(sys.argv[2])) if sys.argv[1] == "today" else past(int(sys.argv[2]), int(sys.argv[3]))
    json.dump(made, sys.stdout)
