"""The one clock: held, and moved only in the demo."""

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from canteens import clock
from canteens.models import Canteen

NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)


def test_clock_is_held_inside_the_block_only() -> None:
    with clock.at(NOON):
        assert clock.now() == NOON
        with clock.at(NOON + dt.timedelta(days=1)):
            assert clock.now() == NOON + dt.timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_clock_of_a_canteen_is_never_moved(settings: Settings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(ValueError, match="only the demo's clock"):
        clock.shift_to(NOON)


def test_clock_of_the_demo_runs_on_from_where_it_was_put(settings: Settings, tmp_path: Path) -> None:
    settings.EMBEDDED, settings.DEMO_CLOCK = True, tmp_path / "clock"
    clock.shift_to(NOON)
    assert abs(clock.now() - NOON) < dt.timedelta(seconds=5)
    clock.shift_back()
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


@pytest.mark.parametrize(
    ("utc", "today"),
    [
        (dt.datetime(2026, 11, 22, 22, 59, tzinfo=dt.UTC), dt.date(2026, 11, 22)),
        (dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC), dt.date(2026, 11, 23)),
        (dt.datetime(2026, 6, 22, 22, 0, tzinfo=dt.UTC), dt.date(2026, 6, 23)),
    ],
)
def test_today_is_the_canteens_day(canteen: Canteen, utc: dt.datetime, today: dt.date) -> None:
    with clock.at(utc):
        assert canteen.today() == today
