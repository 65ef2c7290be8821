import os
import subprocess
import sys

import pytest
from django.core.cache import caches

from tests.frame.test_settings import ROOT


@pytest.mark.django_db
def test_all_is_well(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": True, "redis": True})
    assert response["Cache-Control"].split(", ")[2] == "no-store"


@pytest.mark.django_db
def test_without_redis_it_is_degraded_and_still_up(client, settings):
    settings.CACHES = {"default": {"BACKEND": "config.cache.FailOpenCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    try:
        response = client.get("/healthz")
    finally:
        caches.close_all()
    assert (response.status_code, response.json()) == (200, {"status": "degraded", "database": True, "redis": False})


def test_without_the_database_it_is_down():
    ask = (
        "import django; django.setup(); from django.test import Client;"
        "r = Client(SERVER_NAME='localhost').get('/healthz')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{ask}; print(r.status_code, r.json())"],
        env={
            **os.environ,
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "503 {'status': 'down', 'database': False, 'redis': True}\n"
