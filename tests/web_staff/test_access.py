"""Who may open which page of the staff, and in how many queries."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from canteens.models import Canteen, User
from canteens.staff import take_in
from guests.models import Guest
from mensa.booking import book
from mensa.models import Sitting
from mensa.words import remind_by_email
from tests.conftest import MONDAY, OpenSitting
from tests.web_staff.conftest import SignedIn

COORDINATORS_PAGES = ["calendar", "close_day", "canteen", "outbox", "people", "invite", "kitchens", "new_kitchen"]


@pytest.mark.parametrize("page", [*COORDINATORS_PAGES, "today"])
def test_a_stranger_is_asked_to_sign_in(canteen: Canteen, client: Client, page: str) -> None:
    answer = client.get(reverse(page))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('login')}?next={reverse(page)}"


@pytest.mark.parametrize("page", COORDINATORS_PAGES)
@pytest.mark.parametrize("who", ["dario", "carla", "sara", "nora"])
def test_others_are_refused(request: pytest.FixtureRequest, signed_in: SignedIn, page: str, who: str) -> None:
    assert signed_in(request.getfixturevalue(who)).get(reverse(page)).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("dario", 200), ("carla", 200), ("sara", 403), ("nora", 403)]
)
def test_today_is_for_who_works_on_it(
    request: pytest.FixtureRequest, lunch: Sitting, signed_in: SignedIn, who: str, status: int
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(reverse("today")).status_code == status


def test_a_coordinator_of_another_canteen_is_a_stranger_here(canteen: Canteen, signed_in: SignedIn) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    bob = User.objects.create_user("bob@example.org")
    bob.memberships.create(canteen=elsewhere, role="coordinator")
    nora = take_in(canteen, email="nora@example.org", name="Nora", roles=["door"])
    browser = signed_in(bob)
    assert nora.email not in browser.get(reverse("people")).content.decode()  # it is the page of his own canteen
    assert browser.get(reverse("person", args=[nora.pk])).status_code == 404


POSTS = ["decide", "sitting_cancel", "notice_again", "person_access", "person_link"]


@pytest.mark.parametrize("page", POSTS)
def test_nobody_else_acts(dario: User, signed_in: SignedIn, page: str) -> None:
    assert signed_in(dario).post(reverse(page, args=[1])).status_code == 403


def test_a_button_that_says_nothing_changes_nothing(
    anna: User, canteen: Canteen, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    closure = canteen.closures.create(day=MONDAY, reason="Immacolata")
    browser = signed_in(anna)
    assert browser.post(reverse("decide", args=[closure.pk])).status_code == 400
    assert browser.post(reverse("person_access", args=[anna.pk]), {"active": "maybe"}).status_code == 400
    closure.refresh_from_db()
    assert closure.state == "proposed"
    caplog.clear()


@pytest.mark.parametrize("page", ["decide", "notice_again", "person_access", "person_link"])
def test_nothing_acts_on_get(anna: User, signed_in: SignedIn, page: str) -> None:
    assert signed_in(anna).get(reverse(page, args=[1])).status_code == 405


# Each: the session, the user, the canteen, the roles (once for guard and links): 4, and what the page itself reads.
QUERIES = {
    # sitting, its plates, needs and people, counters, ledger, taps without network, calls, untold, unclosed, unreached,
    # talks, referrals, sittings of today and tomorrow, the plates of one of them, undecided, missed, food, cooked
    "today": 4 + 18,
    "calendar": 4 + 2,  # closures, sittings
    "canteen": 4 + 2,  # the row in the form, its events
    "outbox": 4 + 2,  # count, notices
    "people": 4 + 2,  # users, memberships
    "calls": 4 + 2,  # calls, untold
}


@pytest.mark.parametrize("page", QUERIES)
def test_pages_take_a_constant_number_of_queries(
    anna: User,
    dario: User,
    lunch: Sitting,
    sitting_on: OpenSitting,
    amina: Guest,
    bruno: Guest,
    signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    page: str,
) -> None:
    sitting_on(MONDAY + dt.timedelta(days=1))
    for guest in (amina, bruno):
        book(lunch, guest=guest)
        remind_by_email(guest, email=f"{guest.pk}@example.org")
    browser = signed_in(anna)
    with django_assert_num_queries(QUERIES[page]):
        browser.get(reverse(page))


@pytest.mark.parametrize(
    ("who", "links"),
    [
        (
            "anna",
            [
                *("Oggi", "Accoglienza", "Calendario", "Numeri", "Da chiamare", "Messaggi", "Carte", "Enti", "Cucina"),
                *("Dispensa", "Bilancio", "Consegne", "Giro", "Bilancia", "Documenti", "Regole del cibo"),
                *("Restituzione", "Ci manca", "Persone", "Sala", "Privacy"),
            ],
        ),
        ("dario", ["Oggi", "Accoglienza", "Da chiamare", "Carte", "Restituzione"]),
        ("carla", ["Oggi", "Cucina", "Bilancia", "Dispensa", "Consegne", "Documenti"]),
    ],
)
def test_each_sees_the_links_they_may_follow(
    request: pytest.FixtureRequest, lunch: Sitting, signed_in: SignedIn, who: str, links: list[str]
) -> None:
    page = signed_in(request.getfixturevalue(who)).get(reverse("today")).content.decode()
    nav = page.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall(r"<a [^>]*>([^<]*)</a>", nav) == links
    assert ">Esci</button>" in nav


def test_the_admin_is_for_the_technical_staff(anna: User, signed_in: SignedIn) -> None:
    root = User.objects.create_superuser("root@example.org", "quattro parole a caso")
    assert signed_in(anna).get(reverse("admin:index")).status_code == 302
    assert signed_in(root).get(reverse("admin:index")).status_code == 200
