"""The table of what beat asks for."""

import pytest

from config.celery import BEAT, app

app.loader.import_default_modules()


@pytest.mark.parametrize("entry", BEAT.values(), ids=BEAT)
def test_each_tick_names_a_task_that_exists(entry):
    assert entry["task"] in app.tasks


def test_no_backlog_of_ticks_is_replayed():
    assert {name: entry["options"]["expires"] for name, entry in BEAT.items()} == {
        name: entry["schedule"] for name, entry in BEAT.items()
    }


def test_notices_go_within_seconds_and_counters_are_compared_each_hour():
    assert (BEAT["notices"]["schedule"], BEAT["counters"]["schedule"]) == (5.0, 3600.0)


def test_a_killed_worker_gives_its_task_back():
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
