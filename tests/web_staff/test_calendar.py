"""The coordinator's calendar: each change lands in the database or comes back as a sentence."""

import datetime as dt

from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, Closure, User
from guests.models import Guest
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.words import remind_by_email
from notices.models import Notice
from tests.conftest import MONDAY, OpenSitting
from tests.web_staff.conftest import SignedIn

TAKEN = "22 posti sono già presi o tenuti per chi arriva: non si può scendere sotto questo numero."


def text(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_the_calendar_shows_plates_and_counts(anna: User, lunch: Sitting, amina: Guest, signed_in: SignedIn) -> None:
    book(lunch, guest=amina, party=3)
    page = text(signed_in(anna), reverse("calendar"))
    assert "Lunedì 23 novembre" in page
    assert "3 / 25" in page
    assert page.count("plate-taken") == 3
    assert page.count("plate-kept") == 3
    assert page.count("plate-free") == 19  # 25 - 3 - 3


def test_seats_go_down_to_what_is_taken(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    for _ in range(19):
        book(lunch)
    url, browser = reverse("sitting_seats", args=[lunch.pk]), signed_in(anna)
    refused = browser.post(url, {"seats": 21, "kept_at_door": 3})
    assert refused.status_code == 409
    assert TAKEN in refused.content.decode()
    assert 'value="21"' in refused.content.decode()  # what was typed is still there
    assert browser.post(url, {"seats": 22, "kept_at_door": 3}).status_code == 302
    assert Sitting.objects.get().seats == 22


def test_no_seats_at_all_is_not_a_number_of_seats(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    answer = signed_in(anna).post(reverse("sitting_seats", args=[lunch.pk]), {"seats": 0, "kept_at_door": 3})
    assert answer.status_code == 400
    assert Sitting.objects.get().seats == 25


def test_more_kept_than_there_are_is_refused(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    answer = signed_in(anna).post(reverse("sitting_seats", args=[lunch.pk]), {"seats": 10, "kept_at_door": 11})
    assert answer.status_code == 409
    assert Sitting.objects.get().seats == 25


def test_hours_move_and_are_told(anna: User, lunch: Sitting, amina: Guest, signed_in: SignedIn) -> None:
    book(lunch, guest=amina)
    remind_by_email(amina, email="amina@example.org")
    url, browser = reverse("sitting_hours", args=[lunch.pk]), signed_in(anna)
    assert 'value="12:00"' in text(browser, url)
    assert browser.post(url, {"starts": "13:00", "ends": "14:30"}).status_code == 302
    assert Sitting.objects.get().starts == dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)  # 13:00 in Rome
    assert Notice.objects.filter(kind="sitting_changed").count() == 1


def test_an_end_before_the_start_is_refused(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    answer = signed_in(anna).post(reverse("sitting_hours", args=[lunch.pk]), {"starts": "13:00", "ends": "13:00"})
    assert answer.status_code == 400
    assert "La fine viene dopo l&#x27;inizio." in answer.content.decode()


def test_the_menu_is_one_line(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    browser.post(reverse("sitting_menu", args=[lunch.pk]), {"menu": " ribollita · mele "})
    assert Sitting.objects.get().menu == "ribollita · mele"
    assert "ribollita · mele" in text(browser, reverse("sitting", args=[lunch.pk]))


def test_cancelling_tells_everyone_why(anna: User, lunch: Sitting, amina: Guest, signed_in: SignedIn) -> None:
    book(lunch, guest=amina)
    remind_by_email(amina, email="amina@example.org")
    url, browser = reverse("sitting_cancel", args=[lunch.pk]), signed_in(anna)
    assert browser.post(url, {"reason": ""}).status_code == 400
    assert browser.post(url, {"reason": "manca l'acqua"}).status_code == 302
    assert Booking.objects.get().status == "cancelled"
    assert Notice.objects.get(kind="sitting_cancelled").payload["reason"] == "manca l'acqua"
    again = browser.post(url, {"reason": "ancora"})
    assert again.status_code == 409
    assert "Adesso non si può più fare: lo stato è cambiato." in again.content.decode()


def test_a_day_is_closed(anna: User, canteen: Canteen, lunch: Sitting, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    assert browser.post(reverse("close_day"), {"day": "2026-11-23", "reason": "sciopero"}).status_code == 302
    closure = Closure.objects.get()
    assert (closure.day, closure.state, closure.reason) == (MONDAY, "confirmed", "sciopero")
    assert Sitting.objects.get().status == "cancelled"


def test_a_day_that_is_past_is_not_closed(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    answer = signed_in(anna).post(reverse("close_day"), {"day": "2026-11-19", "reason": "ieri"})
    assert answer.status_code == 400
    assert "Questo giorno è passato." in answer.content.decode()
    assert Closure.objects.count() == 0


def test_a_holiday_is_decided(anna: User, canteen: Canteen, friday: dt.datetime, signed_in: SignedIn) -> None:
    immaculate = Closure.objects.create(canteen=canteen, day=dt.date(2026, 11, 26), reason="Immacolata")
    browser = signed_in(anna)
    assert "Immacolata" in text(browser, reverse("calendar"))
    browser.post(reverse("decide", args=[immaculate.pk]), {"closed": "no"})
    assert Closure.objects.get().state == "declined"
    assert Sitting.objects.get().day == dt.date(2026, 11, 26)
    browser.post(reverse("decide", args=[immaculate.pk]), {"closed": "yes"})
    assert Sitting.objects.get().status == "cancelled"


def test_another_canteens_sitting_is_not_found(
    anna: User, lunch: Sitting, sitting_on: OpenSitting, signed_in: SignedIn
) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Torino")
    Sitting.objects.filter(pk=lunch.pk).update(canteen=elsewhere)
    assert signed_in(anna).get(reverse("sitting", args=[lunch.pk])).status_code == 404


def test_today_names_what_awaits(anna: User, canteen: Canteen, lunch: Sitting, signed_in: SignedIn) -> None:
    Closure.objects.create(canteen=canteen, day=dt.date(2026, 12, 8), reason="Immacolata")
    browser = signed_in(anna)
    with clock.at(canteen.instant(dt.date(2026, 11, 24), dt.time(9))):
        page = text(browser, reverse("today"))
    assert "Lunedì 23 novembre: presenze da chiudere" in page
    assert "Martedì 8 dicembre, Immacolata: siamo chiusi?" in page
    assert "Nessun servizio in vista" not in page.split("<main")[0]


def test_who_cooks_sees_seats_and_no_tasks(
    carla: User, canteen: Canteen, lunch: Sitting, amina: Guest, signed_in: SignedIn
) -> None:
    Closure.objects.create(canteen=canteen, day=dt.date(2026, 12, 8), reason="Immacolata")
    book(lunch, guest=amina, party=2)
    page = text(signed_in(carla), reverse("today"))
    assert "2 / 25" in page
    assert "Che cosa ti aspetta" not in page
