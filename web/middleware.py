"""Which canteen a request is about, and in whose local time its pages speak."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from canteens.models import Canteen

Handler = Callable[[HttpRequest], HttpResponse]


class PlaceMiddleware:
    """Sets `request.canteen` (read from the database only when used; None before there is one)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.canteen = SimpleLazyObject(lambda: Canteen.objects.order_by("pk").first())  # type: ignore[attr-defined]
        with timezone.override("Europe/Rome"):
            return self.get_response(request)
