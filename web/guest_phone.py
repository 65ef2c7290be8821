"""Whose phone this is: a signed cookie that holds the secret of a card, and nothing else."""

from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from guests.merging import survivor
from guests.models import Guest
from mensa.models import Booking
from web.middleware import keep_place, place

COOKIE = "card"
MARK = "device"
MARK_LASTS = 30 * 24 * 3600
"""The mark is of this phone alone: random, first-party, and only to free many bookings of one phone at once."""
YEAR = 365 * 24 * 3600
Response = TypeVar("Response", bound=HttpResponseBase)


def guest_of(request: HttpRequest) -> Guest | None:
    """The guest that this phone remembers, at the canteen of the card: elsewhere the phone is a stranger's."""
    guest = remembered(request)
    return guest if guest and guest.canteen_id == place(request).pk else None


def remembered(request: HttpRequest) -> Guest | None:
    """The guest that this phone remembers, with the surviving card; None for a strange, changed or forgotten cookie,
    and for a card that was replaced."""
    token = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE)
    if not token:
        return None
    guest = Guest.objects.select_related("contact", "merged_into__contact").filter(token=token).first()
    return survivor(guest) if guest else None


def remember(response: Response, guest: Guest) -> Response:
    """Let this phone be the guest's, at the canteen of the card: one card per person, without an account."""
    keep_place(response, guest.canteen_id)
    response.set_signed_cookie(
        COOKIE, guest.token, salt=COOKIE, max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def forget(response: Response) -> Response:
    """*Non è il mio telefono.*"""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def mark_of(request: HttpRequest) -> UUID:
    """This phone's mark; a new one where it has none, or a strange one."""
    try:
        return UUID(request.get_signed_cookie(MARK, default="", salt=MARK))
    except ValueError:
        return uuid4()


def keep_mark(response: Response, mark: UUID) -> Response:
    """Let the phone keep its mark for a month after it last booked."""
    response.set_signed_cookie(
        MARK, str(mark), salt=MARK, max_age=MARK_LASTS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def holder(booking: Booking) -> Guest:
    """Whose booking it is; where the guest was forgotten there is no ticket any more."""
    if booking.guest is None:
        raise Http404
    return booking.guest
