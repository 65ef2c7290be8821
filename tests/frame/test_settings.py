"""What production refuses, each with one sentence. Settings are read once, so each case is a process of its own."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "PATH": os.environ["PATH"],
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "posti.example.org",
    "SITE_URL": "https://posti.example.org",
}


def read_settings(tmp_path, *, ask: str = "s.MODE", **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {"STATE_DIR": str(tmp_path), **GOOD} | changes
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings as s; print({ask})"],
        env={name: value for name, value in environment.items() if value is not None},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(tmp_path, **changes: str | None) -> str:
    done = read_settings(tmp_path, **changes)
    assert done.returncode == 1
    return done.stderr.strip().splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


def test_production_is_what_nobody_has_to_say(tmp_path):
    asked = "(s.MODE, s.DEBUG, s.EMBEDDED, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT)"
    said = read_settings(tmp_path, ask=asked).stdout
    assert said == "('production', False, False, True, 31536000, True)\n"


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"DATABASE_URL": None}, "DATABASE_URL is missing:"),
        ({"DATABASE_URL": "sqlite:///seats.db"}, "DATABASE_URL is no PostgreSQL address:"),
        ({"DATABASE_URL": "seats"}, "DATABASE_URL is no PostgreSQL address:"),
        ({"REDIS_URL": None}, "REDIS_URL is missing:"),
        ({"REDIS_URL": "valkey"}, "REDIS_URL is no Redis address:"),
        ({"SECRET_KEY": None}, "SECRET_KEY is missing, public or too short:"),
        ({"SECRET_KEY": "x7Kq"}, "SECRET_KEY is missing, public or too short:"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY is missing, public or too short:"),
        ({"SECRET_KEY": "django-insecure-" + "q8#kd0)sla!" * 5}, "SECRET_KEY is missing, public or too short:"),
        ({"DEBUG": "true"}, "DEBUG is on:"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is missing:"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is missing:"),
        ({"ALLOWED_HOSTS": "posti.example.org, *"}, "ALLOWED_HOSTS is missing:"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is missing:"),
        ({"SITE_URL": None}, "SITE_URL is missing:"),
        ({"SITE_URL": "posti.example.org"}, "SITE_URL is no address:"),
        ({"MODE": "staging"}, "MODE is 'staging':"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(f"{k}={str(v)[:8]}" for k, v in value.items()),
)
def test_production_refuses(tmp_path, changes, start):
    sentence = refusal(tmp_path, **changes)
    assert sentence[: len(start)] == start


def test_each_development_install_has_a_secret_of_its_own(tmp_path):
    asked = "s.SECRET_KEY"
    here = [read_settings(tmp_path / "here", MODE="development", SECRET_KEY=None, ask=asked).stdout for _ in range(2)]
    there = read_settings(tmp_path / "there", MODE="development", SECRET_KEY=None, ask=asked).stdout
    assert here[0] == here[1]
    assert here[0] != there
    assert len(here[0].strip()) == 86
    assert (tmp_path / "here" / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("changes", [{"DATABASE_URL": "sqlite:///seats.db"}, {"REDIS_URL": "valkey"}])
def test_development_refuses_other_servers_too(tmp_path, changes):
    said = refusal(tmp_path, MODE="development", **changes)
    assert said == refusal(tmp_path, **changes)


def test_an_empty_secret_is_named(tmp_path):
    (tmp_path / "secret").touch()
    done = read_settings(tmp_path, MODE="development", SECRET_KEY=None)
    assert done.stderr.splitlines()[-1].endswith(
        f"The file {tmp_path / 'secret'} is empty: delete it, and a new key is made."
    )


def test_a_marked_checkout_with_another_database_is_production(tmp_path):
    (tmp_path / "development").touch()
    assert read_settings(tmp_path).stdout == "production\n"


def test_development_with_a_database_of_its_own_is_no_demo(tmp_path):
    done = read_settings(tmp_path, MODE="development", SECRET_KEY=None, ask="(s.MODE, s.EMBEDDED, s.EMAIL_BACKEND)")
    assert done.stdout == "('development', False, 'django.core.mail.backends.smtp.EmailBackend')\n"


def test_the_pool_is_for_the_web_only(tmp_path):
    asked = "(s.DATABASES['default']['CONN_MAX_AGE'], s.DATABASES['default']['OPTIONS'])"
    pooled = read_settings(tmp_path, DB_POOL="true", DB_POOL_SIZE="3", ask=asked).stdout
    pool = {"min_size": 2, "max_size": 3, "timeout": 10}
    assert pooled == f"{(0, {'pool': pool, 'connect_timeout': 5, 'prepare_threshold': 2})}\n"
    assert read_settings(tmp_path, ask=asked).stdout == "(None, {'connect_timeout': 5})\n"
