"""System checks of the assembled whole."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

LAYERS = ["papers", "canteens", "notices", "guests", "mensa", "recovery", "restituzione", "impact", "web", "api"]


@checks.register(checks.Tags.models)
def foreign_keys_follow_the_layers(app_configs: Any, **_rest: Any) -> list[checks.CheckMessage]:
    """A model may point to its own layer or below: the same order that import-linter holds for imports."""
    ranks = {label: rank for rank, label in enumerate(LAYERS)}
    return [
        checks.Error(f"{model._meta.label}.{field.name} points up, to {target}.", id="config.E001")
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.fields
        if (target := _target(field)) and ranks.get(target, -1) > ranks[label]
    ]


def _target(field: Any) -> str | None:
    """The app that a foreign key points to; none for a plain field."""
    return field.related_model._meta.app_label if field.is_relation and field.related_model else None


@checks.register(checks.Tags.security, deploy=True)
def database_role_is_modest(app_configs: Any, **_rest: Any) -> list[checks.CheckMessage]:
    """Owners of tables and superusers can switch the seat guards off; who makes triggers of their own, even on a
    temporary table, can write counters from within them (docs/operations.md).
    """
    if settings.DEVELOPMENT:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR has_database_privilege(current_database(), 'TEMPORARY')"
                " OR EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = rolname)"
                " FROM pg_roles WHERE rolname = current_user"
            )
            (mighty,) = cursor.fetchone() or (False,)
    except DatabaseError:
        return []
    sentence = "The web's database role owns or makes tables, or is a superuser, so it could get past the seat guards."
    return [checks.Warning(sentence, id="config.W001")] if mighty else []
