"""Rules of food are dated: a change is a version of its own, and what held stays."""

import datetime as dt
from decimal import Decimal

import pytest

from recovery.kinds import kinds_on
from recovery.models import FoodKind
from recovery.refusals import HoldsAlready
from recovery.versions import new_version
from tests.conftest import FRIDAY, MONDAY

pytestmark = pytest.mark.django_db


def fish() -> FoodKind:
    return kinds_on(FRIDAY)["fish"]


def test_the_new_version_holds_from_its_day_and_the_old_one_before() -> None:
    new_version(fish(), valid_from=MONDAY, today=FRIDAY, max_celsius=Decimal(2), source="ASL, 2026")
    said = {day: (kinds_on(day)["fish"].max_celsius, kinds_on(day)["fish"].allergens) for day in (FRIDAY, MONDAY)}
    assert said == {FRIDAY: (Decimal("4.0"), ["fish"]), MONDAY: (Decimal("2.0"), ["fish"])}


@pytest.mark.parametrize("day", [FRIDAY, FRIDAY - dt.timedelta(days=1)])
def test_what_holds_today_is_not_rewritten(day: dt.date) -> None:
    with pytest.raises(HoldsAlready):
        new_version(fish(), valid_from=day, today=FRIDAY, max_celsius=Decimal(2))
    assert FoodKind.objects.filter(code="fish").count() == 1


def test_what_has_not_begun_can_be_said_again() -> None:
    for celsius in (2, 3):
        new_version(fish(), valid_from=MONDAY, today=FRIDAY, max_celsius=Decimal(celsius))
    assert list(FoodKind.objects.filter(code="fish").values_list("max_celsius", flat=True)) == [Decimal(4), Decimal(3)]
