"""A person with two cards books once; nothing of a merge moves a booking, and undoing it gives each its own."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from canteens import clock
from canteens.models import Canteen
from guests import referrals
from guests.merging import merge, part
from guests.models import Guest, Referrer
from guests.talks import temporary_card
from mensa.booking import book, cancel
from mensa.door import door_list, seat
from mensa.doubles import doubles
from mensa.lost import replace_card
from mensa.models import Booking, Sitting
from mensa.refusals import constraint
from mensa.words import remind_by_email
from notices.models import Notice
from tests.conftest import MONDAY, OpenSitting


def test_bookings_are_read_through_the_surviving_card(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    booking = book(lunch, guest=amina)
    merge(amina, into=bruno)
    assert list(Booking.objects.of(bruno)) == [booking]
    assert Booking.objects.get().guest == amina
    part(amina)
    assert (list(Booking.objects.of(bruno)), list(Booking.objects.of(amina))) == ([], [booking])


def test_merged_card_books_on_the_surviving_one(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    merge(amina, into=bruno)
    assert book(lunch, guest=Guest.objects.get(pk=amina.pk)).guest == bruno


def test_card_merged_since_it_was_read_does_too(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    stale = Guest.objects.get(pk=amina.pk)
    merge(amina, into=bruno)
    assert book(lunch, guest=stale).guest == bruno
    assert Booking.objects.count() == 1


def test_person_with_two_cards_has_one_booking(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    first = book(lunch, guest=amina, party=2)
    merge(amina, into=bruno)
    assert book(lunch, guest=bruno) == first
    assert book(lunch, guest=amina) == first
    cancel(first)
    assert book(lunch, guest=amina).guest == bruno


def test_full_lunch_knows_the_person_too(small_lunch: Sitting, amina: Guest, bruno: Guest, chen: Guest) -> None:
    mine = book(small_lunch, guest=amina)
    book(small_lunch, guest=chen, party=3)
    merge(amina, into=bruno)
    assert book(small_lunch, guest=bruno, party=2) == mine


def test_the_database_gives_a_merged_card_nothing(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    book(lunch, guest=bruno)
    merge(amina, into=bruno)
    now = lunch.booking_opens
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Booking.objects.create(sitting=lunch, guest=amina, created=now, changed=now)
    assert constraint(refused.value) == "guest_was_merged"


def test_two_bookings_from_before_are_shown_to_a_person(
    lunch: Sitting, sitting_on: OpenSitting, amina: Guest, bruno: Guest
) -> None:
    tuesday = sitting_on(MONDAY + dt.timedelta(days=1))
    one, other, alone = book(lunch, guest=amina), book(lunch, guest=bruno), book(tuesday, guest=amina)
    assert doubles(bruno) == []
    merge(amina, into=bruno)
    assert doubles(bruno) == [[one, other]]
    cancel(one)
    assert (doubles(bruno), Booking.objects.get(pk=alone.pk).status) == ([], "confirmed")


def test_the_door_finds_a_booking_by_either_card(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    booking = book(lunch, guest=amina)
    merge(amina, into=bruno)
    assert [door_list(lunch, query=guest.spaced_code) for guest in (amina, bruno)] == [[booking], [booking]]


@pytest.mark.usefixtures("booked")
def test_no_date_of_a_card_or_referral_refuses_anybody(
    canteen: Canteen, small_lunch: Sitting, sitting_on: OpenSitting, noon: None
) -> None:
    """Years after the talk was due and the referral ended, the card is given its seat at the door and ahead."""
    guest = temporary_card(canteen)
    Guest.objects.filter(pk=guest.pk).update(temporary_until=dt.date(2024, 1, 1))
    body = referrals.keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[])
    referral = referrals.refer(body, guest=guest, until=canteen.today())
    long_ago = dt.date(2024, 1, 1)
    body.referrals.update(starts=long_ago, review=long_ago, until=long_ago)
    referral.refresh_from_db()
    assert referral.state_on(canteen.today()) == "expired"
    tuesday = sitting_on(MONDAY + dt.timedelta(days=1))
    assert book(tuesday, guest=Guest.objects.get(pk=guest.pk)).status == "confirmed"
    referrals.end(referral)
    wednesday = sitting_on(MONDAY + dt.timedelta(days=2))
    assert book(wednesday, guest=Guest.objects.get(pk=guest.pk)).status == "confirmed"


def test_lost_card_keeps_its_bookings_and_is_written_to_anew(lunch: Sitting, amina: Guest) -> None:
    remind_by_email(amina, email="amina@example.org")
    booking = book(lunch, guest=Guest.objects.select_related("contact").get(pk=amina.pk), party=2)
    fresh = replace_card(amina)
    assert (booking.pk, booking.party) == Booking.objects.of(fresh).live().values_list("pk", "party").get()
    words = list(Notice.objects.order_by("pk").values_list("kind", "payload"))
    assert [kind for kind, _payload in words] == ["booking_confirmed", "booking_reminder"]
    facts = {"code": fresh.spaced_code, "number": fresh.face.number, "url": f"/posto/{fresh.token}/{booking.pk}/"}
    for _kind, payload in words:
        assert {name: payload[name] for name in facts} == facts
        assert payload["party"] == 2


def test_what_has_gone_is_not_rewritten(lunch: Sitting, amina: Guest) -> None:
    remind_by_email(amina, email="amina@example.org")
    book(lunch, guest=Guest.objects.select_related("contact").get(pk=amina.pk))
    Notice.objects.filter(kind="booking_confirmed").update(state=Notice.State.SENT)
    replace_card(amina)
    assert Notice.objects.get(kind="booking_confirmed").payload["code"] == amina.spaced_code


def test_address_told_later_is_for_the_other_cards_bookings_too(lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    booking = book(lunch, guest=amina)
    merge(amina, into=bruno)
    remind_by_email(bruno, email="bruno@example.org")
    notice = Notice.objects.get(kind="booking_confirmed")
    assert (notice.contact.email, notice.payload["code"]) == ("bruno@example.org", amina.spaced_code)
    assert notice.payload["url"] == f"/posto/{amina.token}/{booking.pk}/"


def test_merged_card_is_seated_with_its_booking(small_lunch: Sitting, amina: Guest, bruno: Guest) -> None:
    booking = book(small_lunch, guest=amina)
    merge(amina, into=bruno)
    with clock.at(small_lunch.canteen.instant(MONDAY, dt.time(12, 5))):
        assert seat(booking).status == "seated"
