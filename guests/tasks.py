"""Celery's way in; the rules are in guests.reviews. Safe to run at any time, twice."""

from celery import shared_task

from canteens.models import Canteen
from guests import reviews


@shared_task
def tell_reviews() -> None:
    """Tell the coordinators of every canteen what waits to be talked about."""
    for canteen in Canteen.objects.order_by("pk"):
        reviews.tell(canteen)
