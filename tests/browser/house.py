"""A house in which every page has something to show: Monday noon, a full Tuesday, a shop that gave this morning."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from canteens import devices
from canteens.models import Canteen, Closure, Device, Kitchen, Role, User
from canteens.pattern import Meal
from canteens.staff import take_in
from guests import care, referrals
from guests.merging import merge
from guests.models import Guest, Referrer
from guests.register import new_card, set_alias
from guests.talks import begin
from mensa import door, needs, plates, sittings, standing, volunteers
from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from mensa.words import reach, remind_by_email
from notices import outbox
from recovery import documents, kitchen, receipt
from recovery.donations import Line, in_crates, log
from recovery.models import Carriage, Category, Donation, Lot, Shop, TransportDocument, UsualItem
from recovery.stock import Take
from restituzione import giving
from tests.browser.conftest import Watch

PASSWORD = "quattro parole a caso"


@dataclass(frozen=True)
class House:
    """Who and what a page can be about."""

    canteen: Canteen
    monday: Sitting
    tuesday: Sitting
    bookings: dict[str, Booking]
    anna: User
    sara: User
    shop: Shop
    donation: Donation
    document: TransportDocument
    token: str
    secret: str
    carriage: Carriage
    lots: list[Lot]


def furnish(watch: Watch, settings: Any) -> House:
    """Live from Friday to Monday, five past twelve, through the product's own verbs."""
    settings.EMAIL_BACKEND = "notices.kept.Backend"
    canteen = Canteen.objects.create(name="Reciprocamensa", place="Cittadella del Volontariato, Chieri")
    canteen.kitchens.create(name="San Francesco", address="via San Francesco, Chieri")
    sittings.open_ahead(canteen)
    sittings.propose_holidays(canteen)
    monday, tuesday = Sitting.objects.coming(canteen).filter(day__gte="2026-11-23")[:2]
    anna, sara = helper(canteen, "anna", Role.COORDINATOR), helper(canteen, "sara", Role.SHOP)
    bookings = _book(monday, tuesday)
    _say_needs(bookings)
    _decide(canteen)
    watch.set("2026-11-23T11:50")
    outbox.tick()
    shop, donation = _give(canteen, sara)
    token, secret = _phones(canteen, anna)
    _send_people(canteen, tuesday)
    watch.set("2026-11-23T12:05")
    door.seat(bookings["seated"])
    door.walk_in(monday)
    lots, carriage = _cook(monday)
    document = _annulled(donation, anna)
    _dine(canteen)
    _care_and_give(bookings["confirmed"].guest)
    return House(
        canteen, monday, tuesday, bookings, anna, sara, shop, donation, document, token, secret, carriage, lots
    )  # fmt: skip


def _care_and_give(guest: Guest | None) -> None:
    """Somebody is missed, and likes to water the garden."""
    assert guest
    set_alias(guest, alias="Mina")
    care.let_ask(guest, agreed=True)
    care.raise_note(guest)
    words = {"it": "Annaffiare l'orto", "ar": "سقي الحديقة"}
    giving.join(giving.offer(guest.canteen, kind="garden", words=words, when="martedì"), guest=guest)


def helper(canteen: Canteen, name: str, role: Role) -> User:
    """Somebody who helps, and can sign in."""
    user = take_in(canteen, email=f"{name}@example.org", name=name.title(), roles=[role])
    user.set_password(PASSWORD)
    user.save()
    return user


def _card(canteen: Canteen, code: str, email: str = "") -> Guest:
    guest = new_card(canteen)
    guest.code = code
    guest.save()
    if email:
        remind_by_email(guest, email=email)
    return guest


def _book(monday: Sitting, tuesday: Sitting) -> dict[str, Booking]:
    canteen = monday.canteen
    sittings.set_menu(tuesday, menu="pasta e ceci · insalata")
    sittings.set_seats(tuesday, seats=5, kept_at_door=1)
    told = _card(canteen, "170010005", email="bruno@example.org")
    made = {
        "seated": book(monday, guest=_card(canteen, "428103957"), party=3),
        "missed": book(monday, guest=_card(canteen, "080020003")),
        "confirmed": book(tuesday, guest=told, party=3),
        "gone": book(tuesday, guest=_card(canteen, "310330007")),
    }
    cancel(made["gone"])
    standing.ask_for(told, standing.Wish([2, 4], party=2))
    for _ in range(4):
        book(monday, device=UUID(int=7))
        book(tuesday, device=UUID(int=7))
    return made | {"waiting": book(tuesday, guest=_card(canteen, "550480006"), party=2)}


def _send_people(canteen: Canteen, tuesday: Sitting) -> None:
    """Elena's consortium told three people of us: one until Christmas, one until Saturday, one until today; a fourth
    has two cards and two bookings, and a fifth is new: with two of them it is time to talk."""
    elena = helper(canteen, "elena", Role.REFERRER)
    body = referrals.keep(Referrer(canteen=canteen), name="Consorzio", kind="consortium", people=[elena])
    today = canteen.today()
    for code, days, reference in (("611203441", 32, "12/B"), ("204557199", 5, ""), ("933018266", 0, "")):
        sent = _card(canteen, code)
        referrals.refer(body, guest=sent, until=today + dt.timedelta(days=days), reference=reference)
    one, other = _card(canteen, "720154383"), _card(canteen, "056231978")
    for guest in (one, other):
        book(tuesday, guest=guest)
    merge(other, into=one)
    begin(_card(canteen, "348890127"))
    Guest.objects.exclude(temporary_until=None).update(temporary_until=today)


def _dine(canteen: Canteen) -> None:
    """Mondays have a dinner too; the place has a feast of its own."""
    parish = Kitchen.objects.create(canteen=canteen, name="Parrocchia di San Francesco")
    sittings.serve(
        canteen, meal=Meal.DINNER, weekdays=[1], starts=dt.time(19), ends=dt.time(20, 30), release_time=dt.time(19, 30),
        booking_closes=dt.time(17), seats=12, kept_at_door=2, kitchen=parish,
    )  # fmt: skip
    canteen.patron_days.create(name="Beata Vergine delle Grazie", month=9, after_sunday=2)


def _say_needs(bookings: dict[str, Booking]) -> None:
    """High chairs, plates decided and not yet, and two volunteers who eat with the guests."""
    needs.ask(bookings["confirmed"], high_chairs=1, step_free=1)
    plates.ask(bookings["confirmed"], needs=["gluten", "milk"], agreed=True, remember=True)
    plates.ask(bookings["confirmed"], needs=["pork"], agreed=True)
    plates.answer(bookings["confirmed"].sitting, needs=["gluten", "milk"], possible=True)
    plates.ask(bookings["waiting"], needs=["vegetarian"], people=2, agreed=True)
    plates.ask(bookings["seated"], needs=["halal"], people=2, agreed=True)
    plates.answer(bookings["seated"].sitting, needs=["halal"], possible=False)
    volunteers.expect(bookings["seated"].sitting, count=2)


def _decide(canteen: Canteen) -> None:
    """Christmas is settled; other holidays wait for somebody. One lunch was cancelled."""
    for closure in Closure.objects.filter(canteen=canteen, day__month=12, day__day=25):
        sittings.decide(closure, closed=True)
    last = Sitting.objects.coming(canteen).last()
    if last:
        called = _card(canteen, "660660005")
        reach(called, email="", phone="333 123 4567")
        for guest in (called, _card(canteen, "770770008")):
            book(last, guest=guest)
        sittings.cancel(last, reason="manca l'acqua")


def _give(canteen: Canteen, sara: User) -> tuple[Shop, Donation]:
    shop = Shop.objects.create(
        canteen=canteen, name="Panetteria del Borgo", kind=Shop.Kind.BAKERY, collected_at=dt.time(19, 40)
    )
    shop.people.add(sara)
    bread = UsualItem.objects.create(shop=shop, food="Pane", category=Category.BREAD, crate_grams=4000)
    UsualItem.objects.create(shop=shop, food="Focaccia", category=Category.BREAD, crate_grams=3000)
    UsualItem.objects.create(
        shop=shop, food="Fette biscottate", category=Category.BREAD, crate_grams=5000, date_mark="best_before"
    )
    other = Shop.objects.create(canteen=canteen, name="Cascina Tre Noci", kind=Shop.Kind.FARM)
    _bring_in(other)
    _wait_for_the_van(canteen)
    log(other, lines=[Line("Zucchine", Category.VEGETABLES, 18_500)], client_ref="first")
    return shop, log(shop, lines=[in_crates(bread, crates=2)], client_ref="second")


def _bring_in(shop: Shop) -> None:
    """On the scale: apples taken in, biscuits kept apart, pears to come; the shop's own eggs were refused."""
    lines = [
        Line("Mele", Category.FRUIT, 9_000), Line("Biscotti", Category.PASTRY, 3_000, date_mark="best_before"),
        Line("Pere", Category.FRUIT, 6_000, 1), Line("Uova", Category.EGGS, 2_000),
    ]  # fmt: skip
    donation = receipt.load(log(shop, lines=lines, client_ref="brought"), failed_checks=["packaging"], by=None)
    apples, biscuits, _pears, eggs = donation.lots.order_by("pk")
    receipt.weigh(apples, gross=9_400, tare=800, by=None)
    receipt.weigh(biscuits, gross=3_100, by=None)
    receipt.refuse(eggs, reason="damaged", by=None)


def _wait_for_the_van(canteen: Canteen) -> None:
    """The butcher offers meat, which needs its temperature; the bar is passed on Mondays anyway and was shut."""
    butcher = Shop.objects.create(
        canteen=canteen, name="Macelleria Sandri", address="via Vittorio Emanuele 12, Chieri",
        telephone="011 942 00 00", arrival_notes="Suona sul retro", collected_at=dt.time(14, 30), crates_lent=3,
    )  # fmt: skip
    meat = Line("Spezzatino di manzo", Category.MEAT, 5_000, date_mark="use_by", marked_day=dt.date(2026, 11, 25))
    log(butcher, lines=[meat, Line("Salsiccia", Category.MEAT, 3_000, 1)], client_ref="meat")
    bar = Shop.objects.create(canteen=canteen, name="Bar Centrale", collected_on=[1], collected_at=dt.time(10))
    receipt.stop(bar, outcome="closed", by=None)


def _cook(monday: Sitting) -> tuple[list[Lot], Carriage]:
    """A pantry with something of each kind, and a dish that is on its way."""
    shop = Shop.objects.get(name="Cascina Tre Noci")
    lines = [
        Line("Patate", Category.VEGETABLES, 10_000), Line("Sedano", Category.VEGETABLES, 3_000, kind="celery"),
        Line("Lardo", Category.MEAT, 900, kind="dairy_hard", allergens=(), contents=("pork", "alcohol")),
        Line("Torta di noci", Category.PASTRY, 2_000),
    ]  # fmt: skip
    donation = log(shop, lines=lines, client_ref="kitchen")
    lots = [receipt.weigh(lot, gross=lot.declared_grams, by=None) for lot in donation.lots.order_by("pk")]
    takes = [Take(lots[0], 4_000), Take(lots[1], 1_000), Take(lots[2], 400)]
    dish = kitchen.cook(monday, name="Minestrone della casa", portions=27, takes=takes, by=None)
    kitchen.cook(monday, name="Patate al forno", portions=20, takes=[Take(lots[0], 3_000)], by=None)
    return lots, kitchen.send_off(dish, portions=27, celsius=Decimal("71.5"))


def _annulled(donation: Donation, anna: User) -> TransportDocument:
    """The document that took the donation's first one back."""
    document = documents.issue(donation, by=anna)
    return documents.annul(document, why="le casse erano tre", by=anna)


def _phones(canteen: Canteen, anna: User) -> tuple[str, str]:
    """The token of the phone at the entrance, and the secret of a link that nobody has opened yet."""
    _device, first = devices.invite(canteen, name="Ingresso", by=anna)
    token = devices.enrol(first)[1]
    lost = devices.invite(canteen, name="Vecchio telefono", by=anna)[0]
    devices.revoke(Device.objects.get(pk=lost.pk))
    return token, devices.invite(canteen, name="Lucia", by=anna)[1]
