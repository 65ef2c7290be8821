"""Several days in one request: one party, one card; each day answers for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from canteens.errors import Refusal
from guests.models import Guest
from mensa.booking import book
from mensa.models import Booking, Sitting


@dataclass(frozen=True)
class Answer:
    """What became of one day: a booking, confirmed or waiting, or else the reason why there is none."""

    sitting: Sitting
    booking: Booking | None = None
    refusal: Refusal | None = None


def book_days(
    sittings: Sequence[Sitting],
    *,
    party: int,
    door: str,
    kind: str = Booking.Kind.SEAT,
    client_ref: UUID,
    guest: Guest | None = None,
    language: str = "it",
    device: UUID | None = None,
) -> list[Answer]:
    """Book `party` seats on each of `sittings`, all on one card: `guest`'s, or a new one that the first day makes.

    Each day is a transaction of its own, so a day that is refused takes none of the others with it, and no two
    sittings are locked at once. The first day is known by `client_ref` itself and each other one by a reference made
    of it and the sitting: the same form sent again, with days added too, books no day twice. Raises nothing.
    """
    answers: list[Answer] = []
    made = guest is None
    for sitting in sittings:
        ref = uuid5(client_ref, f"sitting:{sitting.pk}") if answers else client_ref
        try:
            booking = book(
                sitting, party=party, door=door, kind=kind, guest=guest, language=language, client_ref=ref,
                anonymous=made, device=device,
            )  # fmt: skip
        except Refusal as refusal:
            answers.append(Answer(sitting, refusal=refusal))
        else:
            guest = booking.guest
            answers.append(Answer(sitting, booking))
    return answers
