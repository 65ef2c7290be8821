"""The page of a broken house."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error


def broken(request: HttpRequest) -> HttpResponse:
    """500, our own fault; or 503 where the database is away, so that who watches the house looks there first."""
    response: HttpResponse = server_error(request)
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response.status_code, response["Retry-After"] = 503, "5"
    return response
