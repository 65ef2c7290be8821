"""What is said by voice: to whom left a telephone, and at the door to whom left nothing."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen, User
from canteens.staff import take_in
from guests.models import Guest
from guests.register import set_alias
from mensa import sittings, untold, words
from mensa.booking import book, cancel
from mensa.models import Sitting
from notices.models import Notice
from notices.phones import PhoneNotPossible
from tests.conftest import MONDAY

ONE, TWO = dt.time(13), dt.time(14)
NUMBER = "333 123 4567"


def written() -> list[tuple[str, str, str]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "channel", "state"))


def test_who_left_a_telephone_is_called_only_for_what_matters(small_lunch: Sitting, bruno: Guest, chen: Guest) -> None:
    first = book(small_lunch, guest=chen, party=4)
    words.reach(bruno, email="", phone=NUMBER)
    book(small_lunch, guest=bruno)
    assert written() == []
    cancel(first)
    assert written() == [("booking_promoted", "call", "queued")]


def test_a_reminder_call_is_made_if_it_was_asked_for(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="", phone=NUMBER, call_reminders=True)
    book(lunch, guest=bruno)
    (reminder,) = Notice.objects.all()
    # Sunday 22 November, 18:00 in Rome is 17:00 UTC
    assert (reminder.kind, reminder.channel, reminder.due) == (
        "booking_reminder", "call", dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC),
    )  # fmt: skip
    words.reach(bruno, email="", phone=NUMBER)
    assert written() == []


def test_who_has_both_is_told_as_they_prefer(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="bruno@example.org", phone=NUMBER, first="call")
    book(lunch, guest=bruno)
    sittings.move(lunch, starts=ONE, ends=TWO)
    assert [(kind, channel) for kind, channel, state in written() if state == "queued"] == [
        ("booking_confirmed", "email"), ("sitting_changed", "call"), ("booking_reminder", "email"),
    ]  # fmt: skip


def test_a_cancelled_lunch_is_one_call(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="", phone=NUMBER)
    book(lunch, guest=bruno)
    sittings.cancel(lunch, reason="Neve")
    assert written() == [("sitting_cancelled", "call", "queued")]


def test_of_two_moves_only_the_last_is_called_for(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="", phone=NUMBER)
    book(lunch, guest=bruno)
    for hour in (13, 14):
        with clock.at(clock.now() + dt.timedelta(minutes=hour)):
            sittings.move(lunch, starts=dt.time(hour), ends=dt.time(15))
    assert written() == [("sitting_changed", "call", "withdrawn"), ("sitting_changed", "call", "queued")]
    # 14:00 in Rome is 13:00 UTC
    assert Notice.objects.get(state="queued").payload["at"] == "2026-11-23T13:00:00+00:00"


def test_who_gives_the_seat_back_is_not_called(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="", phone=NUMBER)
    booking = book(lunch, guest=bruno)
    sittings.move(lunch, starts=ONE, ends=TWO)
    cancel(booking)
    assert written() == [("sitting_changed", "call", "withdrawn")]


def test_what_waits_follows_whoever_changes_their_channel(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="bruno@example.org", phone="")
    book(lunch, guest=bruno)
    sittings.move(lunch, starts=ONE, ends=TWO)
    words.reach(bruno, email="", phone=NUMBER)
    assert written() == [("sitting_changed", "call", "queued")]
    words.reach(bruno, email="", phone="")
    assert written() == []


def test_consent_goes_with_each_channel(lunch: Sitting, bruno: Guest) -> None:
    words.reach(bruno, email="bruno@example.org", phone=NUMBER)
    words.remind_by_email(bruno, email="")
    live = bruno.consents.filter(withdrawn=None).values_list("purpose", "text_version")
    assert list(live) == [("call", "2026-11")]
    assert (bruno.contact.email, bruno.contact.phone) == ("", "3331234567")  # type: ignore[union-attr]


def test_a_wrong_number_changes_nothing(lunch: Sitting, bruno: Guest) -> None:
    with pytest.raises(PhoneNotPossible):
        words.reach(bruno, email="bruno@example.org", phone="12")
    bruno.refresh_from_db()
    assert (bruno.contact, bruno.consents.count()) == (None, 0)


# --- At the door --------------------------------------------------------------------------------------------------
@pytest.fixture
def dario(canteen: Canteen) -> User:
    return take_in(canteen, email="dario@example.org", name="Dario", roles=["door"])


def faces(canteen: Canteen) -> list[tuple[str, str]]:
    return [(row.booking.guest.code, row.kind) for row in untold.to_tell(canteen)]  # type: ignore[union-attr]


def test_who_left_nothing_is_told_at_the_door_once(
    canteen: Canteen, lunch: Sitting, bruno: Guest, chen: Guest, dario: User
) -> None:
    set_alias(chen, alias="Chen")
    words.reach(chen, email="chen@example.org", phone="")
    book(lunch, guest=bruno)
    book(lunch, guest=chen)
    sittings.move(lunch, starts=ONE, ends=TWO)
    assert faces(canteen) == [(bruno.code, "sitting_changed")]
    untold.tell(untold.to_tell(canteen).get(), by=dario)
    assert faces(canteen) == []
    sittings.move(lunch, starts=TWO, ends=dt.time(15))
    assert faces(canteen) == [(bruno.code, "sitting_changed")]


def test_a_cancelled_lunch_is_told_until_the_day_is_over(canteen: Canteen, lunch: Sitting, bruno: Guest) -> None:
    book(lunch, guest=bruno)
    sittings.cancel(lunch, reason="Neve")
    with clock.at(canteen.instant(MONDAY, dt.time(23, 59))):
        assert faces(canteen) == [(bruno.code, "sitting_cancelled")]
    with clock.at(canteen.instant(MONDAY + dt.timedelta(days=1), dt.time())):
        assert faces(canteen) == []


def test_who_gave_back_a_moved_seat_needs_no_word(canteen: Canteen, lunch: Sitting, bruno: Guest) -> None:
    booking = book(lunch, guest=bruno)
    sittings.move(lunch, starts=ONE, ends=TWO)
    cancel(booking)
    assert faces(canteen) == []


def test_a_forgotten_guest_has_no_face_left(canteen: Canteen, lunch: Sitting, bruno: Guest) -> None:
    book(lunch, guest=bruno)
    sittings.move(lunch, starts=ONE, ends=TWO)
    bruno.delete()
    assert faces(canteen) == []
