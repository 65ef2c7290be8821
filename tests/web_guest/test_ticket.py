"""The ticket in each of its states, and what can be done with it."""

import datetime as dt

import icalendar
import pytest
from django.test import Client

from canteens import clock
from mensa.booking import book
from mensa.door import seat
from mensa.kitchens import hand_out
from mensa.models import Booking, Sitting
from mensa.sittings import cancel
from tests.conftest import MONDAY
from tests.web_guest.conftest import fill

NOON = dt.datetime(2026, 11, 23, 11, 5, tzinfo=dt.UTC)


def url(booking: Booking, rest: str = "") -> str:
    return f"/posto/{booking.guest.token}/{booking.pk}/{rest}"


def page(client: Client, booking: Booking, rest: str = "") -> str:
    return client.get(url(booking, rest)).content.decode()


def test_ticket_is_picture_colour_number_and_word(client: Client, booking: Booking) -> None:
    # Code 428 103 955: number 42; picture 810 % 16 = 10, the eleventh: cherry; colour 3 % 8 = 3, the fourth: green.
    context = client.get(url(booking)).context
    assert (context["face"].number, context["face"].pictogram, context["face"].colour) == ("42", "cherry", "green")
    assert (context["words"], context["when"]) == ("ciliegie · quarantadue", "lunedì 23 novembre, ore 12")
    assert (context["people"], context["until"]) == ("3 persone", "12:30")
    assert "428 103 955" in page(client, booking)


def test_ascolta_reads_it_all(client: Client, booking: Booking) -> None:
    assert client.get(url(booking)).context["say"] == (
        "Il tuo posto: lunedì 23 novembre, ore 12. La tua carta: ciliegie, colore verde, numero quarantadue."
    )


def test_qr_has_no_inline_style(client: Client, booking: Booking) -> None:
    qr = client.get(url(booking)).context["qr"]
    assert qr.startswith('<svg role="img" ')
    assert (qr.count("style="), qr.count("<title>Codice QR del tuo posto</title>")) == (0, 1)


def test_wrong_secret_is_not_there(client: Client, booking: Booking) -> None:
    assert client.get(f"/posto/{'x' * 22}/{booking.pk}/").status_code == 404


def test_ticket_is_kept_by_nobody_on_the_way(client: Client, booking: Booking) -> None:
    assert client.get(url(booking)).headers["Cache-Control"] == "private, no-cache"


def test_looking_at_a_ticket_changes_nothing(client: Client, booking: Booking) -> None:
    for rest in ("", "libero/", "manda/", "calendario.ics"):
        assert client.get(url(booking, rest)).cookies.keys() <= {"csrftoken"}
    booking.refresh_from_db()
    assert (booking.status, booking.arrives_late) == ("confirmed", False)


@pytest.mark.parametrize("rest", ["tardi/", "nome/", "promemoria/", "lingua/"])
def test_what_acts_refuses_a_get(client: Client, booking: Booking, rest: str) -> None:
    assert client.get(url(booking, rest)).status_code == 405


def test_seat_is_given_back_after_one_question(client: Client, booking: Booking) -> None:
    assert "Vuoi liberare il posto?" in page(client, booking, "libero/")
    response = client.post(url(booking, "libero/"), follow=True)
    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert [str(said) for said in response.context["messages"]] == ["Il posto è libero per un'altra persona. Grazie."]
    assert "Hai liberato il posto." in response.content.decode()


def test_seat_of_somebody_seated_is_not_given_back(client: Client, booking: Booking) -> None:
    with clock.at(NOON):
        seat(booking)
        response = client.post(url(booking, "libero/"), follow=True)
    assert [str(said) for said in response.context["messages"]] == ["Adesso non si può più fare: lo stato è cambiato."]


def test_coming_late_is_said_and_taken_back(client: Client, booking: Booking) -> None:
    response = client.post(url(booking, "tardi/"), {"late": "yes"}, follow=True)
    assert "Sappiamo che arrivi tardi." in response.content.decode()
    client.post(url(booking, "tardi/"), {"late": "no"})
    booking.refresh_from_db()
    assert booking.arrives_late is False


def test_seated_guest_is_welcomed(client: Client, booking: Booking) -> None:
    with clock.at(NOON):
        seat(booking)
        assert "Benvenuto! Buon pranzo." in page(client, booking)


def test_released_seat_is_no_fault(client: Client, booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(status="released")
    assert "Vieni lo stesso." in page(client, booking)


def test_cancelled_sitting_says_why(client: Client, booking: Booking) -> None:
    cancel(booking.sitting, reason="manca il gas")
    shown = page(client, booking)
    assert (shown.count("Questo pranzo non c'è."), shown.count("manca il gas")) == (1, 1)


def test_past_lunch_is_past(client: Client, booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(status="not_recorded")
    assert "Questo pranzo è passato." in page(client, booking)


def test_nobody_is_asked_twice_for_a_seat(client: Client, booking: Booking) -> None:
    client.post(url(booking, "libero/"))
    asked = client.get(url(booking, "libero/"))
    assert (asked.status_code, asked["Location"]) == (302, url(booking))


def test_promoted_guest_sees_the_seat(client: Client, booking: Booking) -> None:
    fill(booking.sitting, seats=19)
    waiting = book(booking.sitting, party=3)
    assert "Sei in lista." in page(client, waiting)
    client.post(url(booking, "libero/"))
    assert "Il tuo posto c'è." in page(client, waiting)


def test_calendar_entry_is_neutral_and_right(client: Client, booking: Booking) -> None:
    response = client.get(url(booking, "calendario.ics"))
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (str(event["summary"]), event["dtstart"].dt) == ("Pranzo", dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC))
    assert str(event["url"]) == f"http://testserver{url(booking)}"


def test_ticket_is_sent_by_address_too(client: Client, booking: Booking) -> None:
    assert client.get(url(booking, "manda/")).context["address"] == f"http://testserver{url(booking)}"


def test_ticket_takes_one_query(client: Client, booking: Booking, django_assert_num_queries) -> None:
    # the booking with its guest, contact, sitting and canteen
    with django_assert_num_queries(1):
        client.get(url(booking))


def test_ticket_on_the_guests_phone_takes_two_queries(
    phone: Client, booking: Booking, django_assert_num_queries
) -> None:
    # the booking, and the guest of the cookie
    with django_assert_num_queries(2):
        phone.get(url(booking))


def test_pages_speak_arabic_from_right_to_left(client: Client, booking: Booking) -> None:
    shown = client.get(url(booking), headers={"accept-language": "ar"})
    assert shown.content.decode().splitlines()[1] == '<html lang="ar" dir="rtl">'
    assert shown.context["words"].endswith("اثنان وأربعون")


def test_ticket_of_yesterday_offers_nothing_any_more(client: Client, booking: Booking) -> None:
    with clock.at(NOON + dt.timedelta(days=1)):
        response = client.get(url(booking))
    assert (response.context["shown"], response.context["open_still"]) == (False, False)
    assert "Questo pranzo è passato." in response.content.decode()


def test_a_lunch_called_off_offers_the_next_day_by_one_tap(client: Client, booking: Booking) -> None:
    tuesday = Sitting.objects.get(day=MONDAY + dt.timedelta(days=1))
    cancel(booking.sitting, reason="gas")
    assert "C'è posto martedì 24 novembre, ore 12." in page(client, booking)
    taken = client.post(url(booking, "altro-giorno/"))
    new = Booking.objects.get(sitting=tuesday)
    assert (taken["Location"], new.guest, new.party) == (url(new), booking.guest, booking.party)
    assert client.get(url(booking, "altro-giorno/")).status_code == 405  # mail scanners open links


def test_without_another_day_with_room_nothing_is_offered(client: Client, booking: Booking) -> None:
    Sitting.objects.exclude(pk=booking.sitting_id).delete()
    cancel(booking.sitting, reason="gas")
    assert "altro-giorno" not in page(client, booking)
    refused = client.post(url(booking, "altro-giorno/"), follow=True).content.decode()
    assert "Adesso non c&#x27;è un altro giorno con posto per tutti." in refused


def test_a_meal_to_take_away_says_so_and_offers_a_seat_on_another_day(client: Client, booking: Booking) -> None:
    hand_out(booking.sitting, reason="caldaia rotta")
    shown = page(client, booking)
    said = ["Il tuo pasto da portare via c'è.", "Quel giorno non si mangia a tavola.", "caldaia rotta"]
    assert [words in shown for words in [*said, "Libero il pasto", "Prendo questo posto"]] == [True] * 5
    client.post(url(booking, "altro-giorno/"))
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED


def test_an_ordinary_ticket_offers_no_other_day(client: Client, booking: Booking) -> None:
    assert "altro-giorno" not in page(client, booking)
