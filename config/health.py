"""Is it up? For load balancers, the container's health check and a person with a browser."""

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger("config.health")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """503 without the database, since then nothing works; 200 and "degraded" without Redis, since bookings go on."""
    database, redis = _database_answers(), bool(getattr(cache, "reachable", True))
    state = "down" if not database else "ok" if redis else "degraded"
    return JsonResponse({"status": state, "database": database, "redis": redis}, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.error("database_away", failure=type(error).__name__)
        return False
    return True
