"""Whose phone this is: a signed cookie that holds the secret of a card, and nothing else."""

from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from guests.merging import survivor
from guests.models import Guest
from mensa.models import Booking

COOKIE = "card"
YEAR = 365 * 24 * 3600
Response = TypeVar("Response", bound=HttpResponseBase)


def guest_of(request: HttpRequest) -> Guest | None:
    """The guest that this phone remembers, with the surviving card; None for a strange, changed or forgotten cookie,
    and for a card that was replaced."""
    token = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE)
    if not token:
        return None
    guest = Guest.objects.select_related("contact", "merged_into__contact").filter(token=token).first()
    return survivor(guest) if guest else None


def remember(response: Response, guest: Guest) -> Response:
    """Let this phone be the guest's: one card per person, without an account."""
    response.set_signed_cookie(
        COOKIE, guest.token, salt=COOKIE, max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def forget(response: Response) -> Response:
    """*Non è il mio telefono.*"""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def holder(booking: Booking) -> Guest:
    """Whose booking it is; where the guest was forgotten there is no ticket any more."""
    if booking.guest is None:
        raise Http404
    return booking.guest
