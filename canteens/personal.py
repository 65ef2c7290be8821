"""What each application says of its tables that hold something about a guest.

An application with such a table has a module `personal` with `TABLES` (and `WITHDRAWALS`, where it knows how to take a
consent back). *What is stored about me* finds the tables by their foreign keys, declared here or not; a test fails
until each of them is declared and docs/privacy.md names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Personal:
    """A table as its person reads it: a title, the columns that are said in words, and what is never handed out."""

    title: str | Promise
    words: Mapping[str, str | Promise] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()


@cache
def declared() -> dict[str, Personal]:
    """Every declared table by its label."""
    return {label: one for module in _modules() for label, one in getattr(module, "TABLES", {}).items()}


@cache
def withdrawals() -> dict[str, Callable[[Any], None]]:
    """For each purpose of consent, the verb that takes it back, given the guest."""
    return {purpose: act for module in _modules() for purpose, act in getattr(module, "WITHDRAWALS", {}).items()}


def _modules() -> list[Any]:
    others = [app for app in apps.get_app_configs() if app.name != "canteens" and app.module]
    return [import_module(f"{app.name}.personal") for app in others if module_has_submodule(app.module, "personal")]
