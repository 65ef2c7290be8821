"""New cards at once: they hold exactly their share of the seats, and each guard off shows what it is for."""

import pgtrigger

from mensa.booking import book, cancel
from mensa.models import Booking, Sitting
from tests.races.conftest import Lunch
from tests.races.crowd import Act, all_is_well, at_once, errors, without

COUNTING = "mensa.Booking:count_seats"


def held(sitting: Sitting) -> int:
    rows = Booking.objects.filter(sitting=sitting, status=Booking.Status.CONFIRMED, anonymous=True)
    return sum(rows.values_list("party", flat=True))


def crowd(sitting: Sitting) -> list[list[Act]]:
    """40 new cards of one, two or three."""
    return [[lambda party=1 + n % 3: book(sitting, party=party)] for n in range(40)]


def test_new_cards_hold_exactly_their_share(lunch_now: Lunch) -> None:
    sitting = lunch_now(anonymous_limit=10)
    results = at_once(crowd(sitting))
    assert (errors(results), len(results), held(sitting)) == ([], 40, 10)
    all_is_well(sitting)


def test_control_without_the_check_they_hold_the_room(lunch_now: Lunch) -> None:
    """Each trusts the sitting as it was read, with the share still empty; only the check can know better."""
    sitting = lunch_now(anonymous_limit=10)
    with without("mensa_sitting", "anonymous_within_share"):
        at_once(crowd(sitting))
        assert held(sitting) == 25


def test_control_without_counting_the_share_is_nothing(lunch_now: Lunch) -> None:
    sitting = lunch_now(anonymous_limit=10)

    def act(party: int) -> Booking:
        with pgtrigger.ignore(COUNTING):
            return book(sitting, party=party)

    at_once([[lambda party=1 + n % 3: act(party)] for n in range(40)])
    assert held(sitting) == 79  # 14 x 1 + 13 x 2 + 13 x 3


def test_what_is_given_back_goes_to_the_next_new_card(lunch_now: Lunch) -> None:
    sitting = lunch_now(anonymous_limit=5)
    taken = [book(sitting) for _ in range(5)]
    read = Sitting.objects.select_related("canteen").get(pk=sitting.pk)
    results = at_once([[lambda one=one: cancel(one)] for one in taken] + [[lambda: book(read)]] * 8)
    assert (errors(results), held(sitting)) == ([], 5)
    all_is_well(sitting)
