"""Cards, to look at. The link and the PIN that opens a card are shown to nobody."""

from django.contrib import admin

from canteens.admin import Shown
from guests.models import Consent, Guest


@admin.register(Guest)
class Guests(Shown):
    """Cards by code."""

    list_display = ["code", "canteen", "language", "created", "locked_until"]
    list_filter = ["canteen", "language"]
    search_fields = ["code"]
    exclude = ["token", "contact"]


@admin.register(Consent)
class Consents(Shown):
    """Who said yes to what, when."""

    list_display = ["guest", "purpose", "text_version", "given", "withdrawn"]
    list_filter = ["purpose", "text_version"]
