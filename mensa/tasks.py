"""Celery's way in; the rules are in mensa.sittings, mensa.check and mensa.retention. Each is safe to run twice."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from canteens.models import Canteen
from guests import tombstones
from mensa import check, retention, sittings


@shared_task
def open_ahead() -> int:
    """Open the sittings that can be booked from now on, at every canteen."""
    return sum(sittings.open_ahead(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def check_counters() -> int:
    """Compare the seat counters with the sums of bookings, and tell a person."""
    return check.check_counters()


@shared_task
def forget_old() -> int:
    """At night, let go what is too old to be kept."""
    return sum(retention.forget_at_night(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def keep_erasures() -> int:
    """Add new erasures to the file that outlives a restored backup."""
    return tombstones.export(Path(settings.ERASURES_FILE))
