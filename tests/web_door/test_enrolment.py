"""Door phones: made by a coordinator, enrolled by one button, taken back."""

import datetime as dt
import re

import pytest
from django.test import Client

from canteens import clock, devices
from canteens.models import Canteen, Device, User
from mensa.models import Sitting
from tests.web_door.conftest import signed_in, with_token
from web.door_access import COOKIE, YEAR

QUARTER = dt.timedelta(minutes=15)


def link_on(page: str) -> str:
    """The path of the link that Lucia's page shows."""
    found = re.search(r'href="http://testserver(/accoglienza/telefono/[^"]+)"', page)
    assert found
    return found[1]


def test_a_coordinator_makes_a_phone_and_the_phone_enrols_itself(lucia: User, today: Sitting) -> None:
    lucias, phone = signed_in(lucia), Client()
    assert lucias.post("/accoglienza/telefoni/", {"name": "Ingresso"}).status_code == 302
    page = lucias.get("/accoglienza/telefoni/").content.decode()
    assert page.count('class="qr"') == 1
    link = link_on(page)
    assert phone.get(link).status_code == 200
    response = phone.post(link)
    assert (response.status_code, response["Location"]) == (302, "/accoglienza/")
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", YEAR)
    assert phone.get("/accoglienza/").status_code == 200


def test_the_cookie_is_secure_outside_development(lucia: User, today: Sitting, settings: object) -> None:
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    _device, secret = devices.invite(today.canteen, name="Ingresso", by=lucia)
    response = Client().post(f"/accoglienza/telefono/{secret}/")
    assert response.cookies[COOKIE]["secure"] is True


def test_opening_the_link_changes_nothing(canteen: Canteen, noon: dt.datetime) -> None:
    device, secret = devices.invite(canteen, name="Ingresso", by=None)
    for _ in range(2):
        assert Client().get(f"/accoglienza/telefono/{secret}/").status_code == 200
    device.refresh_from_db()
    assert (device.enrolled_at, COOKIE in Client().get(f"/accoglienza/telefono/{secret}/").cookies) == (None, False)


def test_only_hashes_are_kept(canteen: Canteen, noon: dt.datetime) -> None:
    _device, secret = devices.invite(canteen, name="Ingresso", by=None)
    device, token = devices.enrol(secret)
    kept = " ".join(str(value) for row in Device.objects.values_list() for value in row)
    assert (secret in kept, token in kept, len(device.secret_hash)) == (False, False, 64)
    assert devices.device_of(secret) is None


def test_a_link_serves_one_phone(canteen: Canteen, noon: dt.datetime) -> None:
    _device, secret = devices.invite(canteen, name="Ingresso", by=None)
    devices.enrol(secret)
    with pytest.raises(devices.InviteOver):
        devices.enrol(secret)
    assert Client().post(f"/accoglienza/telefono/{secret}/").status_code == 410


@pytest.mark.parametrize(("seconds", "works"), [(899, True), (900, False)])
def test_a_link_is_good_for_a_quarter_of_an_hour(
    canteen: Canteen, noon: dt.datetime, seconds: int, works: bool
) -> None:
    _device, secret = devices.invite(canteen, name="Ingresso", by=None)
    with clock.at(noon + dt.timedelta(seconds=seconds)):
        assert (devices.invited(secret) is not None) is works
        assert Client().get(f"/accoglienza/telefono/{secret}/").status_code == (200 if works else 410)


def test_a_revoked_phone_sees_an_explanation(
    lucia: User, today: Sitting, phone: Client, enrolled: tuple[Device, str]
) -> None:
    assert phone.get("/accoglienza/").status_code == 200
    signed_in(lucia).post(f"/accoglienza/telefoni/{enrolled[0].pk}/scollega/")
    response = phone.get("/accoglienza/")
    assert response.status_code == 403
    assert "Questo telefono non è più collegato" in response.content.decode()


def test_an_invitation_taken_back_enrols_nobody(canteen: Canteen, noon: dt.datetime) -> None:
    device, secret = devices.invite(canteen, name="Ingresso", by=None)
    devices.revoke(device)
    with pytest.raises(devices.InviteOver):
        devices.enrol(secret)


def test_only_a_coordinator_makes_phones(dario: User, carla: User, phone: Client, today: Sitting) -> None:
    assert signed_in(dario).post("/accoglienza/telefoni/", {"name": "mio"}).status_code == 403
    assert signed_in(carla).get("/accoglienza/telefoni/").status_code == 403
    assert phone.get("/accoglienza/telefoni/")["Location"] == "/entra/?next=/accoglienza/telefoni/"
    assert Device.objects.count() == 1


def test_a_phone_without_a_name_is_asked_again(lucia: User, today: Sitting) -> None:
    assert signed_in(lucia).post("/accoglienza/telefoni/", {"name": ""}).status_code == 400
    assert Device.objects.count() == 0


def test_an_invented_token_opens_nothing(today: Sitting) -> None:
    assert with_token("invented").get("/accoglienza/").status_code == 403
    forged = Client()
    forged.cookies[COOKIE] = "unsigned"
    assert forged.get("/accoglienza/").status_code == 302
