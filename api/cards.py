"""The card: what its owner chose to tell, and finding it again."""

from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import GuestView, here, read
from api.shapes import Card, Ticket, card_of, ticket_of
from api.throttles import SecretThrottle
from canteens import clock
from canteens.models import LANGUAGES
from guests.care import let_ask, may_ask
from guests.models import Guest
from guests.register import find_card, set_alias, set_language
from mensa.models import Booking
from mensa.words import reach
from notices.models import Channel, Contact
from notices.phones import PhoneNotPossible, read_phone

REACH = {"email", "phone", "prefers", "call_reminders"}


class Reach(TypedDict):
    """How a guest wants to be told."""

    email: str
    phone: str
    prefers: Channel
    call_reminders: bool


class Owner(Reach):
    """A card, what its owner told, and the bookings still to come."""

    card: Card
    alias: str
    language: str
    care: bool
    bookings: list[Ticket]


class OwnerChange(serializers.Serializer[Any]):
    """What to keep; empty takes alias, address or telephone back. Keeping any of them needs `consent`."""

    alias = serializers.CharField(max_length=30, allow_blank=True, required=False)
    language = serializers.ChoiceField(LANGUAGES, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    prefers = serializers.ChoiceField(Channel.choices, required=False, help_text="which to try first")
    call_reminders = serializers.BooleanField(required=False, help_text="whether to call the evening before too")
    care = serializers.BooleanField(required=False, help_text="whether a person may ask how they are")
    consent = serializers.BooleanField(default=False)

    def validate_phone(self, value: str) -> str:
        """As it is kept."""
        try:
            return read_phone(value)
        except PhoneNotPossible as refusal:
            raise serializers.ValidationError(refusal.sentence, refusal.code) from refusal

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing about a person is kept without their yes."""
        if any(attrs.get(name) for name in ("alias", "email", "phone")) and not attrs["consent"]:
            raise serializers.ValidationError({"consent": _("Serve il tuo sì per tenere questo dato.")}, "needed")
        return attrs


class FindRequest(serializers.Serializer[Any]):
    """What is printed on the card."""

    code = serializers.CharField(max_length=30)
    pin = serializers.CharField(max_length=10)
    canteen = serializers.IntegerField(min_value=1, default=None, help_text="else the first canteen of this install")


class Me(GuestView):
    """The card that is shown."""

    @extend_schema(responses=Owner)
    def get(self, request: Request) -> Response:
        """The card with its bookings still to come."""
        return Response(owner_of(self.guest))

    @extend_schema(request=OwnerChange, responses=Owner)
    def patch(self, request: Request) -> Response:
        """Alias, language, and how to be told."""
        _keep(self.guest, read(OwnerChange, request))
        return Response(owner_of(self.guest))


@transaction.atomic
def _keep(guest: Guest, told: dict[str, Any]) -> None:
    if "alias" in told:
        set_alias(guest, alias=told["alias"])
    if "language" in told:
        set_language(guest, language=told["language"])
    if "care" in told:
        let_ask(guest, agreed=told["care"])
    if REACH & told.keys():
        known = reach_of(guest)
        wanted = {name: told.get(name, value) for name, value in known.items()}
        reach(guest, first=wanted.pop("prefers"), **wanted)


def reach_of(guest: Guest) -> Reach:
    """How the guest wants to be told."""
    contact = guest.contact or Contact()
    return {
        "email": contact.email, "phone": contact.phone, "prefers": Channel(contact.channels[0]),
        "call_reminders": contact.call_reminders,
    }  # fmt: skip


def owner_of(guest: Guest) -> Owner:
    """All that the guest's own page would show."""
    coming = Booking.objects.of(guest).live().filter(sitting__ends__gt=clock.now())
    rows = coming.select_related("sitting", "guest").order_by("sitting__starts")
    return {
        "card": card_of(guest), "alias": guest.alias, "language": guest.language,
        **reach_of(guest), "care": may_ask(guest), "bookings": [ticket_of(row) for row in rows],
    }  # fmt: skip


class Find(APIView):
    """A card whose link was lost."""

    permission_classes = [AllowAny]
    throttle_classes = [SecretThrottle]

    @extend_schema(request=FindRequest, responses=Card)
    def post(self, request: Request) -> Response:
        """The card that code and PIN open; five wrong PINs lock it for an hour."""
        asked = read(FindRequest, request)
        return Response(card_of(find_card(here(asked["canteen"]), code=asked["code"], pin=asked["pin"])))
