"""The last chair for a volunteer and the last plate of a party, wanted by many at once; then each guard off."""

from collections.abc import Sequence
from contextlib import nullcontext

import pgtrigger
import pytest

from mensa import door, plates, volunteers
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.refusals import RoomFull, SittingFull
from mensa.special_plates import SpecialPlate
from tests.races.conftest import Lunch
from tests.races.crowd import Act, all_is_well, at_once, errors

PEOPLE = 20
WITHIN = "mensa.SpecialPlate:plates_within_party"


def helpers(sitting: Sitting, *, ignoring: Sequence[str] = ()) -> list[list[Act]]:
    """Twenty volunteers and as many guests who just arrive, each with a phone."""

    def sit() -> Booking:
        with pgtrigger.ignore(*ignoring) if ignoring else nullcontext():
            return volunteers.sit_down(sitting)

    return [[act] for _one in range(PEOPLE) for act in (sit, lambda: door.walk_in(sitting))]


def at_table(sitting: Sitting) -> tuple[int, int]:
    rows = sitting.bookings.filter(status=Booking.Status.SEATED)
    kinds = list(rows.values_list("kind", flat=True))
    return kinds.count("seat"), kinds.count("table_volunteer")


def test_volunteers_and_guests_fill_the_room_exactly(lunch_now: Lunch) -> None:
    """Four seats and room for six: four guests, two volunteers."""
    sitting = lunch_now(served=True, seats=4, room_limit=6)
    Sitting.objects.filter(pk=sitting.pk).update(release_at=sitting.ends)
    results = at_once(helpers(sitting))
    assert at_table(sitting) == (4, 2)
    assert sorted({type(error) for error in errors(results)}, key=str) == [RoomFull, SittingFull]
    all_is_well(sitting)


def test_control_uncounted_every_volunteer_sits_in_a_full_room(lunch_now: Lunch) -> None:
    sitting = lunch_now(served=True, seats=4, room_limit=6)
    Sitting.objects.filter(pk=sitting.pk).update(release_at=sitting.ends)
    at_once(helpers(sitting, ignoring=["mensa.Booking:count_seats"]))
    assert at_table(sitting) == (4, PEOPLE)


def wishes(booking: Booking, *, ignoring: Sequence[str] = ()) -> list[list[Act]]:
    """One party's many phones ask for a plate each at once, past the verb that would let them wait in line."""

    def wish() -> SpecialPlate:
        with pgtrigger.ignore(*ignoring) if ignoring else nullcontext():
            return SpecialPlate.objects.create(booking=booking, needs=["pork"])

    return [[wish] for _one in range(PEOPLE)]


@pytest.mark.parametrize("through_verb", [True, False])
def test_party_gets_no_more_plates_than_people(lunch_now: Lunch, through_verb: bool) -> None:
    booking = book(lunch_now(), party=3)
    verb = [[lambda: plates.ask(booking, needs=["pork"], agreed=True)] for _one in range(PEOPLE)]
    results = at_once(verb if through_verb else wishes(booking))
    assert len(errors(results)) == PEOPLE - 3
    assert sum(SpecialPlate.objects.values_list("people", flat=True)) == 3


def test_control_without_the_guard_a_party_of_three_gets_twenty(lunch_now: Lunch) -> None:
    booking = book(lunch_now(), party=3)
    at_once(wishes(booking, ignoring=[WITHIN]))
    assert SpecialPlate.objects.count() == PEOPLE
