"""The calendar: sittings opened ahead from the canteen's local hours, days off, and changes that are told."""

import datetime as dt
from typing import Any

import holidays
from django.db import IntegrityError, transaction

from canteens.models import Canteen, Closure
from mensa import standing, words
from mensa.alternatives import later
from mensa.booking import locked, promote, put
from mensa.kitchens import kitchen_of
from mensa.models import Booking, Sitting
from mensa.refusals import FULL, HoursNotPossible, NotPossibleNow, RoomFull, SeatsTaken, constraint

PROPOSE_DAYS = 120
"""How far ahead holidays are proposed, so that a coordinator decides before anybody books."""


def open_ahead(canteen: Canteen) -> int:
    """Open the sittings that can be booked from now on; returns how many are new. Safe to run at any time, twice.

    A weekday outside the pattern and a day with a closure (decided, or still to be decided) get none. Standing
    bookings have their turn.
    """
    propose_holidays(canteen)
    today = canteen.today()
    days = [today + dt.timedelta(days=offset) for offset in range(canteen.booking_opens_days + 1)]
    shut = set(canteen.closures.exclude(state=Closure.State.DECLINED).values_list("day", flat=True))
    there = set(Sitting.objects.filter(canteen=canteen, day__gte=today).values_list("day", flat=True))
    wanted = [day for day in days if day.isoweekday() in canteen.weekdays and day not in shut | there]
    opened = [day for day in wanted if open_day(canteen, day)]
    standing.fill(canteen)
    return len(opened)


def open_day(canteen: Canteen, day: dt.date) -> Sitting | None:
    """The lunch of `day`, opened with the canteen's present settings if it is not there yet; to take away, or none at
    all, where its kitchen can't cook."""
    kitchen, closure = kitchen_of(canteen, day)
    if closure and closure.instead == closure.Instead.CANCEL:
        return None
    facts = plan(canteen, day) | {"kitchen": kitchen}
    if closure:
        more = facts["portions"] + facts["seats"]
        facts |= {"at_table": False, "reason": closure.reason, "portions": more}
    sitting, _ = Sitting.objects.get_or_create(canteen=canteen, day=day, service=Sitting.Service.LUNCH, defaults=facts)
    return sitting


def plan(canteen: Canteen, day: dt.date) -> dict[str, Any]:
    """Seats and instants of a sitting of `day`, from local times, so that noon stays noon over a clock change."""
    opens = canteen.instant(day - dt.timedelta(days=canteen.booking_opens_days), dt.time())
    return {
        "starts": canteen.instant(day, canteen.starts), "ends": canteen.instant(day, canteen.ends),
        "booking_opens": opens, "booking_closes": canteen.instant(day, canteen.booking_closes),
        "release_at": canteen.instant(day, canteen.release_time), "seats": canteen.seats,
        "room_limit": canteen.room_limit, "kept_at_door": canteen.kept_at_door, "portions": canteen.portions,
        "anonymous_limit": share_of(canteen, canteen.seats - canteen.kept_at_door),
    }  # fmt: skip


def share_of(canteen: Canteen, seats: int) -> int:
    """The seats, of so many that can be booked, for cards that their own booking makes: a share, rounded up."""
    return -(-seats * canteen.anonymous_share // 100)


def propose_holidays(canteen: Canteen) -> None:
    """Propose Italian holidays of an opening weekday as closed; a person decides. Source: the `holidays` package."""
    today = canteen.today()
    last = today + dt.timedelta(days=PROPOSE_DAYS)
    known = holidays.country_holidays(
        "IT", subdiv=canteen.holiday_region or None, years=range(today.year, last.year + 1), language="it_IT"
    )
    proposals = [
        Closure(canteen=canteen, day=day, reason=name)
        for day, name in sorted(known.items())
        if today <= day <= last and day.isoweekday() in canteen.weekdays
    ]
    Closure.objects.bulk_create(proposals, ignore_conflicts=True)


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
    canteen = closure.canteen
    if closure.day <= canteen.today() + dt.timedelta(days=canteen.booking_opens_days):
        open_day(canteen, closure.day)
        Sitting.objects.filter(canteen=canteen, day=closure.day, status=Sitting.Status.CANCELLED).update(
            status=Sitting.Status.OPEN, reason=""
        )


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

    The room's limit is the canteen's present one, unless the sitting was opened with a higher one.
    Raises SeatsTaken where more seats than that are taken, RoomFull beyond the limit.
    """
    try:
        with transaction.atomic():
            sitting = locked(sitting)
            sitting.seats = seats
            sitting.room_limit = max(sitting.room_limit, sitting.canteen.room_limit)
            if seats > sitting.room_limit:
                raise RoomFull(limit=sitting.room_limit)
            sitting.kept_at_door = sitting.kept_at_door if kept_at_door is None else kept_at_door
            _keep_share(sitting)
            sitting.save(update_fields=["seats", "room_limit", "kept_at_door", "anonymous_limit"])
            return promote(sitting)
    except IntegrityError as refused:
        if constraint(refused) in FULL:
            raise SeatsTaken(taken=max(sitting.taken, sitting.ahead + sitting.kept_at_door)) from refused
        raise


def set_menu(sitting: Sitting, *, menu: str) -> None:
    """Write the one line that tells what there is to eat; it may stay empty."""
    Sitting.objects.filter(pk=sitting.pk).update(menu=menu.strip())


@transaction.atomic
def settle(canteen: Canteen, **settings: Any) -> list[Sitting]:
    """Change a canteen's settings. New seats go to the coming sittings too; those left as they are, are returned.

    Where the seats stay the same, so do the sittings': one with seats of its own, or with a chair more, keeps them.
    """
    before = Canteen.objects.select_for_update(no_key=True).get(pk=canteen.pk)
    for name, value in settings.items():
        setattr(canteen, name, value)
    canteen.save(update_fields=[*settings])
    if (before.seats, before.kept_at_door) != (canteen.seats, canteen.kept_at_door):
        return follow_canteen(canteen)
    if before.anonymous_share != canteen.anonymous_share:
        _follow_share(canteen)
    return []


def follow_canteen(canteen: Canteen) -> list[Sitting]:
    """Give the canteen's present seats to every coming sitting; returns those left as they are, since more is taken."""
    left = []
    for sitting in Sitting.objects.coming(canteen).order_by("pk"):
        try:
            set_seats(sitting, seats=canteen.seats, kept_at_door=canteen.kept_at_door)
        except SeatsTaken:
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


def _coming(sitting: Sitting) -> list[Booking]:
    rows = sitting.bookings.filter(status__in=[Booking.Status.CONFIRMED, Booking.Status.WAITING])
    return list(rows.select_related("guest__contact", "sitting__canteen").order_by("pk"))
