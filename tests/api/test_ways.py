"""Several days, every week, the place in the line and one phone's bookings, for programs."""

import datetime as dt
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from canteens.models import Canteen, User
from guests.models import Guest
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting, StandingBooking
from tests.api.conftest import with_card, with_token
from tests.conftest import MONDAY, OpenSitting

REF = "6f1f2a52-6d3c-4c5a-9d2f-0c7b1c6b2d11"
PHONE = UUID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")


@pytest.fixture
def days(friday: dt.datetime, sitting_on: OpenSitting) -> list[Sitting]:
    """Monday with room, Tuesday with one seat, Wednesday cancelled."""
    made = [sitting_on(MONDAY), sitting_on(MONDAY + dt.timedelta(days=1), seats=1, kept_at_door=0)]
    gone = sitting_on(MONDAY + dt.timedelta(days=2), status=Sitting.Status.CANCELLED)
    return [*made, gone]


def test_each_day_answers_for_itself_and_a_retry_books_nothing_twice(anybody: APIClient, days: list[Sitting]) -> None:
    asked = {"sittings": [day.pk for day in days], "party": 2, "client_ref": REF}
    first, again = (anybody.post("/api/v1/bookings/", asked, format="json") for _ in range(2))
    said = [(row["sitting"], row["ticket"] and row["ticket"]["status"], row["code"]) for row in first.json()]
    assert said == [
        (days[0].pk, "confirmed", ""), (days[1].pk, "waiting", ""), (days[2].pk, None, "booking_not_open"),
    ]  # fmt: skip
    assert again.json() == first.json()
    assert (Booking.objects.count(), Guest.objects.count()) == (2, 1)


def test_days_of_two_canteens_or_of_none_are_not_there(
    anybody: APIClient, days: list[Sitting], their_lunch: Sitting
) -> None:
    for pks in ([days[0].pk, their_lunch.pk], [days[0].pk, 1]):
        answer = anybody.post("/api/v1/bookings/", {"sittings": pks, "client_ref": REF}, format="json")
        assert (answer.status_code, Booking.objects.count()) == (404, 0)


@pytest.mark.parametrize("wrong", [{"sittings": []}, {"sittings": list(range(1, 62))}, {"client_ref": None}])
def test_a_request_that_makes_no_sense(anybody: APIClient, days: list[Sitting], wrong: dict[str, object]) -> None:
    asked = {"sittings": [days[0].pk], "client_ref": REF} | wrong
    assert anybody.post("/api/v1/bookings/", asked, format="json").status_code == 400


def test_who_waits_reads_the_place_and_who_passed(days: list[Sitting], amina: Guest) -> None:
    full = Sitting.objects.select_related("canteen").get(pk=days[1].pk)
    taken = book(full)
    mine = book(Sitting.objects.select_related("canteen").get(pk=full.pk), guest=amina, party=2)
    book(Sitting.objects.select_related("canteen").get(pk=full.pk))
    card, address = with_card(amina), f"/api/v1/bookings/{mine.pk}/"
    assert card.get(address).json()["line"] == {"place": 1, "passed_by": 0}
    cancel(taken)
    assert card.get(address).json()["line"] == {"place": 1, "passed_by": 1}
    assert card.delete(address).json()["status"] == "cancelled"
    assert card.get(address).json()["line"] is None


def test_every_week(days: list[Sitting], amina: Guest) -> None:
    card, address = with_card(amina), "/api/v1/cards/me/standing/"
    made = card.post(address, {"weekdays": [1], "party": 2}, format="json")
    facts = {
        "id": StandingBooking.objects.get().pk, "weekdays": [1], "party": 2, "kind": "seat", "first": "2026-11-20",
        "until": None, "paused": False,
    }  # fmt: skip
    assert (made.status_code, made.json(), card.get(address).json()) == (201, facts, [facts])
    assert list(amina.bookings.values_list("status", "door", "party")) == [("confirmed", "api", 2)]
    one = f"{address}{facts['id']}/"
    assert card.put(one, {"weekdays": [1]}, format="json").status_code == 400  # nothing said of the days booked
    card.put(one, {"weekdays": [1], "party": 1, "follow": True}, format="json")
    assert list(amina.bookings.live().values_list("party", flat=True)) == [1]
    assert card.post(f"{one}pause/", {"free": False}, format="json").json()["paused"] is True
    assert card.post(f"{one}resume/").json()["paused"] is False
    assert card.delete(one, {"free": True}, format="json").json()["until"] == "2026-11-19"
    assert (amina.bookings.live().count(), card.get(address).json()) == (0, [])
    assert card.get(one).status_code == 405
    assert card.post(address, {"weekdays": [7]}, format="json").json()["code"] == "days_not_possible"


def test_a_coordinator_frees_a_phone(days: list[Sitting], carla: User, stella: User) -> None:
    made = [book(days[0], device=PHONE) for _ in range(3)]
    address = f"/api/v1/bookings/{made[1].pk}/free-phone/"
    assert with_token(stella).post(address).status_code == 404
    assert with_token(carla).post(address).json() == {"freed": 3}
    assert with_token(carla).post(address).json() == {"freed": 0}
    assert Booking.objects.live().count() == 0


def test_settings_hold_the_share(canteen: Canteen, carla: User) -> None:
    client, address = with_token(carla), f"/api/v1/canteens/{canteen.pk}/"
    assert client.patch(address, {"anonymous_share": 40, "phone": "011 1"}, format="json").status_code == 200
    canteen.refresh_from_db()
    assert (canteen.anonymous_share, canteen.phone) == (40, "011 1")
    assert client.patch(address, {"anonymous_share": 101}, format="json").status_code == 400
