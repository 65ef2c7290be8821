"""The Celery application and the table of what beat asks for.

Beat only ticks: each task looks in the database for what is due, so a tick missed, doubled or late does no harm.
Decisions that depend on the canteen's own time are taken in the task; the table knows UTC only (celery#6438).
An entry expires with its period, so that a worker that was away does not replay a backlog of ticks.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

MINUTE = 60.0
HOUR = 60 * MINUTE


def every(seconds: float, task: str) -> dict[str, Any]:
    """One entry of the beat table: ``task`` each ``seconds``, worthless once the next is due."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


BEAT = {
    "notices": every(5.0, "notices.tasks.tick"),
    "sittings": every(10 * MINUTE, "mensa.tasks.open_ahead"),
    "mornings": every(MINUTE, "mensa.tasks.tell_staff"),
    "plates": every(10 * MINUTE, "mensa.tasks.forget_plates"),
    "counters": every(HOUR, "mensa.tasks.check_counters"),
    "devices": every(6 * HOUR, "mensa.tasks.forget_devices"),
    "retention": every(HOUR, "mensa.tasks.forget_old"),
    "erasures": every(10 * MINUTE, "mensa.tasks.keep_erasures"),
    "care": every(HOUR, "mensa.tasks.who_is_missed"),
    "ledger": every(HOUR, "recovery.tasks.check_ledger"),
    "reviews": every(HOUR, "guests.tasks.tell_reviews"),
    "weeks": every(5 * MINUTE, "impact.tasks.weekly"),
    "old_weeks": every(6 * HOUR, "impact.tasks.old_weeks"),
}

app = Celery("reciprocamensa")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT
app.steps["worker"].add(DjangoStructLogInitStep)  # binds the request's id around the task it asked for
app.autodiscover_tasks()


@setup_logging.connect(dispatch_uid="config.celery.keep_our_logging")
def keep_our_logging(**_rest: Any) -> None:
    """Being connected is the point: Celery then leaves the handlers that Django has set up alone."""
