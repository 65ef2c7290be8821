"""Referring bodies by program: what they get is a face and a state, however they ask."""

import datetime as dt
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from canteens.models import Canteen, Role, User
from guests.models import Guest, Referral, Referrer
from guests.referrals import keep, refer
from guests.register import new_card, set_alias
from guests.talks import temporary_card
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.api.conftest import Helper, with_card, with_token

CHRISTMAS = dt.date(2026, 12, 25)
ALL = "/api/v1/referrals/"


@pytest.fixture
def elena(helper: Helper) -> User:
    return helper("Elena", Role.REFERRER)


@pytest.fixture
def consortium(canteen: Canteen, elena: User) -> Referrer:
    return keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[elena])


@pytest.fixture
def sent(friday: dt.datetime, consortium: Referrer, amina: Guest) -> Referral:
    return refer(consortium, guest=amina, until=CHRISTMAS, reference="12/B")


@pytest.fixture
def theirs(friday: dt.datetime, canteen: Canteen, bruno: Guest, helper: Helper) -> Referral:
    body = keep(Referrer(canteen=canteen), name="San Rocco", kind="parish", people=[helper("Pia", Role.REFERRER)])
    return refer(body, guest=bruno, until=CHRISTMAS)


@pytest.fixture
def body(elena: User, consortium: Referrer) -> APIClient:
    return with_token(elena)


def test_card_and_first_lunch_in_one(body: APIClient, lunch: Sitting, consortium: Referrer) -> None:
    asked = {"until": "2026-12-25", "first": lunch.pk, "party": 2, "language": "ar", "client_ref": str(uuid4())}
    made = [body.post(ALL, asked).json() for _ in range(2)]
    guest = Guest.objects.get()
    assert made[0] == made[1]
    assert (made[0]["card"]["token"], made[0]["first"]["party"]) == (guest.token, 2)
    assert made[0]["referral"] == {
        "id": Referral.objects.get().pk, "number": guest.face.number, "pictogram": guest.face.pictogram,
        "colour": guest.face.colour, "code": guest.code, "reference": "", "starts": "2026-11-20",
        "until": "2026-12-25", "review": "2026-12-11", "state": "active",
    }  # fmt: skip


def test_answer_is_the_same_whatever_the_person_does(
    body: APIClient, sent: Referral, amina: Guest, lunch: Sitting
) -> None:
    before = [body.get(ALL).json(), body.get(f"{ALL}{sent.pk}/").json()]
    set_alias(amina, alias="Mimì")
    book(lunch, guest=amina, party=3)
    assert [body.get(ALL).json(), body.get(f"{ALL}{sent.pk}/").json()] == before
    assert set(before[1]) == {
        *("id", "number", "pictogram", "colour", "code", "reference", "starts", "until", "review", "state")
    }


def test_other_bodies_people_do_not_exist(body: APIClient, sent: Referral, theirs: Referral) -> None:
    assert [row["id"] for row in body.get(ALL).json()] == [sent.pk]
    where = f"{ALL}{theirs.pk}/"
    answers = [body.get(where), body.patch(where, {"until": "2027-01-31"}), body.delete(where)]
    assert [answer.status_code for answer in answers] == [404] * 3
    theirs.refresh_from_db()
    assert (theirs.until, theirs.ended) == (CHRISTMAS, None)


def test_no_lunch_of_another_canteen(body: APIClient, their_lunch: Sitting, friday: dt.datetime) -> None:
    assert body.post(ALL, {"until": "2026-12-25", "first": their_lunch.pk}).status_code == 404
    assert (Guest.objects.count(), Booking.objects.count()) == (0, 0)


def test_coordinator_sees_every_body_of_theirs_and_no_other(
    carla: User, stella: User, sent: Referral, theirs: Referral
) -> None:
    assert [row["id"] for row in with_token(carla).get(ALL).json()] == sorted([sent.pk, theirs.pk])
    assert with_token(stella).get(ALL).json() == []


@pytest.mark.parametrize("path", ["sittings/{s}/door/", "canteens/{c}/figures/", "canteens/{c}/referral-shares/",
    "canteens/{c}/notices/", "canteens/{c}/cards/reviews/", "cards/{g}/", "canteens/{c}/referrers/"])  # fmt: skip
def test_a_body_reads_nothing_else(
    body: APIClient, sent: Referral, lunch: Sitting, canteen: Canteen, path: str
) -> None:
    where = "/api/v1/" + path.format(s=lunch.pk, c=canteen.pk, g=sent.guest_id)
    assert body.get(where).status_code == 403


def test_card_of_a_guest_opens_no_referral(sent: Referral, amina: Guest, bruno: Guest) -> None:
    for guest in (amina, bruno):
        assert with_card(guest).get(ALL).status_code == 401


def test_renewed_and_ended(body: APIClient, sent: Referral) -> None:
    where = f"{ALL}{sent.pk}/"
    assert body.patch(where, {"until": "2027-03-31"}).json()["review"] == "2027-03-17"
    assert body.patch(where, {"until": "2029-03-31"}).json()["code"] == "days_not_possible"
    assert body.delete(where).json()["state"] == "expired"


def test_bodies_and_shares_for_coordinators(carla: User, elena: User, canteen: Canteen, friday: dt.datetime) -> None:
    desk, where = with_token(carla), f"/api/v1/canteens/{canteen.pk}/"
    said = {"name": "Consorzio", "kind": "consortium", "people": [elena.pk, carla.pk]}
    made = desk.post(f"{where}referrers/", said).json()
    assert made == {"id": Referrer.objects.get().pk, "name": "Consorzio", "kind": "consortium", "people": [elena.pk]}
    changed = desk.put(f"/api/v1/referrers/{made['id']}/", {"name": "CSSAC", "kind": "consortium"}).json()
    assert (changed["name"], changed["people"]) == ("CSSAC", [])
    refer(Referrer.objects.get(), guest=new_card(canteen), until=CHRISTMAS)
    shares = desk.get(f"{where}referral-shares/?week=2026-W47").json()
    assert (shares["people"], shares["sides"][0]) == (1, {"key": "services", "people": 1, "percent": 100})
    assert (shares["published"]["people"], shares["published"]["kinds"]) == (None, [])


def test_cards_by_program(doria: User, canteen: Canteen, amina: Guest, friday: dt.datetime) -> None:
    door, where = with_token(doria), f"/api/v1/canteens/{canteen.pk}/cards/"
    made = door.post(where, {"cards": 3})
    assert (made.status_code, len(made.json()), Guest.objects.count()) == (201, 3, 4)
    assert door.post(where, {"cards": 51}).status_code == 400
    guest = temporary_card(canteen)
    found = door.post(f"{where}find/", {"code": guest.spaced_code}).json()
    assert (found["id"], found["temporary_until"], "token" in found) == (guest.pk, "2026-11-27", False)
    assert door.post(f"/api/v1/cards/{guest.pk}/talked/").json()["temporary_until"] is None
    fresh = door.post(f"/api/v1/cards/{guest.pk}/replace/").json()
    assert door.post(f"{where}find/", {"code": guest.code}).json()["code"] == "card_replaced"
    assert door.post(f"{where}find/", {"code": fresh["code"]}).json()["id"] == guest.pk


def test_lost_card_of_ones_own_and_the_dead_key(amina: Guest) -> None:
    mine = with_card(amina)
    fresh = mine.post("/api/v1/cards/me/replace/").json()
    answer = mine.get("/api/v1/cards/me/")
    assert (answer.status_code, answer.json()["code"]) == (410, "card_replaced")
    amina.token = fresh["token"]
    assert with_card(amina).get("/api/v1/cards/me/").json()["card"] == fresh


def test_merged_by_program_and_parted(carla: User, amina: Guest, bruno: Guest, lunch: Sitting) -> None:
    booking = book(lunch, guest=amina)
    desk, where = with_token(carla), f"/api/v1/cards/{amina.pk}/merge/"
    assert desk.post(where, {"into": bruno.pk}).json()["merged_into"] == bruno.pk
    assert desk.post(f"/api/v1/cards/{bruno.pk}/merge/", {"into": amina.pk}).json()["code"] == "merge_not_possible"
    for guest in (amina, bruno):
        own = with_card(guest)
        assert own.get("/api/v1/cards/me/").json()["bookings"][0]["id"] == booking.pk
        assert own.get(f"/api/v1/bookings/{booking.pk}/").status_code == 200
    assert desk.delete(where).json()["merged_into"] is None
    assert with_card(bruno).get(f"/api/v1/bookings/{booking.pk}/").status_code == 404


def test_newcomer_by_program(doria: User, lunch: Sitting, noon: None) -> None:
    where, asked = f"/api/v1/sittings/{lunch.pk}/door/newcomer/", {"client_ref": str(uuid4()), "language": "ar"}
    made = [with_token(doria).post(where, asked).json() for _ in range(2)]
    assert (made[0]["id"], made[0]["status"]) == (made[1]["id"], "seated")
    assert Guest.objects.get().temporary_until == dt.date(2026, 11, 30)
