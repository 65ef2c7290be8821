"""Kilograms as people write them, grams inside."""

import pytest
from django.utils import translation

from recovery.templatetags.weights import kg
from recovery.weights import grams_of, kilograms, whole


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1", 1_000), ("12,5", 12_500), ("0,5", 500), ("1.250", 1_250_000), ("1.250,5", 1_250_500),
        ("83.161", 83_161_000), ("1.000.000", 1_000_000_000), ("2,125", 2_125), (" 3 kg ", 3_000), ("1250", 1_250_000),
    ],
)  # fmt: skip
def test_italian_numbers(text: str, grams: int) -> None:
    assert grams_of(text) == grams


@pytest.mark.parametrize(
    "text", ["", "0", "0,0", "-3", "12.5", "1.25,5", "1,2345", "1,250.5", "tre", "1e3", "NaN", "1.000.000,001", "0.500"]
)
def test_what_could_be_read_in_two_ways_is_no_weight(text: str) -> None:
    with pytest.raises(ValueError, match="not a weight"):
        grams_of(text)


@pytest.mark.parametrize(("text", "grams"), [("12.5", 12_500), ("2.25", 2_250), ("0.500", 500), ("1.250", 1_250_000)])
def test_a_phone_may_write_a_point_where_it_can_only_mean_decimals(text: str, grams: int) -> None:
    assert grams_of(text, typed=True) == grams


@pytest.mark.parametrize(
    ("grams", "italian", "english"),
    [
        (83_161_000, "83.161", "83,161"), (1_612_500, "1.612,5", "1,612.5"), (2_125, "2,125", "2.125"),
        (20_000, "20", "20"), (1, "0,001", "0.001"), (0, "0", "0"),
    ],
)  # fmt: skip
def test_kilograms_are_exact_in_each_language(grams: int, italian: str, english: str) -> None:
    assert kilograms(grams) == italian
    with translation.override("en"):
        assert kilograms(grams) == english


def test_whole_numbers_are_grouped() -> None:
    assert whole(166_322) == "166.322"


@pytest.mark.parametrize(("language", "said"), [("it", "2,5 kg"), ("en", "2.5 kg"), ("ar", "2.5 كغ")])
def test_the_unit_is_said_in_the_readers_letters(language: str, said: str) -> None:
    with translation.override(language):
        assert kg(2_500).replace(",", ".") == said.replace(",", ".")
