"""The card as a key. Django REST framework loads this while its own views load, so it stands alone."""

from django.contrib.auth.models import AnonymousUser
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from api.drawn import with_contact
from guests.merging import survivor
from guests.models import Guest
from guests.replacing import CardReplaced, is_replaced


class CardAuthentication(BaseAuthentication):
    """`Authorization: Card <token>`: the secret of the card's link opens what belongs to that card, and no more."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Guest] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "card":
            return None
        guest = with_contact(token) if token.isascii() and token.isprintable() else None
        if guest is None:
            if is_replaced(token):
                raise CardReplaced
            raise exceptions.AuthenticationFailed
        return AnonymousUser(), survivor(guest)

    def authenticate_header(self, request: Request) -> str:
        return "Card"
