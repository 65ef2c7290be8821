"""What is offered and what was done, to look at."""

from django.contrib import admin

from canteens.admin import Shown
from restituzione.models import Contribution, Offer


@admin.register(Offer)
class Offers(Shown):
    """Offers by day."""

    list_display = ["canteen", "kind", "when", "created", "withdrawn"]
    list_filter = ["canteen", "kind"]


@admin.register(Contribution)
class Contributions(Shown):
    """What was done, which names nobody."""

    list_display = ["canteen", "kind", "day", "hours"]
    list_filter = ["canteen", "kind"]
