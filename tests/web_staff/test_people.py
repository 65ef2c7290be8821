"""Who helps: invited, given roles, let go, let in again; and never without a coordinator."""

from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from canteens import staff
from canteens.models import Canteen, Membership, Role, User
from notices.models import Notice
from tests.web_staff.conftest import SignedIn

LAST = "È l&#x27;unica persona del coordinamento. Prima dai questo ruolo a qualcun altro."


def roles(user: User) -> set[str]:
    return set(user.memberships.values_list("role", flat=True))


def test_an_invited_person_gets_a_link_and_no_password(anna: User, signed_in: SignedIn) -> None:
    facts = {"name": "Elio", "email": "Elio@Example.org", "language": "en", "roles": ["door", "cook"]}
    assert signed_in(anna).post(reverse("invite"), facts).headers["Location"] == reverse("people")
    elio = User.objects.get(email="elio@example.org")
    assert (elio.name, elio.language, elio.has_usable_password(), roles(elio)) == (
        "Elio",
        "en",
        False,
        {"door", "cook"},
    )
    notice = Notice.objects.get()
    assert (notice.kind, notice.contact.email, notice.contact.language) == ("staff_invited", "elio@example.org", "en")
    assert notice.payload == {"by": "Anna", "days": 3}  # no key to the account is kept


def test_an_invitation_without_a_role_is_refused(anna: User, signed_in: SignedIn) -> None:
    answer = signed_in(anna).post(reverse("invite"), {"name": "Elio", "email": "elio@example.org", "language": "it"})
    assert answer.status_code == 400
    assert "Scegli almeno un ruolo." in answer.content.decode()
    assert User.objects.count() == 1


def test_an_invitation_to_an_address_too_long_to_keep_is_refused(anna: User, signed_in: SignedIn) -> None:
    facts = {"name": "Elio", "email": "a" * 243 + "@example.org", "language": "it", "roles": ["door"]}
    assert signed_in(anna).post(reverse("invite"), facts).status_code == 400
    assert User.objects.count() == 1


def test_roles_are_exactly_those_ticked(anna: User, dario: User, signed_in: SignedIn) -> None:
    signed_in(anna).post(reverse("person", args=[dario.pk]), {"roles": ["cook", "driver"]})
    assert roles(dario) == {"cook", "driver"}


def test_the_last_coordinator_stays(anna: User, dario: User, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    refused = browser.post(reverse("person", args=[anna.pk]), {"roles": ["door"]})
    assert refused.status_code == 409
    assert LAST in refused.content.decode()
    gone = browser.post(reverse("person_access", args=[anna.pk]), {"active": "no"}, follow=True)
    assert LAST in gone.content.decode()
    assert roles(anna) == {"coordinator"}

    browser.post(reverse("person", args=[dario.pk]), {"roles": ["coordinator"]})
    browser.post(reverse("person_access", args=[anna.pk]), {"active": "no"})
    assert not User.objects.get(pk=anna.pk).is_active


def test_a_coordinator_who_was_let_go_does_not_count(canteen: Canteen, anna: User, dario: User) -> None:
    staff.set_roles(dario, canteen=canteen, roles=[Role.COORDINATOR])
    staff.deactivate(dario, canteen=canteen)
    with pytest.raises(staff.LastCoordinator):
        staff.deactivate(anna, canteen=canteen)


def test_let_go_and_let_in_again(anna: User, dario: User, signed_in: SignedIn) -> None:
    browser, url = signed_in(anna), reverse("person_access", args=[dario.pk])
    browser.post(url, {"active": "no"})
    assert "non entra" in browser.get(reverse("people")).content.decode()
    browser.post(url, {"active": "yes"})
    dario.refresh_from_db()
    assert (dario.is_active, roles(dario)) == (True, {"door"})


def test_an_invitation_gives_back_no_role_that_was_lost(canteen: Canteen, anna: User, dario: User) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    staff.set_roles(dario, canteen=canteen, roles=[Role.COORDINATOR])
    staff.deactivate(dario, canteen=canteen)
    staff.take_in(elsewhere, email=dario.email, name="", roles=[Role.DOOR])
    dario.refresh_from_db()
    assert dario.is_active
    assert list(dario.memberships.values_list("canteen", "role")) == [(elsewhere.pk, "door")]


def test_who_also_helps_elsewhere_only_leaves_here(canteen: Canteen, anna: User, dario: User) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    dario.memberships.create(canteen=elsewhere, role=Role.DOOR)
    staff.deactivate(dario, canteen=canteen)
    dario.refresh_from_db()
    assert dario.is_active
    assert list(dario.memberships.values_list("canteen", flat=True)) == [elsewhere.pk]


def test_people_of_another_canteen_are_not_found(anna: User, nora: User, signed_in: SignedIn) -> None:
    assert signed_in(anna).get(reverse("person", args=[nora.pk])).status_code == 404


def test_the_link_is_sent_again(anna: User, dario: User, signed_in: SignedIn) -> None:
    for _ in range(2):  # a double tap writes one
        signed_in(anna).post(reverse("person_link", args=[dario.pk]))
    assert list(Notice.objects.values_list("kind", "contact__user")) == [("staff_invited", dario.pk)]


def let_go_at_once(canteen: Canteen, users: list[User]) -> list[str]:
    """Both coordinators let the other go in the same instant; who was refused is told by the refusal's code."""
    barrier, told = Barrier(len(users)), []

    def go(user: User) -> None:
        barrier.wait()
        try:
            staff.deactivate(user, canteen=canteen)
            told.append("gone")
        except staff.LastCoordinator as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_cannot_both_go(canteen: Canteen, anna: User, dario: User) -> None:
    for _ in range(10):
        User.objects.update(is_active=True)
        Membership.objects.update(role=Role.COORDINATOR)
        assert let_go_at_once(canteen, [anna, dario]) == ["gone", "last_coordinator"]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_go(
    canteen: Canteen, anna: User, dario: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(2)

    def unlocked(rows: Any, **_: bool) -> Any:
        together.wait(5)
        return rows

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)

    def try_once() -> list[str]:
        User.objects.update(is_active=True)
        Membership.objects.update(role=Role.COORDINATOR)
        return let_go_at_once(canteen, [anna, dario])

    # One of them may look and write before the other has looked: some tries show no damage.
    assert any(try_once() == ["gone", "gone"] for _ in range(20))


def opened(**facts: Any) -> str:
    out = StringIO()
    call_command("open_canteen", stdout=out, **facts)
    return out.getvalue()


def test_the_first_canteen_of_a_production_database(db: None, client: Client) -> None:
    said = opened(name="Cittadella", place="Chieri", coordinator="Anna@Example.org")
    sentence, link = said.splitlines()
    assert sentence == "Cittadella is open. anna@example.org chooses a password here, once, within 3 days:"
    anna = User.objects.get()
    assert anna.has_role(Canteen.objects.get(), Role.COORDINATOR)
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert "Salva ed entra" in page.content.decode()


def test_a_name_is_taken_once(canteen: Canteen) -> None:
    with pytest.raises(CommandError, match="There is already a canteen called Cittadella del Volontariato"):
        opened(name=canteen.name, place="Chieri", coordinator="anna@example.org")
    with pytest.raises(CommandError, match="anna is not an e-mail address"):
        opened(name="Altrove", place="Chieri", coordinator="anna")
