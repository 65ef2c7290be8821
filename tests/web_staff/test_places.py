"""Two canteens: whoever helps sees their own, and who helps at both chooses."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from canteens.models import Canteen, Closure, Device, Kitchen, Role, Service, User
from canteens.pattern import Meal
from canteens.staff import take_in
from guests.models import Guest
from guests.register import new_card
from mensa.models import Sitting
from mensa.sittings import plan
from notices.models import Contact, Notice
from notices.staff import reset_password
from tests.conftest import MONDAY
from tests.web_staff.conftest import SignedIn
from web.middleware import COOKIE


@pytest.fixture
def santena(canteen: Canteen) -> Canteen:
    return Canteen.objects.create(name="Sala di Santena", place="Santena", seats=10, room_limit=10)


@pytest.fixture
def theirs(santena: Canteen, friday: dt.datetime) -> dict[str, int]:
    """One of everything at Santena."""
    sitting = Sitting.objects.create(canteen=santena, day=MONDAY, menu="zuppa di Santena", **plan(santena, MONDAY))
    contact = Contact.objects.create(canteen=santena, email="x@example.org")
    notice = Notice.objects.create(
        key="a", contact=contact, canteen=santena, kind="staff_invited", due=friday, expires=friday
    )
    helper = take_in(santena, email="sandro@example.org", name="Sandro", roles=[Role.DOOR])
    return {
        "sitting": sitting.pk, "closure": Closure.objects.create(canteen=santena, day=MONDAY, reason="sagra").pk,
        "service": Service.objects.create(canteen=santena, meal=Meal.DINNER).pk, "notice": notice.pk,
        "feast": santena.patron_days.create(name="San Lorenzo", month=8, day=10).pk, "person": helper.pk,
        "device": Device.objects.create(canteen=santena, name="telefono", secret_hash="x", invited_at=friday).pk,
    }  # fmt: skip


READ = [
    ("sitting", "sitting"), ("sitting_seats", "sitting"), ("sitting_hours", "sitting"), ("sitting_menu", "sitting"),
    ("sitting_portions", "sitting"), ("sitting_kitchen", "sitting"), ("sitting_cancel", "sitting"),
    ("meal", "service"), ("person", "person"), ("notice", "notice"),
]  # fmt: skip
WRITTEN = [
    ("sitting_seats", "sitting"), ("sitting_portions", "sitting"), ("sitting_cancel", "sitting"),
    ("decide", "closure"), ("meal", "service"), ("forget_patron_day", "feast"), ("notice_again", "notice"),
    ("person_access", "person"), ("revoke_phone", "device"),
]  # fmt: skip
TYPED = {"seats": 5, "kept_at_door": 0, "portions": 1, "reason": "prova", "closed": "yes", "active": "no"}


@pytest.mark.parametrize(("page", "of"), READ)
def test_nothing_of_theirs_is_read(anna: User, theirs: dict[str, int], signed_in: SignedIn, page: str, of: str) -> None:
    browser = signed_in(anna)
    browser.cookies[COOKIE] = str(Canteen.objects.get(name="Sala di Santena").pk)  # a choice opens nothing
    assert browser.get(reverse(page, args=[theirs[of]])).status_code == 404


@pytest.mark.parametrize(("page", "of"), WRITTEN)
def test_nothing_of_theirs_is_changed(
    anna: User, theirs: dict[str, int], signed_in: SignedIn, page: str, of: str
) -> None:
    browser = signed_in(anna)
    browser.cookies[COOKIE] = str(Canteen.objects.get(name="Sala di Santena").pk)
    assert browser.post(reverse(page, args=[theirs[of]]), TYPED).status_code == 404
    sitting = Sitting.objects.get(pk=theirs["sitting"])
    assert (sitting.seats, sitting.portions, sitting.status) == (10, 20, "open")
    assert Closure.objects.get().state == "proposed"


@pytest.mark.parametrize("page", ["today", "calendar", "menus", "meals", "patron_days", "people", "outbox", "phones"])
def test_no_list_shows_theirs(anna: User, theirs: dict[str, int], signed_in: SignedIn, page: str) -> None:
    browser = signed_in(anna)
    browser.cookies[COOKIE] = str(Canteen.objects.get(name="Sala di Santena").pk)
    shown = browser.get(reverse(page)).content.decode()
    found = [word for word in ("Santena", "sagra", "San Lorenzo", "Sandro", "x@example.org") if word in shown]
    assert found == []


def test_who_helps_at_both_chooses(anna: User, santena: Canteen, signed_in: SignedIn) -> None:
    take_in(santena, email=anna.email, name="Anna", roles=[Role.DOOR])
    browser = signed_in(anna)
    assert "Cittadella" in browser.get(reverse("today")).content.decode()
    assert browser.get(reverse("calendar")).status_code == 200
    moved = browser.post(reverse("where"), {"place": santena.pk})
    assert (moved.status_code, moved.headers["Location"]) == (302, reverse("door"))  # her role there
    assert "Sala di Santena" in browser.get(reverse("today")).content.decode()
    assert browser.get(reverse("calendar")).status_code == 403  # at Santena she keeps the door
    assert browser.post(reverse("where"), {"place": Canteen.objects.earliest("pk").pk}).status_code == 302
    assert browser.get(reverse("calendar")).status_code == 200


def test_who_helps_at_one_has_no_choice(anna: User, santena: Canteen, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    assert reverse("where") not in browser.get(reverse("today")).content.decode()
    assert browser.post(reverse("where"), {"place": santena.pk}).status_code == 404


def test_who_helps_at_the_second_alone_lands_there(santena: Canteen, signed_in: SignedIn) -> None:
    bob = take_in(santena, email="bob@example.org", name="Bob", roles=[Role.COORDINATOR])
    page = signed_in(bob).get(reverse("canteen")).content.decode()
    assert 'value="Sala di Santena"' in page


def test_a_new_password_is_a_letter_of_the_own_canteen(canteen: Canteen, santena: Canteen) -> None:
    take_in(santena, email="bob@example.org", name="Bob", roles=[Role.COORDINATOR])
    reset_password(canteen, email="bob@example.org")
    assert list(Notice.objects.values_list("canteen__name", flat=True)) == ["Sala di Santena"]


class TestGuests:
    def test_two_canteens_are_asked_about_once(self, client: Client, canteen: Canteen, santena: Canteen) -> None:
        assert client.get("/").headers["Location"] == reverse("where")
        asked = client.get(reverse("where")).content.decode()
        assert [name in asked for name in ("Cittadella del Volontariato", "Sala di Santena")] == [True, True]
        assert client.post(reverse("where"), {"place": santena.pk}).headers["Location"] == "/"
        page = client.get("/").content.decode()
        assert ("Santena" in page, "Chieri" in page) == (True, False)

    def test_one_canteen_is_not_asked_about(self, client: Client, canteen: Canteen) -> None:
        page = client.get("/")
        assert (page.status_code, reverse("where") in page.content.decode()) == (200, False)

    def test_a_sitting_elsewhere_is_not_found(
        self, client: Client, canteen: Canteen, theirs: dict[str, int], santena: Canteen
    ) -> None:
        client.cookies[COOKIE] = str(canteen.pk)
        assert client.get(reverse("party", args=[theirs["sitting"]])).status_code == 404
        client.cookies[COOKIE] = str(santena.pk)
        assert client.get(reverse("party", args=[theirs["sitting"]])).status_code == 200

    def test_a_card_is_of_its_canteen(
        self, client: Client, canteen: Canteen, theirs: dict[str, int], santena: Canteen, friday: dt.datetime
    ) -> None:
        from django.http import HttpResponse

        from web.guest_phone import remember

        amina = new_card(canteen)
        client.cookies = remember(HttpResponse(), amina).cookies
        assert client.cookies[COOKIE].value == str(canteen.pk)
        client.post(reverse("where"), {"place": santena.pk})
        asked = client.get(reverse("party", args=[theirs["sitting"]]))
        posted = {"party": 1, "client_ref": asked.context["form"]["client_ref"].value()}
        assert client.post(reverse("party", args=[theirs["sitting"]]), posted).status_code == 302
        assert [guest.canteen for guest in Guest.objects.order_by("pk")] == [canteen, santena]
        assert amina.bookings.count() == 0

    @pytest.mark.parametrize("choice", ["", "x", "-1", "9" * 30, "7"])
    def test_a_choice_that_is_none_is_no_choice(
        self, client: Client, canteen: Canteen, santena: Canteen, choice: str
    ) -> None:
        client.cookies[COOKIE] = choice
        answer = client.get(reverse("find"))
        assert (answer.status_code, answer.wsgi_request.canteen.pk) == (200, canteen.pk)


def test_kitchens_of_theirs_cannot_be_chosen(
    anna: User, canteen: Canteen, santena: Canteen, lunch: Sitting, signed_in: SignedIn
) -> None:
    ours, others = (
        Kitchen.objects.create(canteen=canteen, name="Noi"),
        Kitchen.objects.create(canteen=santena, name="Loro"),
    )
    browser = signed_in(anna)
    answers = [
        browser.post(reverse("sitting_kitchen", args=[lunch.pk]), {"kitchen": one.pk}).status_code
        for one in (others, ours)
    ]
    assert answers == [400, 302]
    assert Sitting.objects.get(pk=lunch.pk).kitchen == ours
