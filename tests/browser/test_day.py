"""A day of the canteen, lived: from Amina's three taps on Saturday to Monday's numbers.

Five seats, one of them kept at the door, a room for six, six meals to take away. In Italian, in Arabic, and in Italian
on phones that run no script. Taps are counted by the hand that makes them.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import translation
from django.utils.translation import gettext

from canteens.models import Canteen, Role
from mensa import sittings
from mensa.models import Booking, Sitting
from notices import outbox
from notices.models import Notice
from tests.browser.conftest import Phone, Watch
from tests.browser.house import PASSWORD, helper
from tests.browser.looking import SPOKEN
from tests.browser.taps import Hand
from tests.conftest import MONDAY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Status, Door, Kind = Booking.Status, Booking.Door, Booking.Kind
Somebody = Callable[..., Hand]
WAYS = [("it", True), ("ar", True), ("it", False)]
SEND = "main form .btn-act"
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture(params=WAYS, ids=["italian", "arabic", "no-script"])
def somebody(request: pytest.FixtureRequest, phone: Phone) -> Iterator[Somebody]:
    """One more person with a phone; whatever a browser complains about fails the test."""
    tongue, script = request.param
    hands: list[Hand] = []

    def come() -> Hand:
        hands.append(Hand(phone(tongue, java_script_enabled=script), script=script))
        return hands[-1]

    yield come
    assert [hand.complaints for hand in hands if hand.complaints] == []


@pytest.fixture
def lunch(chromium: Any, transactional_db: None, watch: Watch, settings: Any) -> Sitting:
    """Monday's lunch, the first that can be booked, and Tuesday's, as Saturday morning finds them."""
    settings.EMAIL_BACKEND = "notices.kept.Backend"
    canteen = Canteen.objects.create(
        name="Reciprocamensa", place="Cittadella del Volontariato, Chieri",
        seats=5, kept_at_door=1, room_limit=6, portions=6, weekdays=[1, 2],
    )  # fmt: skip
    watch.set("2026-11-21T10:30")
    sittings.open_ahead(canteen)
    helper(canteen, "anna", Role.COORDINATOR)
    helper(canteen, "dario", Role.DOOR)
    return Sitting.objects.get(day=MONDAY)


def test_the_day_is_lived(somebody: Somebody, lunch: Sitting, watch: Watch) -> None:
    amina, dalia, chen = _books(somebody()), _books(somebody()), somebody()
    _leaves_an_address(dalia)
    bruno = _calls(somebody(), party=2)
    _waits(chen)
    _gives_back(amina, to=chen)
    watch.set("2026-11-22T18:01")
    anna = _signs_in(somebody(), "anna")
    _was_reminded(dalia, by=anna)

    watch.set("2026-11-23T12:05")
    door = _enrolled(somebody(), by=anna)
    for booking in (_of(dalia), _of(chen), bruno):
        _seats(door, booking)
    _undoes(door, bruno)
    _is_welcomed(dalia)
    _walks_in(door)
    _turns_the_phone(door)
    _takes_a_chair(door)
    _takes_away(door)
    # at table 6: Dalia, Chen, Bruno's 2, one who walked in, one on a chair; 1 took the meal away; 6 + 1 = 7
    assert _sees_today(anna) == ("6 / 6", "7")
    watch.set("2026-11-23T13:40")
    _closes(door)
    assert _sees_numbers(anna) == {"plates": "7", "Arrivi liberi": "2", "– assenti": "0"}


def _books(guest: Hand) -> Hand:
    """Poster, day, *Prenota*: a picture and a number, in at most three taps and without a name."""
    guest.open("/")
    guest.tap(".days .btn-act")
    guest.tap(SEND)
    guest.page.wait_for_url("**/posto/**")
    assert guest.taps <= 3
    _has_a_ticket(guest, Status.CONFIRMED)
    return guest


def _has_a_ticket(guest: Hand, status: str) -> None:
    booking = _of(guest)
    assert (booking.status, booking.sitting.day, booking.party) == (status, MONDAY, 1)
    assert _face_on(guest, ".ticket") == _face_of(booking)


def _of(guest: Hand) -> Booking:
    """The booking whose ticket is open."""
    found: Booking = Booking.objects.select_related("guest", "sitting").get(pk=guest.page.url.split("/")[-2])
    return found


def _face_of(booking: Booking) -> tuple[str, str, str]:
    assert booking.guest
    face = booking.guest.face
    return (face.pictogram, f"disc-{face.colour}", face.number)


def _face_on(hand: Hand, place: str) -> tuple[str, str, str]:
    """Pictogram, colour and number as they are drawn there."""
    disc = hand.page.locator(f"{place} .disc").first
    drawn = disc.locator("use").get_attribute("href") or ""
    colour = (disc.get_attribute("class") or "").split()[-1]
    number = hand.page.locator(f"{place} .ticket-number, {place} strong").first.inner_text()
    return (drawn.rpartition("#")[2], colour, number)


def _leaves_an_address(guest: Hand) -> None:
    """Asked afterwards, and only who wants."""
    guest.tap("details.more summary")
    guest.press("[name=r-email]", "dalia@example.org")
    guest.tap("[name=r-agreed]")
    guest.tap("form[action$='promemoria/'] button")
    guest.sees(".toast")


def _calls(volunteer: Hand, *, party: int) -> Booking:
    """A call to a volunteer: the day is chosen already; how many, *Prenota*. At most six taps on that page."""
    _signs_in(volunteer, "dario")
    volunteer.tap("a[href$='chiamata/']")
    volunteer.page.wait_for_url("**/chiamata/")
    volunteer.taps = 0
    volunteer.party(party)
    volunteer.tap(SEND)
    volunteer.sees(".ticket-number")
    assert volunteer.taps <= 6
    booking = Booking.objects.select_related("guest", "sitting").get(door=Door.CALL)
    assert (booking.status, booking.sitting.day, booking.party) == (Status.CONFIRMED, MONDAY, party)
    assert _face_on(volunteer, ".ticket") == _face_of(booking)
    return booking


def _signs_in(helper: Hand, name: str) -> Hand:
    helper.open("/entra/")
    helper.press("[name=username]", f"{name}@example.org")
    helper.press("[name=password]", PASSWORD)
    helper.tap(SEND)
    helper.page.wait_for_url(lambda address: "/entra/" not in address)
    return helper


def _waits(guest: Hand) -> None:
    """Full is not no: the same three taps, and the meal is set aside."""
    guest.open("/")
    guest.tap(".days .btn-line")
    guest.tap(SEND)
    guest.page.wait_for_url("**/posto/**")
    assert guest.taps <= 3
    _has_a_ticket(guest, Status.WAITING)
    assert (_of(guest).set_aside, guest.sees(".note strong").is_visible()) == (True, True)


def _gives_back(guest: Hand, *, to: Hand) -> None:
    """*Libero il posto* asks once; whoever waited reads at the next look that it is theirs."""
    waiting = to.reads("h1")
    guest.taps = 0
    guest.tap("a.btn-warm")
    guest.tap(SEND)
    guest.sees(".toast")
    assert (guest.taps, _of(guest).status) == (2, Status.CANCELLED)
    to.page.reload()
    _has_a_ticket(to, Status.CONFIRMED)
    assert (to.reads("h1") != waiting, to.page.locator(".note").count()) == (True, 0)


def _was_reminded(guest: Hand, *, by: Hand) -> None:
    """The evening before: the mail is on the outbox page, in the guest's language, with her number and a way back."""
    outbox.tick()
    notice = Notice.objects.get(kind="booking_reminder")
    by.page.goto("/messaggi/")
    by.tap(f"a[href='/messaggi/{notice.pk}/']")
    by.tap("a[href^='/messaggi/lettera/']")
    by.page.wait_for_url("**/lettera/**")
    assert (notice.state, by.page.evaluate(SPOKEN)) == (Notice.State.SENT, guest.page.evaluate(SPOKEN))
    assert _face_of(_of(guest))[2] in by.page.locator("body").inner_text()
    assert by.page.locator(f"a[href$='{urlsplit(guest.page.url).path}']").count() == 1


def _enrolled(door: Hand, *, by: Hand) -> Hand:
    """The phone at the entrance: a link, one button, no password."""
    by.page.goto("/accoglienza/telefoni/")
    by.press("[name=name]", "Ingresso")
    by.tap(SEND)
    link = by.sees("a[href*='/accoglienza/telefono/']").get_attribute("href")
    door.open(urlsplit(str(link)).path)
    door.tap(SEND)
    door.page.wait_for_url("**/accoglienza/")
    assert door.taps == 1
    return door


def _seats(door: Hand, booking: Booking) -> None:
    """The row shows what her phone shows; one tap seats her."""
    row = f"#row-{booking.pk}"
    assert _face_on(door, row) == _face_of(booking)
    door.taps = 0
    door.tap(f"{row} .row-tap")
    door.sees(f"{row} .row-in")
    booking.refresh_from_db()
    assert (door.taps, booking.status, booking.came) == (1, Status.SEATED, booking.party)


def _undoes(door: Hand, booking: Booking) -> None:
    """It was a slip: the same tap again, and once more since it was none."""
    door.page.wait_for_timeout(800)  # a second tap of one finger is not a second thought
    door.tap(f"#row-{booking.pk} .row-tap")
    door.page.locator(f"#row-{booking.pk} .row-in").wait_for(state="detached")
    booking.refresh_from_db()
    assert (booking.status, booking.came) == (Status.CONFIRMED, 0)
    _seats(door, booking)


def _is_welcomed(guest: Hand) -> None:
    """Both screens say so."""
    before = guest.reads("h1")
    guest.page.reload()
    assert (guest.reads("h1") != before, guest.page.locator("a.btn-warm").count()) == (True, 0)
    assert _face_on(guest, ".ticket") == _face_of(_of(guest))


def _walks_in(door: Hand) -> None:
    """*+1*: the seat that was kept, for somebody without a name."""
    door.taps = 0
    door.tap(".door-bar form button")
    door.sees(".count", "5 / 5")
    assert (door.taps, Booking.objects.filter(guest=None, came=1).count()) == (1, 1)


def _turns_the_phone(door: Hand) -> None:
    """Full, and Gira stands there and reads Arabic: turned round, three pictures; hers is tomorrow."""
    door.tap(".door-bar form button")
    door.tap("a.btn-big[href*='/gira/']")
    door.tap(".tongues [lang=ar]")
    door.page.wait_for_url("**/gira/ar/**")
    spoken = door.page.locator("html").get_attribute("dir")
    assert (spoken, door.page.locator(".turned .choice").count()) == ("rtl", 3)
    door.tap(".choice[value=later]")
    door.sees(".turned .ticket-number")
    booking = Booking.objects.select_related("guest", "sitting").get(sitting__day=TUESDAY)
    assert (booking.status, _face_on(door, ".turned .ticket")) == (Status.CONFIRMED, _face_of(booking))
    assert booking.guest
    assert booking.guest.language == "ar"
    door.tap("#door a[href='/accoglienza/']")
    door.page.wait_for_url("**/accoglienza/")


def _takes_a_chair(door: Hand) -> None:
    """One more stands there and one chair fits: with the reason."""
    door.page.goto("/accoglienza/pieno/")
    door.choose("[name=reason]", "cold")
    door.tap("[name=way][value=chair]")
    door.sees(".count", "6 / 6")


def _takes_away(door: Hand) -> None:
    """Nobody leaves with empty hands."""
    door.page.goto("/accoglienza/pieno/")
    assert door.page.locator("[name=way][value=chair]").count() == 0  # the room holds six
    door.tap("[name=way][value=takeaway]")
    door.sees(".toast")
    assert Booking.objects.filter(kind=Kind.TAKEAWAY, came=1).count() == 1


def _sees_today(coordinator: Hand) -> tuple[str, str]:
    coordinator.page.goto("/oggi/")
    return coordinator.reads(".count"), coordinator.reads(".stat-value")


def _closes(door: Hand) -> None:
    """*Chiudi con l'elenco*: three taps from the list."""
    door.page.goto("/accoglienza/")
    door.taps = 0
    door.tap("#door > details.more > summary")
    door.tap("a[href$='chiusura/']")
    door.tap("[name=how][value=list]")
    door.sees(".note-ok")
    assert (door.taps, Sitting.objects.get(day=MONDAY).status) == (3, Sitting.Status.CLOSED)


PEOPLE = ("Arrivi liberi", "– assenti")


def _sees_numbers(coordinator: Hand) -> dict[str, str]:
    coordinator.page.goto("/numeri/?settimana=2026-W48")
    values = coordinator.page.locator(".stat-value").all_inner_texts()
    tongue = coordinator.page.evaluate("document.documentElement.lang")
    return {"plates": values[1]} | {name: _in_row(coordinator, name, tongue=tongue) for name in PEOPLE}


def _in_row(coordinator: Hand, name: str, *, tongue: str) -> str:
    """The number beside a name of the people's table, whatever language the page has."""
    with translation.override(tongue):
        row = coordinator.page.locator("tr", has_text=gettext(name))
    return row.locator("td").first.inner_text()
