"""Who is missed: only who said yes, only empty seats of ticked sittings, once, and forgotten."""

import datetime as dt

import pytest

from canteens import clock
from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from guests import care
from guests.models import CareNote, Guest
from mensa.booking import book, cancel
from mensa.care import raise_notes
from mensa.door import close, seat
from mensa.models import Booking, Sitting
from mensa.tasks import who_is_missed
from notices.models import Notice
from tests.conftest import MONDAY, OpenSitting

DAY = dt.timedelta(days=1)


@pytest.fixture
def carla(canteen: Canteen) -> User:
    """Carla coordinates."""
    return take_in(canteen, email="carla@example.org", name="Carla", roles=[Role.COORDINATOR])


@pytest.fixture
def lunches(canteen: Canteen, friday: dt.datetime, sitting_on: OpenSitting) -> list[Sitting]:
    """Monday to Saturday."""
    return [sitting_on(MONDAY + DAY * day) for day in range(6)]


def live(lunch: Sitting, *, books: list[Guest], come: list[Guest], counted: int | None = None) -> None:
    """The lunch passes: these book, these come, and it is closed as ticked or as counted."""
    bookings = {guest: book(lunch, guest=guest) for guest in books}
    with clock.at(lunch.starts):
        for guest in come:
            seat(bookings[guest])
    with clock.at(lunch.ends):
        close(lunch, total=counted)


def missed(canteen: Canteen, lunch: Sitting) -> int:
    """How many notes are raised on the evening of that lunch."""
    with clock.at(lunch.ends + dt.timedelta(hours=3)):
        return raise_notes(canteen)


def test_three_empty_seats_raise_one_note_and_one_notice(
    canteen: Canteen, lunches: list[Sitting], amina: Guest, bruno: Guest, carla: User
) -> None:
    care.let_ask(amina, agreed=True)
    raised = []
    for lunch in lunches:
        live(lunch, books=[amina, bruno], come=[bruno])
        raised += [missed(canteen, lunch), missed(canteen, lunch)]
    assert raised == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    [note] = CareNote.objects.all()
    [notice] = Notice.objects.filter(kind="care_note")
    assert (note.guest, notice.contact.user, notice.payload) == (amina, carla, {"url": "/ci-manca/"})


def test_who_did_not_say_yes_is_left_in_peace(
    canteen: Canteen, lunches: list[Sitting], amina: Guest, bruno: Guest
) -> None:
    for lunch in lunches:
        live(lunch, books=[amina, bruno], come=[bruno])
    with clock.at(lunches[-1].ends):
        care.let_ask(amina, agreed=True)  # from now on
    assert missed(canteen, lunches[-1]) == 0


def test_what_was_not_ticked_and_what_was_given_back_is_no_absence(
    canteen: Canteen, lunches: list[Sitting], amina: Guest, bruno: Guest
) -> None:
    care.let_ask(amina, agreed=True)
    for lunch in lunches[:3]:
        live(lunch, books=[amina], come=[], counted=20)
    for lunch in lunches[3:]:
        late = book(lunch, guest=amina)
        with clock.at(lunch.starts - dt.timedelta(minutes=1)):
            cancel(late)
        live(lunch, books=[bruno], come=[bruno])
    assert (missed(canteen, lunches[-1]), CareNote.objects.count()) == (0, 0)


def test_coming_once_begins_anew(canteen: Canteen, lunches: list[Sitting], amina: Guest, bruno: Guest) -> None:
    care.let_ask(amina, agreed=True)
    for day, lunch in enumerate(lunches[:5]):
        live(lunch, books=[amina, bruno], come=[amina, bruno] if day == 2 else [bruno])
    assert missed(canteen, lunches[4]) == 0  # two before, two after
    live(lunches[5], books=[amina, bruno], come=[bruno])
    assert missed(canteen, lunches[5]) == 1


def test_the_canteen_says_after_how_many(canteen: Canteen, lunches: list[Sitting], amina: Guest, bruno: Guest) -> None:
    Canteen.objects.update(care_after=2)
    canteen.refresh_from_db()
    care.let_ask(amina, agreed=True)
    for lunch in lunches[:2]:
        live(lunch, books=[amina, bruno], come=[bruno])
    assert missed(canteen, lunches[1]) == 1


@pytest.fixture
def note(amina: Guest, friday: dt.datetime) -> CareNote:
    care.let_ask(amina, agreed=True)
    note = care.raise_note(amina)
    assert note
    return note


def test_a_person_closes_it_once(note: CareNote, carla: User, canteen: Canteen) -> None:
    care.close(note, reason="transport", by=carla)
    with pytest.raises(care.CareNoteClosed):
        care.close(note, reason="", by=carla)
    note.refresh_from_db()
    assert (note.reason, note.closed_by, list(care.open_notes(canteen))) == ("transport", carla, [])


@pytest.mark.parametrize("closed", [True, False])
def test_after_sixty_days_it_is_forgotten(note: CareNote, carla: User, closed: bool) -> None:
    if closed:
        care.close(note, reason="shame", by=carla)
    with clock.at(note.raised + DAY * 60 - dt.timedelta(seconds=1)):
        who_is_missed()
    assert CareNote.objects.count() == 1
    with clock.at(note.raised + DAY * 60):
        who_is_missed()
    assert CareNote.objects.count() == 0


def test_taking_the_yes_back_deletes_it_and_what_was_not_said(
    canteen: Canteen, lunches: list[Sitting], amina: Guest, bruno: Guest, carla: User
) -> None:
    care.let_ask(amina, agreed=True)
    for lunch in lunches:
        live(lunch, books=[amina, bruno], come=[bruno])
    missed(canteen, lunches[-1])
    care.let_ask(amina, agreed=False)
    assert (CareNote.objects.count(), Notice.objects.get(kind="care_note").state) == (0, "withdrawn")
    assert missed(canteen, lunches[-1]) == 0


def test_a_guest_who_goes_takes_it_along(note: CareNote, amina: Guest) -> None:
    amina.delete()
    assert CareNote.objects.count() == 0


def test_absences_change_nothing_about_a_booking(
    canteen: Canteen, lunches: list[Sitting], sitting_on: OpenSitting, amina: Guest, bruno: Guest, chen: Guest
) -> None:
    """Amina left five seats empty and is missed; Bruno came each time. Both book, wait and move up alike."""
    care.let_ask(amina, agreed=True)
    for lunch in lunches[:5]:
        live(lunch, books=[amina, bruno], come=[bruno])
    missed(canteen, lunches[4])
    full = sitting_on(MONDAY + DAY * 7, seats=1, kept_at_door=0, room_limit=1, portions=2)
    held = book(full, guest=chen)
    waiting = [book(full, guest=amina), book(full, guest=bruno)]
    assert [(row.status, row.set_aside) for row in waiting] == [("waiting", True)] * 2
    cancel(held)
    assert [Booking.objects.get(pk=row.pk).status for row in waiting] == ["confirmed", "waiting"]
