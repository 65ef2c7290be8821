"""Standing bookings: *every Monday and Thursday until…*. The worker books each sitting as it opens.

Lock order as everywhere: the sitting first. The turn (`StandingDay`) is written under it, in the transaction of the
booking: once for each sitting, by a unique constraint, however many workers fill at once.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from canteens import clock
from canteens.errors import Refusal
from canteens.models import Canteen
from canteens.statements import ask, insertion_of_new, values_of_new
from guests.models import Guest
from mensa import words
from mensa.booking import Door, Kind, Status, book, cancel, is_over, locked, promote, put
from mensa.models import Booking, Sitting, StandingBooking, StandingDay
from mensa.refusals import DaysNotPossible, NotPossibleNow, PartyTooLarge

Turn = tuple[StandingBooking, Sitting]
COMING = [Status.CONFIRMED, Status.WAITING]


@dataclass(frozen=True)
class Wish:
    """What is asked for: ISO weekdays, how many, at the table or to take away, and until which day (None: open)."""

    weekdays: Sequence[int]
    party: int = 1
    kind: str = Kind.SEAT
    until: dt.date | None = None


def ask_for(guest: Guest, wish: Wish, *, door: str = Door.WEB) -> StandingBooking:
    """Write down the wish and book the sittings that are open already. Raises DaysNotPossible, PartyTooLarge."""
    canteen = guest.canteen
    _check(canteen, wish)
    standing: StandingBooking = StandingBooking.objects.create(
        guest=guest, weekdays=sorted(set(wish.weekdays)), party=wish.party, kind=wish.kind, until=wish.until, door=door,
        first=canteen.today(), created=clock.now(),
    )  # fmt: skip
    fill(canteen, only=standing)
    return standing


def _check(canteen: Canteen, wish: Wish) -> None:
    if not wish.weekdays or not set(wish.weekdays) <= set(canteen.weekdays):
        raise DaysNotPossible
    if wish.until and wish.until < canteen.today():
        raise DaysNotPossible
    if not 1 <= wish.party <= canteen.party_limit:
        raise PartyTooLarge(limit=canteen.party_limit)


def fill(canteen: Canteen, *, only: StandingBooking | None = None) -> list[Booking]:
    """Give every standing booking its turn at each open sitting of its days; safe to run at any time, twice.

    The earlier sitting first, and at each the order of asking; full means waiting, like for everybody. A day with a
    closure has no sitting, and a cancelled one takes nobody. Returns the bookings made.
    """
    return [made for turn in wanted(canteen, only=only) if (made := take_turn(*turn))]


def wanted(canteen: Canteen, *, only: StandingBooking | None = None) -> list[Turn]:
    """The turns nobody has taken yet, in order. A hint: `take_turn` asks again, under the sitting's lock."""
    going = StandingBooking.objects.going(canteen.today()).filter(guest__canteen=canteen)
    rows = (going.filter(pk=only.pk) if only else going).select_related("guest__contact", "guest__canteen")
    if not rows:
        return []
    open_now = [one for one in Sitting.objects.coming(canteen).select_related("canteen") if one.bookable]
    taken = set(StandingDay.objects.filter(sitting__in=open_now).values_list("standing", "sitting"))
    return [(row, one) for one in open_now for row in rows if row.wants(one) and (row.pk, one.pk) not in taken]


def take_turn(standing: StandingBooking, sitting: Sitting) -> Booking | None:
    """Book one sitting for a standing booking, once. None where its turn was taken before, it no longer wants the
    sitting (ended or paused since it was read), or the sitting can't be booked.
    """
    try:
        with transaction.atomic():
            fresh = locked(sitting)
            wish = _held(standing)
            if wish is None or not wish.wants(fresh):
                return None
            turn = StandingDay(standing=wish, sitting=fresh)
            if not ask(insertion_of_new(StandingDay, 1), values_of_new([turn])):
                return None
            made = book(fresh, guest=wish.guest, party=wish.party, kind=wish.kind, door=wish.door)
            StandingDay.objects.filter(standing=wish, sitting=fresh).update(booking=made)
            return made
    except Refusal:  # shut meanwhile, or no meal to take away is left: the next round asks again
        return None


def _held(standing: StandingBooking) -> StandingBooking | None:
    """The wish as it is now, held until the transaction ends: whoever ends it meanwhile waits, and then finds the
    booking to give back. None where its guest was forgotten."""
    rows = StandingBooking.objects.select_for_update(no_key=True, of=("self",))
    found: StandingBooking | None = (
        rows.select_related("guest__contact", "guest__canteen").filter(pk=standing.pk).first()
    )
    return found


def pause(standing: StandingBooking, *, free: bool) -> None:
    """Make no more bookings for now; `free` gives those already made back, else they stay."""
    _put(standing, paused=True)
    if free:
        give_back(standing)


def resume(standing: StandingBooking) -> None:
    """Go on: from the sittings that are open now, but for the days that had their turn."""
    _put(standing, paused=False)
    fill(standing.guest.canteen, only=standing)


def end(standing: StandingBooking, *, free: bool) -> None:
    """End it today; `free` gives the bookings already made back, else they stay."""
    _put(standing, until=standing.guest.canteen.today() - dt.timedelta(days=1))
    if free:
        give_back(standing)


def change(standing: StandingBooking, wish: Wish, *, follow: bool) -> list[Booking]:
    """Change the wish. `follow`: bookings already made follow it, else they stay as they are.

    To follow means: a day that is no longer wanted is given back, and one with another party is booked anew in the
    same transaction, before the waiting list moves up. Where the larger party does not fit, the day stays as it is:
    nobody loses a seat by asking for one more. Returns the days that so stayed. Raises as `ask_for`.
    """
    _check(standing.guest.canteen, wish)
    _put(standing, weekdays=sorted(set(wish.weekdays)), party=wish.party, kind=wish.kind, until=wish.until)
    stayed = [booking for booking in made(standing) if not _follow(standing, booking)] if follow else []
    fill(standing.guest.canteen, only=standing)
    return stayed


def made(standing: StandingBooking) -> list[Booking]:
    """The coming bookings that it made, sittings in id order."""
    rows = Booking.objects.filter(pk__in=standing.days.values("booking"), status__in=COMING)
    coming = rows.filter(sitting__ends__gt=clock.now(), sitting__status=Sitting.Status.OPEN)
    return list(coming.select_related("guest__contact", "sitting__canteen").order_by("sitting_id"))


def give_back(standing: StandingBooking) -> list[Booking]:
    """Give back every coming booking that it made; returns them."""
    return [cancel(booking) for booking in made(standing)]


@transaction.atomic
def _follow(standing: StandingBooking, booking: Booking) -> bool:
    """Whether this day now is as the wish wants it."""
    fresh = locked(booking.sitting)
    booking = Booking.objects.select_related("guest__contact").get(pk=booking.pk)
    booking.sitting = fresh
    if booking.status not in COMING or is_over(fresh):
        return True
    if not standing.wants(fresh):
        cancel(booking)
        return True
    if (booking.party, booking.kind) == (standing.party, standing.kind):
        return True
    return _swap(standing, booking)


def _swap(standing: StandingBooking, booking: Booking) -> bool:
    """The same day for another party. The sitting is locked: nobody comes in between."""
    sitting = booking.sitting
    if not sitting.bookable:
        return False
    try:
        with transaction.atomic():
            held = booking.status == Status.CONFIRMED
            put(booking, status=Status.CANCELLED, set_aside=False)
            words.withdraw(booking)
            fresh = locked(sitting)
            anew = book(fresh, guest=booking.guest, party=standing.party, kind=standing.kind, door=booking.door)
            if held and anew.status == Status.WAITING:
                raise NotPossibleNow
            StandingDay.objects.filter(standing=standing, sitting=sitting).update(booking=anew)
    except Refusal:
        return False
    promote(sitting)
    return True


def _put(standing: StandingBooking, **facts: object) -> None:
    for name, value in facts.items():
        setattr(standing, name, value)
    standing.save(update_fields=[*facts])


def of_guest(guest: Guest) -> list[StandingBooking]:
    """What a guest's page shows: what goes on, in the order of asking."""
    return list(guest.standing.going(guest.canteen.today()))


def of_canteen(canteen: Canteen) -> Iterable[StandingBooking]:
    """What staff sees: what goes on at a canteen, by card."""
    going = StandingBooking.objects.going(canteen.today()).filter(Q(guest__canteen=canteen))
    return going.select_related("guest").order_by("guest__code", "pk")
