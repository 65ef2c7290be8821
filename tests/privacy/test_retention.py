"""What is old goes on its own, and what is young, or still needed, stays."""

import datetime as dt

import pytest
from django.core.management import call_command

from canteens import clock, retention
from canteens.models import Canteen, Retention
from guests import looks, referrals
from guests.merging import merge
from guests.models import Guest, Look, Referrer
from guests.register import new_card
from mensa import door
from mensa.booking import book
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.retention import STEPS, due, forget_at_night, forget_old
from mensa.tasks import forget_old as forget_task
from mensa.words import remind_by_email
from notices import outbox
from notices.models import KeptMail, Notice
from tests.conftest import MONDAY, OpenSitting

BookingEvent = Booking.events.rel.related_model  # type: ignore[attr-defined]
Purpose = Retention.Purpose
NOTHING = dict.fromkeys(STEPS, 0)


def days_after(canteen: Canteen, days: int, hour: int = 3) -> dt.datetime:
    """So many local days after Monday's lunch, at that local hour."""
    return canteen.instant(MONDAY + dt.timedelta(days=days), dt.time(hour))


@pytest.fixture(autouse=True)
def since_friday(friday: dt.datetime) -> None:
    """Cards are made on Friday."""


@pytest.fixture
def seated(lunch: Sitting, amina: Guest) -> Booking:
    """Amina came on Monday with two others."""
    booking = book(lunch, guest=amina, party=3)
    with clock.at(lunch.starts):
        return door.seat(booking)


def test_every_purpose_has_a_proposal_and_a_step() -> None:
    assert list(STEPS) == list(retention.DEFAULTS) == Purpose.values


def test_a_canteen_decides_otherwise(canteen: Canteen) -> None:
    assert retention.rule(canteen, Purpose.NOTICES).days == 30
    retention.decide(canteen, purpose=Purpose.NOTICES, days=10, reason="così vuole l'associazione")
    rules = {rule.purpose: (rule.days, str(rule.reason)) for rule in retention.rules(canteen)}
    assert rules[Purpose.NOTICES] == (10, "così vuole l'associazione")
    assert {purpose: days for purpose, (days, _) in rules.items()} == {
        "guest": 365, "attendance": 365, "notices": 10, "references": 30, "pins": 1, "looks": 365,
    }  # fmt: skip


@pytest.mark.parametrize(("days", "erased"), [(365, 0), (366, 1)])
def test_a_guest_goes_a_year_after_the_last_visit(
    canteen: Canteen, amina: Guest, seated: Booking, days: int, erased: int
) -> None:
    with clock.at(days_after(canteen, days)):
        assert due(canteen)["guest"] == erased
        assert forget_old(canteen)["guest"] == erased
        assert forget_old(canteen) == NOTHING
    assert Guest.objects.count() == 1 - erased
    seated.refresh_from_db()
    assert (seated.status, seated.came, seated.sitting.day) == ("seated", 3, MONDAY)


def test_a_booking_to_come_keeps_the_card(
    canteen: Canteen, amina: Guest, seated: Booking, sitting_on: OpenSitting
) -> None:
    later = sitting_on(MONDAY + dt.timedelta(days=371))
    with clock.at(days_after(canteen, 366)):
        book(later, guest=amina)
        assert forget_old(canteen)["guest"] == 0


def test_a_card_that_was_never_used_goes_a_year_after_it_was_made(canteen: Canteen) -> None:
    with clock.at(days_after(canteen, 0)):
        new_card(canteen)
    with clock.at(days_after(canteen, 366)):
        assert forget_old(canteen)["guest"] == 1


def test_attendance_is_nobodys_after_its_time_and_counts_are_the_same(
    canteen: Canteen, amina: Guest, seated: Booking, lunch: Sitting
) -> None:
    retention.decide(canteen, purpose=Purpose.ATTENDANCE, days=30, reason="prima")
    before = (lunch.bookings.count(), BookingEvent.objects.count())
    with clock.at(days_after(canteen, 31)):
        assert due(canteen) == NOTHING | {"attendance": 1}
        assert forget_old(canteen) == NOTHING | {"attendance": 1}
        assert forget_old(canteen) == NOTHING
    seated.refresh_from_db()
    amina.refresh_from_db()
    lunch.refresh_from_db()
    assert (seated.guest, seated.came, lunch.taken, amina.last_visit) == (None, 3, 3, MONDAY)
    assert set(BookingEvent.objects.values_list("guest", flat=True)) == {None}
    assert (lunch.bookings.count(), BookingEvent.objects.count()) == (before[0], before[1] + 1)  # that she was unlinked
    assert differences() == []


def test_a_card_outlives_its_unlinked_visits(canteen: Canteen, amina: Guest, seated: Booking) -> None:
    """Without the day that was kept of them she would look like somebody who never came."""
    Guest.objects.update(created=days_after(canteen, -500))
    retention.decide(canteen, purpose=Purpose.ATTENDANCE, days=30, reason="prima")
    with clock.at(days_after(canteen, 31)):
        assert forget_old(canteen)["attendance"] == 1
    with clock.at(days_after(canteen, 365)):
        assert forget_old(canteen)["guest"] == 0
    with clock.at(days_after(canteen, 366)):
        assert forget_old(canteen)["guest"] == 1


def test_last_visit_is_the_last(canteen: Canteen, amina: Guest, seated: Booking, sitting_on: OpenSitting) -> None:
    retention.decide(canteen, purpose=Purpose.ATTENDANCE, days=30, reason="prima")
    tuesday = sitting_on(MONDAY + dt.timedelta(days=1))
    book(tuesday, guest=amina)
    for days in (31, 32, 33):
        with clock.at(days_after(canteen, days)):
            forget_old(canteen)
    amina.refresh_from_db()
    assert amina.last_visit == MONDAY + dt.timedelta(days=1)


@pytest.mark.parametrize(("days", "left"), [(30, 2), (31, 0)])
def test_notices_go_a_month_after_they_expire(
    canteen: Canteen, lunch: Sitting, amina: Guest, settings: object, days: int, left: int
) -> None:
    settings.EMAIL_BACKEND = "notices.kept.Backend"  # type: ignore[attr-defined]
    remind_by_email(amina, email="amina@example.org")
    book(lunch, guest=amina)
    with clock.at(lunch.starts - dt.timedelta(minutes=1)):
        assert outbox.tick() == 2
    with clock.at(days_after(canteen, days)):
        forget_old(canteen)
    assert (Notice.objects.count(), KeptMail.objects.count()) == (left, left)


@pytest.mark.parametrize(("days", "kept"), [(30, True), (31, False)])
def test_a_phones_reference_goes(canteen: Canteen, lunch: Sitting, days: int, kept: bool) -> None:
    from uuid import uuid4

    book(lunch, client_ref=uuid4())
    with clock.at(days_after(canteen, days)):
        forget_old(canteen)
    assert Booking.objects.filter(client_ref__isnull=False).exists() == kept


def test_wrong_pins_go_but_a_lock_that_holds_stays(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    now = days_after(canteen, 2)
    Guest.objects.filter(pk=amina.pk).update(wrong_pins=3)
    Guest.objects.filter(pk=bruno.pk).update(locked_until=now)
    with clock.at(now):
        assert forget_old(canteen)["pins"] == 1
    with clock.at(now + dt.timedelta(days=2)):
        assert forget_old(canteen)["pins"] == 1
    assert list(Guest.objects.values_list("wrong_pins", "locked_until").distinct()) == [(0, None)]


def test_looks_go_after_a_year(canteen: Canteen, amina: Guest, lunch: Sitting, sitting_on: OpenSitting) -> None:
    looks.looked(amina, purpose=Look.Purpose.RECORD)
    later = sitting_on(MONDAY + dt.timedelta(days=371))
    with clock.at(days_after(canteen, 370)):
        book(later, guest=amina)
        assert forget_old(canteen) == NOTHING | {"looks": 1}


def test_another_canteen_is_left_alone(canteen: Canteen, amina: Guest, seated: Booking) -> None:
    other = Canteen.objects.create(name="Altra sala", place="via Altra 1")
    with clock.at(days_after(canteen, 400)):
        assert forget_old(other) == NOTHING


def test_it_is_done_at_night_and_looked_at_any_time(
    canteen: Canteen, amina: Guest, seated: Booking, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.at(days_after(canteen, 366, hour=12)):
        assert forget_at_night(canteen) == 0
        call_command("retention")
        shown = capsys.readouterr().out.splitlines()
        assert shown[0] == f"{canteen.pk} guest 1"
        assert Guest.objects.count() == 1
    with clock.at(days_after(canteen, 366, hour=2)):
        assert (forget_task(), forget_task()) == (1, 0)
    call_command("retention", "--apply")


def test_many_are_unlinked_in_parts(canteen: Canteen, lunch: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mensa.retention.CHUNK", 2)
    for _ in range(5):
        book(lunch)
    Guest.objects.update(last_visit=MONDAY + dt.timedelta(days=300))
    with clock.at(days_after(canteen, 400)):
        assert forget_old(canteen)["attendance"] == 5
    assert Booking.objects.filter(guest__isnull=False).count() == 0


def test_a_card_stays_a_year_after_its_referral_ended(canteen: Canteen, amina: Guest) -> None:
    body = referrals.keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[])
    referrals.refer(body, guest=amina, until=MONDAY + dt.timedelta(days=90))
    for days, there in ((90 + 365, True), (90 + 366, False)):
        with clock.at(days_after(canteen, days)):
            forget_old(canteen)
        assert Guest.objects.filter(pk=amina.pk).exists() is there


def test_a_card_that_was_merged_stays_as_long_as_its_person(canteen: Canteen, lunch: Sitting, amina: Guest) -> None:
    other = new_card(canteen)
    booked = book(lunch, guest=other)
    merge(other, into=amina)
    with clock.at(days_after(canteen, 300)):
        forget_old(canteen)
    assert (Guest.objects.count(), Booking.objects.get(pk=booked.pk).guest_id) == (2, other.pk)
    with clock.at(days_after(canteen, 400)):
        forget_old(canteen)
    assert Guest.objects.count() == 0
