"""Who looked at a guest's own record. The door's list is no record: it shows a picture and a number."""

from django.db.models import QuerySet

from canteens import clock
from canteens.models import Device, User
from guests.models import Guest, Look


def looked(guest: Guest, *, purpose: str, user: User | None = None, device: Device | None = None) -> None:
    """Note that somebody opened the guest's record: once a person, purpose and local day, so that few rows are
    written. Every page and route that shows one guest's record calls it."""
    look = Look(
        guest=guest, user=user, device=device, purpose=purpose, day=guest.canteen.today(), at=clock.now()
    )  # fmt: skip
    Look.objects.bulk_create([look], ignore_conflicts=True)


def looks(guest: Guest) -> QuerySet[Look]:
    """Who looked, newest first."""
    return guest.looks.select_related("user", "device").order_by("-at", "-pk")
