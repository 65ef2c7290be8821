"""Factors are data: a better one is added here with its own first day; one that was used is not changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from canteens.admin import Shown
from impact.models import Factor


@admin.register(Factor)
class Factors(Shown):
    """How estimates are made."""

    list_display = ["slug", "version", "value", "low", "high", "unit", "valid_from"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("impact.add_factor"))
