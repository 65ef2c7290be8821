"""The waiting list as whoever waits may know it: the place in it, and who was given a seat before them, and why."""

from dataclasses import dataclass

from django.db import connection

from mensa.models import Booking, Sitting

# Each time a waiting party was given its seat, in time: from the history of bookings, so that it is told as it was.
GIVEN = """
    SELECT id, party FROM (
        SELECT e.pgh_obj_id AS id, e.pgh_id, e.party, e.status,
            LAG(e.status) OVER (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id) AS before
        FROM mensa_bookingevent e WHERE e.sitting_id = %s
    ) walk WHERE status = 'confirmed' AND before = 'waiting' ORDER BY pgh_id
"""


@dataclass(frozen=True)
class Place:
    """Where a waiting party stands: `number` in the line (1 is next), and the party that was given a seat before it
    though it came later, the last one: `passed_by` people; 0 where nobody passed."""

    number: int
    passed_by: int = 0


def places(sitting: Sitting) -> dict[int, Place]:
    """Where each waiting party stands, by its booking. Two statements, however long the line is.

    The line is in the order of numbers, so whoever was promoted with a later number than a party that still waits
    passed it by. *The first party that fits*: a smaller one does so where the free seats are too few for the larger;
    one that has a card already, where a new card's share of the seats is used up.
    """
    line = list(sitting.bookings.waiting().values_list("pk", flat=True))
    given = _given(sitting) if line else []
    return {
        pk: Place(number, next((party for other, party in reversed(given) if other > pk), 0))
        for number, pk in enumerate(line, start=1)
    }


def place_of(booking: Booking) -> Place | None:
    """Where this party stands; None once it does not wait (any more)."""
    return places(booking.sitting).get(booking.pk) if booking.status == Booking.Status.WAITING else None


def _given(sitting: Sitting) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(GIVEN, [sitting.pk])
        return [(int(pk), int(party)) for pk, party in cursor.fetchall()]
