"""People and seats of a period's sittings."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from mensa.models import Booking, Sitting
from mensa.refills import refilled

Kind, Status, Door = Booking.Kind, Booking.Status, Booking.Door
FROM_LIST = Q(sitting__counted=None)
AT_TABLE = Q(kind=Kind.SEAT, status=Status.SEATED) & FROM_LIST
AHEAD = Q(kind=Kind.SEAT) & ~Q(door=Door.WALK_IN)
KEPT = [Status.CONFIRMED, Status.SEATED, Status.RELEASED, Status.NO_SHOW, Status.NOT_RECORDED]
UNKNOWN = Q(status=Status.NOT_RECORDED) | Q(sitting__counted__isnull=False, status__in=[Status.SEATED, Status.RELEASED])
HISTORY = Booking.pgh_event_model.objects  # type: ignore[attr-defined]
HELD_A_SEAT = Exists(HISTORY.filter(pgh_obj=OuterRef("pk"), status=Status.CONFIRMED))
GIVEN_BACK = AHEAD & Q(status=Status.CANCELLED) & Q(HELD_A_SEAT)
LATE = Q(changed__gte=F("sitting__booking_closes"))
"""Once booking has closed nobody is promoted from the waiting list any more: the kitchen has counted."""
SUMS: dict[str, tuple[str, Q]] = {
    "booked": ("party", AHEAD & Q(status__in=KEPT)),
    "came": ("came", AHEAD & AT_TABLE),
    "promised": ("party", AHEAD & AT_TABLE),
    "walk_ins": ("came", AT_TABLE & Q(door=Door.WALK_IN)),
    "released": ("party", AHEAD & FROM_LIST & Q(status=Status.RELEASED)),
    "no_shows": ("party", AHEAD & Q(status=Status.NO_SHOW)),
    "not_recorded": ("party", AHEAD & UNKNOWN),
    "expected": ("party", AHEAD & Q(status=Status.CONFIRMED)),
    "given_back": ("party", GIVEN_BACK),
    "late_cancels": ("party", GIVEN_BACK & LATE),
    "waiting_unmet": ("party", Q(status=Status.WAITING)),
    "volunteers": ("came", FROM_LIST & Q(kind=Kind.TABLE_VOLUNTEER, status=Status.SEATED)),
    "takeaway": ("came", FROM_LIST & Q(kind=Kind.TAKEAWAY, status=Status.SEATED)),
}
"""Each sum over bookings: which column, of which rows."""


@dataclass(frozen=True)
class Seats:
    """People and seats. `booked` = `came` + `fewer` + `released` + `no_shows` + `not_recorded` + `expected`."""

    offered: int
    booked: int
    came: int
    fewer: int
    released: int
    no_shows: int
    not_recorded: int
    expected: int
    walk_ins: int
    seated: int
    takeaway: int
    counted: int
    given_back: int
    late_cancels: int
    refilled: int
    waiting_unmet: int
    second_helpings: int = 0  # weeks written down before it was counted have none
    volunteers: int = 0
    """At the table beside the guests, and in none of the other counts; none in weeks that were closed before."""


def seats(sittings: QuerySet[Sitting]) -> Seats:
    """The people and seats of `sittings`."""
    offered = sittings.aggregate(
        offered=Coalesce(Sum("seats"), 0), counted=Coalesce(Sum("counted"), 0),
        second_helpings=Coalesce(Sum("second_helpings"), 0),
    )  # fmt: skip
    sums = {f"sum_{name}": Coalesce(Sum(column, filter=rows), 0) for name, (column, rows) in SUMS.items()}
    summed = Booking.objects.filter(sitting__in=sittings).aggregate(**sums)
    people = {name: summed[f"sum_{name}"] for name in SUMS}
    people["fewer"] = people.pop("promised") - people["came"]
    return Seats(**offered, **people, seated=people["came"] + people["walk_ins"], refilled=refilled(sittings))
