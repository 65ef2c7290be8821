"""Who stands behind a change, for the history that the database writes."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from pghistory.middleware import WSGIRequest as TrackingRequest


class StaffHistory:
    """Note the staff user's id with each change that a request makes, and nothing else.

    pghistory's own middleware keeps the address too, which for a guest is her secret link, and history outlives the
    row. A guest's own requests carry no context at all: nobody is named, and her booking saves two writes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in settings.PGHISTORY_MIDDLEWARE_METHODS or not _signs(request):
            return self.get_response(request)
        with pghistory.context(**_who(request)):
            if isinstance(request, WSGIRequest):
                request.__class__ = TrackingRequest  # tells the context when a token signs the user in, later
            return self.get_response(request)


def _signs(request: HttpRequest) -> bool:
    """Whether a user stands behind it: in a session, or in a token that DRF will read later."""
    return request.user.is_authenticated or request.headers.get("Authorization", "").lower().startswith("token ")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"user": request.user.pk} if request.user.is_authenticated else {}
