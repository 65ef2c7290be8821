"""Shops and what they gave, to look at: the pages change them."""

from django.contrib import admin

from canteens.admin import Shown
from recovery.models import Donation, Lot, Shop


@admin.register(Shop)
class Shops(Shown):
    """Who gives."""

    list_display = ["name", "canteen", "kind", "ask_above_grams"]
    list_filter = ["canteen", "kind"]
    search_fields = ["name"]


@admin.register(Donation)
class Donations(Shown):
    """What was handed over at once."""

    list_display = ["day", "shop", "source", "declared"]
    list_filter = ["canteen", "source"]
    list_select_related = ["shop"]
    date_hierarchy = "day"


@admin.register(Lot)
class Lots(Shown):
    """Foods of donations."""

    list_display = ["donation", "food", "category", "crates", "declared_grams"]
    list_filter = ["category"]
    list_select_related = ["donation"]
