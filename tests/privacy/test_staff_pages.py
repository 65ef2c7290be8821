"""What coordinators see and decide, and that looking leaves a trace."""

import datetime as dt

import pytest
from django.urls import reverse

from canteens.models import Canteen, Retention, User
from canteens.retention import rule
from guests.models import Guest, Look
from mensa.booking import book
from mensa.models import Sitting
from mensa.sittings import cancel
from mensa.words import reach, remind_by_email
from notices import outbox
from notices.models import KeptMail, Notice
from tests.api.conftest import with_token
from tests.web_staff.conftest import SignedIn

PAGES = ["privacy_settings", "find_record"]


@pytest.mark.parametrize("page", PAGES)
def test_only_a_coordinator_opens_them(dario: User, signed_in: SignedIn, page: str) -> None:
    assert signed_in(dario).get(reverse(page)).status_code == 403


def test_a_record_of_another_canteen_is_not_there(anna: User, signed_in: SignedIn, amina: Guest) -> None:
    Guest.objects.update(canteen=Canteen.objects.create(name="Altra sala", place="via Altra 1"))
    for page in ("record", "record_forget"):
        assert signed_in(anna).get(reverse(page, args=[amina.pk])).status_code == 404


def test_opening_a_record_is_noted_once_a_day(
    anna: User, signed_in: SignedIn, friday: dt.datetime, amina: Guest
) -> None:
    browser = signed_in(anna)
    found = browser.post(reverse("find_record"), {"code": amina.spaced_code})
    assert found.headers["Location"] == reverse("record", args=[amina.pk])
    for _ in range(3):
        answer = browser.get(found.headers["Location"])
    assert list(Look.objects.values_list("guest", "user", "purpose", "at")) == [(amina.pk, anna.pk, "record", friday)]
    assert [one["who"] for one in answer.context["looks"]] == ["Anna"]


def test_a_code_that_nobody_has(anna: User, signed_in: SignedIn, canteen: Canteen) -> None:
    answer = signed_in(anna).post(reverse("find_record"), {"code": "12"})
    assert answer.status_code == 404
    assert answer.context["form"].non_field_errors() == ["Questo codice non c'è. Fattelo leggere ancora: nove numeri."]


def test_reading_a_letter_is_noted_and_the_list_is_not(
    anna: User, signed_in: SignedIn, lunch: Sitting, amina: Guest, settings: object
) -> None:
    settings.EMAIL_BACKEND = "notices.kept.Backend"  # type: ignore[attr-defined]
    remind_by_email(amina, email="amina@example.org")
    book(lunch, guest=amina)
    outbox.tick()
    browser = signed_in(anna)
    browser.get(reverse("outbox"))
    assert Look.objects.count() == 0
    notice = Notice.objects.filter(kind="booking_confirmed").get()
    browser.get(reverse("notice", args=[notice.pk]))
    browser.get(reverse("letter", args=[KeptMail.objects.get().pk]))
    assert list(Look.objects.values_list("guest", "user", "purpose")) == [(amina.pk, anna.pk, "letter")]


def test_the_admin_notes_it_too(anna: User, signed_in: SignedIn, amina: Guest) -> None:
    User.objects.filter(pk=anna.pk).update(is_staff=True, is_superuser=True)
    signed_in(anna).get(reverse("admin:guests_guest_change", args=[amina.pk]))
    assert list(Look.objects.values_list("guest", "user", "purpose")) == [(amina.pk, anna.pk, "admin")]


def test_a_guest_who_asks_is_forgotten(anna: User, signed_in: SignedIn, lunch: Sitting, amina: Guest) -> None:
    book(lunch, guest=amina)
    browser, page = signed_in(anna), reverse("record_forget", args=[amina.pk])
    assert browser.get(page).status_code == 200
    assert Guest.objects.count() == 1
    assert browser.post(page).headers["Location"] == reverse("privacy_settings")
    assert Guest.objects.count() == 0


def test_a_rule_is_decided_with_its_reason(anna: User, signed_in: SignedIn, canteen: Canteen) -> None:
    page = reverse("retention_rule", args=["notices"])
    browser = signed_in(anna)
    assert browser.get(page).context["form"].initial["days"] == 30
    browser.post(page, {"days": "10", "reason": "così vuole l'associazione"})
    assert (rule(canteen, "notices").days, rule(canteen, "notices").reason) == (10, "così vuole l'associazione")
    event = Retention.events.rel.related_model.objects.get()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata == {"user": anna.pk}


@pytest.mark.parametrize("days", ["0", "3651", "", "x"])
def test_days_that_are_none(anna: User, signed_in: SignedIn, days: str) -> None:
    answer = signed_in(anna).post(reverse("retention_rule", args=["notices"]), {"days": days, "reason": "prova"})
    assert (answer.status_code, Retention.objects.count()) == (400, 0)


def test_a_rule_that_is_none(anna: User, signed_in: SignedIn) -> None:
    assert signed_in(anna).get(reverse("retention_rule", args=["other"])).status_code == 404


def test_the_controller_is_named(anna: User, signed_in: SignedIn, canteen: Canteen) -> None:
    told = {"association": "Odv di prova", "privacy_contact": "dati@example.org"}
    assert signed_in(anna).post(reverse("privacy_settings"), told).status_code == 302
    canteen.refresh_from_db()
    assert (canteen.association, canteen.privacy_contact) == ("Odv di prova", "dati@example.org")


def test_opening_a_card_is_noted_on_the_page_and_by_programs(
    anna: User, signed_in: SignedIn, friday: dt.datetime, amina: Guest
) -> None:
    signed_in(anna).get(reverse("card_of", args=[amina.pk]))
    assert list(Look.objects.values_list("user", "purpose")) == [(anna.pk, "record")]
    Look.objects.all().delete()
    with_token(anna).get(f"/api/v1/cards/{amina.pk}/")
    assert list(Look.objects.values_list("user", "purpose")) == [(anna.pk, "record")]


def test_taking_a_call_is_noted(anna: User, signed_in: SignedIn, lunch: Sitting, amina: Guest) -> None:
    reach(amina, email="", phone="3331234567")
    book(lunch, guest=amina)
    cancel(lunch, reason="gas")
    call = Notice.objects.get(kind="sitting_cancelled")
    signed_in(anna).post(reverse("call_take", args=[call.pk]))
    assert list(Look.objects.values_list("guest", "user", "purpose")) == [(amina.pk, anna.pk, "call")]
