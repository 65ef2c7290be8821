"""Tokens for those who help: hashed in the database, expiring, with no more rights than their owner's roles."""

import datetime as dt
from typing import Any, TypedDict, cast

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import read, staff_of
from api.throttles import SecretThrottle
from canteens.errors import Refusal
from canteens.models import Role, User


class WrongSignIn(Refusal):
    """Address and password do not belong together; which of the two is wrong is not told."""

    code = "wrong_sign_in"
    message = _("E-mail o password non giuste.")
    status = 401


class SignInLocked(Refusal):
    """Too many wrong passwords."""

    code = "sign_in_locked"
    message = _("Troppe prove. Riprova fra un quarto d'ora.")
    status = 429


class Helper(TypedDict):
    """A role somebody holds."""

    canteen: int
    role: Role


class Person(TypedDict):
    """Whoever's token it is."""

    id: int
    name: str
    email: str
    language: str
    roles: list[Helper]


class Token(TypedDict):
    """A token, shown this once."""

    token: str
    expiry: dt.datetime | None
    user: Person


class SignIn(serializers.Serializer[Any]):
    """E-mail and password."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False, style={"input_type": "password"})


def person_of(user: User) -> Person:
    """What a user may know of themselves."""
    roles = user.memberships.order_by("canteen", "role").values_list("canteen_id", "role")
    return {
        "id": user.pk, "name": user.name, "email": user.email, "language": user.language,
        "roles": [{"canteen": canteen, "role": Role(role)} for canteen, role in roles],
    }  # fmt: skip


class Login(APIView):
    """Signing in."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    throttle_classes = [SecretThrottle]

    @extend_schema(request=SignIn, responses={201: Token})
    def post(self, request: Request) -> Response:
        """A new token for e-mail and password."""
        asked = read(SignIn, request)
        user = signed_in(request, email=asked["email"], password=asked["password"])
        row, token = AuthToken.objects.create(user=user)
        return Response({"token": token, "expiry": row.expiry, "user": person_of(user)}, status=201)


def signed_in(request: Request, *, email: str, password: str) -> User:
    """The user, if the password is right; wrong tries are counted by django-axes, as on the page."""
    plain = request._request
    user = authenticate(plain, username=email.strip().lower(), password=password)
    if plain.__dict__.pop("axes_locked_out", False):  # else its middleware would answer with a page
        raise SignInLocked
    if not isinstance(user, User):
        raise WrongSignIn
    return user


class SignedIn(IsAuthenticated):
    """Somebody with a token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return staff_of(request) is not None


class Logout(APIView):
    """Signing out."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [SignedIn]

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End this token."""
        if not isinstance(request.auth, AuthToken):
            raise exceptions.NotAuthenticated
        request.auth.delete()
        return Response(status=204)


class Whoami(APIView):
    """The token's owner."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [SignedIn]

    @extend_schema(responses=Person)
    def get(self, request: Request) -> Response:
        """Name and roles."""
        return Response(person_of(cast(User, staff_of(request))))  # SignedIn saw to it
