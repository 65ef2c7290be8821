"""The demo may begin at any hour of any day, whole or not at all, and only where all is invented."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from canteens import clock
from canteens.models import Canteen
from impact import demo
from mensa.models import Sitting


@pytest.fixture
def state(tmp_path: Path, settings: Any, db: None) -> Path:
    settings.STATE_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("now", "lived", "open_today"),
    [
        (dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC), 0, 1),  # Monday, 8 o'clock: lunch is to come
        (dt.datetime(2026, 11, 23, 11, 5, tzinfo=dt.UTC), 0, 1),  # 12:05: it is being served, and is the reader's
        (dt.datetime(2026, 11, 23, 17, tzinfo=dt.UTC), 1, 0),  # 18:00: it is over
    ],
)
def test_it_can_begin_at_any_hour(state: Path, now: dt.datetime, lived: int, open_today: int) -> None:
    with clock.at(now):
        canteen = demo.load(weeks=0)
        today = Sitting.objects.filter(canteen=canteen, day=canteen.today())
        assert Sitting.objects.filter(status=Sitting.Status.CLOSED).count() == lived
        assert today.filter(status=Sitting.Status.OPEN, ahead__gt=0).count() == open_today


def test_a_holiday_is_kept(state: Path) -> None:
    with clock.at(dt.datetime(2026, 12, 9, 19, tzinfo=dt.UTC)):
        demo.load(weeks=0)
    days = Sitting.objects.filter(status=Sitting.Status.CLOSED).values_list("day", flat=True)
    assert sorted(day.day for day in days) == [7, 9]  # the 8th is the Immacolata


def test_half_a_demo_is_none(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **facts: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("impact.demo.lunch.serve", fails)
    with pytest.raises(KeyboardInterrupt):
        demo.load(weeks=1)
    assert Canteen.objects.count() == 0


def test_the_command_refuses_a_database_of_somebodys(state: Path, settings: Any) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="qui ci sono dati veri"):
        call_command("demo")
    assert Canteen.objects.count() == 0


def test_the_command_loads_once(state: Path, settings: Any) -> None:
    settings.EMBEDDED = True
    settings.DEMO_CLOCK = state / "demo-clock"
    said = StringIO()
    with clock.at(dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)):
        call_command("demo", "--weeks=0", stdout=said)
    assert said.getvalue() == "La sala di prova è pronta.\n"
    with pytest.raises(CommandError, match="si carica una volta sola"):
        call_command("demo")
