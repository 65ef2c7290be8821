"""Celery's way in; the rules are in the modules that are named here. Each task may run at any time, twice."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from canteens.models import Canteen
from guests import tombstones
from guests.care import forget_over
from mensa import care, check, devices, mornings, plates, retention, sittings


@shared_task
def open_ahead() -> int:
    """Open the sittings that can be booked from now on, at every canteen."""
    return sum(sittings.open_ahead(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def tell_staff() -> int:
    """Mail the sheets of the sittings whose booking has closed, and say where the door's phone is still shut."""
    return sum(mornings.tell(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def check_counters() -> int:
    """Compare the seat counters with the sums of bookings, and tell a person."""
    return check.check_counters()


@shared_task
def forget_devices() -> int:
    """Forget which phone booked what is over."""
    return devices.forget()


@shared_task
def forget_old() -> int:
    """At night, let go what is too old to be kept."""
    return sum(retention.forget_at_night(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def keep_erasures() -> int:
    """Add new erasures to the file that outlives a restored backup."""
    return tombstones.export(Path(settings.ERASURES_FILE))


@shared_task
def who_is_missed() -> int:
    """Forget the care notes whose days have passed, and raise those of guests who are missed."""
    forget_over()
    return sum(care.raise_notes(canteen) for canteen in Canteen.objects.order_by("pk"))


@shared_task
def forget_plates() -> int:
    """Forget what was asked for sittings of past days, at every canteen."""
    return sum(plates.forget(canteen) for canteen in Canteen.objects.order_by("pk"))
