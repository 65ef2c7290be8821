"""Celery's way in; the rules are in notices.outbox."""

from celery import shared_task

from notices import outbox


@shared_task
def tick() -> int:
    """Send what is due."""
    return outbox.tick()
