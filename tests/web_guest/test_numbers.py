"""A card's number in words."""

import pytest

from web.numbers import WORDS, in_words


@pytest.mark.parametrize(
    ("number", "italian", "english", "arabic"),
    [
        ("00", "zero zero", "zero zero", "صفر صفر"),
        ("08", "zero otto", "zero eight", "صفر ثمانية"),
        ("11", "undici", "eleven", "أحد عشر"),
        ("21", "ventuno", "twenty-one", "واحد وعشرون"),
        ("23", "ventitré", "twenty-three", "ثلاثة وعشرون"),
        ("42", "quarantadue", "forty-two", "اثنان وأربعون"),
        ("80", "ottanta", "eighty", "ثمانون"),
        ("98", "novantotto", "ninety-eight", "ثمانية وتسعون"),
    ],
)
def test_number_is_said_as_people_say_it(number: str, italian: str, english: str, arabic: str) -> None:
    assert [in_words(number, language=language) for language in ("it", "en", "ar")] == [italian, english, arabic]


@pytest.mark.parametrize("language", WORDS)
def test_each_number_has_words_of_its_own(language: str) -> None:
    assert len(set(WORDS[language].values())) == 100


def test_unknown_language_shows_digits() -> None:
    assert in_words("42", language="zh") == "42"
