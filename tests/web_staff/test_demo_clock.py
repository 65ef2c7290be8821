"""The clock of the demo, moved from its ribbon: what is due at the new hour happens at once."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from canteens import clock
from canteens.models import Canteen, User
from mensa.models import Sitting
from notices.models import Notice


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> None:
    settings.EMBEDDED, settings.DEMO_CLOCK = True, tmp_path / "clock"


def move(client: Client, moment: str) -> None:
    assert client.post(reverse("demo_clock"), {"moment": moment}).status_code == 302


@pytest.mark.usefixtures("demo")
def test_monday_writes_the_week_that_ended(canteen: Canteen, anna: User, client: Client) -> None:
    move(client, "now")  # opens the days
    first = Sitting.objects.filter(ends__gt=clock.now()).earliest("day").day
    move(client, "monday")
    assert canteen.today() == first + dt.timedelta(days=7 - first.weekday())
    assert list(Notice.objects.filter(kind="weekly_figures").values_list("contact__user", flat=True)) == [anna.pk]
    move(client, "now")
    assert not clock.moved()


def test_a_real_clock_is_never_moved(canteen: Canteen, client: Client) -> None:
    assert client.post(reverse("demo_clock"), {"moment": "monday"}).status_code == 404
