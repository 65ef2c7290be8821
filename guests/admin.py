"""Cards, to look at. The link and the PIN that opens a card are shown to nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from canteens.admin import Shown
from canteens.models import User
from guests.looks import looked
from guests.models import CareNote, Consent, Erasure, Guest, Look


@admin.register(Guest)
class Guests(Shown):
    """Cards by code."""

    list_display = ["code", "canteen", "language", "created", "locked_until"]
    list_filter = ["canteen", "language"]
    search_fields = ["code"]
    exclude = ["token", "contact"]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Opening one card is noted, and its owner sees it."""
        guest = self.get_object(request, object_id)
        if isinstance(guest, Guest) and isinstance(request.user, User):
            looked(guest, purpose=Look.Purpose.ADMIN, user=request.user)
        return super().change_view(request, object_id, *args, **kwargs)


@admin.register(Consent)
class Consents(Shown):
    """Who said yes to what, when."""

    list_display = ["guest", "purpose", "text_version", "given", "withdrawn"]
    list_filter = ["purpose", "text_version"]


@admin.register(Look)
class Looks(Shown):
    """Who opened whose record."""

    list_display = ["at", "guest", "user", "device", "purpose"]
    list_filter = ["purpose"]


@admin.register(Erasure)
class Erasures(Shown):
    """Cards that were erased."""

    list_display = ["number", "erased"]


@admin.register(CareNote)
class CareNotes(Shown):
    """Notes by day; what the guest told is for who asked."""

    list_display = ["raised", "expires", "closed"]
    exclude = ["guest", "reason"]
