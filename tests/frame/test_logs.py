"""Logs tell what happened and nothing of whom; a request's id goes with it into the worker and back to the caller."""

import datetime as dt
import io
import json
import logging
import time

import pytest
import structlog
from celery.contrib.testing.worker import start_worker
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.celery import app
from notices import outbox
from notices.models import Contact
from tests.notices.test_outbox import PAYLOAD

FATIMA = ["Fatima", "fatima@example.org", "428103957", "+39 333 1234567", "q8Zk2LmN0pRsTuVwXyZa", "sesamo"]
DAY = dt.timedelta(days=1)
seen: list[dict[str, object]] = []


def ticket(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse("ok")


def broken(request: HttpRequest, token: str) -> HttpResponse:
    raise ValueError(f"no seat for Fatima, fatima@example.org, {token}")


def doubled(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (mail text CONSTRAINT one_mail UNIQUE)")
        cursor.execute("INSERT INTO people VALUES ('fatima@example.org'), ('fatima@example.org')")
    return HttpResponse("never")


urlpatterns = [
    path("posto/<str:token>/", ticket),
    path("rotto/<str:token>/", broken),
    path("doppio/", doubled),
]


@app.task(name="tests.frame.note")
def note() -> None:
    seen.append(structlog.contextvars.get_contextvars())


@pytest.fixture
def log(caplog):
    """What the configured handler writes, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configured = next(h for h in logging.root.handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter))
    handler.setFormatter(configured.formatter)
    logging.root.addHandler(handler)

    def lines() -> list[dict[str, object]]:
        caplog.clear()  # errors here are made on purpose
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield lines
    logging.root.removeHandler(handler)


@pytest.fixture
def _pages(settings, client):
    settings.ROOT_URLCONF = "tests.frame.test_logs"
    client.raise_request_exception = False


def told(lines: list[dict[str, object]]) -> list[str]:
    """Which of Fatima's secrets stand in the log."""
    text = json.dumps(lines, ensure_ascii=False)
    return [secret for secret in FATIMA if secret in text]


@pytest.mark.usefixtures("_pages")
def test_a_request_is_named_by_its_route(client, log):
    response = client.post(
        "/posto/q8Zk2LmN0pRsTuVwXyZa/?alias=Fatima",
        {"email": "fatima@example.org", "pin": "sesamo"},
        headers={"user-agent": "Fatima's phone", "referer": "https://example.org/428103957"},
    )
    [line] = log()
    assert {key: line[key] for key in ("event", "method", "route", "status", "level")} == {
        "event": "request",
        "method": "POST",
        "route": "/posto/<str:token>/",
        "status": 200,
        "level": "info",
    }
    assert line["request_id"] == response["X-Request-ID"]
    assert told([line]) == []


@pytest.mark.usefixtures("_pages")
def test_an_unknown_address_is_not_repeated(client, log):
    assert client.get("/q8Zk2LmN0pRsTuVwXyZa/Fatima").status_code == 404
    [line] = log()
    assert (line["route"], line["status"], told([line])) == (None, 404, [])


@pytest.mark.usefixtures("_pages")
def test_an_exception_is_its_class_and_its_frames(client, log):
    assert client.get("/rotto/q8Zk2LmN0pRsTuVwXyZa/").status_code == 500
    failed, line = log()
    assert (failed["event"], failed["failure"], failed["route"]) == (
        "request_failed",
        ["ValueError"],
        "/rotto/<str:token>/",
    )
    assert failed["frames"][-1].endswith(" broken")
    assert line["status"] == 500
    assert told([failed, line]) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_pages")
def test_a_refusal_of_the_database_is_named_by_its_constraint(client, log):
    assert client.get("/doppio/").status_code == 500
    failed = log()[0]
    assert failed["failure"] == ["IntegrityError", "UniqueViolation one_mail"]
    assert told(log()) == []


def test_under_debug_the_message_is_there(settings, log):
    settings.DEBUG = True
    try:
        raise IntegrityError("Key (email)=(fatima@example.org) already exists.")
    except IntegrityError:
        structlog.get_logger("tests").exception("failed")
    assert log()[0]["failure"] == ["IntegrityError: Key (email)=(fatima@example.org) already exists."]


def test_the_workers_own_sentences_are_whole(log):
    logging.getLogger("celery.apps.worker").warning("%s ready.", "celery@cittadella")
    assert log()[0]["event"] == "celery@cittadella ready."


def test_an_error_is_named_by_its_class_only(log):
    structlog.get_logger("tests").warning("not sent", error="SMTPRecipientsRefused")
    structlog.get_logger("tests").warning("not sent", error="550 no mailbox fatima@example.org")
    named, told_too_much = log()
    assert (named["error"], "error" in told_too_much) == ("SMTPRecipientsRefused", False)


def test_personal_keys_and_numbers_are_dropped_whoever_logs_them(log):
    structlog.get_logger("tests").info(
        "called +39 333 1234567", email="fatima@example.org", alias="Fatima", notice=7, where="carta 428 103 957"
    )
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "sesamo", "/posto/q8Zk2LmN0pRsTuVwXyZa/")
    ours, theirs = log()
    assert (ours["event"], ours["notice"], ours["where"]) == ("called […]", 7, "carta […]")
    assert theirs["event"] == "Forbidden (%s): %s"
    assert told([ours, theirs]) == []


@pytest.mark.usefixtures("_pages")
def test_the_callers_own_id_counts_only_behind_our_proxy(client, settings):
    given = {"x-request-id": "0123456789abcdef"}
    assert client.get("/posto/a/", headers=given)["X-Request-ID"] != "0123456789abcdef"
    settings.BEHIND_PROXY = True
    assert client.get("/posto/a/", headers=given)["X-Request-ID"] == "0123456789abcdef"
    assert len(client.get("/posto/a/", headers={"x-request-id": "a b\n"})["X-Request-ID"]) == 32


def test_the_id_reaches_the_worker():
    seen.clear()
    with start_worker(app, perform_ping_check=False, pool="solo", loglevel="WARNING"):
        with structlog.contextvars.bound_contextvars(request_id="4f6ce08b-Fish"):
            sent = note.apply_async(ignore_result=True)
        wait_until(lambda: seen)
    assert (seen[0]["request_id"], seen[0]["task_id"]) == ("4f6ce08b-Fish", sent.id)


@pytest.mark.django_db
def test_the_id_of_a_request_reaches_the_sending_of_what_it_wrote(canteen, friday, log):
    """The web publishes nothing to the broker: the notice's row carries the id."""
    fatima = Contact.objects.create(canteen=canteen, email="fatima@example.org")
    with structlog.contextvars.bound_contextvars(request_id="4f6ce08b-Fish"):
        outbox.post(key="lunch", contact=fatima, kind="booking_confirmed", payload=PAYLOAD, expires=friday + DAY)
    assert outbox.tick() == 1
    [line] = [line for line in log() if line["event"] == "notice sent"]
    assert (line["request_id"], told([line])) == ("4f6ce08b-Fish", [])


def wait_until(ready, *, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)
