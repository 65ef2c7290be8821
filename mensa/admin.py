"""Sittings and bookings, to look at: their verbs keep the waiting list and the notices, which a form here would not."""

from django.contrib import admin

from canteens.admin import Shown
from mensa.models import Booking, Sitting


@admin.register(Sitting)
class Sittings(Shown):
    """Counters are the database's."""

    list_display = ["day", "canteen", "status", "seats", "taken", "ahead", "taken_away", "counted"]
    list_filter = ["status", "canteen"]
    date_hierarchy = "day"


@admin.register(Booking)
class Bookings(Shown):
    """Who sits where in the flow."""

    list_display = ["pk", "sitting", "guest", "kind", "status", "door", "party", "came", "created"]
    list_filter = ["status", "kind", "door", "sitting__canteen"]
    list_select_related = ["sitting", "guest"]
    exclude = ["client_ref"]
