"""Two cards of one person, and back."""

import pytest
from django.db import IntegrityError, connection, transaction

from canteens.models import Canteen
from guests.merging import MergeNotPossible, cards_of, merge, part, survivor
from guests.models import Guest
from guests.register import card_said, find_card, new_card
from mensa.refusals import constraint


def cards(guest: Guest) -> list[int]:
    return list(cards_of(guest).order_by("pk").values_list("pk", flat=True))


def test_merged_card_leads_to_the_surviving_one(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    merge(amina, into=bruno)
    assert (survivor(amina), survivor(Guest.objects.get(pk=amina.pk)), survivor(bruno)) == (bruno, bruno, bruno)
    assert card_said(canteen, code=amina.code) == bruno
    assert find_card(canteen, code=amina.code, pin=amina.pin) == bruno
    assert cards(bruno) == [amina.pk, bruno.pk]


def test_parting_gives_each_its_own_again(canteen: Canteen, amina: Guest, bruno: Guest) -> None:
    merge(amina, into=bruno)
    part(amina)
    assert find_card(canteen, code=amina.code, pin=amina.pin) == amina
    assert (cards(amina), cards(bruno)) == ([amina.pk], [bruno.pk])
    part(amina)
    assert Guest.objects.get(pk=amina.pk).merged_into is None


def test_merging_twice_is_merging_once(amina: Guest, bruno: Guest) -> None:
    merge(amina, into=bruno)
    merge(amina, into=bruno)
    assert Guest.objects.get(pk=amina.pk).merged_into == bruno


def test_card_is_not_merged_into_itself(amina: Guest) -> None:
    with pytest.raises(MergeNotPossible):
        merge(amina, into=amina)


def test_there_is_never_a_chain_nor_a_ring(amina: Guest, bruno: Guest, chen: Guest) -> None:
    merge(amina, into=bruno)
    for guest, into in [(bruno, amina), (bruno, chen), (chen, amina)]:
        with pytest.raises(MergeNotPossible):
            merge(guest, into=into)
    merge(chen, into=bruno)
    assert cards(bruno) == [amina.pk, bruno.pk, chen.pk]


def test_cards_of_two_canteens_are_two_people(amina: Guest) -> None:
    other = new_card(Canteen.objects.create(name="Altra sala", place="via Altra 1"))
    with pytest.raises(MergeNotPossible):
        merge(amina, into=other)


@pytest.mark.parametrize("guard", ["merged_into_another_card", "merged_into_one_card"])
def test_the_database_refuses_by_itself(guard: str, amina: Guest, bruno: Guest, chen: Guest) -> None:
    merge(bruno, into=chen)
    into = amina.pk if guard == "merged_into_another_card" else bruno.pk
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE guests_guest SET merged_into_id = %s WHERE id = %s", [into, amina.pk])
    assert constraint(refused.value) == guard
