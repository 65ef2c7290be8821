"""The technical staff may look at everything, and change nothing that a verb changes."""

import pytest
from django.urls import reverse

from canteens.models import User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Sitting
from mensa.words import remind_by_email
from notices.models import Notice
from tests.web_staff.conftest import PASSWORD, SignedIn

SHOWN = [
    "mensa_sitting", "mensa_booking", "notices_notice", "notices_contact", "notices_keptmail", "guests_guest",
    "guests_consent", "canteens_closure", "canteens_device", "canteens_canteen",
]  # fmt: skip
CHANGED = ["canteens_user", "canteens_kitchen"]


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root@example.org", PASSWORD)


@pytest.mark.parametrize("model", [*SHOWN, *CHANGED])
def test_every_list_opens(root: User, lunch: Sitting, amina: Guest, signed_in: SignedIn, model: str) -> None:
    book(lunch, guest=amina)
    remind_by_email(amina, email="amina@example.org")
    assert signed_in(root).get(reverse(f"admin:{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", SHOWN)
def test_what_verbs_change_is_only_shown(root: User, signed_in: SignedIn, model: str) -> None:
    assert signed_in(root).get(reverse(f"admin:{model}_add")).status_code == 403


def test_no_secret_is_shown(root: User, lunch: Sitting, amina: Guest, signed_in: SignedIn) -> None:
    book(lunch, guest=amina)
    remind_by_email(amina, email="amina@example.org")
    browser, notice = signed_in(root), Notice.objects.first()
    assert notice
    for url in [
        reverse("admin:guests_guest_change", args=[amina.pk]),
        reverse("admin:notices_notice_change", args=[notice.pk]),
    ]:
        page = browser.get(url)
        assert page.status_code == 200
        assert amina.token not in page.content.decode()


def test_a_sitting_cannot_be_changed(root: User, lunch: Sitting, signed_in: SignedIn) -> None:
    assert signed_in(root).post(reverse("admin:mensa_sitting_change", args=[lunch.pk]), {"seats": 1}).status_code == 403
    assert Sitting.objects.get().seats == 25


def test_the_admins_own_pages_open(root: User, signed_in: SignedIn) -> None:
    browser = signed_in(root)
    for page in ["admin:index", "admin:canteens_user_add"]:
        assert browser.get(reverse(page)).status_code == 200
    assert browser.get(reverse("admin:canteens_user_change", args=[root.pk])).status_code == 200
