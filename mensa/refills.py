"""Seats that were freed and taken again, read from the history of bookings."""

from django.db import connection
from django.db.models import QuerySet

from mensa.models import Sitting

HELD = (
    "CASE WHEN e.pgh_label <> 'delete' AND e.kind = 'seat' AND e.status IN ('confirmed', 'seated')"
    " THEN e.party ELSE 0 END"
)
"""The seats that were a party's after an event; coming with fewer gives none back."""

# A walk-in that was taken back was never there. Each change of a booking frees or takes seats. `freed` runs in time,
# taking is below zero; freed seats are taken first, so seats are taken again as far as the sum has come back down
# towards its lowest point.
REFILLED = f"""
    WITH held AS (
        SELECT e.sitting_id, e.pgh_id, {HELD} AS seats,
            LAG({HELD}, 1, 0) OVER (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id) AS before
        FROM mensa_bookingevent e LEFT JOIN mensa_booking b ON b.id = e.pgh_obj_id
        WHERE e.sitting_id = ANY(%s) AND (b.door IS NULL OR b.door <> 'walk_in' OR b.status <> 'cancelled')
    ), walk AS (
        SELECT sitting_id, before - seats AS freed,
            SUM(before - seats) OVER (PARTITION BY sitting_id ORDER BY pgh_id) AS balance
        FROM held
    ), sittings AS (
        SELECT SUM(GREATEST(freed, 0)) - SUM(freed) + LEAST(MIN(balance), 0) AS refilled
        FROM walk GROUP BY sitting_id
    )
    SELECT COALESCE(SUM(refilled), 0) FROM sittings
"""  # noqa: S608 - this project's own words


def refilled(sittings: QuerySet[Sitting]) -> int:
    """Seats of `sittings` that somebody freed (gave back, ceded at the release hour, or gave up for a meal to take
    away) and somebody else took later. Two statements, however many sittings there are."""
    with connection.cursor() as cursor:
        cursor.execute(REFILLED, [list(sittings.values_list("pk", flat=True))])
        return int(cursor.fetchone()[0])
