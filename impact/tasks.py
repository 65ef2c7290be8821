"""Celery's way in; the rules are in impact.closing, impact.mail and impact.gratitude. Each is safe to run twice."""

from celery import shared_task

from canteens.models import Canteen
from impact import closing, gratitude, mail


@shared_task
def weekly() -> int:
    """From Monday 04:30 of each canteen on: close the weeks that are ripe, mail the one that ended, thank the shops."""
    return sum(_tell(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def old_weeks() -> int:
    """Compare every week that was ever closed with what is recorded now, and close those that were forgotten."""
    return sum(closing.tend(canteen, back=None) for canteen in Canteen.objects.order_by("pk"))


def _tell(canteen: Canteen) -> int:
    closing.tend(canteen)
    return mail.post_week(canteen) + gratitude.post_week(canteen)
