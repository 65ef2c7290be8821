"""What a referring body can do and see, and what it can't, however it asks."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from canteens.models import Canteen, Role, User
from canteens.staff import take_in
from guests.models import Guest, Referral, Referrer
from guests.referrals import end, keep, refer
from guests.register import new_card, set_alias
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY
from tests.web_staff.conftest import SignedIn

CHRISTMAS = dt.date(2026, 12, 25)


def speaker(canteen: Canteen, name: str) -> User:
    return take_in(canteen, email=f"{name}@example.org", name=name.title(), roles=[Role.REFERRER])


@pytest.fixture
def elena(canteen: Canteen) -> User:
    return speaker(canteen, "elena")


@pytest.fixture
def consortium(canteen: Canteen, elena: User) -> Referrer:
    return keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[elena])


@pytest.fixture
def parish(canteen: Canteen) -> Referrer:
    return keep(Referrer(canteen=canteen), name="Parrocchia", kind="parish", people=[speaker(canteen, "pia")])


@pytest.fixture
def sent(friday: dt.datetime, consortium: Referrer, amina: Guest) -> Referral:
    return refer(consortium, guest=amina, until=CHRISTMAS, reference="12/B")


@pytest.fixture
def theirs(friday: dt.datetime, parish: Referrer, bruno: Guest) -> Referral:
    """Another body's."""
    return refer(parish, guest=bruno, until=CHRISTMAS)


@pytest.fixture
def browser(elena: User, signed_in: SignedIn, consortium: Referrer) -> Client:
    return signed_in(elena)


def filled(**facts: object) -> dict[str, object]:
    return {"days": 91, "party": 1, "language": "ar", "sitting": "", "client_ref": uuid4()} | facts


def test_one_form_gives_card_and_first_lunch(browser: Client, lunch: Sitting, consortium: Referrer) -> None:
    answer = browser.post(reverse("referral_new"), filled(sitting=lunch.pk, party=2, reference="7/C"))
    referral = Referral.objects.get()
    booking = Booking.objects.get()
    assert (referral.referrer, referral.until, referral.reference) == (consortium, dt.date(2027, 2, 19), "7/C")
    assert (booking.guest, booking.party, booking.status) == (referral.guest, 2, "confirmed")
    shown = browser.get(answer.headers["Location"]).content.decode()
    assert referral.guest is not None
    said = (referral.guest.spaced_code, referral.guest.pin, "lunedì 23 novembre, ore 12", "2 persone")
    assert [word in shown for word in said] == [True] * 4


def test_sent_twice_is_issued_once(browser: Client, lunch: Sitting) -> None:
    form = filled(sitting=lunch.pk)
    answers = [browser.post(reverse("referral_new"), form).status_code for _ in range(2)]
    assert (answers, Referral.objects.count(), Booking.objects.count()) == ([302, 302], 1, 1)


def test_form_that_is_wrong_issues_nothing(browser: Client, lunch: Sitting) -> None:
    for wrong in ({"party": 99}, {"days": 4000}, {"review": "2030-01-01"}, {"sitting": "77"}):
        assert browser.post(reverse("referral_new"), filled(**{"sitting": lunch.pk} | wrong)).status_code == 400
    assert (Guest.objects.count(), Referral.objects.count()) == (0, 0)


def test_list_shows_own_people_by_state(browser: Client, sent: Referral, theirs: Referral) -> None:
    shown = browser.get(reverse("referrals")).content.decode()
    assert sent.guest is not None
    assert theirs.guest is not None
    assert [word in shown for word in (sent.guest.spaced_code, "12/B", "attivo")] == [True] * 3
    assert theirs.guest.spaced_code not in shown


def test_renewed_and_ended(browser: Client, sent: Referral) -> None:
    assert browser.get(reverse("referral_renew", args=[sent.pk])).status_code == 200
    assert browser.post(reverse("referral_renew", args=[sent.pk]), {"days": 365}).status_code == 302
    assert Referral.objects.get().until == dt.date(2027, 11, 20)
    browser.post(reverse("referral_end", args=[sent.pk]))
    assert Referral.objects.get().ended == dt.date(2026, 11, 20)


# --- Attacks ----------------------------------------------------------------------------------------


def test_nothing_of_what_they_do_here_is_on_any_page(
    browser: Client, sent: Referral, lunch: Sitting, amina: Guest
) -> None:
    set_alias(amina, alias="Mimì")
    before = _pages(browser, sent)
    book(lunch, guest=amina, party=4)
    Sitting.objects.update(menu="ribollita")
    assert _pages(browser, sent) == before
    assert [word in "".join(before) for word in ("Mimì", amina.token, amina.pin)] == [False] * 3


def _pages(browser: Client, sent: Referral) -> list[str]:
    """Every page about a person, without what differs on each visit."""
    asked = [reverse("referrals"), reverse("referral_renew", args=[sent.pk])]
    return [re.sub(r'value="[\w-]{20,}"|X-CSRFToken[^}]*', "", browser.get(one).content.decode()) for one in asked]


@pytest.mark.parametrize("name", ["referral_renew", "referral_end"])
def test_other_bodies_people_do_not_exist(browser: Client, theirs: Referral, name: str) -> None:
    before = (theirs.until, theirs.ended)
    assert browser.post(reverse(name, args=[theirs.pk]), {"days": 365}).status_code == 404
    assert browser.post(reverse(name, args=[theirs.pk + 1000]), {"days": 365}).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.until, theirs.ended) == before


def test_other_canteens_people_do_not_exist(browser: Client, friday: dt.datetime) -> None:
    other = Canteen.objects.create(name="Altrove", place="Torino")
    body = keep(Referrer(canteen=other), name="Consorzio", kind="consortium", people=[])
    far = refer(body, guest=new_card(other), until=CHRISTMAS)
    assert browser.get(reverse("referral_renew", args=[far.pk])).status_code == 404
    assert browser.post(reverse("referral_end", args=[far.pk])).status_code == 404


def test_seal_of_another_bodys_card_opens_nothing(
    browser: Client, theirs: Referral, signed_in: SignedIn, lunch: Sitting
) -> None:
    pia = signed_in(User.objects.get(email="pia@example.org"))
    address = pia.post(reverse("referral_new"), filled(sitting=lunch.pk)).headers["Location"]
    assert pia.get(address).status_code == 200
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "today",
        "door",
        "cards",
        "card_reviews",
        "referrers",
        "referral_shares",
        "figures",
        "calendar",
        "outbox",
        "people",
    ],
)
def test_a_body_opens_no_other_page_of_the_staff(browser: Client, lunch: Sitting, name: str) -> None:
    assert browser.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["card_of", "card_replace", "card_merge", "card_refer"])
def test_a_body_opens_no_card(browser: Client, sent: Referral, name: str) -> None:
    assert browser.get(reverse(name, args=[sent.guest_id])).status_code == 403


def test_role_without_a_body_sees_nobody(canteen: Canteen, sent: Referral, signed_in: SignedIn) -> None:
    alone = signed_in(speaker(canteen, "omar"))
    assert alone.get(reverse("referrals")).status_code == 403
    assert alone.get(reverse("referral_renew", args=[sent.pk])).status_code == 403
    assert alone.post(reverse("referral_new"), filled()).status_code == 403
    assert Guest.objects.count() == 1


@pytest.mark.parametrize("who", ["dario", "carla", "sara", "nora"])
def test_others_are_refused(request: pytest.FixtureRequest, sent: Referral, signed_in: SignedIn, who: str) -> None:
    browser = signed_in(request.getfixturevalue(who))
    asked = [reverse("referrals"), reverse("referral_new"), reverse("referral_renew", args=[sent.pk])]
    assert [browser.get(one).status_code for one in asked] == [403] * 3
    assert browser.post(reverse("referral_end", args=[sent.pk])).status_code == 403


# --- The coordinator --------------------------------------------------------------------------------


def test_coordinator_writes_a_body_down(anna: User, canteen: Canteen, elena: User, signed_in: SignedIn) -> None:
    desk = signed_in(anna)
    form = {"name": "Consorzio", "kind": "consortium", "people": [elena.pk]}
    assert desk.post(reverse("referrer_new"), form).status_code == 302
    body = Referrer.objects.get()
    assert (body.canteen, body.name, [row.user for row in body.people.all()]) == (canteen, "Consorzio", [elena])
    assert desk.post(reverse("referrer_new"), form).status_code == 400
    assert desk.post(reverse("referrer_edit", args=[body.pk]), form | {"name": "CSSAC"}).status_code == 302
    assert Referrer.objects.get().name == "CSSAC"


def test_coordinator_writes_a_body_on_a_card(
    anna: User, consortium: Referrer, amina: Guest, friday: dt.datetime, signed_in: SignedIn
) -> None:
    desk = signed_in(anna)
    desk.post(reverse("card_refer", args=[amina.pk]), {"referrer": consortium.pk, "days": 30})
    referral = Referral.objects.get()
    assert (referral.guest, referral.referrer, referral.until) == (amina, consortium, dt.date(2026, 12, 20))
    assert "Consorzio" in desk.get(reverse("card_of", args=[amina.pk])).content.decode()
    end(referral)
    assert "scaduto" in desk.get(reverse("card_of", args=[amina.pk])).content.decode()


def test_coordinator_is_led_to_the_bodies(anna: User, signed_in: SignedIn) -> None:
    assert signed_in(anna).get(reverse("referrals")).headers["Location"] == reverse("referrers")


def test_shares_on_the_page_and_as_csv(anna: User, sent: Referral, theirs: Referral, signed_in: SignedIn) -> None:
    desk = signed_in(anna)
    days = f"?da={MONDAY.replace(day=1)}&a={MONDAY}"
    shown = desk.get(reverse("referral_shares") + days).content.decode()
    assert "50\u00a0%" in shown
    assert "sono troppo poche persone" in shown
    table = desk.get(reverse("referral_shares_sheet") + days).content.decode("utf-8-sig")
    assert [line for line in table.splitlines() if line.startswith(("dal Consorzio", "da assoc"))] == [
        "dal Consorzio e dai Comuni;1;50", "da associazioni e parrocchie;1;50",
    ]  # fmt: skip
