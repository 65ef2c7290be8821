"""Every route of the API, asked by everybody: who is let in, and to whom it does not exist."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import get_resolver
from rest_framework.test import APIClient

from api.urls import urlpatterns
from canteens import devices
from canteens.days import parse_week
from canteens.models import Canteen, Closure, Role, Service, User
from canteens.pattern import Meal
from guests import referrals
from guests.models import Guest, Referrer
from guests.register import set_email
from impact import closing
from mensa import standing
from mensa.booking import book
from mensa.models import Booking, Sitting, Untold
from notices import outbox
from notices.models import Contact, Notice
from recovery import kitchen, receipt
from recovery.donations import Line, log
from recovery.models import Shop
from recovery.stock import Take
from tests.api.conftest import Helper, with_card, with_token

ASKERS = ("anybody", "amina", "bruno", "doria", "fausto", "carla", "stella")
"""Nobody in particular; the owner of the booking; another guest; the door; a shop; coordination here; elsewhere."""
OPEN = (200, 200, 200, 200, 200, 200, 200)
OWNER = (401, 200, 404, 401, 401, 401, 401)
GUEST = (401, 200, 200, 401, 401, 401, 401)
DOOR = (401, 401, 401, 200, 403, 200, 404)
COORDINATOR = (401, 401, 401, 403, 403, 200, 404)
SHOP = (401, 401, 401, 403, 200, 200, 404)
TOKEN = (401, 401, 401, 200, 200, 200, 200)
ROUTES: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "schema"): OPEN, ("GET", "docs"): OPEN, ("GET", "problems"): OPEN, ("GET", "problem"): OPEN,
    ("POST", "login"): OPEN, ("POST", "logout"): TOKEN, ("GET", "whoami"): TOKEN,
    ("GET", "days"): OPEN, ("GET", "day"): OPEN, ("PATCH", "day"): COORDINATOR, ("POST", "cancel_day"): COORDINATOR,
    ("POST", "bookings"): OPEN, ("POST", "several"): OPEN, ("POST", "free_phone"): COORDINATOR,
    ("GET", "standings"): GUEST, ("POST", "standings"): GUEST, ("PUT", "standing"): OWNER,
    ("DELETE", "standing"): OWNER, ("POST", "pause_standing"): OWNER, ("POST", "resume_standing"): OWNER,
    ("GET", "door"): DOOR, ("POST", "door_find"): DOOR, ("POST", "walk_in"): DOOR, ("POST", "takeaway"): DOOR,
    ("POST", "chair"): DOOR, ("POST", "wait"): DOOR, ("POST", "close"): DOOR, ("POST", "seat"): DOOR,
    ("POST", "undo"): DOOR, ("POST", "take_instead"): DOOR, ("POST", "caller_late"): DOOR,
    ("POST", "caller_cancels"): DOOR,
    ("GET", "booking"): OWNER, ("PATCH", "booking"): OWNER, ("DELETE", "booking"): OWNER,
    ("GET", "me"): GUEST, ("PATCH", "me"): GUEST, ("POST", "find"): OPEN,
    ("POST", "newcomer"): DOOR, ("POST", "make_cards"): DOOR, ("POST", "find_card"): DOOR, ("GET", "card"): DOOR,
    ("POST", "card_talked"): DOOR, ("POST", "card_replace"): DOOR, ("POST", "replace_mine"): GUEST,
    ("POST", "card_merge"): COORDINATOR, ("DELETE", "card_merge"): COORDINATOR, ("GET", "card_reviews"): COORDINATOR,
    ("GET", "referrers"): COORDINATOR, ("POST", "referrers"): COORDINATOR, ("PUT", "referrer"): COORDINATOR,
    ("GET", "referral_shares"): COORDINATOR,
    # Who speaks for a body has a table of their own in test_referrals.py; a coordinator has a list, and issues none.
    ("GET", "referrals"): (401, 401, 401, 403, 403, 200, 200),
    ("POST", "referrals"): (401, 401, 401, 403, 403, 404, 404),
    ("GET", "referral"): COORDINATOR, ("PATCH", "referral"): COORDINATOR, ("DELETE", "referral"): COORDINATOR,
    ("GET", "stored"): GUEST, ("POST", "forget"): GUEST, ("GET", "consent_texts"): OPEN,
    # A list of one's own: a stranger has one too.
    ("GET", "canteens"): (401, 401, 401, 403, 403, 200, 200), ("GET", "shops"): (401, 401, 401, 403, 200, 200, 200),
    ("GET", "canteen"): COORDINATOR, ("PATCH", "canteen"): COORDINATOR,
    ("GET", "closures"): COORDINATOR, ("POST", "closures"): COORDINATOR, ("PATCH", "closure"): COORDINATOR,
    ("GET", "kitchens"): COORDINATOR, ("POST", "stop_kitchen"): COORDINATOR,
    ("GET", "services"): COORDINATOR, ("POST", "services"): COORDINATOR, ("PATCH", "service"): COORDINATOR,
    ("GET", "patron_days"): COORDINATOR, ("POST", "patron_days"): COORDINATOR, ("DELETE", "patron_day"): COORDINATOR,
    ("GET", "places"): OPEN,
    ("GET", "notices"): COORDINATOR, ("POST", "retry"): COORDINATOR,
    ("GET", "calls"): DOOR, ("POST", "take_call"): DOOR, ("POST", "record_call"): DOOR,
    ("GET", "to_tell"): DOOR, ("POST", "told_at_door"): DOOR,
    ("GET", "people"): COORDINATOR, ("POST", "people"): COORDINATOR, ("PATCH", "person"): COORDINATOR,
    ("DELETE", "person"): COORDINATOR,
    ("GET", "devices"): COORDINATOR, ("POST", "devices"): COORDINATOR, ("DELETE", "device"): COORDINATOR,
    ("GET", "kitchen"): COORDINATOR, ("GET", "dishes"): COORDINATOR, ("POST", "dishes"): COORDINATOR,
    ("GET", "menu"): OPEN, ("GET", "dish"): COORDINATOR, ("PATCH", "dish"): COORDINATOR,
    ("POST", "send_off"): COORDINATOR, ("POST", "arrive"): DOOR, ("GET", "pantry"): COORDINATOR,
    ("GET", "balance"): COORDINATOR, ("GET", "food_rules"): COORDINATOR,
    ("GET", "movements"): COORDINATOR, ("POST", "movements"): COORDINATOR,
    ("GET", "figures"): COORDINATOR, ("GET", "figure_rows"): COORDINATOR, ("GET", "weeks"): COORDINATOR,
    ("GET", "week"): COORDINATOR, ("POST", "week"): COORDINATOR, ("GET", "week_revision"): COORDINATOR,
    ("GET", "donations"): SHOP, ("POST", "donations"): SHOP,
    ("GET", "shops_of"): COORDINATOR, ("POST", "shops_of"): COORDINATOR, ("GET", "shop"): COORDINATOR,
    ("PUT", "shop"): COORDINATOR, ("GET", "shop_link"): COORDINATOR, ("POST", "shop_link"): COORDINATOR,
    ("GET", "document_pdf"): SHOP, ("GET", "figures_pdf"): COORDINATOR,
    # Drivers and cooks have a table of their own in test_receipt.py.
    ("GET", "stops"): COORDINATOR, ("POST", "stop"): COORDINATOR, ("POST", "load"): COORDINATOR,
    ("GET", "to_weigh"): COORDINATOR, ("GET", "quarantine"): COORDINATOR, ("POST", "weigh"): COORDINATOR,
    ("POST", "refuse"): COORDINATOR, ("POST", "clear"): COORDINATOR, ("GET", "documents"): COORDINATOR,
    ("GET", "document"): SHOP, ("POST", "annul"): COORDINATOR,
}  # fmt: skip
WEEK = {"figure": "recovered", "week": "2026-W46", "revision": 1}
"""A week that is over, and closed for the first time."""


@dataclass
class House:
    """One of everything, and everybody who may ask for it."""

    askers: dict[str, APIClient]
    keys: dict[str, dict[str, object]]


@pytest.fixture
def house(
    anybody: APIClient, amina: Guest, bruno: Guest, doria: User, carla: User, stella: User, helper: Helper,
    lunch: Sitting, canteen: Canteen,
) -> House:  # fmt: skip
    fausto = helper("Fausto", Role.SHOP)
    shop = Shop.objects.create(canteen=canteen, name="Forno Fausto", kind=Shop.Kind.BAKERY)
    shop.people.add(fausto)
    set_email(amina, email="amina@example.org")
    booking = book(lunch, guest=amina)
    call, untold = to_say(canteen, booking)
    closure = Closure.objects.create(canteen=canteen, day=dt.date(2026, 12, 8), reason="Immacolata")
    dinner = Service.objects.create(canteen=canteen, meal=Meal.DINNER)
    feast = canteen.patron_days.create(name="Patrono", month=9, after_sunday=2)
    phone, _ = devices.invite(canteen, name="ingresso", by=carla)
    gift = receipt.load(log(shop, lines=[Line("Pane", "bread", 8_000)], client_ref="a"), failed_checks=[], by=None)
    lot = receipt.weigh(
        log(shop, lines=[Line("Patate", "vegetables", 9_000)], client_ref="p").lots.get(), gross=9_000, by=None
    )  # fmt: skip
    dish = kitchen.cook(lunch, name="Purè", portions=9, takes=[Take(lot, 3_000)], by=None)
    body = referrals.keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[])
    referral = referrals.refer(body, guest=amina, until=dt.date(2026, 12, 25))
    carriage = kitchen.send_off(dish, portions=5, celsius=Decimal(70))
    closing.confirm(canteen, parse_week("2026-W46"), by=carla)
    keys = {
        "kitchens": canteen.kitchens.create(name="San Francesco").pk,
        "cards/me/standing": standing.ask_for(amina, standing.Wish([1])).pk, "donations": gift.pk,
        "documents": gift.documents.get().pk,
        "lots": lot.pk, "dishes": dish.pk, "carriages": carriage.pk,
        "cards": amina.pk, "referrers": body.pk, "referrals": referral.pk,
        "sittings": lunch.pk, "bookings": booking.pk, "canteens": canteen.pk, "closures": closure.pk,
        "calls": call.pk, "to-tell": untold.pk,
        "services": dinner.pk, "patron-days": feast.pk,
        "notices": Notice.objects.values_list("pk", flat=True)[0], "devices": phone.pk, "shops": shop.pk,
    }  # fmt: skip
    askers = {
        "anybody": anybody, "amina": with_card(amina), "bruno": with_card(bruno), "doria": with_token(doria),
        "fausto": with_token(fausto), "carla": with_token(carla), "stella": with_token(stella),
    }  # fmt: skip
    return House(
        askers, {name: {"pk": key, "person": doria.pk, "code": "not_found", **WEEK} for name, key in keys.items()}
    )


def to_say(canteen: Canteen, booking: Booking) -> tuple[Notice, Untold]:
    """A call to be made, and a guest whom the door tells."""
    contact = Contact.objects.create(canteen=canteen, phone="3331234567")
    facts = Notice.objects.filter(kind="booking_confirmed").values_list("payload", flat=True)[0]
    outbox.post(
        key="booking:0:call", contact=contact, kind="sitting_changed", payload=facts, spoken=True,
        expires=booking.sitting.ends,
    )  # fmt: skip
    return Notice.objects.get(channel="call"), Untold.objects.create(
        booking=booking, kind="sitting_changed", noted=booking.created
    )


def address(name: str, house: House) -> str:
    route = next(str(pattern.pattern) for pattern in urlpatterns if pattern.name == name)
    of = max((prefix for prefix in house.keys if route.startswith(prefix)), key=len, default="")
    keys = house.keys.get(of, {"code": "not_found"})
    return "/api/v1/" + re.sub(r"<\w+:(\w+)>", lambda found: str(keys[found[1]]), route)


def test_every_route_is_in_the_table() -> None:
    served = {
        (method.upper(), pattern.name)
        for pattern in urlpatterns
        if pattern.name != "nowhere"
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(getattr(pattern.callback, "cls", None), method)
    }
    assert served == set(ROUTES)


@pytest.mark.parametrize(("method", "name"), ROUTES)
def test_who_is_let_in(method: str, name: str, house: House) -> None:
    """An empty request: whoever is let in gets an answer or is told what is missing, and nobody else gets so far."""
    where = address(name, house)
    answers = [house.askers[asker].generic(method, where, "{}", "application/json").status_code for asker in ASKERS]
    assert [_let_in(status) for status in answers] == list(ROUTES[method, name]), answers


def _let_in(status: int) -> int:
    return status if status in {401, 403, 404, 405, 415, 500} else 200


def test_the_routes_stand_below_the_version() -> None:
    assert get_resolver().resolve("/api/v1/sittings/").view_name == "api:days"
