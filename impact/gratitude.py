"""*Where your bread went*: what became of a shop's food, told to its people, and only what the ledger knows."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from canteens import clock
from canteens.days import Period, Week, week_of
from canteens.models import Canteen
from impact.closing import AT
from mensa.models import Booking, Sitting
from notices import outbox
from notices.staff import contact_of
from recovery.models import Dish, Donation, Movement, Shop

KIND = "shop_week"
LATELY = dt.timedelta(days=3)
"""A line of thanks speaks of food given so lately: over a Sunday, not of last week's."""
Kind = Movement.Kind


@dataclass(frozen=True)
class InDish:
    """Foods of a shop in a dish, and how many ate it: the plates counted at its sitting, at most its portions."""

    day: dt.date
    dish: str
    foods: tuple[str, ...]
    plates: int | None


@dataclass(frozen=True)
class Elsewhere:
    """Grams of a shop's food that went to another body (`to`), to animals or to the compost."""

    kind: str
    to: str
    grams: int


@dataclass(frozen=True)
class Became:
    """What a shop's food became in a period: `cooked` grams in dishes, and what went elsewhere."""

    cooked: int
    dishes: tuple[InDish, ...]
    elsewhere: tuple[Elsewhere, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: no such movement."""
        return not (self.dishes or self.elsewhere)


@dataclass(frozen=True)
class Thanks:
    """The line of the next afternoon: foods given on `given`, so many `days_ago`, the dish of today they were in, its
    plates."""

    given: dt.date
    days_ago: int
    foods: tuple[str, ...]
    dish: str
    plates: int


def became(shop: Shop, period: Period) -> Became:
    """What became of the food of `shop` on the local days of `period`, whenever it was given."""
    rows = _of(shop).filter(day__gte=period.first, day__lt=period.end)
    cooked = list(rows.filter(kind=Kind.COOKED).select_related("lot", "dish__sitting").order_by("pk"))
    gone: Counter[tuple[str, str]] = Counter()
    for kind, to, grams in rows.filter(kind__in=[Kind.PASSED_ON, Kind.ANIMALS, Kind.COMPOST]).values_list(
        "kind", "to", "grams"
    ):
        gone[kind, to] += grams
    elsewhere = tuple(Elsewhere(kind, to, grams) for (kind, to), grams in sorted(gone.items()))
    return Became(sum(row.grams for row in cooked), _dishes(cooked), elsewhere)


def thanks(shop: Shop) -> Thanks | None:
    """What to say to a shop this afternoon: a dish of today with what it gave lately; None before today's attendance
    is closed, when nobody knows yet how many ate, or where nothing of it was cooked."""
    today = shop.canteen.today()
    rows = _of(shop).filter(
        kind=Kind.COOKED, lot__donation__day__lt=today, lot__donation__day__gte=today - LATELY,
        dish__sitting__day=today, dish__sitting__status=Sitting.Status.CLOSED,
    )  # fmt: skip
    found = list(rows.select_related("lot__donation", "dish__sitting").order_by("-lot__donation__day", "-grams", "pk"))
    if not found:
        return None
    day, dish = found[0].lot.donation.day, found[0].dish
    same = [row for row in found if row.dish == dish and row.lot.donation.day == day]
    plates = _eaten(dish, _plates([dish.sitting])[dish.sitting.pk]) if dish else 0
    return Thanks(day, (today - day).days, _foods(same), dish.name, plates) if dish and plates else None


def _of(shop: Shop) -> QuerySet[Movement]:
    """What moved of the surplus that a shop gave: the European stock that comes the same way is nobody's gift."""
    gift = {"lot__donation__shop": shop, "lot__donation__origin": Donation.Origin.SURPLUS}
    return Movement.objects.filter(canteen=shop.canteen_id, **gift)


def post_week(canteen: Canteen) -> int:
    """Write to the people of each shop what its food of the last whole week became, from Monday 04:30 on, once; not
    where nothing moved. Returns how many mails there were to write."""
    week = week_of(canteen.today()).shifted(-1)
    monday = week.shifted(1).period
    if clock.now() < canteen.instant(monday.first, AT):
        return 0
    moved = Movement.objects.filter(canteen=canteen, day__gte=week.period.first, day__lt=week.period.end)
    shops = Shop.objects.filter(canteen=canteen, pk__in=moved.values("lot__donation__shop"), people__is_active=True)
    return sum(_post(shop, week) for shop in shops.select_related("canteen").distinct().order_by("pk"))


def _post(shop: Shop, week: Week) -> int:
    prefix = f"shop_week:{shop.pk}:{week}:"
    contacts = [contact_of(user, shop.canteen) for user in shop.people.filter(is_active=True).order_by("pk")]
    told = set(shop.canteen.notices.filter(key__startswith=prefix).values_list("contact", flat=True))
    untold = [contact for contact in contacts if contact.pk not in told and contact.email]
    if not untold or (story := became(shop, week.period)).empty:
        return 0
    for contact in untold:
        outbox.post(
            key=f"{prefix}{contact.pk}", contact=contact, kind=KIND, payload=_payload(shop, week, story),
            expires=shop.canteen.instant(week.shifted(1).period.end, AT),
        )  # fmt: skip
    return len(untold)


def _payload(shop: Shop, week: Week, story: Became) -> dict[str, Any]:
    plain = asdict(story)
    for dish in plain["dishes"]:
        dish["day"] = dish["day"].isoformat()
    return plain | {
        "shop": shop.name, "week": str(week), "first": week.period.first.isoformat(),
        "last": week.period.last.isoformat(), "url": reverse("shop_give", args=[shop.pk]),
    }  # fmt: skip


def _dishes(cooked: Sequence[Movement]) -> tuple[InDish, ...]:
    rows: dict[Dish, list[Movement]] = defaultdict(list)
    for row in cooked:
        if row.dish:
            rows[row.dish].append(row)
    plates = _plates([dish.sitting for dish in rows])
    made = [
        InDish(dish.sitting.day, dish.name, _foods(some), _eaten(dish, plates[dish.sitting_id]))
        for dish, some in rows.items()
    ]
    return tuple(sorted(made, key=lambda one: one.day))


def _foods(rows: Sequence[Movement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.lot.food for row in rows))


def _eaten(dish: Dish, plates: int | None) -> int | None:
    return None if plates is None else min(plates, dish.portions - (dish.left_over or 0))


def _plates(sittings: Sequence[Sitting]) -> dict[int, int | None]:
    """Plates counted at each sitting; None while its attendance is open."""
    came = dict(
        Sitting.objects.filter(pk__in=[sitting.pk for sitting in sittings]).order_by()
        .annotate(came=Coalesce(Sum("bookings__came", filter=Q(bookings__status=Booking.Status.SEATED)), 0))
        .values_list("pk", "came")
    )  # fmt: skip
    closed = Sitting.Status.CLOSED
    counted = {one.pk: came[one.pk] if one.counted is None else one.counted for one in sittings}
    return {one.pk: counted[one.pk] if one.status == closed else None for one in sittings}
