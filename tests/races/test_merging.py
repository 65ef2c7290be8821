"""Merging at the same moment as merging, booking and drawing codes."""

from uuid import uuid4

import pgtrigger
import pytest
from django.db import connection, transaction

from guests import cards, referrals
from guests.merging import MergeNotPossible, cards_of, merge, part
from guests.models import Guest, Referral, Referrer, ReplacedCard
from guests.register import new_card
from guests.replacing import replace
from mensa.booking import book
from mensa.models import Booking, Sitting
from mensa.referring import issue
from tests.races.conftest import Lunch
from tests.races.crowd import all_is_well, at_once, deadlocks, errors

ROUNDS = 15


def both_ways(sitting: Sitting, *, unguarded: bool = False) -> list[object]:
    """Two volunteers merge the same two cards, each the other way round; what came of both."""
    one, other = new_card(sitting.canteen), new_card(sitting.canteen)

    def act(guest: Guest, into: Guest) -> None:
        if not unguarded:
            return merge(guest, into=into)
        with pgtrigger.ignore("guests.Guest:no_chain_of_cards"):
            return merge(guest, into=into)

    return at_once([[lambda: act(one, other)], [lambda: act(other, one)]])


def rings() -> int:
    return Guest.objects.filter(merged_into__merged_into__isnull=False).count()


def test_two_ways_at_once_are_one_merge(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    for _ in range(ROUNDS):
        assert [type(error) for error in errors(both_ways(sitting))] == [MergeNotPossible]
    assert (rings(), Guest.objects.exclude(merged_into=None).count()) == (0, ROUNDS)


def test_control_without_the_guard_two_cards_are_each_others(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    both_ways(sitting, unguarded=True)
    assert rings() == 2


def book_while_merging(sitting: Sitting) -> None:
    """Both cards of a person book while they become one."""
    old, kept = new_card(sitting.canteen), new_card(sitting.canteen)

    def booked(card: Guest) -> Booking:
        return book(sitting, guest=Guest.objects.get(pk=card.pk), client_ref=uuid4())

    results = at_once([[lambda: booked(old)], [lambda: booked(kept)], [lambda: merge(old, into=kept)]])
    assert errors(results) == []


def test_booking_while_merging_comes_first_or_finds_the_other_card(lunch_now: Lunch) -> None:
    sitting = lunch_now(seats=60, room_limit=60)
    for _ in range(ROUNDS):
        book_while_merging(sitting)
    all_is_well(sitting)
    for kept in Guest.objects.exclude(merged=None):
        assert Booking.objects.of(kept).live().count() in {1, 2}


def test_merged_card_never_books(lunch_now: Lunch) -> None:
    """A reader of the card from before the merge, twenty times at once, after it: all land on the surviving one."""
    sitting = lunch_now()
    old, kept = new_card(sitting.canteen), new_card(sitting.canteen)
    stale = Guest.objects.get(pk=old.pk)
    merge(old, into=kept)
    results = at_once([[lambda: book(sitting, guest=Guest.objects.defer().get(pk=stale.pk))]] * 10)
    results += at_once([[lambda: book(sitting, guest=stale)]] * 10)
    assert (errors(results), {booking.guest_id for booking in results}) == ([], {kept.pk})
    assert Booking.objects.get().guest == kept
    all_is_well(sitting)


def test_control_without_the_guard_a_merged_card_books_beside_the_other(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    old, kept = new_card(sitting.canteen), new_card(sitting.canteen)
    stale = Guest.objects.get(pk=old.pk)
    merge(old, into=kept)
    book(sitting, guest=kept)
    with pgtrigger.ignore("mensa.Booking:b_one_person"):
        book(sitting, guest=stale)
    assert Booking.objects.of(kept).live().count() == 2


def test_merge_waits_for_the_booking_on_its_way(lunch_now: Lunch) -> None:
    """Held between booking and commit: the merge comes after, and the booking is the merged card's own."""
    sitting = lunch_now()
    old, kept = new_card(sitting.canteen), new_card(sitting.canteen)
    with transaction.atomic():
        booking = book(sitting, guest=old)
        waited = at_once([[lambda: _impatient_merge(old, kept)]])
        assert [str(error).startswith("canceling statement due to lock timeout") for error in waited] == [True]
    merge(old, into=kept)
    assert list(Booking.objects.of(kept)) == [booking]
    part(old)
    assert list(Booking.objects.of(old)) == [booking]


def _impatient_merge(old: Guest, kept: Guest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    merge(old, into=kept)


def draw_what_is_given_up(sitting: Sitting, draws: pytest.MonkeyPatch, *, guarded: bool) -> int:
    """One replaces a card while three draw its very code again and again, so that some draw comes after it was given
    up whichever way the threads run; how often a dead code became somebody's."""
    field, real = Guest._meta.get_field("code"), cards.new_code

    def drawn() -> Guest:
        if guarded:
            return new_card(sitting.canteen)
        with pgtrigger.ignore("guests.Guest:code_never_twice"):
            return new_card(sitting.canteen)

    for _ in range(ROUNDS):
        guest = new_card(sitting.canteen)
        asked = iter([guest.code] * 60)
        draws.setattr(field, "_get_default", lambda asked=asked: next(asked, None) or real())
        results = at_once([[lambda guest=guest: replace(guest)], *[[drawn]] * 3])
        draws.undo()
        assert errors(results) == []
    return Guest.objects.filter(code__in=ReplacedCard.objects.values("code")).count()


def test_code_given_up_this_moment_is_not_drawn(lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw_what_is_given_up(lunch_now(), monkeypatch, guarded=True) == 0


def test_control_without_the_guard_a_dead_code_is_somebodys(lunch_now: Lunch, monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw_what_is_given_up(lunch_now(), monkeypatch, guarded=False) > 0


def test_one_form_of_a_body_is_one_card(lunch_now: Lunch) -> None:
    sitting = lunch_now()
    body = referrals.keep(Referrer(canteen=sitting.canteen), name="Consorzio", kind="consortium", people=[])
    ref, until = uuid4(), sitting.canteen.today()
    results = at_once([[lambda: issue(body, until=until, first=sitting, client_ref=ref)]] * 10)
    assert (errors(results), deadlocks(results)) == ([], [])
    assert (Guest.objects.count(), Referral.objects.count(), Booking.objects.count()) == (1, 1, 1)
    assert cards_of(Guest.objects.get()).count() == 1
