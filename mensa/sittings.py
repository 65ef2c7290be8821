"""The calendar: sittings opened ahead from the canteen's local hours, days off, and changes that are told."""

import datetime as dt
from typing import Any

import holidays
from django.db import IntegrityError, transaction

from canteens.days import Period
from canteens.models import Canteen, Closure, Service
from canteens.pattern import Pattern
from mensa import standing, words
from mensa.alternatives import later
from mensa.booking import locked, promote, put
from mensa.kitchens import kitchen_of
from mensa.models import Booking, Sitting
from mensa.patterns import pattern_of, patterns
from mensa.refusals import (
    FULL,
    HoursNotPossible,
    MealServed,
    MealsPromised,
    NotPossibleNow,
    RoomFull,
    SeatsTaken,
    constraint,
)

PROPOSE_DAYS = 120
"""How far ahead holidays are proposed, so that a coordinator decides before anybody books."""


def open_ahead(canteen: Canteen) -> int:
    """Open the sittings that can be booked from now on; returns how many are new. Safe to run at any time, twice.

    A weekday outside the pattern and a day with a closure (decided, or still to be decided) get none. Standing
    bookings have their turn.
    """
    propose_holidays(canteen)
    today = canteen.today()
    shut = set(canteen.closures.exclude(state=Closure.State.DECLINED).values_list("day", flat=True))
    there = set(Sitting.objects.filter(canteen=canteen, day__gte=today).values_list("service", "day"))
    wanted = [
        (pattern, day)
        for pattern in patterns(canteen)
        for day in Period(today, _end(pattern)).days()
        if day.isoweekday() in pattern.weekdays and day not in shut and (pattern.served, day) not in there
    ]
    opened = [day for pattern, day in wanted if open_day(pattern, day)]
    standing.fill(canteen)
    return len(opened)


def open_day(pattern: Pattern, day: dt.date) -> Sitting | None:
    """The sitting of `day`, opened with the pattern's present settings if it is not there yet; to take away, or none
    at all, where its kitchen can't cook."""
    kitchen, closure = kitchen_of(pattern, day)
    if closure and closure.instead == closure.Instead.CANCEL:
        return None
    facts = plan(pattern, day) | {"kitchen": kitchen}
    if closure:
        more = facts["portions"] + facts["seats"]
        facts |= {"at_table": False, "reason": closure.reason, "portions": more}
    sitting, _ = Sitting.objects.get_or_create(canteen=pattern.room, day=day, service=pattern.served, defaults=facts)
    return sitting


def plan(pattern: Pattern, day: dt.date) -> dict[str, Any]:
    """Seats and instants of a sitting of `day`, from local times, so that noon stays noon over a clock change."""
    instant = pattern.room.instant
    opens = instant(day - dt.timedelta(days=pattern.booking_opens_days), dt.time())
    return {
        "starts": instant(day, pattern.starts), "ends": instant(day, pattern.ends),
        "booking_opens": opens, "booking_closes": instant(day, pattern.booking_closes),
        "release_at": instant(day, pattern.release_time), "seats": pattern.seats,
        "room_limit": pattern.room_limit, "kept_at_door": pattern.kept_at_door, "portions": pattern.portions,
        "anonymous_limit": share_of(pattern.room, pattern.seats - pattern.kept_at_door),
    }  # fmt: skip


def share_of(canteen: Canteen, seats: int) -> int:
    """The seats, of so many that can be booked, for cards that their own booking makes: a share, rounded up."""
    return -(-seats * canteen.anonymous_share // 100)


def _end(pattern: Pattern) -> dt.date:
    """The first day that can't be booked yet."""
    return pattern.room.today() + dt.timedelta(days=pattern.booking_opens_days + 1)


def propose_holidays(canteen: Canteen) -> None:
    """Propose holidays and feasts of the place that fall on an opening weekday as closed; a person decides.

    Source: the `holidays` package for Italy and the province, the canteen's own `PatronDay` rows for the place.
    """
    today = canteen.today()
    coming = Period(today, today + dt.timedelta(days=PROPOSE_DAYS + 1))
    weekdays = {weekday for pattern in patterns(canteen) for weekday in pattern.weekdays}
    proposals = [
        Closure(canteen=canteen, day=day, reason=name)
        for day, name in sorted(_feasts(canteen, range(today.year, coming.last.year + 1)).items())
        if coming.first <= day < coming.end and day.isoweekday() in weekdays
    ]
    Closure.objects.bulk_create(proposals, ignore_conflicts=True)


def _feasts(canteen: Canteen, years: range) -> dict[dt.date, str]:
    region = canteen.holiday_region or None
    known: dict[dt.date, str] = dict(
        holidays.country_holidays("IT", subdiv=region, years=years, language="it_IT").items()
    )
    own = [(day, feast.name) for feast in canteen.patron_days.all() for year in years if (day := feast.on(year))]
    return dict(own) | known


@transaction.atomic
def decide(closure: Closure, *, closed: bool) -> None:
    """Settle a day off. Closed: its sittings are cancelled and everyone booked is told. Open: it can be booked."""
    closure.state = Closure.State.CONFIRMED if closed else Closure.State.DECLINED
    closure.save(update_fields=["state"])
    if closed:
        sittings = Sitting.objects.filter(canteen=closure.canteen, day=closure.day, status=Sitting.Status.OPEN)
        for sitting in sittings.order_by("pk"):
            cancel(sitting, reason=closure.reason)
    elif closure.day >= closure.canteen.today():
        _open_again(closure)


def _open_again(closure: Closure) -> None:
    """What was cancelled for that day takes place, and what is served on its weekday is opened if it was not yet."""
    canteen, day = closure.canteen, closure.day
    cancelled = Sitting.objects.filter(canteen=canteen, day=day, status=Sitting.Status.CANCELLED)
    cancelled.update(status=Sitting.Status.OPEN, reason="")
    for pattern in patterns(canteen):
        if day < _end(pattern) and day.isoweekday() in pattern.weekdays:
            open_day(pattern, day)


def close_day(canteen: Canteen, day: dt.date, *, reason: str) -> None:
    """Shut on `day`: a closure, its sittings cancelled, everyone booked told."""
    with transaction.atomic():
        closure, _ = Closure.objects.get_or_create(canteen=canteen, day=day, defaults={"reason": reason})
        closure.reason = reason
        closure.save(update_fields=["reason"])
        decide(closure, closed=True)


@transaction.atomic
def cancel(sitting: Sitting, *, reason: str) -> None:
    """The sitting does not take place: every live booking is cancelled and told, once, with the reason."""
    sitting = locked(sitting)
    if sitting.status != Sitting.Status.OPEN:
        raise NotPossibleNow
    sitting.status, sitting.reason = Sitting.Status.CANCELLED, reason
    sitting.save(update_fields=["status", "reason"])
    others = later(sitting.canteen, after=sitting.day)
    for booking in _coming(sitting):
        words.cancelled(booking, reason=reason, others=others)
        put(booking, status=Booking.Status.CANCELLED, set_aside=False)


@transaction.atomic
def move(sitting: Sitting, *, starts: dt.time, ends: dt.time) -> None:
    """Move a sitting to other local hours of its day: its printed hours move with it, everyone booked is told once.

    Raises HoursNotPossible, NotPossibleNow.
    """
    if ends <= starts:
        raise HoursNotPossible
    sitting = locked(sitting)
    if sitting.status != Sitting.Status.OPEN:
        raise NotPossibleNow
    canteen = sitting.canteen
    shift = canteen.instant(sitting.day, starts) - sitting.starts
    sitting.starts, sitting.ends = canteen.instant(sitting.day, starts), canteen.instant(sitting.day, ends)
    sitting.release_at += shift
    sitting.booking_closes += shift
    sitting.save(update_fields=["starts", "ends", "release_at", "booking_closes"])
    if shift:
        others = later(sitting.canteen, after=sitting.day)
        for booking in _coming(sitting):
            words.changed(booking, others=others)


def set_seats(sitting: Sitting, *, seats: int, kept_at_door: int | None = None) -> list[Booking]:
    """Change the seats of one sitting; more of them promote the waiting list, and those promoted are returned.

    The room's limit is the present one of its meal, unless the sitting was opened with a higher one.
    Raises SeatsTaken where more seats than that are taken, RoomFull beyond the limit.
    """
    try:
        with transaction.atomic():
            sitting = locked(sitting)
            sitting.seats = seats
            sitting.room_limit = max(sitting.room_limit, pattern_of(sitting).room_limit)
            if seats > sitting.room:
                raise RoomFull(limit=sitting.room)
            sitting.kept_at_door = sitting.kept_at_door if kept_at_door is None else kept_at_door
            _keep_share(sitting)
            sitting.save(update_fields=["seats", "room_limit", "kept_at_door", "anonymous_limit"])
            return promote(sitting)
    except IntegrityError as refused:
        if constraint(refused) in FULL:
            raise SeatsTaken(taken=max(sitting.taken, sitting.ahead + sitting.kept_at_door)) from refused
        raise


def set_portions(sitting: Sitting, *, portions: int) -> None:
    """Change the meals to take away of one sitting. Raises MealsPromised where more than that are promised."""
    try:
        with transaction.atomic():
            sitting = locked(sitting)
            sitting.portions = portions
            sitting.save(update_fields=["portions"])
    except IntegrityError as refused:
        if constraint(refused) == "takeaway_within_portions":
            raise MealsPromised(taken=sitting.taken_away) from refused
        raise


def set_menu(sitting: Sitting, *, menu: str) -> None:
    """Write the one line that tells what there is to eat; it may stay empty."""
    Sitting.objects.filter(pk=sitting.pk).update(menu=menu.strip())


@transaction.atomic
def set_menus(menus: dict[Sitting, str]) -> None:
    """Write the line of several sittings, in the order of their numbers."""
    for sitting in sorted(menus, key=lambda one: one.pk):
        set_menu(sitting, menu=menus[sitting])


@transaction.atomic
def settle(pattern: Pattern, **settings: Any) -> list[Sitting]:
    """Change how a meal opens. New seats go to its coming sittings too; those left as they are, are returned.

    Where the seats stay the same, so do the sittings': one with seats of its own, or with a chair more, keeps them.
    """
    rows: Any = pattern.__class__._default_manager  # what a request holds is a lazy canteen, whose type is no model
    before = rows.select_for_update(no_key=True).get(pk=pattern.pk)
    for name, value in settings.items():
        setattr(pattern, name, value)
    pattern.save(update_fields=[*settings])
    if (before.seats, before.kept_at_door) != (pattern.seats, pattern.kept_at_door):
        return follow(pattern)
    if before.room.anonymous_share != pattern.room.anonymous_share:
        _follow_share(pattern.room)
    return []


def follow(pattern: Pattern) -> list[Sitting]:
    """Give a meal's present seats to each of its coming sittings; returns those left as they are, since more is
    taken."""
    left = []
    for sitting in Sitting.objects.coming(pattern.room).filter(service=pattern.served).order_by("pk"):
        try:
            set_seats(sitting, seats=pattern.seats, kept_at_door=pattern.kept_at_door)
        except (SeatsTaken, RoomFull):  # taken by guests; or the room by volunteers at the table
            left.append(sitting)
    return left


def _follow_share(canteen: Canteen) -> None:
    """Give the canteen's present share of new cards to every coming sitting; more of it promotes."""
    for sitting in Sitting.objects.coming(canteen).select_related("canteen").order_by("pk"):
        fresh = locked(sitting)
        _keep_share(fresh)
        fresh.save(update_fields=["anonymous_limit"])
        promote(fresh)


def _keep_share(sitting: Sitting) -> None:
    """The share of the seats it has now; never below what such cards hold: nobody loses a seat to a setting."""
    if sitting.anonymous_limit is not None:
        share = share_of(sitting.canteen, sitting.seats - sitting.kept_at_door)
        sitting.anonymous_limit = max(sitting.anonymous, share)


def serve(canteen: Canteen, **settings: Any) -> Service:
    """Serve one more meal a day; its sittings of the days that can be booked are opened at once.

    Raises MealServed where the canteen serves it already.
    """
    try:
        with transaction.atomic():
            service = Service.objects.create(canteen=canteen, **settings)
            open_ahead(canteen)
            return service
    except IntegrityError as refused:
        if constraint(refused) == "one_service_a_meal":
            raise MealServed from refused
        raise


def _coming(sitting: Sitting) -> list[Booking]:
    rows = sitting.bookings.filter(status__in=[Booking.Status.CONFIRMED, Booking.Status.WAITING])
    return list(rows.select_related("guest__contact", "sitting__canteen").order_by("pk"))
