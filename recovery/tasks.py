"""Celery's way in; the rule is in recovery.check. Safe to run at any time, twice."""

from celery import shared_task

from recovery import check


@shared_task
def check_ledger() -> int:
    """Compare what is left, our numbers and our documents with what was written, and tell a person."""
    return check.check_ledger()
