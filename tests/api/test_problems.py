"""What the API answers when it can't do what was asked, whole bodies."""

import logging
from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from rest_framework.test import APIClient

from api import days
from api.problems import known_codes
from api.throttles import BookThrottle, SecretThrottle
from canteens.models import Canteen, User
from guests.models import Guest
from mensa.models import Sitting
from tests.api.conftest import with_token


def body(status: int, title: str, code: str, detail: str) -> dict[str, object]:
    return {
        "type": f"/api/v1/problems/{code}/", "title": title, "status": status, "code": code, "detail": detail
    }  # fmt: skip


def test_nowhere(anybody: APIClient, db: None) -> None:
    answers = [anybody.get("/api/v1/nothing"), anybody.post("/api/v1/"), anybody.get("/api/v1/sittings")]
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert [answer.json() for answer in answers] == [body(404, "Not Found", "not_found", "Non trovato.")] * 3


def test_a_method_that_is_none(anybody: APIClient, db: None) -> None:
    answer = anybody.delete("/api/v1/sittings/")
    assert answer.json() == body(405, "Method Not Allowed", "method_not_allowed", 'Metodo "DELETE" non consentito')
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_something_else_than_json(anybody: APIClient, lunch: Sitting) -> None:
    address = f"/api/v1/sittings/{lunch.pk}/bookings/"
    form = anybody.post(address, "party=1", content_type="application/x-www-form-urlencoded")
    assert form.json() == body(
        415, "Unsupported Media Type", "unsupported_media_type",
        'Tipo di media "application/x-www-form-urlencoded"non supportato.',
    )  # fmt: skip
    broken = anybody.post(address, "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "parse_error")
    listed = anybody.post(address, "[]", content_type="application/json")
    assert listed.json()["errors"][0]["field"] is None


@pytest.mark.parametrize("deep", ["[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000])
def test_nesting_without_a_bottom(anybody: APIClient, lunch: Sitting, deep: str) -> None:
    answer = anybody.post(f"/api/v1/sittings/{lunch.pk}/bookings/", deep, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_more_than_anybody_has_to_say(anybody: APIClient, lunch: Sitting) -> None:
    much = '{"alias": "' + "a" * 3_000_000 + '"}'
    answer = anybody.post(f"/api/v1/sittings/{lunch.pk}/bookings/", much, content_type="application/json")
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_who_are_you(anybody: APIClient, db: None) -> None:
    answer = anybody.get("/api/v1/canteens/")
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json() == body(
        401, "Unauthorized", "not_authenticated", "Non sono state immesse le credenziali di autenticazione."
    )


def test_a_wrong_token(anybody: APIClient, db: None) -> None:
    anybody.credentials(HTTP_AUTHORIZATION="Token 0123456789abcdef")
    for address in ("/api/v1/canteens/", "/api/v1/sittings/"):
        answer = anybody.get(address)
        assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


def test_not_for_you(doria: User) -> None:
    answer = with_token(doria).get("/api/v1/canteens/")
    assert answer.json() == body(
        403, "Forbidden", "permission_denied", "Non hai l'autorizzazione per eseguire questa azione."
    )


def test_too_often(anybody: APIClient, lunch: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BookThrottle, "get_rate", lambda self: "2/day")
    monkeypatch.setattr(BookThrottle, "timer", lambda self: 86_400 * 20_000 + 86_300)
    answers = [anybody.post(f"/api/v1/sittings/{lunch.pk}/bookings/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2]["Retry-After"] == "100"  # a day of 86,400 seconds less 86,300
    assert answers[2].json()["code"] == "throttled"
    elsewhere = APIClient(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(f"/api/v1/sittings/{lunch.pk}/bookings/").status_code == 201


def test_whoever_books_little_is_not_looked_up(
    anybody: APIClient, lunch: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BookThrottle, "get_rate", lambda self: "40/day")
    monkeypatch.setattr(BookThrottle, "few", Counter())
    asked: list[str] = []

    class Cache:
        """Stands for Valkey, and keeps what it was asked."""

        def incr(self, key: str) -> int:
            asked.append(key)
            return 1

    monkeypatch.setattr(BookThrottle, "cache", Cache())
    for _ in range(3):  # a twentieth of 40 is 2
        anybody.post(f"/api/v1/sittings/{lunch.pk}/bookings/")
    assert len(asked) == 1


def test_a_header_does_not_choose_the_throttle(
    anybody: APIClient, amina: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SecretThrottle, "get_rate", lambda self: "2/day")
    asked = {"code": amina.code, "pin": amina.pin}
    codes = [anybody.post("/api/v1/cards/find/", asked, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}").status_code for n in "123"]
    assert codes == [200, 200, 429]


def test_no_address_is_kept_for_throttling(anybody: APIClient, canteen: Canteen) -> None:
    anybody.post("/api/v1/cards/find/", {"code": "1", "pin": "1"}, REMOTE_ADDR="192.0.2.7")
    keys = cache._cache.get_client().keys("*")  # type: ignore[attr-defined]
    assert [b"192.0.2.7" in key for key in keys] == [False]


def test_an_unforeseen_error_tells_the_log_and_nobody_else(
    anybody: APIClient, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: Any, **asked: Any) -> None:
        raise RuntimeError("the password is sesame")

    monkeypatch.setattr(days, "_coming", broken)
    anybody.raise_request_exception = False
    answer = anybody.get("/api/v1/sittings/")
    assert answer.json() == body(500, "Internal Server Error", "error", "Qualcosa non ha funzionato. Riprova fra poco.")
    failed = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(failed) == 2  # the failure with its frames, the request with its status
    caplog.clear()


def test_a_database_that_is_away_is_said_as_such(
    anybody: APIClient, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(request: Any, **asked: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(days, "_coming", gone)
    anybody.raise_request_exception = False
    answer = anybody.get("/api/v1/sittings/")
    sentence = "In questo momento non riusciamo a rispondere. Riprova fra poco."
    assert answer.json() == body(503, "Service Unavailable", "unavailable", sentence)
    assert answer["Retry-After"] == "5"
    caplog.clear()


def test_a_problem_speaks_the_language_of_the_asker(anybody: APIClient, db: None) -> None:
    said = [anybody.get("/api/v1/nothing", HTTP_ACCEPT_LANGUAGE=tongue).json()["detail"] for tongue in ("it", "en")]
    assert said == ["Non trovato.", "Not found."]


def test_a_type_leads_to_what_is_known(anybody: APIClient, db: None) -> None:
    assert anybody.get("/api/v1/problems/room_full/").json() == {
        "code": "room_full", "status": 409, "sentence": "La sala può tenere al massimo {limit} persone.",
    }  # fmt: skip
    assert [known["code"] for known in anybody.get("/api/v1/problems/").json()] == list(known_codes())
    assert anybody.get("/api/v1/problems/unheard_of/").status_code == 404


def test_codes_are_stable() -> None:
    """A program somewhere decides by these: add, never change. So this list is held within what is known."""
    stable = {
        "already_sent": 409, "authentication_failed": 401, "booking_not_open": 409, "card_locked": 429,
        "card_not_found": 404, "day_to_come": 400, "error": 500, "hours_not_possible": 400, "invalid": 400,
        "last_coordinator": 409, "method_not_allowed": 405, "no_longer_true": 409, "no_role": 400,
        "no_takeaway_left": 409, "not_acceptable": 406, "not_authenticated": 401, "not_found": 404,
        "not_possible_now": 409, "nothing_given": 400, "parse_error": 400, "party_not_possible": 400,
        "permission_denied": 403, "room_full": 409, "seats_taken": 409, "sign_in_locked": 429, "sitting_full": 409,
        "throttled": 429, "too_early": 409, "too_large": 413, "unavailable": 503, "unsupported_media_type": 415,
        "unusual_weight": 409, "wrong_sign_in": 401,
    }  # fmt: skip
    assert {code: status for code, status in known_codes().items() if code in stable} == stable
