"""The OpenAPI document is complete, committed and current; its page lives under the strict policy."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from rest_framework.test import APIClient

from api.figures import Report
from canteens.days import Week
from canteens.models import Canteen
from impact.weeks import told

COMMITTED = Path(settings.BASE_DIR, "docs/openapi.yaml")


def test_the_document_is_complete_and_committed(tmp_path: Path) -> None:
    drawn = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(drawn))
    assert drawn.read_text() == COMMITTED.read_text(), "run: python manage.py spectacular --file docs/openapi.yaml"


def test_only_what_answers_nothing_is_said_to() -> None:
    """Left alone, the generator says 204 of every DELETE."""
    routes = yaml.safe_load(COMMITTED.read_text())["paths"]
    silent = [path for path, acts in routes.items() if "204" in acts.get("delete", {}).get("responses", {})]
    assert silent == [
        "/api/v1/bookings/{id}/door/paper/", "/api/v1/canteens/{id}/people/{person}/", "/api/v1/cards/{id}/merge/",
        "/api/v1/cards/me/offers/{id}/", "/api/v1/cards/me/standing/{id}/", "/api/v1/devices/{id}/",
        "/api/v1/offers/{id}/", "/api/v1/patron-days/{id}/", "/api/v1/referrals/{id}/",
    ]  # fmt: skip


def test_the_report_is_what_the_figures_say(canteen: Canteen) -> None:
    assert list(told(canteen, Week(2026, 47).period).as_dict()) == list(Report.__annotations__)


@pytest.mark.django_db
def test_the_page_needs_no_foreign_and_no_inline_script(anybody: APIClient) -> None:
    page = anybody.get("/api/v1/docs/", HTTP_ACCEPT="text/html")
    text = page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "'unsafe" not in policy
    assert re.findall(r"https?://[^\"']*", text) == []
    assert re.findall(r"<script(?![^>]* src=)|<style|style=|onload=", text) == []
    script = anybody.get("/api/v1/docs/?script=", HTTP_ACCEPT="text/html")
    assert (script.status_code, script["Content-Type"]) == (200, "application/javascript")


@pytest.mark.django_db
def test_the_document_is_served(anybody: APIClient) -> None:
    assert anybody.get("/api/v1/schema/", HTTP_ACCEPT="application/json").json()["info"]["title"] == "Reciprocamensa"
