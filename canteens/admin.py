"""The stock admin, for whoever looks after the server. What a rule of the domain changes, is only shown here."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from canteens.models import Canteen, Closure, Device, Kitchen, Membership, User


class Shown(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at: adding, changing and deleting them is the business of the pages, whose verbs tell people."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Memberships(admin.TabularInline):  # type: ignore[type-arg]
    """Somebody's roles."""

    model = Membership
    extra = 0


@admin.register(User)
class Users(UserAdmin):  # type: ignore[type-arg]
    """People who sign in, by e-mail."""

    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["email", "name"]
    inlines = [Memberships]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "language"]}),
        (_("Diritti"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]


@admin.register(Canteen)
class Canteens(Shown):
    """Settings; they are changed on the page *La sala*, which gives new seats to coming sittings too."""

    list_display = ["name", "place", "seats", "kept_at_door", "room_limit"]


@admin.register(Kitchen)
class Kitchens(admin.ModelAdmin):  # type: ignore[type-arg]
    """Where meals are cooked."""

    list_display = ["name", "canteen", "address"]
    list_filter = ["canteen"]


@admin.register(Closure)
class Closures(Shown):
    """Days off."""

    list_display = ["day", "canteen", "reason", "state"]
    list_filter = ["canteen", "state"]
    date_hierarchy = "day"


@admin.register(Device)
class Devices(Shown):
    """Phones of the door."""

    list_display = ["name", "canteen", "invited_at", "enrolled_at", "revoked_at"]
    list_filter = ["canteen"]
    exclude = ["secret_hash"]
