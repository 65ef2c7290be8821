"""What the database refuses about special plates, needs and volunteers at the table: tried with psql's own words."""

import pgtrigger
import psycopg
import pytest

from guests.models import Guest
from mensa.booking import book, cancel
from mensa.check import differences
from mensa.models import Booking, Sitting
from tests.mensa.test_database import Run, psql, refused  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
PLATE = "INSERT INTO mensa_specialplate (booking_id, needs, people, answer) VALUES (%s, %s, %s, 'open')"
VOLUNTEER = """
    INSERT INTO mensa_booking (sitting_id, guest_id, kind, status, door, party, came, arrives_late, set_aside,
        high_chairs, step_free, created, changed)
    VALUES (%s, %s, 'table_volunteer', %s, 'call', %s, %s, false, false, 0, 0, now(), now())
"""


@pytest.fixture
def three(small_lunch: Sitting, amina: Guest) -> Booking:
    """Amina's party of three."""
    return book(small_lunch, guest=amina, party=3)


def plates(psql: Run) -> int:  # noqa: F811
    return psql("SELECT FROM mensa_specialplate")


def held(sitting: Sitting) -> tuple[int, int, int, int]:
    sitting.refresh_from_db()
    return sitting.taken, sitting.ahead, sitting.taken_away, sitting.volunteers


def test_more_plates_than_people_are_refused(psql: Run, three: Booking) -> None:  # noqa: F811
    psql(PLATE, three.pk, ["pork"], 2)
    psql(PLATE, three.pk, ["gluten", "milk"], 1)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql(PLATE, three.pk, ["fish"], 1)
    assert refused(error) == "plates_within_party"
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql("UPDATE mensa_specialplate SET people = people + 1")
    assert refused(error) == "plates_within_party"
    assert plates(psql) == 2


def test_one_statement_with_too_many_plates_is_refused(psql: Run, three: Booking) -> None:  # noqa: F811
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql(PLATE + ", (%s, %s, 2, 'open')", three.pk, ["pork"], 2, three.pk, ["fish"])
    assert refused(error) == "plates_within_party"
    assert plates(psql) == 0


def test_party_is_not_made_smaller_than_its_plates(psql: Run, three: Booking) -> None:  # noqa: F811
    psql(PLATE, three.pk, ["pork"], 3)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql("UPDATE mensa_booking SET party = 2")
    assert refused(error) == "plates_within_party"


@pytest.mark.parametrize("needs", [["bacon"], [], ["pork", "Gluten"], ["pork", None]])
def test_plate_in_unknown_words_is_refused(psql: Run, three: Booking, needs: list[str]) -> None:  # noqa: F811
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql(PLATE, three.pk, needs, 1)
    assert refused(error) == "plate_in_known_needs"


def test_plate_of_nobody_is_refused(psql: Run, three: Booking) -> None:  # noqa: F811
    psql("UPDATE mensa_booking SET guest_id = NULL")
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql(PLATE, three.pk, ["pork"], 1)
    assert refused(error) == "plate_of_a_guest"


def test_plate_with_an_unknown_answer_or_of_no_people_is_refused(psql: Run, three: Booking) -> None:  # noqa: F811
    psql(PLATE, three.pk, ["pork"], 1)
    for written, guard in [("answer = 'yes'", "plate_with_known_answer"), ("people = 0", "plate_of_one_or_more")]:
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            psql(f"UPDATE mensa_specialplate SET {written}")  # noqa: S608
        assert refused(error) == guard


def test_forgotten_guest_leaves_no_plate(psql: Run, three: Booking) -> None:  # noqa: F811
    psql(PLATE, three.pk, ["pork"], 1)
    psql("UPDATE mensa_booking SET guest_id = NULL")
    assert plates(psql) == 0


def test_booking_given_back_leaves_no_plate(psql: Run, three: Booking) -> None:  # noqa: F811
    psql(PLATE, three.pk, ["pork"], 1)
    cancel(three)
    assert plates(psql) == 0


def test_plates_stand_in_no_history(psql: Run, three: Booking) -> None:  # noqa: F811
    psql("UPDATE mensa_booking SET high_chairs = 2, step_free = 1")
    names = {"high_chairs", "step_free", "plates", "needs"}
    columns = "SELECT FROM information_schema.columns WHERE table_name LIKE 'mensa_%%event' AND column_name = ANY(%s)"
    assert psql(columns, list(names)) == 0
    assert psql("SELECT FROM mensa_bookingevent") == 1


def test_needs_beyond_the_party_are_refused(psql: Run, three: Booking) -> None:  # noqa: F811
    for need in ("high_chairs", "step_free"):
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            psql(f"UPDATE mensa_booking SET {need} = 4")  # noqa: S608
        assert refused(error) == "needs_within_party"


def test_volunteers_take_no_seat_and_stay_within_the_room(psql: Run, small_lunch: Sitting) -> None:  # noqa: F811
    """Five seats, and room for six: one chair beside the guests."""
    psql(VOLUNTEER, small_lunch.pk, None, "confirmed", 1, 0)
    assert held(small_lunch) == (0, 0, 0, 1)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql(VOLUNTEER, small_lunch.pk, None, "seated", 1, 1)
    assert refused(error) == "seats_within_room"
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql("UPDATE mensa_sitting SET seats = 6")
    assert refused(error) == "seats_within_room"
    assert [book(small_lunch).status for _ in range(5)] == ["confirmed"] * 4 + ["waiting"]
    psql("UPDATE mensa_booking SET status = 'cancelled' WHERE kind = 'table_volunteer'")
    assert held(small_lunch) == (4, 4, 1, 0)


def test_volunteer_never_waits_and_has_no_card(psql: Run, small_lunch: Sitting, amina: Guest) -> None:  # noqa: F811
    for guest, status, party in [(amina.pk, "confirmed", 1), (None, "waiting", 1), (None, "confirmed", 2)]:
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            psql(VOLUNTEER, small_lunch.pk, guest, status, party, 0)
        assert refused(error) in {"volunteer_alone_and_nameless", "seats_within_room"}


def test_volunteers_that_the_owner_bent_are_found(psql: Run, small_lunch: Sitting) -> None:  # noqa: F811
    psql(VOLUNTEER, small_lunch.pk, None, "confirmed", 1, 0)
    with pgtrigger.ignore("mensa.Sitting:counters_by_bookings_only"):
        Sitting.objects.update(volunteers=0)
    assert [(found.counter, found.counted, found.summed) for found in differences()] == [("volunteers", 0, 1)]
