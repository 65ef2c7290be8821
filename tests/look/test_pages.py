"""The components together, the forms, and the error pages that must work when little else does."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from web.gallery import SampleForm, gallery
from web.rendering import LookRenderer
from web.templatetags.look import disc, plates


@pytest.mark.parametrize(
    ("language", "start"), [("it", '<html lang="it" dir="ltr">'), ("ar", '<html lang="ar" dir="rtl">')]
)
def test_gallery_speaks_the_language_and_its_direction(rf: RequestFactory, language: str, start: str) -> None:
    with translation.override(language):
        page = gallery(rf.get("/")).content.decode()
    assert page.splitlines()[1] == start


def test_no_component_has_inline_style_or_script(rf: RequestFactory) -> None:
    page = gallery(rf.get("/")).content.decode()
    assert [mark for mark in (" style=", " onclick=", "<style", "<script>") if mark in page] == []


def test_plates_are_taken_then_free_then_kept() -> None:
    row = plates(14, 25, 3)["row"]
    assert row == ["taken"] * 14 + ["free"] * 8 + ["kept"] * 3


def test_plates_of_a_full_room_keep_none() -> None:
    assert plates(25, 25, 3)["row"] == ["taken"] * 25


def test_disc_is_silent_for_readers() -> None:
    assert disc("fish", "blue") == (
        '<span class="disc disc-blue"><svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/pictograms.svg#fish"></use></svg></span>'
    )


def test_wrong_field_says_so_where_the_field_points() -> None:
    form = SampleForm({"alias": "Amina", "email": "amina@", "tongue": "ar"}, renderer=LookRenderer())
    field = form["email"].as_field_group()
    assert (field.count('aria-describedby="id_email_error"'), field.count('id="id_email_error" role="alert"')) == (1, 1)
    assert field.count('class="form-control is-invalid"') == 1
    assert field.count("<p>Inserisci un indirizzo email valido.</p>") == 1


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_needs_no_request_and_leads_back(page: str) -> None:
    html = render_to_string(f"{page}.html")
    assert html.count("""<a class="btn btn-act" href="/">Torna all'inizio</a>""") == 1
