"""What a coordinator is asked to look at today, about food."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from canteens.models import Canteen
from mensa.models import Sitting
from recovery.models import Dish, Lot

TO_WEIGH, APART = Q(state=Lot.State.OFFERED), Q(state=Lot.State.QUARANTINED, left_grams__gt=0)


@dataclass(frozen=True)
class Food:
    """Lots that wait for the scale, at the shops' word, and lots held apart until somebody decides; in grams too."""

    to_weigh: int
    to_weigh_grams: int
    apart: int
    apart_grams: int


@dataclass(frozen=True)
class Cooked:
    """What has been cooked for a sitting so far."""

    dishes: int
    portions: int


def food(canteen: Canteen) -> Food:
    """The food of `canteen` that waits for a person."""
    sums = {
        "to_weigh": Count("pk", filter=TO_WEIGH), "to_weigh_grams": Sum("declared_grams", filter=TO_WEIGH, default=0),
        "apart": Count("pk", filter=APART), "apart_grams": Sum("left_grams", filter=APART, default=0),
    }  # fmt: skip
    return Food(**Lot.objects.filter(TO_WEIGH | APART, donation__canteen=canteen).order_by().aggregate(**sums))


def cooked(sitting: Sitting) -> Cooked:
    """The dishes of `sitting` and their portions."""
    sums = Dish.objects.filter(sitting=sitting).order_by()
    return Cooked(**sums.aggregate(dishes=Count("pk"), portions=Sum("portions", default=0)))
