"""Celery's way in; the rules are in impact.mail."""

from celery import shared_task

from canteens.models import Canteen
from impact import mail


@shared_task
def weekly() -> int:
    """Mail the week that ended, once it is Monday 04:30 at each canteen; safe to run at any time, twice at once."""
    return sum(mail.post_week(canteen) for canteen in Canteen.objects.order_by("pk"))
