"""Before a sitting: the sheet when booking has closed, and a word if nobody has opened the door."""

import datetime as dt

import pytest

from canteens import clock, devices
from canteens.models import Canteen, User
from canteens.pattern import Meal
from canteens.staff import take_in
from guests.models import Guest
from guests.register import set_alias
from mensa import mornings, sittings
from mensa.booking import book
from mensa.models import Sitting
from mensa.sheet import sheet_paper, sheet_pdf
from notices import outbox
from notices.models import Notice
from tests.conftest import MONDAY, OpenSitting
from tests.notices.conftest import Box, smtp, subjects, text_of  # noqa: F401 - smtp is a fixture
from tests.papers.reading import Paper


@pytest.fixture
def anna(canteen: Canteen) -> User:
    return take_in(canteen, email="anna@example.org", name="Anna", roles=["coordinator", "door"])


@pytest.fixture
def dario(canteen: Canteen) -> User:
    return take_in(canteen, email="dario@example.org", name="Dario", roles=["door"])


@pytest.fixture
def carla(canteen: Canteen) -> User:
    return take_in(canteen, email="carla@example.org", name="Carla", roles=["cook"])


def monday(canteen: Canteen, hour: int, minute: int = 0) -> dt.datetime:
    return canteen.instant(MONDAY, dt.time(hour, minute))


def told(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).order_by("contact__email")
    return list(rows.values_list("contact__email", "state"))


# --- The sheet ----------------------------------------------------------------------------------------------------
def test_the_sheet_goes_at_booking_close_to_who_wants_it_once(
    canteen: Canteen, lunch: Sitting, anna: User, dario: User, carla: User
) -> None:
    with clock.at(monday(canteen, 10, 59)):
        assert mornings.post_sheets(canteen) == 0
    with clock.at(monday(canteen, 11)):
        assert [mornings.post_sheets(canteen) for _ in range(2)] == [2, 0]
    assert told("sitting_sheet") == [("anna@example.org", "queued"), ("dario@example.org", "queued")]


def test_who_does_not_want_it_gets_none(canteen: Canteen, lunch: Sitting, anna: User, dario: User) -> None:
    User.objects.filter(pk=dario.pk).update(wants_sheet=False)
    with clock.at(monday(canteen, 11)):
        mornings.post_sheets(canteen)
    assert told("sitting_sheet") == [("anna@example.org", "queued")]


def test_it_is_a_pdf_without_a_name(
    canteen: Canteen, lunch: Sitting, anna: User, bruno: Guest, smtp: Box  # noqa: F811
) -> None:  # fmt: skip
    set_alias(bruno, alias="Brunello")
    book(lunch, guest=bruno, party=2)
    with clock.at(monday(canteen, 11)):
        mornings.post_sheets(canteen)
        outbox.tick()
    (mail,) = smtp.mails
    (part,) = mail.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("application/pdf", "accoglienza-2026-11-23.pdf")
    content = part.get_content()
    assert isinstance(content, bytes)
    words = " ".join(Paper(content).text.split())
    assert "lunedì 23 novembre 2026" in words
    assert f"{bruno.face.word}, {bruno.face.colour_word} {bruno.face.number} {bruno.spaced_code} 2 persone" in words
    assert "Brunello" not in words + text_of(mail)
    assert subjects(smtp) == ["Il foglio di lunedì 23 novembre"]
    assert "Brunello" not in str(list(Notice.objects.values_list("payload", flat=True)))


def test_too_late_is_missed_and_seen(
    canteen: Canteen, lunch: Sitting, anna: User, smtp: Box  # noqa: F811
) -> None:  # fmt: skip
    with clock.at(monday(canteen, 13, 30)):
        mornings.post_sheets(canteen)
        outbox.tick()
    assert (told("sitting_sheet"), smtp.mails) == ([("anna@example.org", "missed")], [])


def test_a_sitting_that_does_not_take_place_has_none(canteen: Canteen, lunch: Sitting, anna: User) -> None:
    sittings.cancel(lunch, reason="Neve")
    with clock.at(monday(canteen, 11)):
        assert mornings.tell(canteen) == 0


def test_rows_are_those_of_the_printed_page(canteen: Canteen, small_lunch: Sitting, bruno: Guest, chen: Guest) -> None:
    book(small_lunch, guest=chen, party=4)
    book(small_lunch, guest=bruno)
    small_lunch.refresh_from_db()
    paper = sheet_paper(small_lunch)
    assert [(row["number"], row["said"]) for row in paper["expected"]] == [(chen.face.number, "4 persone")]
    assert [row["number"] for row in paper["waiting"]] == [bruno.face.number]
    assert (paper["count"], paper["until"]) == ("4 / 5", "Il posto è tenuto fino alle 12:30.")
    assert sheet_pdf(small_lunch) == sheet_pdf(small_lunch)


# --- The door's phone ---------------------------------------------------------------------------------------------
def test_nobody_at_the_door_is_told_once_at_half_past_ten(
    canteen: Canteen, lunch: Sitting, anna: User, dario: User
) -> None:
    with clock.at(monday(canteen, 10, 29)):
        assert mornings.warn_of_shut_door(canteen) == 0
    with clock.at(monday(canteen, 10, 30)):
        assert [mornings.warn_of_shut_door(canteen) for _ in range(2)] == [1, 0]
    assert told("door_not_open") == [("anna@example.org", "queued")]


def test_a_door_that_was_opened_today_is_fine_and_yesterday_does_not_count(
    canteen: Canteen, lunch: Sitting, anna: User
) -> None:
    device, _ = devices.invite(canteen, name="ingresso", by=None)
    with clock.at(canteen.instant(MONDAY - dt.timedelta(days=1), dt.time(23, 59))):
        devices.seen(canteen, device)
    canteen.refresh_from_db()
    with clock.at(monday(canteen, 10, 30)):
        assert mornings.warn_of_shut_door(canteen) == 1
        Notice.objects.all().delete()
        devices.seen(canteen, device)
        canteen.refresh_from_db()
        assert mornings.warn_of_shut_door(canteen) == 0


def test_without_a_lunch_nobody_waits_at_the_door(canteen: Canteen, friday: dt.datetime, anna: User) -> None:
    with clock.at(monday(canteen, 10, 30)):
        assert mornings.warn_of_shut_door(canteen) == 0


def test_a_dinner_alone_has_its_door_looked_at_in_the_evening(
    canteen: Canteen, friday: dt.datetime, anna: User
) -> None:
    sittings.serve(
        canteen, meal=Meal.DINNER, weekdays=[1], starts=dt.time(19), ends=dt.time(20, 30), release_time=dt.time(19, 20)
    )
    Sitting.objects.filter(service="lunch").delete()
    found = []
    for hour, minute in ((10, 30), (17, 29), (17, 30)):  # lunch at 12 is looked at by 10:30: an hour and a half before
        with clock.at(monday(canteen, hour, minute)):
            found.append(mornings.warn_of_shut_door(canteen))
    assert found == [0, 0, 1]


def test_after_the_lunch_it_is_no_use(canteen: Canteen, lunch: Sitting, anna: User) -> None:
    with clock.at(monday(canteen, 13, 30)):
        assert mornings.warn_of_shut_door(canteen) == 0


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        # 10:30 in Rome on both sides of each change of the clocks
        (dt.date(2026, 3, 28), dt.time(9, 30)), (dt.date(2026, 3, 29), dt.time(8, 30)),
        (dt.date(2026, 10, 24), dt.time(8, 30)), (dt.date(2026, 10, 25), dt.time(9, 30)),
    ],
)  # fmt: skip
def test_half_past_ten_is_local(
    canteen: Canteen, sitting_on: OpenSitting, anna: User, day: dt.date, utc: dt.time
) -> None:
    sitting_on(day)
    check = dt.datetime.combine(day, utc, dt.UTC)
    with clock.at(check - dt.timedelta(seconds=1)):
        assert mornings.warn_of_shut_door(canteen) == 0
    with clock.at(check):
        assert mornings.warn_of_shut_door(canteen) == 1


def test_it_is_written_down_once_in_five_minutes(canteen: Canteen, friday: dt.datetime) -> None:
    device, _ = devices.invite(canteen, name="ingresso", by=None)
    seen = []
    for minutes in (0, 4, 5, 6):
        with clock.at(friday + dt.timedelta(minutes=minutes)):
            canteen.refresh_from_db()
            device.refresh_from_db()
            devices.seen(canteen, device)
        canteen.refresh_from_db()
        device.refresh_from_db()
        assert canteen.door_seen == device.last_seen
        assert canteen.door_seen
        seen.append((canteen.door_seen - friday).seconds // 60)
    assert seen == [0, 0, 0, 6]
    assert canteen.events.count() == 1  # type: ignore[attr-defined]
