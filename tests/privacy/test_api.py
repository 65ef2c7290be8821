"""The same by the API."""

from django.core.serializers.json import DjangoJSONEncoder
from rest_framework.test import APIClient

from guests.models import Guest
from guests.register import set_alias
from mensa.booking import book
from mensa.models import Sitting
from tests.api.conftest import with_card

ME = "/api/v1/cards/me/"


def test_all_that_is_stored(amina: Guest, lunch: Sitting) -> None:
    set_alias(amina, alias="Mina")
    booking = book(lunch, guest=amina)
    data = with_card(amina).get(f"{ME}stored/").json()
    assert list(data) == ["guests.Guest", "guests.Consent", "mensa.Booking", "mensa.BookingEvent"]
    assert (data["guests.Guest"][0]["alias"], data["mensa.Booking"][0]["id"]) == ("Mina", booking.pk)
    assert data["mensa.Booking"][0]["created"] == DjangoJSONEncoder().default(booking.created)


def test_being_forgotten_needs_a_yes(amina: Guest, lunch: Sitting) -> None:
    book(lunch, guest=amina)
    client = with_card(amina)
    for sent in ({}, {"sure": False}):
        assert client.post(f"{ME}forget/", sent).status_code == 400
    assert client.post(f"{ME}forget/", {"sure": True}).status_code == 204
    assert client.get(ME).status_code == 401
    lunch.refresh_from_db()
    assert (Guest.objects.count(), lunch.taken) == (0, 0)


def test_the_words_of_consent_are_for_everybody(db: None) -> None:
    texts = APIClient().get("/api/v1/cards/consents/").json()
    assert [(text["purpose"], text["version"]) for text in texts][:2] == [("alias", "2026-11"), ("reminder", "2026-11")]
    assert texts[1]["words"]["en"] == "Yes, write to me at this address."
