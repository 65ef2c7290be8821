"""Which canteen a request is about, and in whose local time its pages speak."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from canteens.models import Canteen, User

Handler = Callable[[HttpRequest], HttpResponse]
COOKIE = "place"
YEAR = 365 * 24 * 3600


class PlaceMiddleware:
    """Sets `request.canteen`, read from the database only when used (false before there is one).

    It is the one that this browser chose, else the first: for whoever signed in, of those where they help; for
    everybody else, of all. Once it is read, times are shown in its zone until the request ends.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.canteen = SimpleLazyObject(lambda: _here(request))  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def place(request: HttpRequest) -> Canteen:
    """The canteen that the request is about."""
    canteen: Canteen = request.canteen  # type: ignore[attr-defined]
    return canteen


def has_place(request: HttpRequest) -> bool:
    """Whether there is a canteen yet."""
    return bool(request.canteen)  # type: ignore[attr-defined]


def places(request: HttpRequest) -> list[Canteen]:
    """Where one could be instead: every canteen where whoever signed in helps; else the chosen one and one more, which
    is enough to know whether there is a choice. Read together with the place, in one statement."""
    has_place(request)
    found: list[Canteen] = getattr(request, "canteens", [])
    return found


def chosen(request: HttpRequest) -> int:
    """The number of the canteen that this browser chose; 0 for none."""
    number = request.COOKIES.get(COOKIE, "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def keep_place(response: HttpResponseBase, canteen: int) -> None:
    """Remember the choice. It opens nothing: what one may see there, roles and cards say."""
    response.set_cookie(
        COOKIE, str(canteen), max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _here(request: HttpRequest) -> Canteen | None:
    found = _theirs(request) or _anybodys(request)
    request.canteens = found  # type: ignore[attr-defined]
    canteen = next((one for one in found if one.pk == chosen(request)), found[0] if found else None)
    if canteen:
        timezone.activate(canteen.tz)
    return canteen


def _theirs(request: HttpRequest) -> list[Canteen]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    return list(Canteen.objects.filter(memberships__user=user).distinct().order_by("pk"))


def _anybodys(request: HttpRequest) -> list[Canteen]:
    first = Case(When(pk=chosen(request), then=Value(0)), default=Value(1))
    return list(Canteen.objects.order_by(first, "pk")[:2])
