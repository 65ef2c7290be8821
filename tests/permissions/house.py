"""Two canteens with one of everything, everybody who may ask, and what a route's address may name."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.signing import get_cookie_signer
from django.http import HttpResponse
from django.test import Client
from knox.models import AuthToken

from canteens import clock, devices
from canteens.days import parse_week
from canteens.models import Canteen, Closure, Role, Service, User
from canteens.pattern import Meal
from canteens.staff import deactivate, take_in
from guests import care, referrals
from guests.merging import merge
from guests.models import Guest, Referrer
from guests.register import new_card, set_alias
from impact import closing
from mensa import standing
from mensa.booking import book
from mensa.models import Booking, Sitting, Tap, Untold
from mensa.sittings import plan
from mensa.words import remind_by_email
from notices import outbox
from notices.models import Contact, KeptMail, Notice
from recovery import kitchen, receipt, shop_links
from recovery.donations import Line, log
from recovery.models import Shop
from recovery.stock import Take
from restituzione import giving
from tests.conftest import FRIDAY, MONDAY
from tests.permissions.rules import ASKERS, OURS, THEIRS
from web import door_access, guest_phone, shop_access
from web.card_sheets import sealed as sealed_cards
from web.door_receipt import sealed

ALWAYS: dict[str, Any] = {
    "language": "ar",
    "figure": "recovered",
    "week": "2026-W46",
    "revision": 1,
    "code": "bread",
    "purpose": "guest",
}
"""What stands in addresses and is no canteen's own, by the name that routes give it."""
PASSWORD = {"uidb64": "MQ", "token": "wrong"}
Thing = dict[str, Any]


@dataclass
class House:
    """`things[whose][thing]` is what an address of that thing needs."""

    askers: dict[str, Client]
    things: dict[str, dict[str, Thing]]


@contextmanager
def built() -> Iterator[House]:
    """Furnished on a Friday; in the block it is Monday noon."""
    friday = clock.at(dt.datetime.combine(FRIDAY, dt.time(8), dt.UTC))
    with friday:
        ours, theirs = (Canteen.objects.create(name=name, place="Chieri") for name in ("Sala", "Altra sala"))
        amina, bruno, zoe = new_card(ours), new_card(ours), new_card(theirs)
        things = {OURS: _furnished(ours, amina), THEIRS: _furnished(theirs, zoe)}
    things[THEIRS]["my_offer"] = {"token": amina.token} | things[THEIRS]["offer"]
    things[THEIRS]["my_standing"] = {"token": amina.token} | things[THEIRS]["standing"]
    # Another's link, with the number of a booking that is not hers.
    things[THEIRS]["ticket"] = {"token": bruno.token, "pk": things[OURS]["booking"]["pk"]}
    with clock.at(ours.instant(MONDAY, dt.time(12))):
        askers = _askers(ours, theirs, shop=Shop.objects.get(canteen=ours), cards=[amina, bruno])
        body = Referrer.objects.get(canteen=ours)
        referrals.keep(body, name=body.name, kind=body.kind, people=[User.objects.get(name="referrer")])
        yield House(askers, things)


def _furnished(canteen: Canteen, guest: Guest) -> dict[str, Thing]:
    """What addresses name, all of one canteen."""
    helper = take_in(canteen, email=f"helper{canteen.pk}@example.org", name="Elio", roles=[Role.DOOR])
    lunch = Sitting.objects.create(canteen=canteen, day=MONDAY, **plan(canteen, MONDAY))
    booking = book(lunch, guest=guest)
    remind_by_email(guest, email=f"{guest.code}@example.org")
    notice = Notice.objects.filter(canteen=canteen).order_by("pk")[0]
    letter = KeptMail.objects.create(notice=notice, to="a@example.org", subject="s", text="t", kept_at=clock.now())
    closure = Closure.objects.create(canteen=canteen, day=dt.date(2026, 12, 8), reason="Immacolata")
    closing.confirm(canteen, parse_week("2026-W46"), by=helper)
    device, _secret = devices.invite(canteen, name="ingresso", by=helper)
    with clock.at(canteen.instant(MONDAY, dt.time(11, 55))):
        _waiting, secret = devices.invite(canteen, name="secondo", by=helper)
    set_alias(guest, alias="Mina")
    asked = standing.ask_for(guest, standing.Wish([1]))
    call, untold = _to_say(booking)
    offer = giving.offer(canteen, kind="garden", words={"it": "L'orto"})
    numbers = {
        "canteen": canteen, "sitting": lunch, "booking": booking, "notice": notice, "letter": letter,
        "closure": closure, "device": device, "helper": helper, "care_note": care.raise_note(guest), "offer": offer,
        "hand": giving.join(offer, guest=guest), "guest": guest, "standing": asked, "call": call, "untold": untold,
        "tap": _tap(lunch),
        "service": Service.objects.create(canteen=canteen, meal=Meal.DINNER),
        "patron_day": canteen.patron_days.create(name="Patrono", month=9, after_sunday=2),
        "kitchen": canteen.kitchens.create(name="San Francesco"),
    }  # fmt: skip
    return {name: {"pk": row.pk} for name, row in numbers.items()} | _food(lunch) | _sent(guest) | {
        "my_standing": {"token": guest.token, "pk": asked.pk}, "consent": {"token": guest.token, "purpose": "alias"},
        "double": {"pk": guest.pk, "booking": booking.pk}, "booked_phone": {"pk": lunch.pk, "booking": booking.pk},
        "ticket": {"token": guest.token, "pk": booking.pk}, "person": {"pk": canteen.pk, "person": helper.pk},
        "place": {"place": canteen.pk}, "seal": {"seal": sealed(booking, new_card=False)},
        "invitation": {"secret": secret},
        "card": {"token": guest.token}, "my_offer": {"token": guest.token, "pk": offer.pk},
        "password": PASSWORD, "problem": {"code": "not_found"},
    }  # fmt: skip


def _sent(guest: Guest) -> dict[str, Thing]:
    """By a body; and a second card of the same person."""
    body = referrals.keep(Referrer(canteen=guest.canteen), name="Consorzio", kind="consortium", people=[])
    referral = referrals.refer(body, guest=guest, until=dt.date(2026, 12, 25))
    second = new_card(guest.canteen)
    merge(second, into=guest)
    return {
        "referrer": {"pk": body.pk}, "referral": {"pk": referral.pk}, "merged": {"pk": guest.pk, "other": second.pk},
        "card_seal": {"seal": sealed_cards([guest])},
    }  # fmt: skip


def _to_say(booking: Booking) -> tuple[Notice, Untold]:
    """A call to be made, and a guest whom the door tells."""
    canteen = booking.sitting.canteen
    contact = Contact.objects.create(canteen=canteen, phone="3331234567")
    facts = Notice.objects.filter(canteen=canteen, kind="booking_confirmed").values_list("payload", flat=True)[0]
    outbox.post(
        key=f"booking:{booking.pk}:call", contact=contact, kind="sitting_changed", payload=facts, spoken=True,
        expires=booking.sitting.ends,
    )  # fmt: skip
    call = Notice.objects.get(channel="call", contact=contact)
    return call, Untold.objects.create(booking=booking, kind="sitting_changed", noted=booking.created)


def _tap(lunch: Sitting) -> Tap:
    """What a phone did without network, to be looked at."""
    return Tap.objects.create(
        sitting=lunch, client_ref=uuid4(), verb=Tap.Verb.WALK_IN, outcome=Tap.Outcome.CONFLICT, tapped=lunch.starts,
        applied=lunch.starts,
    )  # fmt: skip


def _food(lunch: Sitting) -> dict[str, Thing]:
    """A shop and what became of its food."""
    shop = Shop.objects.create(canteen=lunch.canteen, name="Forno", kind=Shop.Kind.BAKERY)
    gift = receipt.load(log(shop, lines=[Line("Pane", "bread", 8_000)], client_ref="a"), failed_checks=[], by=None)
    potatoes = log(shop, lines=[Line("Patate", "vegetables", 9_000)], client_ref="p").lots.get()
    lot = receipt.weigh(potatoes, gross=9_000, by=None)
    dish = kitchen.cook(lunch, name="Purè", portions=9, takes=[Take(lot, 3_000)], by=None)
    carriage = kitchen.send_off(dish, portions=5, celsius=Decimal(70))
    numbers = {
        "shop": shop, "donation": gift, "document": gift.documents.get(), "lot": lot, "dish": dish,
        "carriage": carriage,
    }  # fmt: skip
    return {name: {"pk": row.pk} for name, row in numbers.items()} | {
        "shop_link": {"link": shop_links.link_of(shop)},
    }


def _askers(ours: Canteen, theirs: Canteen, *, shop: Shop, cards: list[Guest]) -> dict[str, Client]:
    other_shop = Shop.objects.create(canteen=ours, name="Mercato", kind=Shop.Kind.MARKET)
    roles = {role.value: (ours, role) for role in Role} | {
        "other_shop": (ours, Role.SHOP), "elsewhere": (theirs, Role.COORDINATOR), "inactive": (ours, Role.COORDINATOR),
    }  # fmt: skip
    people = {
        name: take_in(where, email=f"{name}@example.org", name=name, roles=[role])
        for name, (where, role) in roles.items()
    }
    shop.people.add(people["shop"])
    other_shop.people.add(people["other_shop"])
    askers = {"stranger": Client(), "phone": _door_phone(ours), "shop_phone": _shop_phone(shop)}
    askers |= {name: _card(guest) for name, guest in zip(("amina", "bruno"), cards, strict=True)}
    askers |= {name: _signed_in(user) for name, user in people.items()}
    deactivate(people["inactive"], canteen=ours)
    return {name: askers[name] for name in ASKERS}


def _card(guest: Guest) -> Client:
    """A guest's phone, and her own programme."""
    client = Client(headers={"authorization": f"Card {guest.token}"})
    signer = get_cookie_signer(salt=guest_phone.COOKIE + guest_phone.COOKIE)
    client.cookies[guest_phone.COOKIE] = signer.sign(guest.token)
    return client


def _signed_in(user: User) -> Client:
    """In a browser and in a programme."""
    client = Client(headers={"authorization": f"Token {AuthToken.objects.create(user=user)[1]}"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _door_phone(canteen: Canteen) -> Client:
    _device, secret = devices.invite(canteen, name="porta", by=None)
    _device, token = devices.enrol(secret)
    client = Client()
    client.cookies[door_access.COOKIE] = door_access.keep_token(HttpResponse(), token).cookies["door"].value
    return client


def _shop_phone(shop: Shop) -> Client:
    client = Client()
    answer = shop_access.remember(HttpResponse(), shop_links.link_of(shop))
    client.cookies[shop_access.COOKIE] = answer.cookies[shop_access.COOKIE].value
    return client
