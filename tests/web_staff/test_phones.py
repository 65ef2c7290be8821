"""A coordinator looks at the phones that took many places, and frees them at once."""

from uuid import UUID

from django.test import Client

from canteens.models import Canteen, User
from mensa.booking import book
from mensa.models import Booking, Sitting
from tests.web_staff.conftest import SignedIn

PHONE = UUID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")


def test_they_are_shown_and_freed(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    page = f"/calendario/{lunch.pk}/telefoni/"
    assert "Niente da guardare" in browser.get(page).content.decode()
    made = [book(lunch, device=PHONE) for _ in range(4)]
    other = book(lunch)
    assert "1 telefono con molte prenotazioni" in browser.get(f"/calendario/{lunch.pk}/").content.decode()
    shown = browser.get(page).content.decode()
    assert ("Libera tutte e 4" in shown, str(PHONE) in shown) == (True, False)
    answer = browser.post(f"{page}{made[0].pk}/libera/", follow=True).content.decode()
    assert "4 prenotazioni liberate." in answer
    assert set(Booking.objects.filter(device=PHONE).values_list("status", flat=True)) == {"cancelled"}
    other.refresh_from_db()
    assert other.status == "confirmed"


def test_a_booking_of_another_canteen_is_not_there(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    elsewhere = Sitting.objects.get(pk=lunch.pk)
    elsewhere.pk, elsewhere.canteen = None, Canteen.objects.create(name="Altra sala", place="Torino")
    elsewhere.save()
    theirs = book(Sitting.objects.select_related("canteen").get(pk=elsewhere.pk), device=PHONE)
    browser = signed_in(anna)
    assert browser.post(f"/calendario/{lunch.pk}/telefoni/{theirs.pk}/libera/").status_code == 404
    assert browser.get(f"/calendario/{elsewhere.pk}/telefoni/").status_code == 404


def test_others_do_not_look(lunch: Sitting, client: Client) -> None:
    address = f"/calendario/{lunch.pk}/telefoni/"
    assert client.get(address)["Location"] == f"/entra/?next={address}"
