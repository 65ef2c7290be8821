"""Which canteen a request is about, and in whose local time its pages speak."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from canteens.models import Canteen

DEVICES = "camera=(), microphone=(), geolocation=()"
CAMERA = "camera=(self), microphone=(), geolocation=()"
"""What a page may ask a phone for: nothing; the door's list, the camera that reads a card."""

Handler = Callable[[HttpRequest], HttpResponse]


class PlaceMiddleware:
    """Sets `request.canteen`, read from the database only when used (false before there is one).

    Once it is read, times are shown in its zone until the request ends.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.canteen = SimpleLazyObject(_here)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            response.headers.setdefault("Permissions-Policy", DEVICES)
            return response
        finally:
            timezone.deactivate()


def place(request: HttpRequest) -> Canteen:
    """The canteen that the request is about."""
    canteen: Canteen = request.canteen  # type: ignore[attr-defined]
    return canteen


def has_place(request: HttpRequest) -> bool:
    """Whether there is a canteen yet."""
    return bool(request.canteen)  # type: ignore[attr-defined]


def _here() -> Canteen | None:
    canteen = Canteen.objects.order_by("pk").first()
    if canteen:
        timezone.activate(canteen.tz)
    return canteen
