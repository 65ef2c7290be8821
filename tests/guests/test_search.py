"""A card is found by what one can say of it."""

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from canteens import clock
from canteens.models import Canteen
from guests.cards import face
from guests.models import Guest
from guests.register import new_card
from guests.search import cards_like

CODES = {"428103957": "Amina", "170010005": "Nonna Pia", "421100006": "", "080020003": "amir"}
"""42 milk red; 17 carrot... what they show is asked of `face` below, so that only the digits are ours."""


@pytest.fixture
def cards(canteen: Canteen) -> Canteen:
    for code, alias in CODES.items():
        Guest.objects.create(canteen=canteen, code=code, alias=alias, created=clock.now())
    return canteen


def found(canteen: Canteen, query: str) -> list[str]:
    return [guest.code for guest in cards_like(canteen, query=query)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("42", ["421100006", "428103957"]), ("8", []), ("08", ["080020003"]), ("1039", ["428103957"]),
        ("428 103", ["428103957"]), ("٤٢", ["421100006", "428103957"]), ("ami", ["080020003", "428103957"]),
        ("42 ami", ["428103957"]), ("PIA", []), ("nonna", ["170010005"]), ("", []), ("   ", []), ("zzz", []),
        ("%", []), ("_", []),
    ],
)  # fmt: skip
def test_each_thing_that_can_be_said_finds_it(cards: Canteen, query: str, codes: list[str]) -> None:
    assert found(cards, query) == codes


@pytest.mark.parametrize("language", ["it", "en"])
def test_picture_and_colour_are_those_of_the_face_in_ones_language(cards: Canteen, language: str) -> None:
    with translation.override(language):
        for code in CODES:
            said = face(code)
            assert found(cards, f"{said.number} {said.word} {said.colour_word}") == [code]
            wanted = sorted(other for other in CODES if face(other).word == said.word)
            assert found(cards, said.word[:4]) == wanted


def test_at_most_eight_and_none_of_another_canteen(
    canteen: Canteen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        Guest.objects.create(canteen=canteen, code=f"77000{n:04}", created=clock.now())
    elsewhere = Canteen.objects.create(name="Altra sala", place="Torino")
    Guest.objects.filter(pk=new_card(elsewhere).pk).update(code="770009999")
    with django_assert_num_queries(1):
        assert found(canteen, "77") == [f"77000{n:04}" for n in range(8)]
