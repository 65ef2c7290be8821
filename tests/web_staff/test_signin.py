"""Signing in lands where one's work is; wrong passwords are counted; a password is chosen behind a mailed link."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from canteens.models import Canteen, User
from canteens.staff import password_path
from notices.models import Notice
from tests.web_staff.conftest import PASSWORD, SignedIn

WRONG = "E-mail o password non giuste. Controlla e prova ancora."


def enter(client: Client, email: str, password: str, **more: str) -> HttpResponse:
    return client.post(reverse("login"), {"username": email, "password": password} | more)


@pytest.mark.parametrize(
    ("who", "page"),
    [("anna", "/oggi/"), ("dario", "/accoglienza/"), ("carla", "/oggi/"), ("sara", "/negozio/"), ("nora", "/")],
)
def test_one_lands_where_ones_work_is(request: pytest.FixtureRequest, client: Client, who: str, page: str) -> None:
    user = request.getfixturevalue(who)
    assert enter(client, user.email.upper(), PASSWORD).headers["Location"] == page


def test_one_goes_on_to_the_page_one_wanted(anna: User, client: Client) -> None:
    assert enter(client, anna.email, PASSWORD, next="/messaggi/").headers["Location"] == "/messaggi/"
    assert enter(client, anna.email, PASSWORD, next="https://elsewhere.example/").headers["Location"] == "/oggi/"


def test_the_language_stays(anna: User, client: Client) -> None:
    client.cookies["django_language"] = "ar"
    enter(client, anna.email, PASSWORD)
    assert 'lang="ar" dir="rtl"' in client.get("/oggi/").content.decode()


def test_signing_out_takes_a_post(anna: User, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    assert browser.get(reverse("logout")).status_code == 405
    assert browser.post(reverse("logout")).headers["Location"] == "/"
    assert browser.get(reverse("today")).status_code == 302


def test_what_is_wrong_is_not_told(anna: User, client: Client) -> None:
    for email, password in [(anna.email, "sbagliata"), ("nobody@example.org", PASSWORD)]:
        assert WRONG in enter(client, email, password).content.decode()


def test_the_eighth_try_waits(anna: User, client: Client) -> None:
    statuses = [enter(client, anna.email, "sbagliata").status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]
    refused = enter(client, anna.email.upper(), PASSWORD)  # the right one, and other capitals, change nothing now
    assert refused.status_code == 429
    assert "Hai provato molte volte. Riprova tra qualche minuto" in refused.content.decode()


def test_somebody_let_go_is_out_at_once(anna: User, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert browser.get(reverse("today")).status_code == 302


def test_a_new_password_is_asked_for_and_chosen(anna: User, client: Client) -> None:
    for email in [anna.email, anna.email, "nobody@example.org"]:  # the answer tells nothing of who is known
        answer = client.post(reverse("forgotten"), {"email": email})
        assert answer.headers["Location"] == reverse("login")
    assert list(Notice.objects.values_list("kind", "contact__email")) == [("password_reset", "anna@example.org")]

    link = password_path(anna)
    form = client.get(link, follow=True)
    passwords = {"new_password1": "un'altra frase lunga", "new_password2": "un'altra frase lunga"}
    chosen = client.post(form.redirect_chain[-1][0], passwords)
    assert chosen.headers["Location"] == "/oggi/"
    assert client.get("/oggi/").status_code == 200
    assert "Questo link non vale più" in Client().get(link, follow=True).content.decode()


def test_two_passwords_that_differ(anna: User, client: Client) -> None:
    form = client.get(password_path(anna), follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"new_password1": "una frase lunga", "new_password2": "un'altra"})
    assert "Le due password non sono uguali. Scrivile ancora." in answer.content.decode()


def test_nobody_can_fill_a_mailbox(canteen: Canteen, anna: User, client: Client) -> None:
    for _ in range(15):
        client.post(reverse("forgotten"), {"email": anna.email})
    assert Notice.objects.count() == 1
