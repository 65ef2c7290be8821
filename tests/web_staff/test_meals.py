"""The pages of several meals a day, of one day's changes, of planned menus and of the feasts of the place."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from canteens import clock
from canteens.models import Canteen, Closure, Kitchen, PatronDay, Service, User
from canteens.pattern import Meal
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.sittings import open_ahead, serve, set_menu
from tests.conftest import MONDAY
from tests.web_staff.conftest import SignedIn

TYPED = {
    "meal": "dinner", "weekdays": ["1", "5"], "starts": "19:00", "ends": "20:30", "release_time": "19:20",
    "booking_closes": "17:00", "booking_opens_days": "7", "seats": "12", "room_limit": "15", "kept_at_door": "2",
    "portions": "6", "door_opens": "18:00", "door_closes": "22:00", "kitchen": "",
}  # fmt: skip


@pytest.fixture
def dinner(canteen: Canteen, friday: dt.datetime) -> Service:
    return serve(
        canteen, meal=Meal.DINNER, weekdays=[1], starts=dt.time(19), ends=dt.time(20, 30),
        release_time=dt.time(19, 20), booking_closes=dt.time(17), seats=12, kept_at_door=2,
    )  # fmt: skip


def words(browser: Client, page: str, *args: int) -> str:
    """The page as text."""
    shown = browser.get(reverse(page, args=args)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", shown.partition("<main")[2]).split())


def evening() -> Sitting:
    found: Sitting = Sitting.objects.select_related("canteen").get(service="dinner", day=MONDAY)
    return found


class TestMeals:
    def test_one_more_is_opened_and_changed(self, anna: User, friday: dt.datetime, signed_in: SignedIn) -> None:
        browser = signed_in(anna)
        assert browser.post(reverse("new_meal"), TYPED).headers["Location"] == reverse("meals")
        assert Sitting.objects.filter(service="dinner").count() == 3  # Fridays 20 and 27, Monday 23
        page = words(browser, "meals")
        assert "Cena 19:00–20:30 lunedì, venerdì 12 posti, 2 per chi arriva, 6 pasti da portare via" in page
        pk = Service.objects.get().pk
        assert browser.post(reverse("meal", args=[pk]), TYPED | {"seats": "10"}).status_code == 302
        assert evening().seats == 10
        assert browser.post(reverse("meal", args=[pk]), {**TYPED, "weekdays": []}).status_code == 302
        assert "riposa: nessun giorno" in words(browser, "meals")

    def test_what_is_served_is_not_offered_again(self, anna: User, dinner: Service, signed_in: SignedIn) -> None:
        browser = signed_in(anna)
        offered = re.findall(r'<option value="(\w+)"', browser.get(reverse("new_meal")).content.decode())
        assert offered == ["breakfast", "lunch_2", "snack"]
        assert browser.post(reverse("new_meal"), TYPED).status_code == 400

    def test_a_room_holds_its_seats(self, anna: User, dinner: Service, signed_in: SignedIn) -> None:
        answer = signed_in(anna).post(reverse("meal", args=[dinner.pk]), TYPED | {"room_limit": "11"})
        assert answer.status_code == 400
        assert "Il limite della sala non può essere più basso dei posti." in answer.content.decode()

    def test_days_that_are_fuller_are_named(self, anna: User, dinner: Service, signed_in: SignedIn) -> None:
        for _ in range(2):
            book(evening(), party=5)
        browser = signed_in(anna)
        browser.post(reverse("meal", args=[dinner.pk]), TYPED | {"seats": "5"})
        assert "restano come sono: lunedì 23 novembre." in words(browser, "meals")
        assert evening().seats == 12


class TestOneDay:
    def test_seats_of_dinner_are_refused_with_the_number(
        self, anna: User, dinner: Service, signed_in: SignedIn
    ) -> None:
        book(evening(), party=4)
        waiting = [book(evening(), party=6), book(evening(), party=2)][1]
        browser = signed_in(anna)
        low = browser.post(reverse("sitting_seats", args=[evening().pk]), {"seats": 11, "kept_at_door": 2})
        assert low.status_code == 409
        assert "12 posti sono già presi o tenuti per chi arriva" in low.content.decode()  # 4 + 6 + 2 kept
        more = browser.post(reverse("sitting_seats", args=[evening().pk]), {"seats": 14, "kept_at_door": 2})
        assert more.status_code == 302
        assert Booking.objects.get(pk=waiting.pk).status == "confirmed"

    def test_meals_to_take_away_and_kitchen(self, anna: User, dinner: Service, signed_in: SignedIn) -> None:
        book(evening(), party=4, kind=Booking.Kind.TAKEAWAY)
        parish = Kitchen.objects.create(canteen=dinner.canteen, name="San Francesco")
        browser, pk = signed_in(anna), evening().pk
        low = browser.post(reverse("sitting_portions", args=[pk]), {"portions": 3})
        assert (low.status_code, "4 pasti da portare via sono già promessi" in low.content.decode()) == (409, True)
        assert browser.post(reverse("sitting_portions", args=[pk]), {"portions": 30}).status_code == 302
        assert browser.post(reverse("sitting_kitchen", args=[pk]), {"kitchen": parish.pk}).status_code == 302
        assert (evening().portions, evening().kitchen) == (30, parish)
        page = words(browser, "sitting", pk)
        assert "Lunedì 23 novembre, cena" in page
        assert "Si cucina qui San Francesco" in page

    def test_today_shows_both(self, anna: User, canteen: Canteen, dinner: Service, signed_in: SignedIn) -> None:
        with clock.at(canteen.instant(MONDAY, dt.time(10))):
            page = words(signed_in(anna), "today")
        assert "Oggi, lunedì · pranzo" in page
        assert "Cena, ore 19 0 / 12" in page

    def test_the_kitchen_goes_on_to_dinner(
        self, carla: User, canteen: Canteen, dinner: Service, signed_in: SignedIn
    ) -> None:
        with clock.at(canteen.instant(MONDAY, dt.time(10))):
            lunch = signed_in(carla).get(reverse("kitchen")).context
        with clock.at(canteen.instant(MONDAY, dt.time(17))):
            later = signed_in(carla).get(reverse("kitchen")).context
        assert (lunch["sitting"].service, lunch["next"]) == ("lunch", evening())
        assert later["sitting"] == evening()


class TestMenus:
    def test_several_days_are_written_at_once(self, anna: User, dinner: Service, signed_in: SignedIn) -> None:
        browser = signed_in(anna)
        lunch = Sitting.objects.get(day=MONDAY, service="lunch")
        form = browser.get(reverse("menus")).context["form"]
        said = {form.add_initial_prefix(name): "" for name in form.fields} | dict.fromkeys(form.fields, "")
        set_menu(lunch, menu="ribollita")  # by Bea, after Anna opened the page
        said |= {f"menu_{evening().pk}": " zuppa "}
        assert browser.post(reverse("menus"), said).headers["Location"] == reverse("calendar")
        lunch.refresh_from_db()
        assert (lunch.menu, evening().menu) == ("ribollita", "zuppa")

    def test_queries_do_not_grow_with_days(
        self, anna: User, canteen: Canteen, friday: dt.datetime, signed_in: SignedIn,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:  # fmt: skip
        browser = signed_in(anna)
        open_ahead(canteen)
        # session, user, canteens, roles, sittings
        with django_assert_num_queries(5):
            browser.get(reverse("menus"))


class TestPatronDays:
    def test_is_written_proposed_and_taken_away(
        self, anna: User, canteen: Canteen, friday: dt.datetime, signed_in: SignedIn
    ) -> None:
        browser = signed_in(anna)
        typed = {"name": "Patrono", "month": "2", "day": "", "after_sunday": "1", "source": ""}
        assert browser.post(reverse("patron_days"), typed).headers["Location"] == reverse("calendar")
        assert Closure.objects.get(reason="Patrono").day == dt.date(2027, 2, 8)  # the first Sunday is the 7th
        assert "Patrono La prossima volta: lunedì 8 febbraio da confermare" in words(browser, "patron_days")
        browser.post(reverse("forget_patron_day", args=[PatronDay.objects.get().pk]))
        assert (PatronDay.objects.count(), Closure.objects.filter(reason="Patrono").count()) == (0, 1)

    @pytest.mark.parametrize("wrong", [{"day": "", "after_sunday": ""}, {"day": "8", "after_sunday": "2"}])
    def test_needs_one_rule(self, anna: User, friday: dt.datetime, signed_in: SignedIn, wrong: dict[str, str]) -> None:
        typed = {"name": "Patrono", "month": "9", "source": ""} | wrong
        answer = signed_in(anna).post(reverse("patron_days"), typed)
        assert answer.status_code == 400
        assert "Scrivi il giorno del mese, oppure quale domenica: uno dei due." in answer.content.decode()
