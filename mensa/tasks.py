"""Celery's way in; the rules are in mensa.sittings and mensa.check. Each is safe to run at any time, twice."""

from celery import shared_task

from canteens.models import Canteen
from mensa import check, devices, sittings


@shared_task
def open_ahead() -> int:
    """Open the sittings that can be booked from now on, at every canteen."""
    return sum(sittings.open_ahead(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def check_counters() -> int:
    """Compare the seat counters with the sums of bookings, and tell a person."""
    return check.check_counters()


@shared_task
def forget_devices() -> int:
    """Forget which phone booked what is over."""
    return devices.forget()
