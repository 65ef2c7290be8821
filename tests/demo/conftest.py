"""A demo lived once for each module, whose tests only read."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from canteens import clock
from canteens.models import Canteen
from impact import demo

SUNDAY = dt.datetime(2026, 11, 22, 19, tzinfo=dt.UTC)
Lived = Callable[..., AbstractContextManager[Canteen]]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any, state: Path) -> Lived:
    """So many weeks of the demo and the days since, seen on a Sunday evening."""

    @contextmanager
    def demo_of(*, weeks: int) -> Iterator[Canteen]:
        with override_settings(STATE_DIR=state), django_db_blocker.unblock(), transaction.atomic(), clock.at(SUNDAY):
            yield demo.load(weeks=weeks)
            transaction.set_rollback(True)

    return demo_of
