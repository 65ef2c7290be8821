"""One tap for who is here for the first time."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse

from guests.models import Guest
from guests.register import new_card
from mensa.door import walk_in
from mensa.models import Booking, Sitting


def test_one_tap_gives_card_and_seat(phone: Client, today: Sitting) -> None:
    ref = uuid4()
    answers = [phone.post(reverse("door_new"), {"client_ref": ref}) for _ in range(2)]
    booking = Booking.objects.select_related("guest").get()
    guest = booking.guest
    assert guest is not None
    assert (booking.status, booking.came, guest.temporary_until is None) == ("seated", 1, False)
    shown = phone.get(answers[1].headers["Location"]).content.decode()
    assert [word in shown for word in (guest.spaced_code, guest.pin)] == [True, True]


def test_button_stands_on_the_list(phone: Client, today: Sitting) -> None:
    assert f'action="{reverse("door_new")}"' in phone.get(reverse("door")).content.decode()


def test_printed_card_is_handed_over_and_its_pin_not_shown(phone: Client, today: Sitting) -> None:
    blank = new_card(today.canteen)
    form = {"client_ref": uuid4(), "code": blank.spaced_code, "party": 2}
    shown = phone.get(phone.post(reverse("door_new"), form).headers["Location"]).content.decode()
    assert Booking.objects.get().guest == blank
    assert Guest.objects.get().temporary_until is not None
    assert f"<dd>{blank.pin}" not in shown
    assert blank.spaced_code not in shown


def test_full_room_leads_to_the_ways_that_are_left(phone: Client, small: Sitting) -> None:
    walk_in(small, party=small.free)
    answer = phone.post(reverse("door_new"), {"client_ref": uuid4()})
    assert answer.headers["Location"] == f"{reverse('door_full')}?party=1"
    assert Guest.objects.count() == 0


def test_code_that_is_none_is_asked_again(phone: Client, today: Sitting) -> None:
    answer = phone.post(reverse("door_new"), {"client_ref": uuid4(), "code": "123"})
    assert (answer.status_code, Booking.objects.count()) == (404, 0)


def test_the_doors_phone_makes_sheets_and_opens_no_card(phone: Client, today: Sitting) -> None:
    assert phone.get(reverse("card_sheets")).status_code == 200
    guest = new_card(today.canteen)
    assert phone.get(reverse("card_of", args=[guest.pk])).status_code == 302  # to sign in
