"""The caller's card is found while it is said; what was booked with it is nobody's business."""

import datetime as dt

import pytest
from django.test import Client

from canteens.models import Canteen, User
from guests.models import Guest
from guests.register import set_alias
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.conftest import MONDAY, OpenSitting
from tests.web_door.conftest import signed_in
from web.door_cards import sealed

TUESDAY = MONDAY + dt.timedelta(days=1)
REF = "11111111-1111-4111-8111-111111111111"
SEARCH = "/accoglienza/chiamata/carte/"
CALL = "/accoglienza/chiamata/"


@pytest.fixture
def days(noon: dt.datetime, sitting_on: OpenSitting) -> list[Sitting]:
    """Tuesday with room, Wednesday full, Thursday with room: all can be booked on Monday."""
    return [
        sitting_on(TUESDAY),
        sitting_on(TUESDAY + dt.timedelta(days=1), seats=1, kept_at_door=1),
        sitting_on(TUESDAY + dt.timedelta(days=2)),
    ]


@pytest.fixture
def pia(canteen: Canteen) -> Guest:
    """Nonna Pia has the 42."""
    guest = Guest.objects.create(canteen=canteen, code="428103957", created=MONDAY_NOON)
    set_alias(guest, alias="Nonna Pia")
    return guest


MONDAY_NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)


def asked(sitting: Sitting, **more: object) -> dict[str, object]:
    return {"sitting": sitting.pk, "party": 1, "alias": "", "code": "", "client_ref": REF} | more


def test_face_and_alias_are_all_that_is_shown(days: list[Sitting], phone: Client, pia: Guest) -> None:
    before = phone.post(SEARCH, {"code": "42"}).content.decode()
    book(days[0], guest=pia)
    page = phone.post(SEARCH, {"code": "42"}).content.decode()
    assert page == before
    assert ("42 · " in page, "Nonna Pia" in page) == (True, True)
    secrets = (pia.code, pia.spaced_code, pia.token, pia.pin)
    assert [secret for secret in secrets if secret in page] == []


def test_one_letter_searches_nothing(days: list[Sitting], phone: Client, pia: Guest) -> None:
    assert "42" not in phone.post(SEARCH, {"code": "4"}).content.decode()


def test_the_card_that_is_chosen_is_booked_and_its_pin_not_shown(
    days: list[Sitting], phone: Client, pia: Guest
) -> None:
    answer = phone.post(CALL, asked(days[0], code="non", card=sealed(pia)))
    page = phone.get(answer["Location"]).content.decode()
    assert (Booking.objects.get().guest, ">PIN<" in page) == (pia, False)


@pytest.mark.parametrize("card", ["42", "['x']:y", "0"])
def test_a_seal_of_ones_own_opens_no_card(days: list[Sitting], phone: Client, pia: Guest, card: str) -> None:
    assert phone.post(CALL, asked(days[0], card=card)).status_code == 404
    assert Booking.objects.count() == 0


def test_a_seal_of_another_canteen_opens_no_card(days: list[Sitting], phone: Client, pia: Guest) -> None:
    seal = sealed(pia)
    pia.canteen = Canteen.objects.create(name="Altra sala", place="Torino")
    pia.save()
    assert phone.post(CALL, asked(days[0], card=seal)).status_code == 404


def test_without_a_script_a_button_searches_and_nothing_is_lost(days: list[Sitting], phone: Client, pia: Guest) -> None:
    answer = phone.post(CALL, asked(days[2], party=3, code="nonna", search="yes"))
    page = answer.content.decode()
    assert (answer.status_code, Booking.objects.count()) == (200, 0)
    assert ("Nonna Pia" in page, f'value="{days[2].pk}" checked' in page, 'value="3"' in page) == (True, True, True)


def test_a_part_of_a_code_shows_whom_it_may_mean(days: list[Sitting], phone: Client, pia: Guest) -> None:
    answer = phone.post(CALL, asked(days[0], code="42"))
    assert (answer.status_code, "Nonna Pia" in answer.content.decode()) == (404, True)


def test_who_searches_too_often_is_asked_for_the_code(
    days: list[Sitting], phone: Client, pia: Guest, settings: object
) -> None:
    settings.WEB_CARD_SEARCHES_AN_HOUR = 2  # type: ignore[attr-defined]
    pages = [phone.post(SEARCH, {"code": "42"}).content.decode() for _ in range(3)]
    assert ["Nonna Pia" in page for page in pages] == [True, True, False]
    assert "Hai cercato molte volte" in pages[2]


def test_only_the_door_searches(days: list[Sitting], phone: Client, carla: User, dario: User) -> None:
    answers = [client.post(SEARCH, {"code": "42"}) for client in (phone, signed_in(dario), signed_in(carla), Client())]
    assert [answer.status_code for answer in answers] == [200, 200, 403, 302]
    assert phone.get(SEARCH).status_code == 405


def test_several_days_are_read_out_each(days: list[Sitting], phone: Client) -> None:
    shut = Sitting.objects.get(pk=days[2].pk)
    for _ in range(2):
        answer = phone.post(CALL, asked(days[0], party=2, alias="Pia", also=[days[1].pk, days[0].pk, shut.pk]))
    page = phone.get(answer["Location"]).content.decode()
    rows = Booking.objects.order_by("sitting__day").values_list("status", "party", "door")
    assert list(rows) == [("confirmed", 2, "call"), ("waiting", 2, "call"), ("confirmed", 2, "call")]
    assert (Guest.objects.get().alias, page.count(">PIN<")) == ("Pia", 1)
    assert [text in page for text in ("mercoledì 25 novembre", "In lista", "giovedì 26 novembre")] == [
        True,
        False,
        True,
    ]
    assert "È in lista d&#x27;attesa. Il pasto da portare via è sicuro." in page or "È in lista d'attesa." in page


def test_a_day_that_was_shut_meanwhile_is_said(
    days: list[Sitting], phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cancelled between the page and the button: the form still knew it, the verb does not take it."""
    from web import door_call

    really = door_call.book_days

    def late(sittings: list[Sitting], **facts: object) -> object:
        Sitting.objects.filter(pk=days[2].pk).update(status=Sitting.Status.CANCELLED)
        return really([*sittings[:1], Sitting.objects.select_related("canteen").get(pk=days[2].pk)], **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(door_call, "book_days", late)
    answer = phone.post(CALL, asked(days[0], also=[days[2].pk]))
    page = phone.get(answer["Location"]).content.decode()
    assert (Booking.objects.count(), "Quel giorno non si prenota più." in page) == (1, True)


def test_a_day_that_cannot_be_booked_is_no_choice(days: list[Sitting], today: Sitting, phone: Client) -> None:
    assert phone.post(CALL, asked(days[0], also=[today.pk])).status_code == 400
    assert Booking.objects.count() == 0
