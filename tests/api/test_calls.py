"""*Da chiamare* through the API."""

import datetime as dt

import pytest

from canteens.models import Canteen, Role, User
from guests.models import Guest
from mensa import sittings
from mensa.booking import book
from mensa.models import Sitting
from mensa.words import reach
from notices.models import Notice
from tests.api.conftest import Helper, with_token


@pytest.fixture
def call(lunch: Sitting, bruno: Guest) -> Notice:
    reach(bruno, email="", phone="333 123 4567")
    book(lunch, guest=bruno)
    sittings.move(lunch, starts=dt.time(13), ends=dt.time(14))
    return Notice.objects.get(channel="call")


def shown(call: Notice, guest: Guest, **facts: object) -> dict[str, object]:
    # Friday 9:00 in Rome is 8:00 UTC; Monday's 14:00 is 13:00 UTC
    return {
        "id": call.pk, "kind": "sitting_changed", "number": guest.face.number, "pictogram": guest.face.pictogram,
        "colour": guest.face.colour, "language": "it", "state": "queued", "due": "2026-11-20T08:00:00Z",
        "expires": "2026-11-23T13:00:00Z", "attempts": 0,
    } | facts  # fmt: skip


def test_listed_taken_and_recorded(call: Notice, bruno: Guest, canteen: Canteen, doria: User, helper: Helper) -> None:
    door, other = with_token(doria), with_token(helper("Elio", Role.DOOR))
    where = f"/api/v1/canteens/{canteen.pk}/calls/"
    assert door.get(where).json() == [shown(call, bruno)]
    taken = door.post(f"/api/v1/calls/{call.pk}/take/").json()
    assert taken == shown(call, bruno, state="claimed", phone="3331234567", say={"it": taken["say"]["it"]})
    assert taken["say"]["it"].startswith("L'ora è cambiata: lunedì 23 novembre cominciamo alle 13:00.")
    refused = other.post(f"/api/v1/calls/{call.pk}/take/")
    assert (refused.status_code, refused.json()["code"]) == (409, "call_not_yours")
    rang = door.post(f"/api/v1/calls/{call.pk}/record/", {"outcome": "no_answer"})
    assert rang.json() == shown(call, bruno, attempts=1)
    assert door.post(f"/api/v1/calls/{call.pk}/record/", {"outcome": "reached"}).status_code == 409
    other.post(f"/api/v1/calls/{call.pk}/take/")
    assert other.post(f"/api/v1/calls/{call.pk}/record/", {"outcome": "reached"}).json()["state"] == "sent"
    assert door.get(where).json() == []


def test_who_left_nothing_is_told_at_the_door(lunch: Sitting, chen: Guest, canteen: Canteen, doria: User) -> None:
    book(lunch, guest=chen)
    sittings.cancel(lunch, reason="Neve")
    door, where = with_token(doria), f"/api/v1/canteens/{canteen.pk}/to-tell/"
    (row,) = door.get(where).json()
    assert row == {
        "id": row["id"], "sitting": lunch.pk, "kind": "sitting_cancelled", "number": chen.face.number,
        "pictogram": chen.face.pictogram, "colour": chen.face.colour,
    }  # fmt: skip
    assert [door.post(f"/api/v1/to-tell/{row['id']}/told/").status_code for _ in range(2)] == [204, 204]
    assert door.get(where).json() == []
