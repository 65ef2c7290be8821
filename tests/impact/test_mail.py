"""The Monday mail: at 04:30 of the canteen's own time, once, whatever happened to the machines."""

import datetime as dt
import json
from collections.abc import Callable
from email.message import Message

import pytest
from django.conf import settings
from django.db import connection

from canteens import clock
from canteens.models import Canteen, Membership, Role, User
from config.celery import BEAT
from impact import tasks
from impact.mail import post_week
from notices.mail import compose
from notices.models import Notice
from recovery.donations import Line, log
from recovery.models import Shop
from tests.races.crowd import at_once, errors

MONDAY = dt.date(2026, 11, 23)


def coordinator(canteen: Canteen, name: str, language: str = "it") -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", None, name=name, language=language)
    Membership.objects.create(user=user, canteen=canteen, role=Role.COORDINATOR)
    return user


@pytest.fixture
def shop(canteen: Canteen) -> Shop:
    return Shop.objects.create(canteen=canteen, name="Mercato all'ingrosso", kind=Shop.Kind.WHOLESALE)


@pytest.fixture
def week(canteen: Canteen, shop: Shop) -> Canteen:
    """Carla coordinates; on Wednesday 12.5 kg of bread came."""
    coordinator(canteen, "Carla")
    give(shop, dt.date(2026, 11, 18))
    return canteen


def give(shop: Shop, day: dt.date, grams: int = 12_500) -> None:
    with clock.at(shop.canteen.instant(day, dt.time(19))):
        log(shop, lines=[Line("Pane", "bread", grams)], client_ref=f"{day} {grams}")


def at(canteen: Canteen, day: dt.date, hour: int, minute: int) -> dt.datetime:
    return canteen.instant(day, dt.time(hour, minute))


@pytest.mark.parametrize(
    "monday",
    [dt.date(2026, 11, 23), dt.date(2026, 3, 30), dt.date(2026, 10, 26)],
    ids=["plain", "after the spring change", "after the autumn change"],
)
def test_it_leaves_at_half_past_four_of_the_canteen(canteen: Canteen, shop: Shop, monday: dt.date) -> None:
    coordinator(canteen, "Carla")
    give(shop, monday - dt.timedelta(days=1))  # the Sunday of the change itself
    with clock.at(at(canteen, monday, 4, 30) - dt.timedelta(seconds=1)):
        assert tasks.weekly() == 0
    with clock.at(at(canteen, monday, 4, 30)):
        assert tasks.weekly() == 1
    notice = Notice.objects.get()
    assert (notice.kind, notice.payload["recovered_grams"]) == ("weekly_figures", 12_500)
    local = notice.due.astimezone(canteen.tz)
    assert (local.date(), local.time()) == (monday, dt.time(4, 30))


def test_it_leaves_once_a_week(week: Canteen) -> None:
    with clock.at(at(week, MONDAY, 4, 30)):
        assert [post_week(week), post_week(week)] == [1, 0]
    with clock.at(at(week, MONDAY + dt.timedelta(days=6), 23, 59)):
        assert post_week(week) == 0
    assert Notice.objects.count() == 1


def test_after_an_outage_it_leaves_late_in_the_same_week(week: Canteen) -> None:
    with clock.at(at(week, MONDAY + dt.timedelta(days=5), 15, 0)):
        assert post_week(week) == 1
    assert Notice.objects.get().payload["week"] == "2026-W47"


def test_after_a_whole_week_away_only_the_last_week_is_told(week: Canteen, shop: Shop) -> None:
    give(shop, dt.date(2026, 11, 25), grams=1_000)
    with clock.at(at(week, MONDAY + dt.timedelta(days=7), 4, 30)):
        assert post_week(week) == 1
    assert Notice.objects.get().payload["week"] == "2026-W48"


def test_a_week_in_which_nothing_happened_is_not_mailed(canteen: Canteen) -> None:
    coordinator(canteen, "Carla")
    with clock.at(at(canteen, MONDAY, 4, 30)):
        assert post_week(canteen) == 0
    assert Notice.objects.count() == 0


def test_its_numbers_are_frozen_and_the_same_for_who_comes_later(week: Canteen, shop: Shop) -> None:
    with clock.at(at(week, MONDAY, 4, 30)):
        post_week(week)
    log(shop, lines=[Line("Pane", "bread", 900)], client_ref="late", day=dt.date(2026, 11, 20))
    coordinator(week, "Dora")
    with clock.at(at(week, MONDAY, 9, 0)):
        assert post_week(week) == 1
    assert [notice.payload["recovered_grams"] for notice in Notice.objects.all()] == [12_500, 12_500]


def test_only_active_coordinators_get_it(week: Canteen) -> None:
    gone = coordinator(week, "Gina")
    gone.is_active = False
    gone.save()
    cook = User.objects.create_user("piera@example.org", None)
    Membership.objects.create(user=cook, canteen=week, role=Role.COOK)
    with clock.at(at(week, MONDAY, 4, 30)):
        post_week(week)
    assert list(Notice.objects.values_list("contact__email", flat=True)) == ["carla@example.org"]


def test_each_canteen_has_its_own_monday(week: Canteen) -> None:
    island = Canteen.objects.create(name="Isola", place="Lisboa", zone="Atlantic/Azores")
    coordinator(island, "Ilda")
    give(Shop.objects.create(canteen=island, name="Pão", kind=Shop.Kind.BAKERY), dt.date(2026, 11, 18))
    with clock.at(at(week, MONDAY, 4, 30)):
        assert tasks.weekly() == 1  # two hours earlier over there
    with clock.at(at(island, MONDAY, 4, 30)):
        assert tasks.weekly() == 1


@pytest.mark.parametrize(
    ("language", "subject", "dir_", "said"),
    [
        ("it", "I numeri della settimana 47", "ltr", "Settimana 47, dal 16 novembre al 22 novembre 2026."),
        ("en", None, "ltr", None),
        ("ar", None, "rtl", None),
    ],
)
def test_it_speaks_the_coordinators_language(
    canteen: Canteen, shop: Shop, language: str, subject: str | None, dir_: str, said: str | None
) -> None:
    coordinator(canteen, "Carla", language)
    give(shop, dt.date(2026, 11, 18))
    with clock.at(at(canteen, MONDAY, 4, 30)):
        post_week(canteen)
    mail = compose(Notice.objects.select_related("contact", "canteen").get())
    html = str(mail.alternatives[0][0])
    assert f'<html lang="{language}" dir="{dir_}">' in html
    assert "Mercato all'ingrosso: 12" in str(mail.body)  # no &#x27; in plain text
    assert subject is None or mail.subject == subject
    assert said is None or said in str(mail.body)
    assert f"{settings.SITE_URL}/numeri/?settimana=2026-W47" in str(mail.body)
    assert isinstance(mail.message(), Message)


def test_its_subject_says_nothing_about_people(week: Canteen) -> None:
    with clock.at(at(week, MONDAY, 4, 30)):
        post_week(week)
    subject = compose(Notice.objects.select_related("contact", "canteen").get()).subject.lower()
    assert [word for word in ("mensa", "poveri", "bisogno", "assistenza") if word in subject] == []


def test_the_page_and_the_mail_show_the_same(week: Canteen) -> None:
    from canteens.days import Week
    from impact.figures import figures

    with clock.at(at(week, MONDAY, 4, 30)):
        post_week(week)
        made = json.loads(json.dumps(figures(week, Week(2026, 47).period).as_dict()))
    payload = Notice.objects.get().payload
    assert {name: payload[name] for name in made} == made


def test_beat_asks_every_few_minutes() -> None:
    entries = [entry for entry in BEAT.values() if entry["task"] == "impact.tasks.weekly"]
    assert [entry["schedule"] for entry in entries] == [300.0]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_write_it_once(transactional_db: None) -> None:
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    coordinator(canteen, "Carla")
    give(Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY), dt.date(2026, 11, 18))
    monday = at(canteen, MONDAY, 4, 30)

    def beat() -> int:
        with clock.at(monday):
            return tasks.weekly()

    results = at_once([[beat]] * 8)
    assert errors(results) == []
    assert Notice.objects.count() == 1


def written_by(beat: Callable[[], int]) -> int:
    """How many notices eight beats at once leave; none stays."""
    at_once([[beat]] * 8)
    return int(Notice.objects.all().delete()[1].get("notices.Notice", 0))


@pytest.mark.django_db(transaction=True)
def test_control_without_the_unique_key_two_beats_write_it_twice(transactional_db: None) -> None:
    canteen = Canteen.objects.create(name="Cittadella", place="Chieri")
    coordinator(canteen, "Carla")
    give(Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY), dt.date(2026, 11, 18))
    monday = at(canteen, MONDAY, 4, 30)

    def beat() -> int:
        with clock.at(monday):
            return tasks.weekly()

    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                       " WHERE conrelid = 'notices_notice'::regclass AND contype = 'u'")  # fmt: skip
        name, definition = cursor.fetchone()
        cursor.execute(f"ALTER TABLE notices_notice DROP CONSTRAINT {name}")
        try:
            twice = any(written_by(beat) > 1 for _ in range(20))  # on a busy machine one try may come out in turn
        finally:
            cursor.execute(f"ALTER TABLE notices_notice ADD CONSTRAINT {name} {definition}")
    assert twice
