"""Who may open which staff page: a role at the request's canteen, or an enrolled door phone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from canteens.models import Role
from web.middleware import has_place, place

View = Callable[..., HttpResponse]


def needs(*roles: Role) -> Callable[[View], View]:
    """Let in people with one of `roles` (a coordinator always): others are asked to sign in, or refused."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles_of(request).isdisjoint({*roles, Role.COORDINATOR}):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return guard


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The roles of whoever is signed in at the request's canteen, asked once a request."""
    user = request.user
    if not (user.is_authenticated and has_place(request)):
        return frozenset()
    if not hasattr(user, "held"):
        held = user.memberships.filter(canteen=place(request).pk).values_list("role", flat=True)
        user.held = frozenset(held)  # type: ignore[attr-defined]
    known: frozenset[str] = user.held  # type: ignore[attr-defined]
    return known
