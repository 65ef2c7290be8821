"""The canteen page: settings with what is wrong beside them, seats that follow, and who changed what."""

from typing import Any

from django.test import Client
from django.urls import reverse

from canteens.history import changes
from canteens.models import Canteen, User
from mensa.booking import book
from mensa.models import Sitting
from mensa.sittings import set_seats
from tests.web_staff.conftest import SignedIn


def settings(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Cittadella del Volontariato", "place": "via Giovanni XXIII 8b, Chieri", "seats": 25, "kept_at_door": 3,
        "room_limit": 30, "portions": 20, "high_chairs": 2, "step_free_places": 2,
        "party_limit": 6, "weekdays": [1, 2, 3, 4, 5, 6], "starts": "12:00",
        "ends": "13:30", "release_time": "12:30", "booking_opens_days": 14, "booking_closes": "11:00",
        "reminder_time": "18:00", "door_opens": "10:00", "door_closes": "16:00", "door_check": "10:30",
        "holiday_region": "TO", "zone": "Europe/Rome", "anonymous_share": 100, "phone": "", "talk_days": 7,
    } | changed  # fmt: skip


def save(browser: Client, **changed: Any) -> tuple[int, str]:
    answer = browser.post(reverse("canteen"), settings(**changed))
    return answer.status_code, answer.content.decode()


def test_every_setting_is_there(anna: User, signed_in: SignedIn) -> None:
    page = signed_in(anna).get(reverse("canteen")).content.decode()
    assert [name for name in settings() if f'name="{name}"' not in page] == []


def test_saving_changes_the_canteen_and_the_coming_seats(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    assert save(signed_in(anna), seats=28, portions=15, weekdays=[1, 3]) == (302, "")
    canteen = Canteen.objects.get()
    assert (canteen.seats, canteen.portions, canteen.weekdays) == (28, 15, [1, 3])
    assert Sitting.objects.get().seats == 28


def test_a_day_with_seats_of_its_own_keeps_them(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    set_seats(lunch, seats=18, kept_at_door=1)
    assert save(signed_in(anna), portions=15) == (302, "")
    lunch.refresh_from_db()
    assert (lunch.seats, lunch.kept_at_door) == (18, 1)


def test_days_that_are_fuller_are_named(anna: User, lunch: Sitting, signed_in: SignedIn) -> None:
    for _ in range(20):
        book(lunch)
    browser = signed_in(anna)
    save(browser, seats=20)
    page = browser.get(reverse("canteen")).content.decode()
    assert "In questi giorni i posti presi sono già di più, e restano come sono: lunedì 23 novembre." in page
    assert Canteen.objects.get().seats == 20
    assert Sitting.objects.get().seats == 25


def test_what_is_wrong_is_said_and_what_was_typed_stays(anna: User, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    wrongs = {
        "I posti per chi arriva non possono essere più di tutti i posti.": {"kept_at_door": 26},
        "Il limite della sala non può essere più basso dei posti.": {"room_limit": 24},
        "La fine viene dopo l&#x27;inizio.": {"ends": "11:59"},
        "Il posto si tiene fino a un&#x27;ora tra l&#x27;inizio e la fine.": {"release_time": "11:59"},
        "Si prenota fino alla fine, non oltre.": {"booking_closes": "13:31"},
        "Si prenota al massimo 60 giorni prima.": {"booking_opens_days": 61},
        "Il telefono dell&#x27;accoglienza va da un&#x27;ora a un&#x27;ora più tardi.": {"door_closes": "10:00"},
        "Serve almeno un posto.": {"seats": 0, "kept_at_door": 0},
        "Questo fuso orario non esiste.": {"zone": "Europe/Chieri"},
    }
    for sentence, changed in wrongs.items():
        status, page = save(browser, name="Un altro nome", **changed)
        assert status == 400
        assert sentence in page
        assert 'value="Un altro nome"' in page
    assert Canteen.objects.get().seats == 25


def test_who_changed_what(anna: User, canteen: Canteen, signed_in: SignedIn) -> None:
    browser = signed_in(anna)
    save(browser, seats=26)
    save(browser, seats=26, place="via Roma 1, Chieri")
    told = [(change.who, change.field, change.before, change.after) for change in changes(canteen)]
    assert told == [
        ("Anna", "luogo", "via Giovanni XXIII 8b, Chieri", "via Roma 1, Chieri"),
        ("Anna", "posti", 25, 26),
    ]
    assert "via Roma 1, Chieri" in browser.get(reverse("canteen")).content.decode().partition("Chi ha cambiato")[2]


def test_only_the_last_ten_changes(canteen: Canteen) -> None:
    for seats in range(26, 31):
        Canteen.objects.update(seats=seats, portions=seats)
    for seats in (29, 28):
        Canteen.objects.update(seats=seats)
    assert [change.after for change in changes(canteen)] == [28, 29, 30, 30, 29, 29, 28, 28, 27, 27]
