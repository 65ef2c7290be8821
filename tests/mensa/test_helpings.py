"""Second helpings: a number with a history, apart from people."""

import pytest
from django.db import IntegrityError, transaction

from mensa import door
from mensa.helpings import help_again, set_helpings
from mensa.models import Booking, Sitting
from mensa.refusals import NotPossibleNow, SittingShut


def count(sitting: Sitting) -> int:
    sitting.refresh_from_db()
    return sitting.second_helpings


def history(sitting: Sitting) -> list[int]:
    rows = sitting.events.order_by("pgh_id")  # type: ignore[attr-defined]
    return list(rows.values_list("second_helpings", flat=True))


def test_each_change_is_a_row_of_history(small_lunch: Sitting, noon: None) -> None:
    for by in (1, 1, -1):
        help_again(small_lunch, by=by)
    set_helpings(small_lunch, total=4)
    set_helpings(small_lunch, total=4)
    assert (count(small_lunch), history(small_lunch)) == (4, [0, 1, 2, 1, 4])


def test_fewer_than_none_is_refused_by_the_verb_and_by_the_database(small_lunch: Sitting, noon: None) -> None:
    with pytest.raises(NotPossibleNow):
        help_again(small_lunch, by=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=small_lunch.pk).update(second_helpings=-1)
    assert count(small_lunch) == 0


def test_a_closed_sitting_counts_no_more(booked: list[Booking], small_lunch: Sitting, after_release: None) -> None:
    help_again(small_lunch)
    door.close(small_lunch)
    with pytest.raises(SittingShut):
        help_again(small_lunch)
    assert count(small_lunch) == 1
