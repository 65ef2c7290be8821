"""What is stored about a card's owner, the words that are agreed to, and being forgotten."""

from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import GuestView, read
from guests import consents
from guests.models import Consent
from guests.stored import as_data
from mensa.erasure import erase


class ConsentText(TypedDict):
    """The words that a yes to a purpose is said to, in each language. Show them before you send `consent`."""

    purpose: Consent.Purpose
    version: str
    words: dict[str, str]


class ForgetRequest(serializers.Serializer[Any]):
    """It can't be undone, so it is said twice."""

    sure = serializers.BooleanField()

    def validate_sure(self, sure: bool) -> bool:
        """Only a yes is one."""
        if not sure:
            raise serializers.ValidationError(_("Serve il tuo sì: non si può tornare indietro."), "needed")
        return sure


class Stored(GuestView):
    """GDPR, articles 15 and 20."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Every row that is about the card's owner, by table."""
        return Response(as_data(self.guest))


class Forget(GuestView):
    """GDPR, article 17."""

    @extend_schema(request=ForgetRequest, responses={204: None})
    def post(self, request: Request) -> Response:
        """Give coming seats back and erase the card with all that was told; counts stay without a person."""
        read(ForgetRequest, request)
        erase(self.guest)
        return Response(status=204)


class ConsentTexts(APIView):
    """The words of consent."""

    permission_classes = [AllowAny]

    @extend_schema(responses={200: list[ConsentText]})
    def get(self, request: Request) -> Response:
        """The present version of each purpose."""
        return Response([_words(purpose) for purpose in consents.TEXTS])


def _words(purpose: str) -> ConsentText:
    version = consents.version(purpose)
    return {
        "purpose": Consent.Purpose(purpose), "version": version, "words": consents.TEXTS[purpose][version],
    }  # fmt: skip
