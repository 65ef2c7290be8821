"""Error pages say what happened and what to do, in the phone's language, and work when much else does not."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def spoilt(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


handler500 = "web.errors.broken"
urlpatterns = [
    path("broken", broken),
    path("away", away),
    path("closed", closed),
    path("spoilt", spoilt),
    path("posted", posted),
    path("", include("config.urls")),
]


@pytest.fixture
def strict(settings):
    settings.ROOT_URLCONF = "tests.frame.test_error_pages"
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"), [("broken", 500), ("away", 503), ("closed", 403), ("spoilt", 400), ("nowhere", 404)]
)
@pytest.mark.parametrize(("language", "direction"), [("it", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_each_error_has_a_page(strict, caplog, address, status, language, direction):
    response = strict.get(f"/{address}", headers={"accept-language": language})
    caplog.clear()  # what the log says of it: test_logs.py
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.count("<h1") == 1
    assert 'href="/"' in html


@pytest.mark.django_db
def test_a_form_without_its_token_has_a_page_too(strict):
    response = strict.post("/posted", headers={"accept-language": "it"})
    assert response.status_code == 403
    assert "La pagina era aperta da troppo tempo" in response.content.decode()


def test_the_page_of_a_broken_house_needs_no_database(strict, caplog):
    """No database mark: a query here would fail the test."""
    assert strict.get("/broken").status_code == 500
    caplog.clear()
