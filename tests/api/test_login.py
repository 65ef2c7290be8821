"""Tokens: hashed, expiring, with the rights their owner has now."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from canteens.models import Canteen, Role, User
from tests.api.conftest import with_token

LOGIN, LOGOUT, WHOAMI = (f"/api/v1/auth/{name}/" for name in ("login", "logout", "me"))
SECRET = "una parola lunga"


@pytest.fixture
def signing(carla: User) -> User:
    carla.set_password(SECRET)
    carla.save()
    return carla


def person(user: User, canteen: Canteen) -> dict[str, object]:
    return {
        "id": user.pk, "name": "Carla", "email": "carla@example.org", "language": "it",
        "roles": [{"canteen": canteen.pk, "role": "coordinator"}],
    }  # fmt: skip


def test_signing_in_and_out(anybody: APIClient, signing: User, canteen: Canteen) -> None:
    with time_machine.travel("2026-11-20T08:00:00Z", tick=False):
        answer = anybody.post(LOGIN, {"email": "Carla@Example.org", "password": SECRET})
        body = answer.json()
        assert answer.status_code == 201
        assert body == {
            "token": body["token"], "expiry": "2026-11-27T08:00:00Z", "user": person(signing, canteen),
        }  # fmt: skip
        anybody.credentials(HTTP_AUTHORIZATION=f"Token {body['token']}")
        assert anybody.get(WHOAMI).json() == person(signing, canteen)
        assert anybody.post(LOGOUT).status_code == 204
        assert anybody.get(WHOAMI).status_code == 401


def test_a_token_is_kept_as_a_hash(anybody: APIClient, signing: User) -> None:
    token = anybody.post(LOGIN, {"email": signing.email, "password": SECRET}).json()["token"]
    row = AuthToken.objects.get()
    assert token not in (row.digest, row.token_key)
    assert row.token_key == token[: len(row.token_key)]
    assert len(row.token_key) < len(token)


def test_a_token_expires_after_a_week(signing: User) -> None:
    client = with_token(signing)
    assert client.get(WHOAMI).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, seconds=1)):
        assert client.get(WHOAMI).status_code == 401
    assert AuthToken.objects.count() == 0


def test_a_token_has_the_rights_of_now(signing: User, canteen: Canteen) -> None:
    client = with_token(signing)
    assert client.get("/api/v1/canteens/").status_code == 200
    signing.memberships.update(role=Role.DOOR)
    assert client.get("/api/v1/canteens/").status_code == 403
    User.objects.update(is_active=False)
    assert client.get(WHOAMI).status_code == 401


def test_wrong_password_and_unknown_person_look_the_same(anybody: APIClient, signing: User) -> None:
    wrong = [{"email": signing.email, "password": "no"}, {"email": "nobody@example.org", "password": SECRET}]
    bodies = [anybody.post(LOGIN, tried).json() for tried in wrong]
    assert bodies == [
        {
            "type": "/api/v1/problems/wrong_sign_in/", "title": "Unauthorized", "status": 401, "code": "wrong_sign_in",
            "detail": "E-mail o password non giuste.",
        }
    ] * 2  # fmt: skip


def test_an_address_that_nobody_can_have(anybody: APIClient, signing: User) -> None:
    answer = anybody.post(LOGIN, {"email": "a" * 243 + "@example.org", "password": SECRET})  # 243 + 12 = 255
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_seven_wrong_passwords_lock_as_on_the_page(anybody: APIClient, signing: User) -> None:
    codes = [anybody.post(LOGIN, {"email": signing.email, "password": "no"}).json()["code"] for _ in range(7)]
    assert codes == ["wrong_sign_in"] * 6 + ["sign_in_locked"]
    answer = anybody.post(LOGIN, {"email": signing.email, "password": SECRET})
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer.json()["code"] == "sign_in_locked"
