"""A lost card: a new one, and nothing of the old opens anything."""

import pytest
from django.db import IntegrityError, transaction

from canteens.models import Canteen
from guests import cards
from guests.merging import merge
from guests.models import Guest, ReplacedCard
from guests.register import WRONG_PINS, CardLocked, CardNotFound, CodeUnknown, card_said, find_card, new_card
from guests.replacing import CardReplaced, is_replaced, replace
from mensa.refusals import constraint
from tests.guests.test_register import wrong_pin

Draws = pytest.MonkeyPatch


def test_new_code_and_link_and_the_old_are_dead(canteen: Canteen, amina: Guest) -> None:
    fresh = replace(amina)
    assert fresh == amina
    assert (fresh.code == amina.code, fresh.token == amina.token) == (False, False)
    assert find_card(canteen, code=fresh.code, pin=fresh.pin) == amina
    with pytest.raises(CardReplaced):
        find_card(canteen, code=amina.code, pin=amina.pin)
    with pytest.raises(CardReplaced):
        card_said(canteen, code=amina.spaced_code)
    assert (is_replaced(amina.token), is_replaced(fresh.token)) == (True, False)


def test_what_is_kept_of_the_old_names_nobody(amina: Guest) -> None:
    replace(amina)
    assert [field.name for field in ReplacedCard._meta.fields] == ["id", "code", "link_hash", "day"]
    assert amina.token not in str(list(ReplacedCard.objects.values()))


def test_code_that_never_was_is_unknown(canteen: Canteen, amina: Guest) -> None:
    replace(amina)
    with pytest.raises(CodeUnknown):
        card_said(canteen, code="428103955")
    with pytest.raises(CodeUnknown):
        card_said(canteen, code="not a code")
    with pytest.raises(CardNotFound):
        find_card(canteen, code="not a code", pin="1234")


def test_lock_after_wrong_pins_ends(canteen: Canteen, amina: Guest) -> None:
    for _ in range(WRONG_PINS):
        with pytest.raises(CardNotFound):
            find_card(canteen, code=amina.code, pin=wrong_pin(amina))
    with pytest.raises(CardLocked):
        find_card(canteen, code=amina.code, pin=amina.pin)
    fresh = replace(amina)
    assert (fresh.wrong_pins, fresh.locked_until) == (0, None)
    assert find_card(canteen, code=fresh.code, pin=fresh.pin) == amina


def test_merged_card_dies_with_it(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    merge(amina, into=bruno)
    replace(amina)  # whichever of the two was said to be lost
    for old in (amina, bruno):
        with pytest.raises(CardReplaced):
            card_said(canteen, code=old.code)


def test_code_is_never_given_twice(canteen: Canteen, monkeypatch: Draws) -> None:
    draws = iter([42_810_395, 42_810_395, 42_810_396, 42_810_395, 42_810_396, 42_810_397])
    monkeypatch.setattr(cards.secrets, "randbelow", lambda _: next(draws))
    amina = new_card(canteen)
    fresh = replace(amina)  # draws the code it gives up, then another
    bruno = new_card(canteen)  # draws the dead one, one that somebody has, and a new one
    assert [guest.code[:8] for guest in (amina, fresh, bruno)] == ["42810395", "42810396", "42810397"]


def test_the_database_does_not_give_a_dead_code_either(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    replace(amina)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Guest.objects.filter(pk=bruno.pk).update(code=amina.code)
    assert constraint(refused.value) == "guests_guest_code_key"
