"""The list of a phone that comes back: through HTTP, its answers, its conflicts, and who may see them."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from canteens import clock, devices
from canteens.models import Canteen, User
from mensa import taps
from mensa.check import differences
from mensa.models import Booking, Sitting
from mensa.sittings import plan
from mensa.tap import Tap
from tests.conftest import MONDAY
from tests.web_door.conftest import LATE, Booked, signed_in, with_token

Status = Booking.Status
FISH, CARROT = "428103957", "170010005"
TABS = 5


def tap(sitting: Sitting, verb: str, booking: Booking | None = None, **facts: Any) -> dict[str, Any]:
    return {
        "client_ref": str(uuid4()), "sitting": sitting.pk, "verb": verb, "booking": booking and booking.pk,
        "number": None, "age": 60_000,
    } | facts  # fmt: skip


def send(client: Client, *listed: object) -> Any:
    return client.post("/accoglienza/coda/", json.dumps({"taps": listed}), content_type="application/json")


def outcomes(answer: Any) -> list[str]:
    return [one["outcome"] for one in answer.json()["taps"]]


def test_a_list_is_answered_tap_by_tap_and_again_the_same(today: Sitting, phone: Client, booked: Booked) -> None:
    fish, carrot = booked(today, FISH, party=2), booked(today, CARROT, status=Status.CANCELLED)
    listed = [tap(today, "seat", fish, number=1), tap(today, "seat", fish, number=1), tap(today, "seat", carrot),
              tap(today, "walk_in", number=3), tap(today, "second", number=1)]  # fmt: skip
    for _ in range(2):
        answer = send(phone, *listed)
        assert outcomes(answer) == ["done", "already", "conflict", "done", "done"]
    assert [one["client_ref"] for one in answer.json()["taps"]] == [one["client_ref"] for one in listed]
    today.refresh_from_db()
    assert (today.taken, today.second_helpings, differences()) == (4, 1, [])  # 1 + 3


def test_a_tap_of_another_day_or_place_is_over(canteen: Canteen, today: Sitting, phone: Client) -> None:
    other = Canteen.objects.create(name="Altrove", place="Torino")
    elsewhere = Sitting.objects.create(canteen=other, day=MONDAY, **plan(other, MONDAY))
    assert outcomes(send(phone, tap(elsewhere, "walk_in"), tap(today, "walk_in") | {"sitting": 1})) == ["over", "over"]
    assert (Booking.objects.count(), Tap.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_ref": "x"}, {"verb": "erase"}, {"booking": "1"}, {"number": 10_000}, {"age": -1e9}, {"sitting": None},
        {"age": "now"}, {"booking": 2**63},
    ],
)  # fmt: skip
def test_what_can_not_be_read_changes_nothing(today: Sitting, phone: Client, wrong: dict[str, Any]) -> None:
    answer = send(phone, tap(today, "walk_in"), tap(today, "walk_in") | wrong)
    assert (answer.status_code, Booking.objects.count()) == (400, 0)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"taps": 3}', '{"taps": [1]}', "\xff"])
def test_nor_does_what_is_no_list(today: Sitting, phone: Client, body: str) -> None:
    assert phone.post("/accoglienza/coda/", body, content_type="application/json").status_code == 400


def test_a_list_without_end_is_refused(today: Sitting, phone: Client) -> None:
    assert send(phone, *[tap(today, "second", number=1)] * 201).status_code == 400


def test_conflicts_wait_at_the_door_and_for_the_coordinator(
    today: Sitting, phone: Client, lucia: User, booked: Booked
) -> None:
    booking = booked(today, FISH, alias="Amina", status=Status.CANCELLED)
    send(phone, tap(today, "seat", booking))
    conflict = Tap.objects.get()
    for page in (phone.get("/accoglienza/"), phone.get("/accoglienza/da-guardare/")):
        assert f'action="/accoglienza/da-guardare/{conflict.pk}/"' in page.content.decode()
    desk = signed_in(lucia)
    assert "1 tocco senza rete da guardare" in desk.get("/oggi/").content.decode()
    phone.post(f"/accoglienza/da-guardare/{conflict.pk}/", {"how": "chair"})
    sits = Booking.objects.get(status=Status.SEATED)
    assert (sits.guest, sits.came, "senza rete" in desk.get("/oggi/").content.decode()) == (booking.guest, 1, False)


def test_it_is_well_as_it_is(today: Sitting, phone: Client, booked: Booked) -> None:
    send(phone, tap(today, "seat", booked(today, FISH, status=Status.CANCELLED)))
    conflict = Tap.objects.get()
    answer = phone.post(f"/accoglienza/da-guardare/{conflict.pk}/", {"how": "well", "here": "1"})
    assert (answer["Location"], Booking.objects.count()) == ("/accoglienza/da-guardare/", 1)
    assert phone.post(f"/accoglienza/da-guardare/{conflict.pk}/").status_code == 404


def test_another_canteens_conflict_is_not_even_known(today: Sitting, phone: Client) -> None:
    other = Canteen.objects.create(name="Altrove", place="Torino")
    elsewhere = Sitting.objects.create(canteen=other, day=MONDAY, **plan(other, MONDAY))
    [made] = taps.apply(elsewhere, [taps.Told(uuid4(), "seat")])
    assert phone.post(f"/accoglienza/da-guardare/{made.pk}/").status_code == 404


def test_a_phone_that_was_taken_back_sends_nothing(today: Sitting, phone: Client, enrolled: Any) -> None:
    devices.revoke(enrolled[0])
    assert (send(phone, tap(today, "walk_in")).status_code, Booking.objects.count()) == (403, 0)


def test_a_stranger_sends_nothing(today: Sitting) -> None:
    assert (send(Client(), tap(today, "walk_in")).status_code, Booking.objects.count()) == (302, 0)


def test_what_came_after_the_closing_waits_for_the_coordinator(
    canteen: Canteen, today: Sitting, phone: Client, lucia: User, booked: Booked
) -> None:
    booking = booked(today, FISH)
    with clock.at(canteen.instant(MONDAY, LATE)):
        phone.post("/accoglienza/chiusura/", {"how": "total", "total": "5"})
        assert outcomes(send(phone, tap(today, "seat", booking))) == ["conflict"]
        page = signed_in(lucia).get("/accoglienza/da-guardare/").content.decode()
    assert ("Il servizio era già chiuso." in page, "una sedia in più" in page) == (True, False)


@pytest.mark.django_db(transaction=True)
class TestTabs:
    """One list, sent by several tabs in the same moment."""

    def sent(self, token: str, listed: list[dict[str, Any]]) -> list[Any]:
        together, now = Barrier(TABS), clock.now()

        def one(_number: int) -> Any:
            phone = with_token(token)
            together.wait()
            try:
                with clock.at(now):
                    return outcomes(send(phone, *listed))
            finally:
                connection.close()

        with ThreadPoolExecutor(TABS) as pool:
            return list(pool.map(one, range(TABS)))

    def test_is_applied_once(self, today: Sitting, enrolled: Any, booked: Booked) -> None:
        fish = booked(today, FISH, party=2)
        listed = [tap(today, "seat", fish), tap(today, "walk_in", number=2), tap(today, "second", number=1)]
        assert self.sent(enrolled[1], listed) == [["done"] * 3] * TABS
        today.refresh_from_db()
        assert (today.taken, today.second_helpings, Tap.objects.count()) == (4, 1, 3)

    def test_control_without_the_table_each_tab_is_served(
        self, today: Sitting, enrolled: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same taps, each under a reference that no table can know."""
        told = taps.Told

        def strange(_ref: UUID, *facts: Any) -> Any:
            return told(uuid4(), *facts)

        monkeypatch.setattr(taps, "Told", strange)
        self.sent(enrolled[1], [tap(today, "second", number=1)])
        today.refresh_from_db()
        assert today.second_helpings == TABS
