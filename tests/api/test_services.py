"""Several meals a day, one day changed, and the feasts of the place, asked for by programs."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from canteens.models import Canteen, Closure, Kitchen, Service, User
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.api.conftest import with_token
from tests.conftest import MONDAY

DINNER = {
    "meal": "dinner", "weekdays": [1], "starts": "19:00", "ends": "20:30", "release_time": "19:20",
    "booking_closes": "17:00", "seats": 12, "room_limit": 15, "kept_at_door": 2, "portions": 6,
    "door_opens": "18:00", "door_closes": "22:00",
}  # fmt: skip


@pytest.fixture
def carlas(carla: User) -> APIClient:
    return with_token(carla)


@pytest.fixture
def dinner(carlas: APIClient, canteen: Canteen, friday: dt.datetime) -> Service:
    answer = carlas.post(f"/api/v1/canteens/{canteen.pk}/services/", DINNER, format="json")
    assert answer.status_code == 201, answer.json()
    return Service.objects.get()


def test_a_meal_is_served_and_its_days_can_be_booked(
    carlas: APIClient, anybody: APIClient, canteen: Canteen, dinner: Service
) -> None:
    [told] = carlas.get(f"/api/v1/canteens/{canteen.pk}/services/").json()
    assert told == {
        "id": dinner.pk, "meal": "dinner", "seats": 12, "room_limit": 15, "kept_at_door": 2, "portions": 6,
        "weekdays": [1], "starts": "19:00:00", "ends": "20:30:00", "release_time": "19:20:00",
        "booking_opens_days": 14, "booking_closes": "17:00:00", "door_opens": "18:00:00", "door_closes": "22:00:00",
        "kitchen": None,
    }  # fmt: skip
    monday = [
        (day["service"], day["starts"]) for day in anybody.get("/api/v1/sittings/").json() if day["day"] == str(MONDAY)
    ]
    assert monday == [("lunch", "2026-11-23T11:00:00Z"), ("dinner", "2026-11-23T18:00:00Z")]
    again = carlas.post(f"/api/v1/canteens/{canteen.pk}/services/", DINNER, format="json")
    assert (again.status_code, again.json()["code"]) == (400, "invalid")


def test_settings_must_agree(carlas: APIClient, canteen: Canteen, dinner: Service) -> None:
    answer = carlas.patch(f"/api/v1/services/{dinner.pk}/", {"room_limit": 11}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == "Il limite della sala non può essere più basso dei posti."
    answer = carlas.patch(f"/api/v1/services/{dinner.pk}/", {"seats": 10, "meal": "snack"}, format="json")
    assert (answer.status_code, answer.json()["seats"], answer.json()["meal"]) == (200, 10, "dinner")
    assert set(Sitting.objects.filter(service="dinner").values_list("seats", flat=True)) == {10}


def test_a_kitchen_of_another_canteen_does_not_exist(
    carlas: APIClient, canteen: Canteen, elsewhere: Canteen, dinner: Service
) -> None:
    theirs, ours = (
        Kitchen.objects.create(canteen=elsewhere, name="Loro"),
        Kitchen.objects.create(canteen=canteen, name="Noi"),
    )
    answer = carlas.patch(f"/api/v1/services/{dinner.pk}/", {"kitchen": theirs.pk}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "does_not_exist")
    evening = Sitting.objects.filter(service="dinner").earliest("day")
    found = [
        carlas.patch(f"/api/v1/sittings/{evening.pk}/", {"kitchen": one.pk}, format="json").status_code
        for one in (theirs, ours)
    ]
    assert found == [404, 200]
    assert Sitting.objects.get(pk=evening.pk).kitchen == ours


def test_one_days_meals_to_take_away(carlas: APIClient, dinner: Service) -> None:
    evening = Sitting.objects.filter(service="dinner").select_related("canteen").earliest("day")
    book(evening, party=4, kind=Booking.Kind.TAKEAWAY)
    answer = carlas.patch(f"/api/v1/sittings/{evening.pk}/", {"portions": 3}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "meals_promised")
    assert answer.json()["detail"].startswith("4 pasti da portare via sono già promessi")
    answer = carlas.patch(f"/api/v1/sittings/{evening.pk}/", {"portions": 4}, format="json")
    assert answer.json()["counts"]["free_portions"] == 0


def test_a_feast_of_the_place_is_proposed(carlas: APIClient, canteen: Canteen, friday: dt.datetime) -> None:
    feast = {"name": "Patrono", "month": 2, "after_sunday": 1, "source": "https://www.comune.example.it"}
    answer = carlas.post(f"/api/v1/canteens/{canteen.pk}/patron-days/", feast, format="json")
    assert (answer.status_code, answer.json()) == (201, feast | {"id": answer.json()["id"], "day": None})
    assert Closure.objects.get(reason="Patrono").day == dt.date(2027, 2, 8)  # the first Sunday is 7 February
    wrong = carlas.post(f"/api/v1/canteens/{canteen.pk}/patron-days/", feast | {"name": "b", "day": 8}, format="json")
    assert wrong.status_code == 400
    assert carlas.delete(f"/api/v1/patron-days/{answer.json()['id']}/").status_code == 204
    assert carlas.get(f"/api/v1/canteens/{canteen.pk}/patron-days/").json() == []


def test_anybody_may_know_where_one_can_eat(anybody: APIClient, canteen: Canteen, elsewhere: Canteen) -> None:
    assert [one["name"] for one in anybody.get("/api/v1/places/").json()] == [
        "Altra sala", "Cittadella del Volontariato",
    ]  # fmt: skip
