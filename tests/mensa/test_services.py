"""Several meals a day: each has its own seats, hours, weekdays and kitchen; and the feasts of the place."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from canteens import clock
from canteens.devices import door_is_open
from canteens.models import Canteen, Closure, Kitchen, PatronDay, Service
from canteens.pattern import Meal
from guests.models import Guest
from mensa import sittings
from mensa.booking import book
from mensa.check import differences
from mensa.kitchens import close_kitchen
from mensa.models import Booking, Sitting
from mensa.patterns import now_serving, of_day, pattern_of, usual_kitchen
from mensa.refusals import MealServed, MealsPromised, RoomFull, SeatsTaken
from tests.conftest import FRIDAY, MONDAY

DINNER = {
    "meal": Meal.DINNER, "weekdays": [1, 5], "starts": dt.time(19), "ends": dt.time(20, 30),
    "release_time": dt.time(19, 20), "booking_closes": dt.time(17), "booking_opens_days": 7,
    "seats": 12, "room_limit": 15, "kept_at_door": 2, "portions": 6,
    "door_opens": dt.time(18), "door_closes": dt.time(22),
}  # fmt: skip
"""Mondays and Fridays, for twelve."""


@pytest.fixture
def dinner(canteen: Canteen, friday: dt.datetime) -> Service:
    return sittings.serve(canteen, **DINNER)


def served(canteen: Canteen, meal: str) -> list[dt.date]:
    return list(Sitting.objects.filter(canteen=canteen, service=meal).order_by("day").values_list("day", flat=True))


def of(canteen: Canteen, meal: str, day: dt.date = MONDAY) -> Sitting:
    found: Sitting = Sitting.objects.select_related("canteen").get(canteen=canteen, service=meal, day=day)
    return found


class TestServe:
    def test_opens_its_own_weekdays_beside_lunch(self, canteen: Canteen, dinner: Service) -> None:
        # Friday 20 November and seven days ahead: Fridays 20 and 27, Monday 23; lunch as ever for a fortnight
        assert served(canteen, "dinner") == [FRIDAY, MONDAY, dt.date(2026, 11, 27)]
        assert len(served(canteen, "lunch")) == 13
        assert sittings.open_ahead(canteen) == 0

    def test_sitting_has_its_hours_seats_and_kitchen(self, canteen: Canteen, friday: dt.datetime) -> None:
        parish = Kitchen.objects.create(canteen=canteen, name="San Francesco")
        newest = Kitchen.objects.create(canteen=canteen, name="Cucina nuova")
        dinner = sittings.serve(canteen, **DINNER, kitchen=parish)
        evening = of(canteen, "dinner")
        at = [canteen.instant(MONDAY, dt.time(*hour)) for hour in ((19,), (20, 30), (17,), (19, 20))]
        assert [evening.starts, evening.ends, evening.booking_closes, evening.release_at] == at
        assert evening.booking_opens == canteen.instant(dt.date(2026, 11, 16), dt.time())
        assert (evening.seats, evening.room_limit, evening.kept_at_door, evening.portions) == (12, 15, 2, 6)
        assert (evening.kitchen, of(canteen, "lunch").kitchen) == (parish, newest)
        assert (usual_kitchen(dinner), usual_kitchen(canteen), pattern_of(evening)) == (parish, newest, dinner)

    def test_one_of_each_meal(self, canteen: Canteen, dinner: Service) -> None:
        with pytest.raises(MealServed):
            sittings.serve(canteen, **DINNER)
        with pytest.raises(IntegrityError, match="lunch_is_the_canteens"), transaction.atomic():
            Service.objects.create(canteen=canteen, meal=Meal.LUNCH)
        with pytest.raises(IntegrityError, match="service_room_holds_seats"), transaction.atomic():
            Service.objects.create(canteen=canteen, meal=Meal.SNACK, seats=20, room_limit=19)

    def test_without_weekdays_it_rests(self, canteen: Canteen, dinner: Service, friday: dt.datetime) -> None:
        sittings.settle(dinner, weekdays=[])
        with clock.at(friday + dt.timedelta(days=7)):
            assert sittings.open_ahead(canteen) == 5  # lunches of 5, 7, 9, 10 and 11 December; the 8th is a feast
        assert served(canteen, "dinner") == [FRIDAY, MONDAY, dt.date(2026, 11, 27)]

    @pytest.mark.parametrize(
        ("day", "seven"),
        [
            (dt.date(2026, 3, 28), dt.datetime(2026, 3, 28, 18, tzinfo=dt.UTC)),
            (dt.date(2026, 3, 29), dt.datetime(2026, 3, 29, 17, tzinfo=dt.UTC)),
            (dt.date(2026, 10, 24), dt.datetime(2026, 10, 24, 17, tzinfo=dt.UTC)),
            (dt.date(2026, 10, 25), dt.datetime(2026, 10, 25, 18, tzinfo=dt.UTC)),
        ],
    )
    def test_dinner_is_at_seven_when_clocks_change(self, canteen: Canteen, day: dt.date, seven: dt.datetime) -> None:
        with clock.at(seven - dt.timedelta(days=5)):
            sittings.serve(canteen, **DINNER | {"weekdays": [6, 7]})
        evening = of(canteen, "dinner", day)
        assert (evening.starts, evening.ends - evening.starts) == (seven, dt.timedelta(minutes=90))


class TestKitchens:
    def test_a_meal_whose_kitchen_stops_is_handed_out_and_lunch_is_not(
        self, canteen: Canteen, friday: dt.datetime
    ) -> None:
        parish = Kitchen.objects.create(canteen=canteen, name="San Francesco")
        Kitchen.objects.create(canteen=canteen, name="Cucina nuova")
        sittings.serve(canteen, **DINNER, kitchen=parish)
        days = {"first": MONDAY, "last": MONDAY + dt.timedelta(days=14)}
        close_kitchen(parish, **days, reason="guasto", instead="takeaway")
        assert [(one.service, one.at_table) for one in of_day(canteen, MONDAY)] == [("lunch", True), ("dinner", False)]
        with clock.at(friday + dt.timedelta(days=7)):  # the dinner that is opened later follows
            sittings.open_ahead(canteen)
        later = of(canteen, "dinner", dt.date(2026, 11, 30))
        assert (later.at_table, later.portions, later.reason) == (False, 18, "guasto")  # 6 and the 12 seats
        assert of(canteen, "lunch", dt.date(2026, 11, 30)).at_table is True


class TestOneDay:
    def test_a_guest_books_both_meals_of_a_day(self, canteen: Canteen, dinner: Service, amina: Guest) -> None:
        both = [book(of(canteen, meal), guest=amina, party=2) for meal in ("lunch", "dinner")]
        assert [one.status for one in both] == [Booking.Status.CONFIRMED] * 2
        assert [of(canteen, meal).taken for meal in ("lunch", "dinner")] == [2, 2]

    def test_a_closed_day_has_neither_and_opens_both_again(self, canteen: Canteen, dinner: Service) -> None:
        sittings.close_day(canteen, MONDAY, reason="neve")
        assert [one.status for one in of_day(canteen, MONDAY)] == ["cancelled", "cancelled"]
        sittings.decide(Closure.objects.get(day=MONDAY), closed=False)
        assert [(one.service, one.status) for one in of_day(canteen, MONDAY)] == [("lunch", "open"), ("dinner", "open")]

    def test_a_feast_that_is_worked_opens_what_its_weekday_serves(self, canteen: Canteen, dinner: Service) -> None:
        tuesday = MONDAY + dt.timedelta(days=1)
        Sitting.objects.filter(day=tuesday).delete()
        feast = Closure.objects.create(canteen=canteen, day=tuesday, reason="festa")
        sittings.decide(feast, closed=False)
        assert [one.service for one in of_day(canteen, tuesday)] == ["lunch"]

    def test_the_door_is_about_the_meal_of_the_hour(self, canteen: Canteen, dinner: Service) -> None:
        found = {}
        for hour in ((10, 0), (13, 40), (16, 14), (16, 15), (19, 0), (22, 0)):
            with clock.at(canteen.instant(MONDAY, dt.time(*hour))):
                current = now_serving(of_day(canteen, MONDAY))
                found[hour] = current and current.service
        # halfway between 13:30 and 19:00 is 16:15
        assert found == {
            (10, 0): "lunch", (13, 40): "lunch", (16, 14): "lunch", (16, 15): "dinner", (19, 0): "dinner",
            (22, 0): "dinner",
        }  # fmt: skip
        sittings.cancel(of(canteen, "lunch"), reason="neve")
        with clock.at(canteen.instant(MONDAY, dt.time(12))):
            current = now_serving(of_day(canteen, MONDAY))
        assert current == of(canteen, "dinner")
        assert now_serving([]) is None

    def test_a_second_lunch_takes_over_when_it_begins(self, canteen: Canteen, friday: dt.datetime) -> None:
        second = {"starts": dt.time(13, 30), "ends": dt.time(14, 30), "release_time": dt.time(14)}
        sittings.serve(canteen, meal=Meal.SECOND_LUNCH, **second)
        found = []
        for minute in (29, 30):
            with clock.at(canteen.instant(MONDAY, dt.time(13, minute))):
                current = now_serving(of_day(canteen, MONDAY))
                found.append(current and current.service)
        assert found == ["lunch", "lunch_2"]

    def test_the_phone_at_the_door_works_in_the_hours_of_each_meal(self, canteen: Canteen, dinner: Service) -> None:
        works = {}
        for hour in (9, 10, 15, 16, 17, 18, 21, 22):
            with clock.at(canteen.instant(MONDAY, dt.time(hour))):
                works[hour] = door_is_open(canteen)
        # lunch 10 to 16, dinner 18 to 22
        assert works == {9: False, 10: True, 15: True, 16: False, 17: False, 18: True, 21: True, 22: False}


class TestSeats:
    def test_new_seats_go_to_its_own_sittings_alone(self, canteen: Canteen, dinner: Service) -> None:
        assert sittings.settle(dinner, seats=10) == []
        assert [of(canteen, meal).seats for meal in ("lunch", "dinner")] == [25, 10]
        assert sittings.settle(canteen, seats=20) == []
        assert [of(canteen, meal).seats for meal in ("lunch", "dinner")] == [20, 10]

    def test_raising_promotes_and_lowering_is_refused_with_the_number(self, canteen: Canteen, dinner: Service) -> None:
        evening = of(canteen, "dinner")
        first = [book(evening, party=5), book(evening, party=5)]  # 12 - 2 kept = 10
        waiting = book(evening, party=3)
        assert [one.status for one in [*first, waiting]] == ["confirmed", "confirmed", "waiting"]
        assert sittings.settle(dinner, seats=15) == []
        assert Booking.objects.get(pk=waiting.pk).status == "confirmed"
        with pytest.raises(SeatsTaken) as refusal:
            sittings.set_seats(evening, seats=14)
        assert refusal.value.facts == {"taken": 15}  # 5 + 5 + 3 booked, 2 kept at the door
        assert sittings.settle(dinner, seats=14) == [of(canteen, "dinner")]
        assert of(canteen, "dinner").seats == 15
        assert differences() == []

    def test_its_own_room_is_the_limit(self, canteen: Canteen, dinner: Service) -> None:
        with pytest.raises(RoomFull) as refusal:
            sittings.set_seats(of(canteen, "dinner"), seats=16)
        assert refusal.value.facts == {"limit": 15}
        assert sittings.set_seats(of(canteen, "lunch"), seats=30) == []

    def test_meals_to_take_away_go_down_to_what_is_promised(self, canteen: Canteen, dinner: Service) -> None:
        evening = of(canteen, "dinner")
        book(evening, party=4, kind=Booking.Kind.TAKEAWAY)
        sittings.set_portions(evening, portions=4)
        with pytest.raises(MealsPromised) as refusal:
            sittings.set_portions(evening, portions=3)
        assert refusal.value.facts == {"taken": 4}
        assert of(canteen, "dinner").portions == 4


class TestPatronDays:
    def test_on_a_day_or_on_the_monday_after_a_sunday(self, canteen: Canteen) -> None:
        graces = PatronDay(name="Beata Vergine delle Grazie", month=9, after_sunday=2)
        # when the Comune di Chieri shut its offices: 12 September 2016, 11 September 2023, 9 September 2024
        days = [dt.date(2016, 9, 12), dt.date(2023, 9, 11), dt.date(2024, 9, 9)]
        assert [graces.on(year) for year in (2016, 2023, 2024)] == days
        assert PatronDay(name="San Giovanni", month=6, day=24).on(2027) == dt.date(2027, 6, 24)
        leap = PatronDay(name="bisestile", month=2, day=29)
        assert [leap.on(year) for year in (2027, 2028)] == [None, dt.date(2028, 2, 29)]

    def test_is_proposed_and_a_person_decides(self, canteen: Canteen) -> None:
        canteen.patron_days.create(name="Beata Vergine delle Grazie", month=9, after_sunday=2)
        with clock.at(canteen.instant(dt.date(2027, 9, 1), dt.time(9))):
            sittings.open_ahead(canteen)
            feast = Closure.objects.get(day=dt.date(2027, 9, 13))
            assert (feast.reason, feast.state) == ("Beata Vergine delle Grazie", Closure.State.PROPOSED)
            assert dt.date(2027, 9, 13) not in served(canteen, "lunch")
            sittings.decide(feast, closed=False)
        assert dt.date(2027, 9, 13) in served(canteen, "lunch")

    def test_is_one_of_the_two(self, canteen: Canteen) -> None:
        for wrong in ({}, {"day": 8, "after_sunday": 2}, {"day": 32}, {"after_sunday": 5}):
            with pytest.raises(IntegrityError, match="patron_day_by_one_rule"), transaction.atomic():
                canteen.patron_days.create(name="festa", month=9, **wrong)
