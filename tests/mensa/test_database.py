"""What the database itself refuses, tried as anybody with psql would: without Django, without our code."""

import datetime as dt
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from canteens.models import Canteen
from guests.models import Guest
from guests.register import new_card, set_email
from mensa.booking import book
from mensa.check import differences
from mensa.models import Booking, Sitting
from notices import outbox
from notices.models import Notice
from tests.conftest import OpenSitting

pytestmark = pytest.mark.django_db(transaction=True)
Run = Callable[..., int]
INSERT = """
    INSERT INTO mensa_booking
        (sitting_id, guest_id, kind, status, door, party, came, arrives_late, set_aside, high_chairs, step_free,
         client_ref, created, changed)
    VALUES (%s, %s, 'seat', %s, %s, %s, %s, false, %s, 0, 0, %s, now(), now())
"""


@pytest.fixture
def psql(transactional_db: None) -> Iterator[Run]:
    """Run one statement on a connection of its own; returns how many rows it touched."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as raw:
        raw.autocommit = True
        yield lambda sql, *parameters: raw.execute(sql, parameters or None).rowcount


@pytest.fixture
def small(sitting_on: OpenSitting) -> Sitting:
    """Five seats, one kept at the door."""
    return sitting_on(dt.date(2026, 11, 23), seats=5, kept_at_door=1, portions=2, room_limit=6)


def insert(
    psql: Run, sitting: Sitting, guest: Guest | None = None, *, status: str = "confirmed", door: str = "web",
    party: int = 1, came: int = 0, set_aside: bool = False, ref: UUID | None = None,
) -> int:  # fmt: skip
    return psql(INSERT, sitting.pk, guest and guest.pk, status, door, party, came, set_aside, ref)


def held(sitting: Sitting) -> tuple[int, int, int]:
    sitting.refresh_from_db()
    return sitting.taken, sitting.ahead, sitting.taken_away


def refused(error: pytest.ExceptionInfo[psycopg.Error]) -> str | None:
    return error.value.diag.constraint_name


def test_one_seat_too_many_is_refused(psql: Run, small: Sitting) -> None:
    insert(psql, small, status="seated", door="walk_in", party=5, came=5)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        insert(psql, small, status="seated", door="walk_in", came=1)
    assert refused(error) == "seats_not_oversold"
    assert held(small) == (5, 0, 0)


def test_the_26th_seat_is_refused(psql: Run, sitting_on: OpenSitting) -> None:
    lunch = sitting_on(dt.date(2026, 11, 23), kept_at_door=0)
    for _ in range(25):
        insert(psql, lunch)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        insert(psql, lunch)
    assert refused(error) in {"seats_not_oversold", "door_seats_kept"}
    assert held(lunch) == (25, 25, 0)


def test_seat_too_many_is_refused_to_an_update(psql: Run, small: Sitting) -> None:
    insert(psql, small, party=4)
    with pytest.raises(psycopg.errors.CheckViolation):
        psql("UPDATE mensa_booking SET party = 6")
    with pytest.raises(psycopg.errors.CheckViolation):
        psql("UPDATE mensa_booking SET party = 60, status = 'seated', came = 60")
    assert held(small) == (4, 4, 0)


def test_seat_kept_at_the_door_is_not_booked(psql: Run, small: Sitting) -> None:
    insert(psql, small, party=4)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        insert(psql, small)
    assert refused(error) == "door_seats_kept"
    insert(psql, small, status="seated", door="walk_in", came=1)
    assert held(small) == (5, 4, 0)


def test_portion_too_many_is_refused(psql: Run, small: Sitting) -> None:
    insert(psql, small, status="waiting", party=2, set_aside=True)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        insert(psql, small, status="waiting", set_aside=True)
    assert refused(error) == "takeaway_within_portions"
    assert held(small) == (0, 0, 2)


@pytest.mark.parametrize(("first", "second"), [("confirmed", "waiting"), ("waiting", "confirmed")])
def test_second_live_booking_of_a_guest_is_refused(
    psql: Run, small: Sitting, canteen: Canteen, first: str, second: str
) -> None:
    amina = new_card(canteen)
    insert(psql, small, amina, status=first)
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        insert(psql, small, amina, status=second)
    assert refused(error) == "one_live_booking"
    psql("UPDATE mensa_booking SET status = 'cancelled'")
    assert insert(psql, small, amina) == 1


def test_second_booking_with_one_reference_is_refused(psql: Run, small: Sitting, sitting_on: OpenSitting) -> None:
    ref = uuid4()
    insert(psql, small, ref=ref)
    psql("UPDATE mensa_booking SET status = 'cancelled'")
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        insert(psql, sitting_on(dt.date(2026, 11, 24)), ref=ref)
    assert refused(error) == "one_booking_a_reference"


@pytest.mark.parametrize("counter", ["taken", "ahead", "taken_away", "volunteers"])
def test_counter_is_not_written_by_hand(psql: Run, small: Sitting, counter: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="only bookings change"):
        psql(f"UPDATE mensa_sitting SET {counter} = {counter} + 1")  # noqa: S608
    with pytest.raises(psycopg.errors.CheckViolation, match="only bookings change"):
        psql(f"UPDATE mensa_sitting SET {counter} = {counter} + 1, seats = 6 WHERE id = %s", small.pk)  # noqa: S608
    assert held(small) == (0, 0, 0)


def test_counter_is_not_written_through_a_cte_either(psql: Run, small: Sitting) -> None:
    insert(psql, small)
    with pytest.raises(psycopg.errors.CheckViolation, match="only bookings change"):
        psql("WITH gone AS (DELETE FROM mensa_booking RETURNING 1) UPDATE mensa_sitting SET taken = 0")
    assert held(small) == (1, 1, 0)


def test_stale_save_leaves_the_counters_alone(small: Sitting, canteen: Canteen) -> None:
    """A save() of the whole row by somebody who read it before is refused rather than believed."""
    stale = Sitting.objects.get(pk=small.pk)
    Booking.objects.create(sitting=small, guest=new_card(canteen), created=small.starts, changed=small.starts)
    stale.menu = "ribollita"
    stale.save(update_fields=["menu"])
    assert held(small) == (1, 1, 0)


def test_sitting_starts_empty(psql: Run, small: Sitting) -> None:
    names = [field.column for field in Sitting._meta.concrete_fields if field.column not in {"id", "day", "taken"}]
    columns = ", ".join(names)
    with pytest.raises(psycopg.errors.CheckViolation, match="starts empty"):
        psql(f"INSERT INTO mensa_sitting (day, taken, {columns}) SELECT day + 1, 1, {columns} FROM mensa_sitting")  # noqa: S608
    assert (
        psql(f"INSERT INTO mensa_sitting (day, taken, {columns}) SELECT day + 1, 0, {columns} FROM mensa_sitting") == 1  # noqa: S608
    )


@pytest.mark.parametrize(
    "tables",
    ["mensa_booking CASCADE", "mensa_sitting CASCADE", "guests_guest CASCADE", "canteens_canteen CASCADE"],
)
def test_bookings_are_not_truncated(psql: Run, small: Sitting, tables: str) -> None:
    insert(psql, small)
    with pytest.raises(psycopg.errors.CheckViolation, match="are not truncated"):
        psql(f"TRUNCATE {tables}")
    assert held(small) == (1, 1, 0)


def test_deleted_booking_gives_its_seat_back(psql: Run, small: Sitting) -> None:
    insert(psql, small, party=3)
    psql("DELETE FROM mensa_booking")
    assert held(small) == (0, 0, 0)


def test_booking_stays_in_its_sitting(psql: Run, small: Sitting, sitting_on: OpenSitting) -> None:
    other = sitting_on(dt.date(2026, 11, 24))
    insert(psql, small)
    with pytest.raises(psycopg.errors.RaiseException):
        psql("UPDATE mensa_booking SET sitting_id = %s", other.pk)


def test_sitting_with_bookings_is_not_deleted(psql: Run, small: Sitting) -> None:
    insert(psql, small)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        psql("DELETE FROM mensa_sitting")


def test_sitting_is_not_put_back_empty_under_its_bookings(psql: Run, small: Sitting) -> None:
    """The foreign key alone would let it: it is asked at the end of the transaction."""
    insert(psql, small, party=4)
    psql("BEGIN")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="a sitting with bookings is not deleted"):
        psql("DELETE FROM mensa_sitting")
    psql("ROLLBACK")
    assert held(small) == (4, 4, 0)
    psql("DELETE FROM mensa_booking")
    assert psql("DELETE FROM mensa_sitting") == 1


def test_booking_does_not_come_before_its_sitting(psql: Run, small: Sitting) -> None:
    psql("BEGIN")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="there is no such sitting"):
        psql(INSERT, small.pk + 1, None, "confirmed", "web", 1, 0, False, None)
    psql("ROLLBACK")
    assert differences() == []


def test_sittings_do_not_swap_their_bookings(psql: Run, small: Sitting) -> None:
    insert(psql, small)
    psql("BEGIN")
    with pytest.raises(psycopg.errors.RaiseException, match="Cannot update rows from mensa_sitting"):
        psql("UPDATE mensa_sitting SET id = id + 1")
    psql("ROLLBACK")
    assert held(small) == (1, 1, 0)


@pytest.mark.parametrize("written", ["kind = 'SEAT'", "status = 'Confirmed'", "door = 'nowhere'"])
def test_word_that_no_counter_knows_is_refused(psql: Run, small: Sitting, written: str) -> None:
    insert(psql, small)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql(f"UPDATE mensa_booking SET {written}")  # noqa: S608
    assert refused(error) == "booking_in_known_words"
    assert held(small) == (1, 1, 0)


@pytest.mark.parametrize("status", ["cancelled", "closed"])
@pytest.mark.parametrize("booking", ["confirmed", "waiting"])
def test_sitting_that_is_not_open_takes_no_booking(psql: Run, small: Sitting, status: str, booking: str) -> None:
    psql("UPDATE mensa_sitting SET status = %s", status)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        insert(psql, small, status=booking)
    assert refused(error) == "sitting_takes_bookings"


def test_seats_are_not_lowered_below_what_is_taken(psql: Run, small: Sitting) -> None:
    insert(psql, small, party=4)
    insert(psql, small, status="seated", door="walk_in", came=1)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql("UPDATE mensa_sitting SET seats = 4, kept_at_door = 0")
    assert refused(error) == "seats_not_oversold"
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql("UPDATE mensa_sitting SET kept_at_door = 2")
    assert refused(error) == "door_seats_kept"


def test_seats_are_not_raised_beyond_the_room(psql: Run, small: Sitting) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        psql("UPDATE mensa_sitting SET seats = 7")
    assert refused(error) == "seats_within_room"


def test_two_lunches_of_one_day_are_refused(sitting_on: OpenSitting, psql: Run, small: Sitting) -> None:
    names = [field.column for field in Sitting._meta.concrete_fields if field.column != "id"]
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        psql(f"INSERT INTO mensa_sitting ({', '.join(names)}) SELECT {', '.join(names)} FROM mensa_sitting")  # noqa: S608
    assert refused(error) == "one_sitting_a_service"


def test_party_that_came_is_part_of_the_party(psql: Run, small: Sitting) -> None:
    for status, party, came in [("seated", 1, 0), ("seated", 1, 2), ("confirmed", 1, 1)]:
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            insert(psql, small, status=status, party=party, came=came)
        assert refused(error) == "came_once_seated"


def test_skipped_insert_counts_nothing(psql: Run, small: Sitting) -> None:
    ref = uuid4()
    insert(psql, small, ref=ref)
    for _ in range(3):
        assert psql(INSERT + " ON CONFLICT DO NOTHING", small.pk, None, "confirmed", "web", 1, 0, False, ref) == 0
    assert held(small) == (1, 1, 0)


def test_history_is_not_rewritten(psql: Run, small: Sitting) -> None:
    insert(psql, small)
    with pytest.raises(psycopg.errors.CheckViolation, match="only the person is taken out"):
        psql("UPDATE mensa_bookingevent SET status = 'cancelled'")
    with pytest.raises(psycopg.errors.CheckViolation, match="only the person is taken out"):
        psql("DELETE FROM mensa_bookingevent")


def test_second_notice_with_one_key_is_refused(psql: Run, canteen: Canteen, small: Sitting) -> None:
    amina = new_card(canteen)
    set_email(amina, email="amina@example.org")
    assert amina.contact is not None
    for _ in range(2):  # ours writes one, and is silent about the second
        outbox.post(key="once", contact=amina.contact, kind="booking_confirmed", payload={}, expires=small.ends)
    assert Notice.objects.count() == 1
    names = ", ".join(field.column for field in Notice._meta.concrete_fields if field.column != "id")
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        psql(f"INSERT INTO notices_notice ({names}) SELECT {names} FROM notices_notice")  # noqa: S608
    assert refused(error) == "notices_notice_key_key"


def test_two_guests_with_one_code_are_refused(psql: Run, canteen: Canteen) -> None:
    new_card(canteen)
    names = [f.column for f in Guest._meta.concrete_fields if f.column not in {"id", "token"}]
    columns = ", ".join(names)
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        psql(f"INSERT INTO guests_guest (token, {columns}) SELECT 'another', {columns} FROM guests_guest")  # noqa: S608
    assert refused(error) == "guests_guest_code_key"


def test_what_the_owner_can_bend_is_found(psql: Run, small: Sitting, canteen: Canteen) -> None:
    """Any client may ask our triggers to be ignored: the limit that guards.py names, and the check's reason."""
    insert(psql, small)
    psql("SET pgtrigger.ignore = '{pgtrigger_counters_by_bookings_only_3566a}'")
    psql("UPDATE mensa_sitting SET taken = 0")
    assert [(found.counter, found.counted, found.summed) for found in differences()] == [("taken", 0, 1)]


def test_booking_through_the_product_obeys_the_same_guards(small: Sitting, friday: dt.datetime) -> None:
    assert [book(small).status for _ in range(5)] == ["confirmed"] * 4 + ["waiting"]
